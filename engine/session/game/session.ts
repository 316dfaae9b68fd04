import type {
  FrameLines,
  Game,
  GameAdapter,
  GameExit,
  GameStatistics,
  OpenGame,
} from '../../games/game-adapter.ts';
import { recogniseGame } from '../../games/index.ts';
import { type Host, Unwind } from '../../host/host.ts';
import { linkImports, type ResolvedImport } from '../../host/link.ts';
import type { SdlFrame } from '../../host/platform.ts';
import { type Module, Store, Trap } from '../../wasm/index.ts';
import { backendInfo } from '../../wasm/spec/backends.ts';
import type { SessionEnvironment } from '../environment.ts';
import type { KeptBackend } from '../messages.ts';
import type { BackendChange, BackendName, SessionConfig, SessionEnd, SessionStats } from '../protocol.ts';
import { BackendChanges } from './backend-changes.ts';
import type { BackendSwitch } from './backend-switch.ts';
import { endOf, explainedEnd, STOPPED } from './ending.ts';
import { FrameTimes } from './frame-times.ts';
import { LastErrorOutput } from './last-error-output.ts';
import { type LoadedModule, loadModule } from './load-module.ts';
import { RunningInstance } from './running-instance.ts';
import { SessionHosts } from './session-hosts.ts';

const NO_STATISTICS = 'The statistics of this game’s levels could not be written.';

/** Leaves `_start` between two frames. */
class BetweenFrames extends Unwind {
  override readonly name = 'BetweenFrames';
}

/** Leaves a game that its adapter has ended. */
class Failed extends Unwind {
  override readonly name = 'Failed';
}

export interface SessionOptions {
  /** The module, where its file is text that was assembled. */
  readonly content?: Uint8Array | undefined;
  /** The kinds of games that are recognised. Default: all. */
  readonly games?: readonly GameAdapter[];
}

/**
 * One running game: engine, hosts and files, made from a configuration; no threads, no messages. It never throws for what a module, a
 * file or a game does: everything ends in `end`.
 */
export class GameSession {
  readonly #config: SessionConfig;
  readonly #environment: SessionEnvironment;
  readonly #options: SessionOptions;
  readonly #times = new FrameTimes();
  #loaded: LoadedModule | undefined;
  #game: Game | undefined;
  #wads: SessionStats['wads'] = [];
  #errors: LastErrorOutput | undefined;
  #hosts: SessionHosts | undefined;
  #open: OpenGame | undefined;
  #statistics: GameStatistics | undefined;
  #frameLines: FrameLines | undefined;
  #imports: readonly ResolvedImport[] = [];
  #running: RunningInstance | undefined;
  #changes: BackendChanges | undefined;
  readonly #began = performance.now();
  #frames = 0;
  #frameSize: SessionStats['frameSize'];
  /** The game is called for each frame, and wants the next one. */
  #byFrames = false;
  /** `_start` of a game called by frames is running. */
  #starting = false;
  /** Frames that the present call into such a game has shown. */
  #shownInCall = 0;
  /** When a blocking game began to compute what it shows next. */
  #wokeAt = 0;
  #end: SessionEnd | undefined;

  constructor(config: SessionConfig, environment: SessionEnvironment, options: SessionOptions = {}) {
    this.#config = config;
    this.#environment = environment;
    this.#options = options;
  }

  /** Undefined as long as the game runs. */
  get end(): SessionEnd | undefined {
    return this.#end;
  }

  /** Known once `load` succeeded. */
  get game(): Game | undefined {
    return this.#game;
  }

  /** Known once `load` succeeded. */
  get module(): Module | undefined {
    return this.#loaded?.module;
  }

  /** Milliseconds that the sound of all frames took to compute. */
  get soundMilliseconds(): number {
    return this.#times.totalSoundMs;
  }

  /** The store of the game, once it has started. Between two frames the guest's state is all in it. */
  get store(): Store | undefined {
    return this.#running?.store;
  }

  /** Reads and compiles the module and checks the game's files. Returns whether the game can start; if not, `end` says why. */
  load(): boolean {
    return this.#guarded(() => {
      const { module, backend } = this.#config;
      this.#loaded = loadModule(module, backend, this.#options.content);
      this.#game = recogniseGame(this.#loaded.module, module, this.#options.games);
      this.#wads = this.#game.adapter.identify(this.#config);
    });
  }

  /**
   * Links and starts the module. For a game called by frames it returns after the first frame; for any other when the game has
   * ended. Returns whether the game wants frames.
   */
  start(): boolean {
    const module = this.#loaded?.module;
    const game = this.#game;
    if (module === undefined || game === undefined) throw new Error('a session starts after it was loaded');
    return this.#guarded(() => {
      const open = this.#openGame(game);
      const { instance } = this.#instantiate(module, open, game);
      this.#wokeAt = performance.now();
      if (game.loop === 'frames') this.#startByFrames(() => instance.func('_start').call());
      else this.#finish(() => (open.run === undefined ? instance.func('_start').call() : open.run(instance)));
    });
  }

  /** Computes one frame. The clock was set to the frame's time. Returns whether the game continues. */
  frame(): boolean {
    const running = this.#running;
    const { functions = [] } = this.#game?.adapter.frames.entry ?? {};
    if (!this.#byFrames || running === undefined) return false;
    const began = performance.now();
    this.#errors?.frame();
    this.#hosts?.beginFrame();
    this.#shownInCall = 0;
    this.#guarded(() => {
      for (const name of functions) running.call(name);
    });
    this.#times.frame(began);
    // Its frame is presented: the sound that belongs to it need not hold that up.
    const heard = performance.now();
    this.#guarded(() => this.#hosts?.endFrame());
    this.#times.sound(heard);
    return this.#guarded(() => this.#pollStatistics());
  }

  /** Whether the game draws at any rate, and not only its own steps. */
  get drawsAtAnyRate(): boolean {
    const { anyRate } = this.#game?.adapter.frames ?? {};
    return anyRate !== undefined && (this.#running?.variable(anyRate.flag) ?? 0) !== 0;
  }

  /** The number of the game's present step, where that is not the frame's. */
  get step(): number | undefined {
    const { anyRate } = this.#game?.adapter.frames ?? {};
    return anyRate && this.#running?.variable(anyRate.steps);
  }

  /** Compiles for so long, in milliseconds, functions that the game has not called yet. Returns whether any are left. */
  prepare(milliseconds: number): boolean {
    return this.#end === undefined && this.#running?.instance.prepare(milliseconds) === true;
  }

  /**
   * Requests that the game moves to another backend, in place of a move that is not complete. `prepareBackend` works on it while the
   * game continues, and `completeBackend` moves the game. Returns why it cannot be: then the game stays where it is.
   */
  requestBackend(to: BackendName, by: BackendChange['by']): KeptBackend | undefined {
    if (this.#changes === undefined || !this.#byFrames) return { code: 'own-loop', params: {} };
    return this.#changes.request(to, by);
  }

  /** The backend that the game is about to move to. */
  get nextBackend(): BackendName | undefined {
    return this.#end === undefined ? this.#changes?.next : undefined;
  }

  /** Works on the requested move, for about so many milliseconds. Returns whether it can be completed, or why it cannot be. */
  prepareBackend(milliseconds: number): boolean | KeptBackend {
    return this.#changes?.prepare(milliseconds) ?? false;
  }

  /** Completes the requested move, between two frames. Returns why the game stays where it is. */
  completeBackend(): KeptBackend | undefined {
    return this.#changes?.complete();
  }

  /** Moves the game to another backend at once, between two frames. Returns why it stays where it is. */
  switchBackend(to: BackendName, by: BackendChange['by']): KeptBackend | undefined {
    return this.requestBackend(to, by) ?? this.completeBackend();
  }

  /** Between two frames: mixes sound for so many milliseconds more, since work follows that takes longer than sound can wait. */
  soundAhead(milliseconds: number): void {
    this.#guarded(() => this.#hosts?.soundAhead(milliseconds));
  }

  /** Between two frames: has the game continue with frames of so many lines, where it can. */
  setLines(lines: number): void {
    this.#guarded(() => this.#frameLines?.set(lines));
  }

  /** Ends the session from outside, unless it has ended. */
  stop(end: SessionEnd = STOPPED): void {
    this.#close(end);
  }

  stats(): SessionStats {
    const { module } = this.#config;
    const backend = this.#changes?.current ?? this.#config.backend;
    const stats = this.#running?.instance.stats;
    const identity = this.#loaded?.identity ?? { path: module, sha256: '', bytes: 0 };
    return {
      backend,
      backendReason: { code: 'from-settings', params: {} },
      backends: this.#changes?.history ?? [],
      module: { ...identity, functions: stats?.functions ?? this.#loaded?.module.data.code.length ?? 0 },
      wads: this.#wads,
      compileMs: (this.#loaded?.compileMs ?? 0) + (stats?.compileMs ?? 0),
      functionsCompiled: stats?.functionsCompiled ?? 0,
      memoryBytes: this.#running?.memoryBytes ?? 0,
      frames: this.#frames,
      frameMs: this.#times.frameMs,
      ...(this.#frameSize !== undefined && { frameSize: this.#frameSize }),
      soundMs: this.#times.soundMs,
      imports: [...this.#imports],
      paused: false,
    };
  }

  /** Makes hosts and files. */
  #openGame(game: Game): OpenGame {
    const { adapter } = game;
    this.#errors = new LastErrorOutput(adapter.errorOutput);
    this.#hosts = new SessionHosts(this.#config, this.#environment, adapter.files, this.#errors, {
      presented: (frame) => this.#presented(game, frame),
      slept: () => {
        this.#wokeAt = performance.now();
      },
      leavable: () => {
        const { leftAfterFrame = true } = adapter.frames.entry ?? {};
        if (this.#starting && (this.#shownInCall > 0 || !leftAfterFrame)) throw new BetweenFrames();
      },
      fail: (message) => {
        this.#close({ cause: 'game-error', message });
        throw new Failed();
      },
    });
    this.#open = adapter.open(this.#hosts, { game, request: this.#config, files: this.#wads });
    return this.#open;
  }

  #instantiate(module: Module, open: OpenGame, { adapter }: Game): RunningInstance {
    const hosts = this.#hosts?.watched(open.hosts, adapter.frames.entry?.leftIn) ?? [];
    const store = new Store(module.engine);
    const { externs, resolved } = linkImports(store, module, hosts);
    this.#imports = resolved;
    const running = RunningInstance.create(store, module, externs);
    this.#running = running;
    this.#statistics = adapter.statistics?.();
    this.#frameLines = adapter.frameLines?.();
    running.attach(hosts, this.#statistics, this.#frameLines);
    this.#changes = new BackendChanges(
      {
        config: this.#config,
        hosts,
        running: () => this.#running,
        rehearse: (guest) => this.#hosts?.rehearseSound(guest) ?? false,
        replace: (next, change) => this.#replace(next, change, hosts),
      },
      this.#began,
      this.#loaded?.compileMs ?? 0,
    );
    return running;
  }

  /** Another instance of the same state continues the game. */
  #replace(next: RunningInstance, { to, compileMs }: BackendSwitch, hosts: readonly Host[]): void {
    next.attach(hosts, this.#statistics, this.#frameLines);
    this.#running = next;
    if (this.#loaded !== undefined) this.#loaded = { ...this.#loaded, module: next.module, compileMs };
    // Where time is not real, all of the sound must be the same on every backend.
    if (this.#environment.ahead === undefined) return;
    const music = backendInfo(to).musicInTime;
    this.#hosts?.setMusic(music);
    if (music && this.#config.music === 'off')
      this.#hosts?.notice('info', { code: 'music-stays-off', params: {} });
    else if (!music && this.#config.music !== 'off')
      this.#hosts?.notice('info', { code: 'music-off', params: {} });
  }

  /**
   * `_start` runs until its loop begins a frame and has not changed anything yet (`FrameEntry`). No guest function runs afterwards. What they have on the shadow stack stays theirs: `_start` never returns as far as
   * the game knows, and globals may point to its locals.
   */
  #startByFrames(start: () => unknown): void {
    const began = performance.now();
    this.#byFrames = true;
    this.#starting = true;
    try {
      this.#finish(start);
    } catch (error) {
      if (!(error instanceof BetweenFrames)) throw error;
    } finally {
      this.#starting = false;
      this.#times.frame(began);
    }
  }

  /** Runs a program to its end: returning from `_start` is leaving with code 0. */
  #finish(run: () => unknown): void {
    run();
    this.#close({ cause: 'quit', message: { code: 'game-quit', params: {} }, exitCode: 0 });
  }

  #presented({ loop }: Game, { width, height }: SdlFrame): void {
    this.#frames++;
    this.#frameSize = { width, height };
    if (loop === 'blocking') this.#times.frame(this.#wokeAt);
    // Games that fade from one screen to the next may show all of it in one call, and ask the time how far they are.
    else if (loop === 'frames' && this.#shownInCall++ > 0) {
      this.#environment.refreshed?.();
      this.#hosts?.refreshed();
    }
  }

  /** No game ends because its statistics could not be written. */
  #pollStatistics(): void {
    try {
      this.#statistics?.poll();
    } catch (error) {
      if (!(error instanceof Trap)) throw error;
      this.#statistics = undefined;
      this.#environment.log('session', NO_STATISTICS);
    }
  }

  /** Runs what may call the guest; whatever is thrown ends the session. Returns whether the session continues. */
  #guarded(action: () => void): boolean {
    if (this.#end !== undefined) return false;
    try {
      action();
    } catch (error) {
      // The last line may be the error that the game reports.
      this.#hosts?.finishLines();
      this.#close(endOf(error, this.#errors?.text, this.#endReader()));
    }
    return this.#end === undefined;
  }

  #endReader() {
    const adapter = this.#game?.adapter;
    const home = this.#hosts?.gameHome;
    if (adapter === undefined || home === undefined) return undefined;
    const { reporter } = adapter.errorOutput;
    const { report } = this.#errors ?? {};
    return { reporter, report, readEnd: (exit: GameExit) => adapter.readEnd?.(exit, home) };
  }

  #close(given: SessionEnd): void {
    if (this.#end !== undefined) return;
    this.#end = explainedEnd(given, this.#open?.problem?.());
    this.#byFrames = false;
    this.#hosts?.close();
  }
}
