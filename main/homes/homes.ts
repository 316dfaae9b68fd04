import path from 'node:path';
import { DEFAULT_PORT, sourcePortFacts } from '../../engine/games/source-ports.ts';
import { LAUNCHER_FOLDER } from '../../engine/session/game/home.ts';
import { readWad } from '../library/files/wad.ts';
import type { Home } from '../protocol/homes.ts';
import type { LibraryEntry } from '../protocol/launcher.ts';
import type { Message } from '../protocol/messages.ts';
import { Refusal, refusalOr } from '../protocol/refusal.ts';
import type { Tell } from '../storage/json-store.ts';
import { checkFolder, namesIn, readPlainFile, writeNew } from './contents/files.ts';
import { SAVES_FOLDER } from './contents/slots.ts';
import { HomeFolder } from './folder.ts';
import { type HomePlayer, homePath } from './home.ts';
import { type HomeMetadata, metadataStore } from './metadata.ts';
import { takeOverModules } from './module-homes.ts';

const ID = /^[a-z0-9-]{1,255}$/;
/** The most homes that are shown, those played last. */
const HOMES_MAX = 500;

/**
 * What a home belongs to: the game, its add-ons in load order, which of them are merged into the game's sections, and what plays it: the
 * first source port by default.
 */
export interface HomeKey extends HomePlayer {
  readonly iwad: LibraryEntry;
  readonly pwads: readonly LibraryEntry[];
  readonly merge?: readonly string[];
}

/** A home that a game is about to be played in. */
export interface PreparedHome {
  readonly folder: HomeFolder;
  readonly path: string;
  /** What the player must know: it could not be prepared. The game may be played all the same. */
  readonly problem?: Message;
}

/** All homes below the user data folder. */
export class Homes {
  readonly #userData: string;
  readonly #tell: Tell | undefined;

  /** `tell` receives what of a home could not be read as it was. */
  constructor(userData: string, tell?: Tell) {
    this.#userData = userData;
    this.#tell = tell;
  }

  /** All homes, the one that was played last first. */
  async list(now = new Date()): Promise<Home[]> {
    const homes = await Promise.all((await this.#folders()).map((folder) => folder.describe(now)));
    const order = (home: Home) => home.lastPlayed ?? '';
    return homes
      .filter((home) => home.iwad !== undefined || home.saves.length > 0 || home.screenshots.length > 0)
      .sort((a, b) => order(b).localeCompare(order(a)) || a.title.localeCompare(b.title))
      .slice(0, HOMES_MAX);
  }

  /** A home by its folder's name. Throws a Refusal for what is no such name. */
  folder(id: string): HomeFolder {
    return new HomeFolder(this.place(id), this.#tell);
  }

  /** Where a home lies, by its folder's name. Throws as `folder`. */
  place(id: string): string {
    if (!ID.test(id)) throw new Refusal({ code: 'home-unknown', params: {} });
    return path.join(this.#userData, 'homes', id);
  }

  /** The home of a game. */
  of(of: HomeKey): HomeFolder {
    return new HomeFolder(this.#place(of), this.#tell);
  }

  #place({ iwad, pwads, merge = [], ...player }: HomeKey): string {
    const loaded = pwads.map(({ id, title }) => ({ id: merge.includes(id) ? `merge ${id}` : id, title }));
    return homePath(this.#userData, iwad, loaded, player);
  }

  /**
   * Makes the home of a game ready to be played in, and notes what it is of. A new one takes over the player's configuration from the
   * home of the same game and source port that was played last, because on the desktop all WADs of a source port share one.
   */
  async prepare(of: HomeKey, now = new Date()): Promise<PreparedHome> {
    const folder = this.of(of);
    const place = this.#place(of);
    try {
      for (const name of [LAUNCHER_FOLDER, SAVES_FOLDER]) await checkFolder(path.join(place, name));
      const before = await folder.metadata();
      if (before === null) await this.#takeOver(of, place);
      if (before === null && of.module !== undefined)
        await takeOverModules(this.#place({ ...of, port: DEFAULT_PORT, module: undefined }), place);
      await metadataStore(place).save({
        game: of.iwad.game,
        wads: [of.iwad, ...of.pwads].map(({ id, title }) => ({ id, title: title.slice(0, 300) })),
        merge: [...(of.merge ?? [])],
        port: of.port ?? DEFAULT_PORT,
        ...(of.module !== undefined && {
          module: { sha256: of.module.sha256, name: of.module.name.slice(0, 300) },
        }),
        maps: await numbering(of.iwad.path),
        lastPlayed: now.toISOString(),
        playedSeconds: before?.playedSeconds ?? 0,
      });
      return { folder, path: place };
    } catch (error) {
      const { told: problem } = refusalOr(error, (fault) => ({
        code: 'home-not-prepared',
        params: { title: of.iwad.title, folder: place, fault },
      }));
      return { folder, path: place, problem };
    }
  }

  /** Adds to the time that was played in a home. */
  async played(of: HomeKey, seconds: number): Promise<void> {
    const metadata = await this.of(of).metadata();
    if (metadata === null) return;
    const place = this.#place(of);
    await metadataStore(place).save({ ...metadata, playedSeconds: metadata.playedSeconds + seconds });
  }

  /** The home that a new one takes its configuration from: of the same game and source port, the one that was played last. */
  async configSource(of: HomeKey): Promise<string | undefined> {
    const last = await this.#lastPlayed(of, this.#place(of));
    return last && path.join(this.#userData, 'homes', last.id);
  }

  async #lastPlayed({ iwad, port = DEFAULT_PORT }: HomeKey, place: string): Promise<HomeFolder | undefined> {
    const known = await Promise.all(
      (await this.#folders()).map(async (folder) => ({ folder, metadata: await folder.metadata() })),
    );
    return (
      known
        .filter(
          (one): one is { folder: HomeFolder; metadata: HomeMetadata } => one.metadata?.game === iwad.game,
        )
        // What another module has made of its configuration is no player's choice.
        .filter(({ metadata }) => metadata.module === undefined && metadata.port === port)
        .sort((a, b) => b.metadata.lastPlayed.localeCompare(a.metadata.lastPlayed))
        .find(({ folder }) => path.basename(place) !== folder.id)?.folder
    );
  }

  async #takeOver(of: HomeKey, place: string): Promise<void> {
    const last = await this.#lastPlayed(of, place);
    if (last === undefined) return;
    // Key bindings, volumes, the size of the view.
    for (const name of sourcePortFacts(of.port ?? DEFAULT_PORT).configuration) {
      const config = await readPlainFile(path.join(this.#userData, 'homes', last.id, name)).catch(
        () => undefined,
      );
      // A home from before homes had metadata has a configuration of its own, which stays.
      if (config !== undefined) await writeNew(path.join(place, name), config);
    }
  }

  async #folders(): Promise<HomeFolder[]> {
    const root = path.join(this.#userData, 'homes');
    const names = await namesIn(root, (name) => ID.test(name)).catch(() => []);
    return names.map((name) => this.folder(name));
  }
}

async function numbering(iwad: string): Promise<HomeMetadata['maps']> {
  const { lumps } = await readWad(iwad);
  return lumps.some(({ name }) => name === 'MAP01') ? 'numbered' : 'episodes';
}
