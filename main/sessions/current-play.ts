import { DEFAULT_PORT, type SourcePort } from '../../engine/games/source-ports.ts';
import type { GameEvent } from '../../engine/host/events.ts';
import type { LogLine, SessionConfig, SessionStats } from '../../engine/session/protocol.ts';
import { backendInfo } from '../../engine/wasm/spec/backends.ts';
import type { GameConfigs } from '../game-config/game-configs.ts';
import type { HomeKey, Homes } from '../homes/homes.ts';
import { PlayTime } from '../homes/play-time.ts';
import { findCompanion } from '../library/companion.ts';
import type { Library } from '../library/library.ts';
import { inOrder, loadOrder, sessionFiles } from '../library/load-order.ts';
import type { Examiner } from '../library/needs/examination.ts';
import type { FrameCosts } from '../picture/frame-costs.ts';
import type { GameChoice, LibraryEntry, SessionStart, SessionState } from '../protocol/launcher.ts';
import type { Message } from '../protocol/messages.ts';
import type { WindowSize } from '../protocol/picture.ts';
import { Refusal, refusalOr } from '../protocol/refusal.ts';
import type { SettingsStore } from '../settings/settings.ts';
import { MIB } from '../settings/stored-settings.ts';
import type { Shell } from '../shell/shell.ts';
import type { Choices } from './choices.ts';
import type { GameModule } from './game-module.ts';
import { type Play, sessionState, storedSession } from './play.ts';
import { PlayPicture } from './play-picture.ts';
import type { StoredSession } from './record.ts';
import { Session, type SessionLimits } from './session.ts';
import { checkStart, keepResults, type StartedGame, startArguments } from './start.ts';

/** What a game is started from, and is told to. */
export interface PlaySurroundings {
  readonly shell: Pick<Shell, 'forkEngine' | 'playing' | 'setLook'>;
  readonly limits: SessionLimits;
  /** Every game is a self-check of so many pictures. */
  readonly check?: SessionConfig['check'];
  readonly library: Library;
  /** Says which source port plays a load order, where the player has not chosen. */
  readonly examiner: Pick<Examiner, 'examine'>;
  readonly settings: SettingsStore;
  readonly homes: Homes;
  readonly configs: GameConfigs;
  readonly costs: FrameCosts;
  /** The size of the part of the window that shows games. */
  readonly window: () => WindowSize;
  readonly choices: Choices;
  readonly module: GameModule;
  /** Stores what is kept of a session. */
  readonly store: (session: StoredSession) => Promise<void>;
  /** Called when the session is in another state. */
  readonly changed: () => void;
  /** Called when the library's files were checked. */
  readonly libraryChanged: () => void;
  readonly log: (lines: readonly LogLine[]) => void;
  readonly stats: (stats: SessionStats) => void;
  /** Called when files of a home, named by its folder, have changed. */
  readonly homeChanged: (home: string) => void;
  /** Tells the player at once. */
  readonly tell: (kind: 'error' | 'info', message: Message) => void;
  /** Tells the player what stays to be read. */
  readonly notify: (notice: Message) => void;
}

/**
 * The game that runs, or the one that ran last: starts one at a time, ends it before the next, and keeps what it leaves. Its errors are
 * for the player.
 */
export class CurrentPlay {
  readonly #around: PlaySurroundings;
  #play: Play | undefined;
  #nextId = 1;
  /** Starting and stopping happen one after the other, however fast the player clicks. */
  #transition: Promise<unknown> = Promise.resolve();
  /** Storing the last session's record, and what the game has left. */
  #keeping: Promise<void> = Promise.resolve();

  constructor(surroundings: PlaySurroundings) {
    this.#around = surroundings;
  }

  /** Undefined while no game runs. */
  get running(): Play | undefined {
    return this.#play?.session.end === undefined ? this.#play : undefined;
  }

  /** The session of the game that runs or ran last. */
  get session(): Session | undefined {
    return this.#play?.session;
  }

  get state(): SessionState | null {
    return this.#play === undefined ? null : sessionState(this.#play);
  }

  /** Whether the game that runs was made from this WAD or patch, named by its hash. */
  uses(id: string): boolean {
    const play = this.running;
    return play !== undefined && [play.started.iwad, ...play.pwads].some((wad) => wad.id === id);
  }

  /** What is kept of the game that runs or ran last. */
  record(): StoredSession | undefined {
    return this.#play && storedSession(this.#play);
  }

  /** Throws where the choice cannot be played: the game that runs goes on then. */
  start(choice: GameChoice, start: SessionStart): Promise<SessionState> {
    return this.#inTurn(() => this.#start(choice, start));
  }

  /** The source port that would play a choice. Throws a Refusal where it cannot be played. */
  async portOf(choice: GameChoice): Promise<SourcePort> {
    const iwad = this.#playable(choice.iwad);
    const pwads = choice.pwads.map((id) => this.#playable(id));
    const order = loadOrder(pwads, choice.merge);
    return this.#portOf(choice, { iwad, pwads: inOrder(order), merge: choice.merge }, pwads);
  }

  /** Plays again what was played last, from where that began. */
  restart(): Promise<SessionState> {
    return this.#inTurn(async () => {
      if (this.#play === undefined) throw new Refusal({ code: 'nothing-to-restart', params: {} });
      const { pwads, merge, started } = this.#play;
      const files = { iwad: started.iwad.id, pwads: pwads.map(({ id }) => id), merge: [...merge] };
      const choice = { ...files, port: started.port, options: started.options };
      return this.#start(choice, started.start);
    });
  }

  /** Resolves once no game runs. */
  stop(): Promise<void> {
    return this.#inTurn(() => this.#stop());
  }

  /** Stops, and waits until all that the game has left is kept. */
  async close(): Promise<void> {
    await this.stop();
    await this.#kept();
  }

  async #start(choice: GameChoice, start: SessionStart): Promise<SessionState> {
    const { library, module: gameModule, homes, configs, choices, settings } = this.#around;
    await library.refresh([choice.iwad, ...choice.pwads], this.#around.libraryChanged);
    this.#around.libraryChanged();
    const iwad = this.#playable(choice.iwad);
    if (iwad.kind !== 'iwad') {
      throw new Refusal({ code: 'add-on-alone', params: { title: iwad.title } });
    }
    const pwads = choice.pwads.map((id) => this.#playable(id));
    const keys = gameModule.inUse?.keys ?? true;
    gameModule.checkStart(start);
    const order = loadOrder(pwads, choice.merge);
    const files = { iwad, pwads: inOrder(order), merge: choice.merge };
    const stored = await choices.of(files);
    const wanted = await this.#portOf(choice, files, pwads);
    const { facts: module, port: played, resources, other } = await gameModule.identify(wanted);
    // Other modules get the arguments of the first source port.
    const port = played ?? DEFAULT_PORT;
    const companion = played === 'chocolate' ? findCompanion(iwad, library.entries) : undefined;
    const of: HomeKey = { ...files, port, module: other };
    const options = choice.options ?? stored.options ?? {};
    const { path: place } = homes.of(of);
    const started: StartedGame = { home: place, iwad, addOns: of.pwads, start, port, options };
    await checkStart(started);
    await this.#stop();
    await this.#kept();
    const home = await homes.prepare(of);
    const picture = await PlayPicture.plan(this.#around, settings.current.backend);
    const unconfigured = await configs.prepare(home.path, port, picture.start);
    const recovered = await home.folder.adoptRecovered().catch(() => []);
    for (const notice of [home.problem, unconfigured, ...recovered])
      if (notice !== undefined) this.#around.notify(notice);

    const { backend, fullscreen, memoryLimit, homeLimit } = settings.current;
    const config: SessionConfig = {
      module: module.path,
      ...sessionFiles(iwad, order),
      ...(companion !== undefined && { companion }),
      ...(resources.length > 0 && { resources: [...resources] }),
      home: home.path,
      backend,
      // The launcher's window is what a game's would be: a game that believes otherwise would toggle into what it is in already.
      args: [fullscreen ? '-fullscreen' : '-window', ...(await startArguments(started))],
      music: backendInfo(backend).musicInTime ? 'opl' : 'off',
      memoryBytes: memoryLimit * MIB,
      homeBytes: homeLimit * MIB,
      ...(start.kind === 'demo' && start.time && { timing: true }),
      ...(this.#around.check !== undefined && { check: this.#around.check }),
    };
    const id = this.#nextId++;
    const session = this.#begin(id, config, iwad.title, home.folder.id);
    const time = new PlayTime((seconds) => homes.played(of, seconds));
    const { merge } = choice;
    this.#play = {
      id,
      session,
      module,
      port: played,
      home: home.folder.id,
      pwads,
      merge,
      started,
      time,
      picture,
      keys,
    };
    this.#onChanged();
    return sessionState(this.#play);
  }

  /** The source port of the choice, else the one that is stored for it, else the one that the load order needs. */
  async #portOf(
    { port, merge }: GameChoice,
    files: HomeKey,
    pwads: readonly LibraryEntry[],
  ): Promise<SourcePort> {
    const { choices, examiner, module } = this.#around;
    const own = port ?? (await choices.of(files)).port;
    if (own !== undefined) return own;
    if (module.inUse !== null) return DEFAULT_PORT;
    return (await examiner.examine(files.iwad, pwads, merge, undefined)).choice.port;
  }

  #begin(id: number, config: SessionConfig, title: string, home: string): Session {
    const { shell, limits, log, homeChanged, tell: notice } = this.#around;
    const changed = () => this.#onChanged();
    const stored = () => homeChanged(home);
    const stats = (told: SessionStats) => {
      this.#around.stats(told);
      this.#watchPicture(told);
      this.#measure();
    };
    const look = (event: GameEvent) => shell.setLook(event);
    const listener = { changed, log, stats, stored, notice, look };
    return new Session(config, title, shell.forkEngine(id), listener, limits);
  }

  async #stop(): Promise<void> {
    await this.#play?.session.stop();
  }

  async #kept(): Promise<void> {
    await this.#keeping;
    await this.#play?.time.settled();
  }

  #playable(id: string): LibraryEntry {
    const wad = this.#around.library.entry(id);
    if (wad === undefined) throw new Refusal({ code: 'wad-unknown', params: {} });
    if (wad.problem !== undefined) throw new Refusal(wad.problem);
    return wad;
  }

  #onChanged(): void {
    const play = this.#play;
    if (play === undefined) return;
    const { session } = play;
    this.#around.shell.playing(isPlayed(session));
    if (session.end !== undefined) this.#around.shell.setLook(undefined);
    this.#measure();
    this.#keepOnceEnded(play);
    this.#around.changed();
  }

  /** A game that is too slow for its resolution gets a lower one. */
  #watchPicture(told: SessionStats): void {
    const play = this.#play;
    if (play === undefined || !isPlayed(play.session)) return;
    const notice = play.picture.report(told, (lines) => play.session.setLines(lines));
    if (notice !== undefined) this.#around.tell('info', notice);
  }

  /** How long it is played. */
  #measure(): void {
    if (this.#play !== undefined) this.#play.time.set(isPlayed(this.#play.session));
  }

  /** One after the other: the picture of one session must not end up with the record of the next. */
  #keepOnceEnded(play: Play): void {
    const { session, started, home, picture } = play;
    const { end, config } = session;
    if (end === undefined) return;
    const { store, homeChanged, notify } = this.#around;
    this.#keeping = this.#keeping
      .then(() => store(storedSession(play)))
      .catch((error: unknown) => {
        notify(refusalOr(error, (fault) => ({ code: 'record-not-stored', params: { fault } })).told);
      })
      .then(() => keepResults(started, end, config.backend, notify))
      .then(() => picture.keep(started.home, started.port))
      .then((changed) => changed && this.#around.changed())
      .then(() => homeChanged(home))
      .catch((error: unknown) => {
        notify(refusalOr(error, (fault) => ({ code: 'results-not-kept', params: { fault } })).told);
      });
  }

  #inTurn<T>(action: () => Promise<T>): Promise<T> {
    const result = this.#transition.then(action);
    this.#transition = result.catch(() => {});
    return result;
  }
}

function isPlayed({ status, paused }: Session): boolean {
  return status === 'running' && !paused;
}
