import path from 'node:path';
import type { SourcePort } from '../../engine/games/source-ports.ts';
import type { HomeKey, Homes } from '../homes/homes.ts';
import type { Library } from '../library/library.ts';
import { inOrder, loadOrder } from '../library/load-order.ts';
import type { LibraryEntry, OwnChoice, PlayedFiles } from '../protocol/launcher.ts';
import { Refusal } from '../protocol/refusal.ts';
import type { Handlers } from '../requests.ts';
import { JsonStore, type Tell } from '../storage/json-store.ts';
import { CHOICES_MAX, type StoredChoices, storedChoices } from './stored-choices.ts';

/** How the player wants each load order to be played: on which source port, and with which launch options. */
export class Choices {
  readonly #homes: Homes;
  readonly #port: SourcePort | undefined;
  readonly #store: JsonStore<StoredChoices>;
  /** Reading and writing again are one step. */
  #writing: Promise<unknown> = Promise.resolve();

  /**
   * `port` plays load orders for which none was chosen; without it, what they need decides. `tell` receives that the choices could not be
   * read as they were.
   */
  constructor(userData: string, homes: Homes, port?: SourcePort, tell?: Tell) {
    this.#homes = homes;
    this.#port = port;
    this.#store = new JsonStore<StoredChoices>({
      file: path.join(userData, 'choices.json'),
      format: storedChoices,
      defaults: { choices: [] },
      document: 'choices',
      tell,
    });
  }

  /** What was chosen for a load order; nothing, where nothing was. Throws the system's error. */
  async of(key: HomeKey): Promise<OwnChoice> {
    const { choices } = (await this.#store.load()).value;
    const found = choices.find(({ id }) => id === this.#id(key));
    const { id: _, ...chosen } = { id: '', ...found };
    return this.#port === undefined ? chosen : { port: this.#port, ...chosen };
  }

  /** Replaces what was chosen for a load order. Throws the system's error. */
  write(key: HomeKey, { port, options }: OwnChoice): Promise<void> {
    const id = this.#id(key);
    const chosen = options !== undefined && Object.values(options).some((value) => value !== undefined);
    const item = { id, ...(port !== undefined && { port }), ...(chosen && { options }) };
    const written = this.#writing.then(async () => {
      const { choices } = (await this.#store.load()).value;
      const others = choices.filter((choice) => choice.id !== id);
      const kept = port === undefined && !chosen ? others : [...others, item];
      await this.#store.save({ choices: kept.slice(-CHOICES_MAX) });
    });
    this.#writing = written.catch(() => undefined);
    return written;
  }

  /** One home for all source ports stands for the load order. */
  #id({ iwad, pwads, merge }: HomeKey): string {
    return this.#homes.of({ iwad, pwads, ...(merge !== undefined && { merge }) }).id;
  }
}

/** The window's requests about how a load order is played. */
export function choicesHandlers(
  choices: Choices,
  library: Pick<Library, 'entry'>,
): Handlers<'choice.read' | 'choice.write'> {
  const entry = (id: string): LibraryEntry => {
    const found = library.entry(id);
    if (found === undefined) throw new Refusal({ code: 'wad-unknown', params: {} });
    return found;
  };
  const keyOf = ({ iwad, pwads, merge }: PlayedFiles): HomeKey => ({
    iwad: entry(iwad),
    pwads: inOrder(loadOrder(pwads.map(entry), merge)),
    merge,
  });
  return {
    'choice.read': async (files) => choices.of(keyOf(files)),
    'choice.write': async ({ of, ...chosen }) => {
      const key = keyOf(of);
      await choices.write(key, chosen);
      return choices.of(key);
    },
  };
}
