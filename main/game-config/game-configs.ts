import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { systemFault } from '../../engine/messages/faults.ts';
import { readPlainFile } from '../homes/contents/files.ts';
import type { Control } from '../protocol/controls.ts';
import type { ConfigProblem } from '../protocol/messages/controls.ts';
import type { Message } from '../protocol/messages.ts';
import { messageOfError, Refusal, refusalOr } from '../protocol/refusal.ts';
import { writeFileAtomically } from '../storage/atomic-file.ts';
import { JsonStore, type Tell } from '../storage/json-store.ts';
import { ConfigFile, NoConfigError, parseNumber } from './config-file.ts';
import { liftLimits } from './limits.ts';
import { alwaysRuns, padButton, setAlwaysRuns, setPadButton, supplyPad, type Variables } from './pad.ts';
import { RANGES, safeValue } from './ranges.ts';
import { bringIntoRange, StartValues, startNotice } from './start-values.ts';
import { type StoredControls, storedControls } from './stored-controls.ts';
import type { StartValue } from './stored-start-values.ts';
import {
  ALWAYS_RUN,
  CONFIG_FILES,
  type ConfigName,
  DEFINITIONS,
  type Definition,
  definitionOf,
} from './variables.ts';

/** Where the configuration before the last change is kept, in a home. */
const BACKUPS = '.trapdoom';

/** A configuration as the editor shows it. */
export interface ReadControls {
  readonly controls: Control[];
  readonly problems: ConfigProblem[];
}

const PADS = DEFINITIONS.filter(({ kind }) => kind === 'pad-button');

/**
 * The games' own configuration files, in their homes. Lines that are not known here stay byte for byte what they are; a file that is no
 * configuration is told of and never written to. While a game runs nothing may be written: it writes both files as it ends.
 */
export class GameConfigs {
  readonly #userData: string;
  readonly #tell: Tell | undefined;
  /** Changes happen one after the other. */
  #writing: Promise<unknown> = Promise.resolve();

  /** `tell` receives that the controls for all games could not be read as they were. */
  constructor(userData: string, tell?: Tell) {
    this.#userData = userData;
    this.#tell = tell;
  }

  /**
   * What a home's game is played by. One without a configuration is shown as it will begin: with that of home `from`, or what was changed
   * for all games. Throws a Refusal for a file that is no configuration.
   */
  async read(home: string, from: string | undefined): Promise<ReadControls> {
    const configs = await this.#open(home, from);
    const problems = configs.problems();
    supplyPad(configs, PADS);
    return { controls: DEFINITIONS.map((definition) => shown(configs, definition)), problems };
  }

  /** Changes variables of a home, by name. Throws a Refusal; then nothing of it is written to that file. */
  write(home: string, from: string | undefined, changes: Readonly<Record<string, number>>): Promise<void> {
    return this.#inTurn(async () => {
      const configs = await this.#open(home, from);
      change(configs, checked(changes));
      await configs.save();
    });
  }

  /** Changes variables of all homes that have a configuration, and of those to come. */
  writeEverywhere(changes: Readonly<Record<string, number>>): Promise<void> {
    return this.#inTurn(async () => {
      const values = checked(changes);
      const homes = path.join(this.#userData, 'homes');
      const names = await readdir(homes, { withFileTypes: true }).catch(() => []);
      const opened: Configs[] = [];
      // All are read before the first is written: one that is damaged leaves all as they are.
      for (const entry of names) {
        if (!entry.isDirectory()) continue;
        const configs = await this.#open(path.join(homes, entry.name), undefined);
        if (configs.exist) opened.push(configs);
      }
      const { value } = await this.#everywhere.load();
      await this.#everywhere.save({ values: { ...value.values, ...values } });
      for (const configs of opened) {
        change(configs, values);
        await configs.save();
      }
    });
  }

  /**
   * Makes a home ready to be played in: what was changed for all games, where there is no configuration yet, a gamepad, where the
   * player has chosen none, and no limit on what is saved; and, until `finish`, values that the game survives. Returns what the player
   * must know; the game may be played all the same.
   */
  prepare(home: string): Promise<Message | undefined> {
    return this.#inTurn(async () => {
      try {
        const configs = await this.#open(home, undefined);
        supplyPad(configs, PADS);
        liftLimits(configs);
        const values = bringIntoRange(configs);
        await configs.save(values);
        return startNotice(home, values);
      } catch (error) {
        return messageOfError(error);
      }
    });
  }

  /** Gives a configuration back, once its game has ended, the values that `prepare` has changed and the game has not. Throws a Refusal. */
  finish(home: string): Promise<void> {
    return this.#inTurn(async () => {
      const configs = await Configs.open(home, home);
      if (configs.exist) await configs.save();
    });
  }

  get #everywhere(): JsonStore<StoredControls> {
    return new JsonStore({
      file: path.join(this.#userData, 'controls.json'),
      format: storedControls,
      defaults: { values: {} },
      document: 'controls',
      tell: this.#tell,
    });
  }

  async #open(home: string, from: string | undefined): Promise<Configs> {
    const own = await Configs.open(home, home);
    if (own.exist) return own;
    const inherited = from === undefined ? own : await Configs.open(home, from);
    if (inherited.exist) return inherited;
    const { value } = await this.#everywhere.load();
    const known = Object.entries(value.values).filter(([name]) => definitionOf.has(name));
    change(own, Object.fromEntries(known));
    return own;
  }

  #inTurn<T>(action: () => Promise<T>): Promise<T> {
    const result = this.#writing.then(action);
    this.#writing = result.catch(() => {});
    return result;
  }
}

/** The two files of a home. */
class Configs implements Variables {
  readonly #home: string;
  readonly #files: ReadonlyMap<ConfigName, { readonly config: ConfigFile; readonly before: Uint8Array }>;
  readonly #startValues: StartValues;
  /** Whether any of them was there. */
  readonly exist: boolean;

  private constructor(
    home: string,
    files: ReadonlyMap<ConfigName, { config: ConfigFile; before: Uint8Array }>,
    exist: boolean,
  ) {
    this.#home = home;
    this.#startValues = new StartValues(home);
    this.#files = files;
    this.exist = exist;
  }

  /** The files of folder `from`, to be written to `home`. Throws a Refusal. */
  static async open(home: string, from: string): Promise<Configs> {
    let exist = false;
    const files = new Map<ConfigName, { config: ConfigFile; before: Uint8Array }>();
    for (const name of CONFIG_FILES) {
      const bytes = await readConfig(path.join(from, name));
      exist ||= bytes !== undefined;
      const before = from === home ? (bytes ?? new Uint8Array()) : new Uint8Array();
      files.set(name, {
        config: bytes === undefined ? ConfigFile.empty() : parse(from, name, bytes),
        before,
      });
    }
    const configs = new Configs(home, files, exist);
    // What a game left that was ended with its launcher.
    if (from === home) await configs.#startValues.restore(configs);
    return configs;
  }

  get(file: ConfigName, name: string): string | undefined {
    return this.#file(file).config.get(name);
  }

  set(file: ConfigName, name: string, value: string): void {
    if (this.get(file, name) !== value) this.#file(file).config.set(name, value);
  }

  /** What the game would not understand, or take for something else. */
  problems(): ConfigProblem[] {
    const lines = CONFIG_FILES.flatMap((name) =>
      this.#file(name).config.strange.map((strange): ConfigProblem => {
        return { code: 'line-strange', params: { file: path.join(this.#home, name), ...strange } };
      }),
    );
    const values = DEFINITIONS.flatMap(({ name, file, kind, float = false, min, max }): ConfigProblem[] => {
      const text = this.get(file, name);
      if (text === undefined || kind === 'pad-button') return [];
      const value = parseNumber(text, float);
      if (value !== undefined && value >= min && value <= max) return [];
      const params = { file: path.join(this.#home, file), name, value: text, min, max };
      return [{ code: 'value-outside', params }];
    });
    const deadly = RANGES.flatMap((range): ConfigProblem[] => {
      const { file, name, min, max } = range;
      const text = definitionOf.has(name) ? undefined : this.get(file, name);
      const start = text === undefined ? undefined : safeValue(text, range);
      if (text === undefined || start === undefined) return [];
      const params = { file: path.join(this.#home, file), name, value: text, start, min, max };
      return [{ code: 'value-deadly', params }];
    });
    return [...lines, ...values, ...deadly];
  }

  /**
   * Writes what has changed, each file whole or not at all; what it was before is kept. `startValues`: what was changed for a game's
   * start only.
   */
  async save(startValues: readonly StartValue[] = []): Promise<void> {
    if (startValues.length > 0) await this.#startValues.save(startValues);
    for (const [name, { config, before }] of this.#files) {
      const bytes = config.bytes();
      if (Buffer.compare(bytes, before) === 0) continue;
      const file = path.join(this.#home, name);
      try {
        if (before.length > 0)
          await writeFileAtomically(path.join(this.#home, BACKUPS, `${name}.bak`), before);
        await writeFileAtomically(file, bytes);
      } catch (error) {
        throw new Refusal({ code: 'config-not-stored', params: { file, fault: systemFault(error) } });
      }
    }
    if (startValues.length === 0) await this.#startValues.save([]);
  }

  #file(name: ConfigName): { config: ConfigFile; before: Uint8Array } {
    return this.#files.get(name)!;
  }
}

async function readConfig(file: string): Promise<Uint8Array | undefined> {
  try {
    return await readPlainFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw refusalOr(error, (fault) => ({ code: 'config-unreadable', params: { file, fault } }));
  }
}

function parse(folder: string, name: ConfigName, bytes: Uint8Array): ConfigFile {
  try {
    return ConfigFile.parse(bytes);
  } catch (error) {
    if (!(error instanceof NoConfigError)) throw error;
    throw new Refusal({ code: error.code, params: { file: path.join(folder, name) } });
  }
}

function shown(configs: Configs, definition: Definition): Control {
  const { file, float = false, ...control } = definition;
  const { name, kind, min, max } = control;
  if (name === ALWAYS_RUN) return { ...control, value: alwaysRuns(configs) ? 1 : 0 };
  if (kind === 'pad-button') return { ...control, value: padButton(configs, file, name) };
  const value = parseNumber(configs.get(file, name) ?? '', float);
  const good = value !== undefined && value >= min && value <= max;
  return { ...control, value: good ? value : definition.default };
}

/** Throws a Refusal for what is no variable, or no value of it. */
function checked(changes: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  for (const [name, value] of Object.entries(changes)) {
    const definition = definitionOf.get(name);
    if (definition === undefined) throw new Refusal({ code: 'control-unknown', params: { name } });
    const { min, max, float = false } = definition;
    if (!Number.isFinite(value) || value < min || value > max || (!float && !Number.isInteger(value)))
      throw new Refusal({ code: 'control-outside', params: { control: name, whole: !float, min, max } });
  }
  return changes;
}

function change(configs: Configs, changes: Readonly<Record<string, number>>): void {
  const definitions = DEFINITIONS.filter(({ name }) => name in changes);
  // Buttons are those of the pad that is there by default, where there is no other.
  if (definitions.some(({ name, kind }) => kind === 'pad-button' || name === 'use_joystick'))
    supplyPad(configs, PADS);
  for (const { name, file, kind, float = false } of definitions) {
    const value = changes[name]!;
    if (name === ALWAYS_RUN) setAlwaysRuns(configs, value === 1);
    else if (kind === 'pad-button') setPadButton(configs, file, name, value);
    // As the game itself writes them.
    else configs.set(file, name, float ? value.toFixed(6) : String(value));
  }
}
