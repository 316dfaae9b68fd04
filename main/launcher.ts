import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { HOME_DIRECTORY } from '../engine/session/game.ts';
import type { LogLine, SessionConfig, SessionStats } from '../engine/session/protocol.ts';
import { demosHandlers } from './demos/requests.ts';
import { diagnosticsHandlers } from './diagnostics/requests.ts';
import { GameConfigs } from './gameconfig/game-configs.ts';
import { gameConfigHandlers } from './gameconfig/requests.ts';
import { type HomeOf, Homes } from './homes/homes.ts';
import { SAVES_FOLDER } from './homes/kinds.ts';
import { PlayTime } from './homes/play-time.ts';
import { homesHandlers } from './homes/requests.ts';
import { Library } from './library/library.ts';
import { inOrder, loadOrder, sessionFiles } from './library/load-order.ts';
import { libraryHandlers } from './library/requests.ts';
import { hashFile } from './library/wad.ts';
import type { AppPaths } from './paths.ts';
import {
  type EventPayload,
  type GameChoice,
  LAUNCHER_PROTOCOL_VERSION,
  type LauncherEventName,
  type LauncherRequestName,
  type LauncherState,
  type LibraryEntry,
  launcherRequests,
  type RequestAnswer,
  type SessionStart,
  type SessionState,
} from './protocol/launcher.ts';
import type { Handlers, ParsedArgument } from './requests.ts';
import { type FileFacts, LastSession, type StoredSession } from './sessions/record.ts';
import { SESSION_LIMITS, Session, type SessionLimits } from './sessions/session.ts';
import { keepResults, type StartedGame, startArguments } from './sessions/start.ts';
import { SettingsStore } from './settings/settings.ts';
import type { LauncherEventListener, LauncherPort, Shell } from './shell/shell.ts';
import { windowHandlers } from './shell/window-requests.ts';
import { FolderLock } from './storage/folder-lock.ts';

export interface LauncherOptions {
  readonly paths: AppPaths;
  readonly shell: Shell;
  readonly version: string;
  readonly limits?: SessionLimits;
}

/** Where the game is to keep its saves. */
const SAVES = ['-savedir', `${HOME_DIRECTORY}/${SAVES_FOLDER}`];
/** How long the window waits to hear of a changed home, in milliseconds: a game stores several files in a row. */
const HOME_CHANGED_MS = 150;

/** A session and what it plays. */
interface Play {
  readonly id: number;
  readonly session: Session;
  readonly module: FileFacts;
  readonly iwad: LibraryEntry;
  readonly pwads: readonly LibraryEntry[];
  readonly merge: readonly string[];
  readonly start: SessionStart;
  readonly started: StartedGame;
  /** The name of the home's folder. */
  readonly home: string;
  readonly time: PlayTime;
}

/**
 * The launcher behind the window, the same in every shell: answers the requests of `protocol/launcher.ts`, emits its events, and owns
 * the library, the settings and the running session.
 */
export class Launcher implements LauncherPort {
  readonly #paths: AppPaths;
  readonly #shell: Shell;
  readonly #version: string;
  readonly #limits: SessionLimits;
  readonly #library: Library;
  readonly #settings: SettingsStore;
  readonly #homes: Homes;
  readonly #configs: GameConfigs;
  readonly #lastSession: LastSession;
  readonly #lock: FolderLock | undefined;
  readonly #notices: string[];
  readonly #handlers: Handlers;
  readonly #listeners = new Set<LauncherEventListener>();
  #play: Play | undefined;
  /** What plays instead of Chocolate Doom, if the player has named something. */
  #module: string | undefined;
  readonly #changedHomes = new Set<string>();
  #nextId = 1;
  /** Starting and stopping happen one after the other, however fast the player clicks. */
  #transition: Promise<unknown> = Promise.resolve();
  /** Storing the last session's record. */
  #recording: Promise<void> = Promise.resolve();

  private constructor(
    options: LauncherOptions,
    library: Library,
    settings: SettingsStore,
    lock: FolderLock | undefined,
  ) {
    this.#paths = options.paths;
    this.#shell = options.shell;
    this.#version = options.version;
    this.#limits = options.limits ?? SESSION_LIMITS;
    this.#library = library;
    this.#settings = settings;
    this.#homes = new Homes(options.paths.userData);
    this.#configs = new GameConfigs(options.paths.userData);
    this.#lastSession = new LastSession(options.paths.userData);
    this.#lock = lock;
    this.#notices = [...library.notices, ...(settings.notice === undefined ? [] : [settings.notice])];
    this.#handlers = this.#makeHandlers();
  }

  /** Throws an Error whose message is for the player: FolderInUseError if another launcher has the user data folder. */
  static async open(options: LauncherOptions): Promise<Launcher> {
    const { userData, wads } = options.paths;
    await makeFolder(userData);
    const lock = await FolderLock.take(userData);
    try {
      const [library, settings] = await Promise.all([
        Library.open({ bundled: wads, userData }),
        SettingsStore.open(userData),
      ]);
      return new Launcher(options, library, settings, lock);
    } catch (error) {
      await lock?.release();
      throw error;
    }
  }

  async request(name: string, argument: unknown): Promise<unknown> {
    if (!Object.hasOwn(launcherRequests, name)) {
      throw new Error(`The window asked for “${name}”, which this launcher does not know. Restart Trapdoom.`);
    }
    return this.#handle(name as LauncherRequestName, argument);
  }

  async #handle<N extends LauncherRequestName>(name: N, argument: unknown): Promise<RequestAnswer<N>> {
    const parsed = launcherRequests[name][0].safeParse(argument);
    if (!parsed.success) {
      const issue = parsed.error.issues[0]!;
      throw new Error(
        `The window’s request “${name}” is not valid: ${issue.path.join('.')} ${issue.message}.`,
      );
    }
    return this.#handlers[name](parsed.data as ParsedArgument<N>);
  }

  onEvent(listener: LauncherEventListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  notify(notice: string): void {
    if (this.#notices.includes(notice)) return;
    this.#notices.push(notice);
    this.#emitState();
  }

  async openWad(file: string): Promise<void> {
    if (/\.wasm$/i.test(file)) {
      await this.#useModule(file);
      return;
    }
    const result = await this.#library.add(file);
    this.#emitState();
    if (!result.ok) this.notify(result.reason);
  }

  async close(): Promise<void> {
    await this.#inTurn(() => this.#stop());
    await this.#recording;
    await this.#play?.time.settled();
    await this.#lock?.release();
    this.#listeners.clear();
  }

  #makeHandlers(): Handlers {
    return {
      state: async () => {
        await this.#library.refresh();
        return this.#state();
      },
      play: ({ start, ...choice }) => this.#inTurn(() => this.#start(choice, start)),
      stop: async () => {
        await this.#inTurn(() => this.#stop());
      },
      restart: () =>
        this.#inTurn(async () => {
          if (this.#play === undefined)
            throw new Error('There is no game to restart. Choose one in the library.');
          const { iwad, pwads, merge, start } = this.#play;
          const choice = { iwad: iwad.id, pwads: pwads.map(({ id }) => id), merge: [...merge] };
          return this.#start(choice, start);
        }),
      'settings.update': async (patch) => {
        const settings = await this.#settings.update(patch);
        this.#emitState();
        return settings;
      },
      ...windowHandlers(this.#shell),
      ...libraryHandlers({
        library: this.#library,
        shell: this.#shell,
        inUse: (id) => this.#inUse(id),
        changed: () => this.#emitState(),
      }),
      ...homesHandlers({
        homes: this.#homes,
        shell: this.#shell,
        running: () => (this.#play?.session.end === undefined ? this.#play : undefined),
        tall: () => this.#settings.current.aspect === '4:3',
        changed: (home) => this.#homeChanged(home),
      }),
      ...demosHandlers({
        homes: this.#homes,
        library: this.#library,
        running: () => (this.#play?.session.end === undefined ? this.#play?.home : undefined),
        changed: (home) => this.#homeChanged(home),
      }),
      ...gameConfigHandlers({
        configs: this.#configs,
        homes: this.#homes,
        library: this.#library,
        playing: () => this.#playing(),
      }),
      ...diagnosticsHandlers({
        shell: this.#shell,
        notices: this.#notices,
        versions: this.#versions(),
        settings: () => this.#settings.current,
        session: () => this.#play?.session,
        record: async () => (this.#play === undefined ? this.#lastSession.load() : stored(this.#play)),
      }),
    };
  }

  async #start(choice: GameChoice, start: SessionStart): Promise<SessionState> {
    await this.#library.refresh();
    this.#emitState();
    const iwad = this.#playable(choice.iwad);
    if (iwad.kind !== 'iwad') {
      throw new Error(`${iwad.title} is an add-on, not a game. Choose a game, and this WAD to go with it.`);
    }
    const pwads = choice.pwads.map((id) => this.#playable(id));
    const module = await moduleFacts(this.#module ?? path.join(this.#paths.games, 'chocolate-doom.wasm'));
    const order = loadOrder(pwads, choice.merge);
    const of: HomeOf = { iwad, pwads: inOrder(order), merge: choice.merge };
    if (start.kind === 'save') await this.#homes.of(of).checkSlot(start.slot);
    await this.#stop();
    await this.#recording;
    await this.#play?.time.settled();
    const home = await this.#homes.prepare(of);
    const unconfigured = await this.#configs.prepare(home.path);
    for (const problem of [home.problem, unconfigured]) if (problem !== undefined) this.notify(problem);

    const started: StartedGame = { home: home.path, iwad, addOns: of.pwads, start };
    const config: SessionConfig = {
      module: module.path,
      ...sessionFiles(iwad, order),
      home: home.path,
      backend: this.#settings.current.backend,
      // The launcher's window is what a game's would be: a game that believes otherwise would toggle into what it is in already.
      args: [
        this.#settings.current.fullscreen ? '-fullscreen' : '-window',
        ...SAVES,
        ...(await startArguments(started)),
      ],
      music: this.#settings.current.backend === 'interpreter' ? 'off' : 'opl',
      ...(start.kind === 'demo' && start.time && { timing: true }),
    };
    const id = this.#nextId++;
    const session = new Session(
      config,
      iwad.title,
      this.#shell.forkEngine(id),
      {
        changed: () => this.#onSessionChanged(),
        log: (lines: readonly LogLine[]) => this.#emit('log', [...lines]),
        stats: (stats: SessionStats) => this.#emit('stats', stats),
        stored: () => this.#homeChanged(home.folder.id),
        notice: (text) => this.#emit('message', { kind: 'error', text }),
      },
      this.#limits,
    );
    const time = new PlayTime((seconds) => this.#homes.played(of, seconds));
    const { merge } = choice;
    this.#play = { id, session, module, iwad, pwads, merge, start, started, home: home.folder.id, time };
    this.#onSessionChanged();
    return sessionState(this.#play);
  }

  /** Plays on a module of the player's own from now on: whether it is one that can be played, the session says. */
  async #useModule(file: string): Promise<void> {
    try {
      if (!(await stat(file)).isFile()) throw new Error('it is not a file');
      this.#module = file;
      this.notify(
        `Games are played on ${file} instead of Chocolate Doom until Trapdoom is closed. Choose one in the library: the module gets its WAD.`,
      );
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const reason = code === 'ENOENT' ? 'it is not there' : message;
      this.notify(`The module ${file} cannot be played: ${reason}. Games are played on Chocolate Doom.`);
    }
  }

  async #stop(): Promise<void> {
    await this.#play?.session.stop();
  }

  #playable(id: string): LibraryEntry {
    const wad = this.#library.entry(id);
    if (wad === undefined) throw new Error('This WAD is not in the library any more. Add it again.');
    if (wad.problem !== undefined) throw new Error(wad.problem);
    return wad;
  }

  #onSessionChanged(): void {
    const play = this.#play;
    if (play === undefined) return;
    const { session } = play;
    const active = session.status === 'running' && !session.paused;
    this.#shell.playing(active);
    play.time.set(active);
    if (session.end !== undefined) {
      // One after the other: the picture of one session must not end up with the record of the next.
      this.#recording = this.#recording
        .then(() => this.#lastSession.save(stored(play)))
        .catch((error: Error) => {
          this.notify(`The last session could not be recorded for diagnostics: ${error.message}.`);
        });
      const { end } = session;
      this.#recording = this.#recording
        .then(() => keepResults(play.started, end, session.config.backend))
        .then(() => this.#homeChanged(play.home))
        .catch((error: Error) => {
          this.notify(`What the last game has left could not be kept: ${error.message}.`);
        });
    }
    this.#emitState();
  }

  #playing(): { readonly home: string; readonly title: string } | undefined {
    const { session, iwad } = this.#play ?? {};
    return session === undefined || session.end !== undefined
      ? undefined
      : { home: session.config.home, title: iwad?.title ?? session.title };
  }

  #inUse(id: string): boolean {
    const play = this.#play;
    if (play === undefined || play.session.end !== undefined) return false;
    return [play.iwad, ...play.pwads].some((wad) => wad.id === id);
  }

  /** Tells the window once of what a game writes in a row. */
  #homeChanged(home: string): void {
    if (this.#changedHomes.has(home)) return;
    this.#changedHomes.add(home);
    setTimeout(() => {
      this.#changedHomes.delete(home);
      this.#emit('homes', { home });
    }, HOME_CHANGED_MS).unref();
  }

  #inTurn<T>(action: () => Promise<T>): Promise<T> {
    const result = this.#transition.then(action);
    this.#transition = result.catch(() => {});
    return result;
  }

  #state(): LauncherState {
    const { kind, fileDialogs, filePaths } = this.#shell;
    return {
      protocol: LAUNCHER_PROTOCOL_VERSION,
      version: this.#version,
      shell: { kind, fileDialogs, filePaths },
      notices: [...this.#notices],
      library: this.#library.entries,
      settings: this.#settings.current,
      session: this.#play === undefined ? null : sessionState(this.#play),
    };
  }

  #versions(): Record<string, string> {
    return {
      trapdoom: this.#version,
      node: process.versions.node,
      v8: process.versions.v8,
      ...this.#shell.versions,
    };
  }

  #emitState(): void {
    this.#emit('state', this.#state());
  }

  #emit<N extends LauncherEventName>(name: N, payload: EventPayload<N>): void {
    for (const listener of this.#listeners) listener(name, payload);
  }
}

/** Makes the user data folder. One that cannot be made is told of when something is to be stored; one that is a file, at once. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || code === 'ENOTDIR')
      throw new Error(`${folder} is no folder. Choose another with --user-data=FOLDER.`);
  }
}

const PLAYS = { title: 'game', save: 'game', record: 'recording', demo: 'demo', time: 'timing' } as const;

function sessionState({ id, session, iwad, pwads, start }: Play): SessionState {
  return {
    id,
    iwad: iwad.id,
    pwads: pwads.map((wad) => wad.id),
    backend: session.config.backend,
    status: session.status,
    title: session.title,
    plays: PLAYS[start.kind === 'demo' && start.time ? 'time' : start.kind],
    ...(session.end === undefined ? {} : { end: session.end }),
  };
}

function stored({ session, module, iwad, pwads }: Play): StoredSession {
  return {
    record: {
      version: 1,
      startedAt: session.startedAt.toISOString(),
      config: session.config,
      module,
      wads: [iwad, ...pwads].map(({ path, id, bytes }) => ({ path, sha256: id, bytes })),
      stats: session.stats ?? null,
      log: session.log,
      end: session.end ?? null,
    },
    lastFrame: session.lastFrame,
  };
}

/** Identifies the game module. Throws an Error for the player where it cannot be read. */
async function moduleFacts(file: string): Promise<FileFacts> {
  try {
    const [{ sha256 }, { size }] = await Promise.all([hashFile(file), stat(file)]);
    return { path: file, sha256, bytes: size };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const what = code === 'ENOENT' ? `is missing: ${file}` : `cannot be read: ${message}`;
    throw new Error(`The game module ${what}. Run “npm run build”, or install Trapdoom again.`);
  }
}
