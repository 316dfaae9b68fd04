import { isDeepStrictEqual } from 'node:util';
import type { SourcePort } from '../engine/games/source-ports.ts';
import { systemFault } from '../engine/messages/faults.ts';
import type { SessionConfig } from '../engine/session/protocol.ts';
import { onThisThread, type TaskRunner } from './background/tasks.ts';
import { demosHandlers } from './demos/requests.ts';
import { diagnosticsHandlers } from './diagnostics/requests.ts';
import { GameConfigs } from './game-config/game-configs.ts';
import { gameConfigHandlers } from './game-config/requests.ts';
import { HomeExports } from './homes/export/exports.ts';
import { Homes } from './homes/homes.ts';
import { homesHandlers } from './homes/requests.ts';
import { Library } from './library/library.ts';
import { Examiner } from './library/needs/examination.ts';
import { installedPorts } from './library/needs/installed-ports.ts';
import { libraryHandlers } from './library/requests.ts';
import type { AppPaths } from './paths.ts';
import { FrameCosts } from './picture/frame-costs.ts';
import { DEFAULT_WINDOW } from './picture/plan.ts';
import {
  type EventPayload,
  LAUNCHER_PROTOCOL_VERSION,
  type LauncherEventName,
  type LauncherRequestName,
  type LauncherState,
  launcherRequests,
  type RequestAnswer,
} from './protocol/launcher.ts';
import type { Message } from './protocol/messages.ts';
import type { WindowSize } from './protocol/picture.ts';
import { Refusal } from './protocol/refusal.ts';
import type { Handlers, ParsedArgument } from './requests.ts';
import { Choices, choicesHandlers } from './sessions/choices.ts';
import { CurrentPlay } from './sessions/current-play.ts';
import { GameModule } from './sessions/game-module.ts';
import { SESSION_LIMITS, type SessionLimits } from './sessions/session.ts';
import { SettingsStore } from './settings/settings.ts';
import type { LauncherEventListener, LauncherPort, Shell } from './shell/shell.ts';
import { windowHandlers } from './shell/window-requests.ts';
import { SentState, type StateSlices } from './state-slices.ts';
import type { FolderLock } from './storage/folder-lock.ts';
import { tidyUserData } from './storage/tidy.ts';
import { openUserData } from './storage/user-data.ts';
import { Updates } from './updates/updates.ts';

export interface LauncherOptions {
  readonly paths: AppPaths;
  readonly shell: Shell;
  readonly version: string;
  /** What plays load orders for which the player has chosen no source port; what they need decides otherwise. */
  readonly port?: SourcePort | undefined;
  readonly limits?: SessionLimits;
  /** Performs what main must not stop for; on main's own thread by default. */
  readonly background?: TaskRunner | undefined;
  /** Every game is a self-check of so many pictures. */
  readonly check?: SessionConfig['check'];
}

/** How long the window waits to hear of a changed home, in milliseconds: a game stores several files in a row. */
const HOME_CHANGED_MS = 150;

/**
 * The launcher behind the window, the same in every shell. It holds the table of handlers for the requests of `protocol/launcher.ts`, and
 * sends the window the state's changes and other events.
 */
export class Launcher implements LauncherPort {
  readonly #shell: Shell;
  readonly #version: string;
  readonly #library: Library;
  readonly #examiner: Examiner;
  readonly #settings: SettingsStore;
  readonly #homes: Homes;
  readonly #configs: GameConfigs;
  readonly #costs: FrameCosts;
  #window: WindowSize = DEFAULT_WINDOW;
  readonly #choices: Choices;
  readonly #module: GameModule;
  readonly #play: CurrentPlay;
  readonly #exports: HomeExports;
  readonly #updates: Updates;
  readonly #userData: string;
  readonly #run: TaskRunner;
  readonly #lock: FolderLock | undefined;
  readonly #notices: Message[];
  readonly #handlers: Handlers;
  readonly #sent: SentState;
  readonly #listeners = new Set<LauncherEventListener>();
  readonly #changedHomes = new Set<string>();
  readonly #tidied: Promise<void>;

  private constructor(
    options: LauncherOptions,
    library: Library,
    settings: SettingsStore,
    lock: FolderLock | undefined,
  ) {
    this.#shell = options.shell;
    this.#version = options.version;
    this.#library = library;
    this.#examiner = new Examiner(() => installedPorts(options.paths.games));
    this.#settings = settings;
    const tell = (notice: Message) => this.notify(notice);
    this.#homes = new Homes(options.paths.userData, tell);
    this.#configs = new GameConfigs(options.paths.userData, tell);
    this.#costs = new FrameCosts(options.paths.userData, tell);
    this.#choices = new Choices(options.paths.userData, this.#homes, options.port, tell);
    this.#module = new GameModule(options.paths.games);
    this.#userData = options.paths.userData;
    this.#run = options.background ?? onThisThread;
    this.#exports = new HomeExports({
      shell: options.shell,
      zip: (request, options) => this.#run('zip-home', request, options),
      tell: (told) => this.#emit('export', told),
    });
    this.#lock = lock;
    this.#notices = [...library.notices, ...settings.notices];
    this.#play = this.#makePlay(options);
    this.#handlers = this.#makeHandlers();
    this.#sent = new SentState({ ...this.#slices(), library: library.entries });
    this.#tidied = this.#tidy(options.paths.userData);
    this.#updates = new Updates({
      userData: options.paths.userData,
      version: options.version,
      wanted: () => settings.current.checkForUpdates,
      notify: tell,
    });
    void this.#updates.check();
  }

  /** Throws an Error for the player: FolderInUseError if another launcher has the user data folder. */
  static async open(options: LauncherOptions): Promise<Launcher> {
    const { userData, wads } = options.paths;
    const { lock, notice } = await openUserData(userData);
    try {
      const [library, settings] = await Promise.all([
        Library.open({ bundled: wads, userData }),
        SettingsStore.open(userData),
      ]);
      const launcher = new Launcher(options, library, settings, lock);
      if (notice !== undefined) launcher.notify(notice);
      return launcher;
    } catch (error) {
      await lock?.release();
      throw error;
    }
  }

  async request(name: string, argument: unknown): Promise<unknown> {
    if (!Object.hasOwn(launcherRequests, name)) {
      throw new Refusal({ code: 'request-unknown', params: { name: name.slice(0, 64) } });
    }
    return this.#handle(name as LauncherRequestName, argument);
  }

  async #handle<N extends LauncherRequestName>(name: N, argument: unknown): Promise<RequestAnswer<N>> {
    const parsed = launcherRequests[name][0].safeParse(argument);
    if (!parsed.success) {
      const issue = parsed.error.issues[0]!;
      const params = { name, path: issue.path.join('.'), detail: issue.message };
      throw new Refusal({ code: 'request-invalid', params });
    }
    return this.#handlers[name](parsed.data as ParsedArgument<N>);
  }

  onEvent(listener: LauncherEventListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  notify(notice: Message): void {
    if (this.#notices.some((known) => isDeepStrictEqual(known, notice))) return;
    this.#notices.push(notice);
    this.#emitChanges();
  }

  async openWad(file: string): Promise<void> {
    if (/\.wasm$/i.test(file)) {
      this.notify(await this.#module.use(file));
      return;
    }
    const result = await this.#library.add(file);
    this.#emitLibrary();
    if (!result.ok) this.notify(result.reason);
  }

  async close(): Promise<void> {
    await this.#tidied;
    await this.#updates.close();
    await this.#exports.close();
    await this.#play.close();
    await this.#lock?.release();
    this.#listeners.clear();
  }

  /** Sees to what launchers before this one have left. Nobody waits for it but who closes. */
  async #tidy(userData: string): Promise<void> {
    const before = performance.timeOrigin;
    const alone = this.#lock !== undefined;
    try {
      const added = alone ? await this.#library.collectUploads(before) : [];
      if (added.length > 0) this.notify({ code: 'uploads-recovered', params: { titles: added } });
      await tidyUserData(userData, { before, alone });
    } catch (error) {
      const params = { folder: userData, fault: systemFault(error) };
      this.notify({ code: 'earlier-start-not-tidied', params });
    }
  }

  #makePlay({ paths, limits = SESSION_LIMITS, check }: LauncherOptions): CurrentPlay {
    return new CurrentPlay({
      shell: this.#shell,
      limits,
      ...(check !== undefined && { check }),
      library: this.#library,
      examiner: this.#examiner,
      settings: this.#settings,
      homes: this.#homes,
      configs: this.#configs,
      costs: this.#costs,
      window: () => this.#window,
      choices: this.#choices,
      module: this.#module,
      store: async (session) => {
        await this.#run('record-session', { userData: paths.userData, session });
      },
      changed: () => this.#emitChanges(),
      libraryChanged: () => this.#emitLibrary(),
      log: (lines) => this.#emit('log', [...lines]),
      stats: (stats) => this.#emit('stats', stats),
      homeChanged: (home) => this.#homeChanged(home),
      tell: (kind, message) => this.#emit('message', { kind, message }),
      notify: (notice) => this.notify(notice),
    });
  }

  #makeHandlers(): Handlers {
    return {
      state: async () => {
        await this.#refreshLibrary();
        return this.#state();
      },
      'library.refresh': async () => {
        await this.#refreshLibrary();
        return undefined;
      },
      play: ({ start, ...choice }) => this.#play.start(choice, start),
      stop: async () => {
        await this.#play.stop();
      },
      restart: () => this.#play.restart(),
      'settings.update': async (patch) => {
        const settings = await this.#settings.update(patch);
        this.#emitChanges();
        if (patch.backend !== undefined) this.#play.running?.session.switchBackend(patch.backend);
        if (patch.checkForUpdates === true) void this.#updates.check();
        return settings;
      },
      'picture.costs': async () => [...(await this.#costs.all())],
      'picture.window': async (size) => {
        this.#window = size;
        return undefined;
      },
      ...windowHandlers(this.#shell),
      ...libraryHandlers({
        library: this.#library,
        examiner: this.#examiner,
        shell: this.#shell,
        inUse: (id) => this.#play.uses(id),
        changed: () => this.#emitLibrary(),
      }),
      ...choicesHandlers(this.#choices, this.#library),
      ...homesHandlers({
        homes: this.#homes,
        library: this.#library,
        shell: this.#shell,
        exports: this.#exports,
        running: () => this.#play.running,
        tall: () => this.#settings.current.aspect === '4:3',
        changed: (home) => this.#homeChanged(home),
      }),
      ...demosHandlers({
        homes: this.#homes,
        library: this.#library,
        tell: (notice) => this.notify(notice),
        portOf: (choice) => this.#play.portOf(choice),
        running: () => this.#play.running?.home,
        changed: (home) => this.#homeChanged(home),
      }),
      ...gameConfigHandlers({
        configs: this.#configs,
        homes: this.#homes,
        library: this.#library,
        playing: () => this.#play.running?.started,
      }),
      ...diagnosticsHandlers({
        shell: this.#shell,
        notices: this.#notices,
        versions: this.#versions(),
        settings: () => this.#settings.current,
        session: () => this.#play.session,
        record: () => this.#play.record(),
        userData: this.#userData,
        pack: (request, options) => this.#run('diagnostics', request, options),
        notify: (notice) => this.notify(notice),
      }),
    };
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

  #state(): LauncherState {
    const { kind, fileDialogs, filePaths } = this.#shell;
    return {
      protocol: LAUNCHER_PROTOCOL_VERSION,
      revision: this.#sent.revision,
      version: this.#version,
      shell: { kind, fileDialogs, filePaths },
      library: this.#library.entries,
      ...this.#slices(),
    };
  }

  /** What changes of the state but the library, which is large. */
  #slices(): Omit<StateSlices, 'library'> {
    return {
      notices: [...this.#notices],
      settings: this.#settings.current,
      module: this.#module.inUse,
      session: this.#play.state,
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

  /** Sends the windows what has changed of all but the library. */
  #emitChanges(): void {
    this.#send(this.#slices());
  }

  /** Checks the library's files. What has changed is sent now, so that later changes start from what each window has. */
  async #refreshLibrary(): Promise<void> {
    await this.#library.refresh([], () => this.#emitLibrary());
    this.#emitLibrary();
  }

  #emitLibrary(): void {
    this.#send({ ...this.#slices(), library: this.#library.entries });
  }

  #send(current: Partial<StateSlices>): void {
    const changes = this.#sent.changes(current);
    if (changes !== undefined) this.#emit('changes', changes);
  }

  #emit<N extends LauncherEventName>(name: N, payload: EventPayload<N>): void {
    for (const listener of this.#listeners) listener(name, payload);
  }
}
