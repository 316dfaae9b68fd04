import path from 'node:path';
import { companionOf } from '../../games/chocolate/companions.ts';
import { LevelStatistics } from '../../games/chocolate/level-statistics.ts';
import { hasNumberedMaps } from '../../games/common/wad.ts';
import { type DoomAbi, isDoomAbi } from '../../host/doom/recognise.ts';
import { guestOf } from '../../host/guest.ts';
import type { Guest, Host } from '../../host/host.ts';
import { Unwind } from '../../host/host.ts';
import { linkImports, type ResolvedImport } from '../../host/link.ts';
import type { SdlPlatform } from '../../host/platform.ts';
import { createSdlHost, type SdlHost } from '../../host/sdl/sdl.ts';
import { asOnTerminal } from '../../host/wasi/terminal-line.ts';
import type { Tree } from '../../host/wasi/trees/tree.ts';
import {
  createWasiHost,
  type HostTree,
  LineStreams,
  MappedTree,
  MemoryTree,
  type WasiHost,
} from '../../host/wasi/wasi.ts';
import { type Func, Instance, type Module, Store, Trap } from '../../wasm/index.ts';
import { wasiClock } from '../drive/clock.ts';
import type { SessionEnvironment } from '../environment.ts';
import { DEFAULT_HOME_BYTES, type SessionConfig, type SessionEnd, type SessionStats } from '../protocol.ts';
import { createDoomGame, type DoomGame } from './doom-game.ts';
import { endOf } from './ending.ts';
import {
  commandLine,
  type Game,
  HOME_DIRECTORY,
  recogniseGame,
  TEMPORARY_DIRECTORY,
  WADS_DIRECTORY,
  type WadGrant,
  wadGrants,
} from './game.ts';
import { GameHome } from './home.ts';
import { checkWad, fileIdentity, type LoadedModule, loadModule, refusing } from './load.ts';
import { ProgramFolder, usualNames, WadSearch } from './unknown-files.ts';
import { LastErrorOutput } from './words.ts';

/** Frames whose computing time is remembered. */
const FRAME_TIMES = 240;

const NO_MUSIC = 'Music is off: this backend is too slow to synthesize it. Sound effects play.';

const NO_STATISTICS = 'The statistics of this game’s levels could not be written.';

/** Leaves `_start` between two frames. */
class BetweenFrames extends Unwind {
  override readonly name = 'BetweenFrames';
}

/** Leaves a program that looks for a WAD without end. */
class LooksForever extends Unwind {
  override readonly name = 'LooksForever';
}

/**
 * One running game: engine, hosts and files, made from a configuration; no threads, no messages. It never throws for what a module, a
 * WAD or a game does: everything ends in `end`.
 */
export class GameSession {
  readonly #config: SessionConfig;
  readonly #outside: SessionEnvironment;
  readonly #content: Uint8Array | undefined;
  readonly #lastWords = new LastErrorOutput();
  readonly #frameMs: number[] = [];
  #loaded: LoadedModule | undefined;
  #game: Game | undefined;
  #wads: SessionStats['wads'] = [];
  /** Whether the IWAD's maps are called MAP01 and so on; undefined where they are called neither that nor E1M1. */
  #numbered: boolean | undefined;
  #imports: readonly ResolvedImport[] = [];
  #instance: Instance | undefined;
  #guest: Guest | undefined;
  #wasi: WasiHost | undefined;
  #home: GameHome | undefined;
  #wadTree: MappedTree | undefined;
  /** Of a program that nobody knows: the WADs under usual names too, and its looking for them. */
  #usualTree: MappedTree | undefined;
  #search: WadSearch | undefined;
  #runFrame: Func | undefined;
  #levels: LevelStatistics | undefined;
  #sdl: SdlHost | undefined;
  /** In place of the three above, for a game of another Doom ABI. */
  #doom: DoomGame | undefined;
  /** Time that the sound of all frames took to compute. */
  soundMilliseconds = 0;
  #frames = 0;
  /** Milliseconds that sound took to compute, of each of the newest frames. */
  readonly #soundMs: number[] = [];
  /** `_start` of a game called by frames is running: after its first picture, the next question for the time leaves it. */
  #starting = false;
  #leaveAtNextQuery = false;
  /** When a blocking game began to compute what it shows next. */
  #wokeAt = 0;
  #end: SessionEnd | undefined;

  /** `content` is the module, where its file is text that was assembled. */
  constructor(config: SessionConfig, outside: SessionEnvironment, content?: Uint8Array) {
    this.#config = config;
    this.#outside = outside;
    this.#content = content;
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

  /** Reads and compiles the module and checks the WADs. Returns whether the game can start; if not, `end` says why. */
  load(): boolean {
    return this.#guarded(() => {
      const { module, wads, merge = [], patches = [], backend } = this.#config;
      this.#wads = [...[...wads, ...merge].map(checkWad), ...patches.map(fileIdentity)];
      const [iwad] = wads;
      if (iwad !== undefined) this.#numbered = hasNumberedMaps(iwad);
      this.#loaded = loadModule(module, backend, this.#content);
      this.#game = recogniseGame(this.#loaded.module, module);
    });
  }

  /**
   * Links and starts the module. For a game called by frames it returns after the first picture; for any other when the game has
   * ended. Returns whether the game wants frames.
   */
  start(): boolean {
    const loaded = this.#loaded;
    const game = this.#game;
    if (loaded === undefined || game === undefined) throw new Error('a session starts after it was loaded');
    return this.#guarded(() => {
      const hosts = this.#makeHosts(game);
      const store = new Store(loaded.module.engine);
      const { externs, resolved } = linkImports(store, loaded.module, hosts);
      this.#imports = resolved;
      const instance = new Instance(store, loaded.module, externs);
      this.#instance = instance;
      const guest = guestOf(instance, externs);
      this.#guest = guest;
      if (guest !== undefined) {
        for (const host of hosts) host.attach(guest);
        if (game.loop === 'frames') this.#levels = LevelStatistics.of(instance, guest);
      }
      this.#wokeAt = performance.now();
      const doom = this.#doom;
      if (doom !== undefined) this.#finish(() => doom.run(instance));
      else if (game.loop === 'frames') this.#startByFrames(instance);
      else this.#finish(() => instance.func('_start').call());
    });
  }

  /** Computes one frame. The clock was set to the frame's time. Returns whether the game goes on. */
  frame(): boolean {
    const run = this.#runFrame;
    if (run === undefined) return false;
    const before = performance.now();
    this.#lastWords.frame();
    this.#sdl?.beginFrame();
    this.#guarded(() => run.call());
    this.#timed(before);
    // Its picture is out: what the frame sounds like need not hold it up.
    const heard = performance.now();
    this.#guarded(() => this.#sdl?.endFrame());
    const soundMs = performance.now() - heard;
    remember(this.#soundMs, soundMs);
    this.soundMilliseconds += soundMs;
    return this.#guarded(() => this.#writeFinished());
  }

  /** Has the game write what levels were finished. Nobody's game ends because that could not be done. */
  #writeFinished(): void {
    try {
      this.#levels?.poll();
    } catch (error) {
      if (!(error instanceof Trap)) throw error;
      this.#levels = undefined;
      this.#outside.log('session', NO_STATISTICS);
    }
  }

  /** Compiles for so long, in milliseconds, what the game has not called yet. Answers whether anything is left of that. */
  prepare(milliseconds: number): boolean {
    return this.#end === undefined && this.#instance?.prepare(milliseconds) === true;
  }

  /** Ends the session from outside, unless it has ended. */
  stop(end: SessionEnd = { cause: 'quit', message: 'The game was stopped.' }): void {
    this.#close(end);
  }

  stats(): SessionStats {
    const { backend, module } = this.#config;
    const stats = this.#instance?.stats;
    const identity = this.#loaded?.identity ?? { path: module, sha256: '', bytes: 0 };
    return {
      backend,
      backendReason: `“${backend}” is what the settings ask for.`,
      module: { ...identity, functions: stats?.functions ?? this.#loaded?.module.data.code.length ?? 0 },
      wads: this.#wads,
      compileMs: (this.#loaded?.compileMs ?? 0) + (stats?.compileMs ?? 0),
      functionsCompiled: stats?.functionsCompiled ?? 0,
      memoryBytes: this.#guest?.bytes.length ?? 0,
      frames: this.#frames,
      frameMs: [...this.#frameMs],
      soundMs: this.#soundMs.reduce((sum, ms) => sum + ms, 0) / Math.max(1, this.#soundMs.length),
      imports: [...this.#imports],
      paused: false,
    };
  }

  /**
   * `_start` runs until the question for the time that follows its first picture: that is where the game's loop begins a frame, before
   * it has changed anything. No guest function runs afterwards, but what they have on the shadow stack stays theirs: `_start` never
   * returns as far as the game knows, and globals point to its locals (the name of the demo that is played, which Doom asks for at its end).
   */
  #startByFrames(instance: Instance): void {
    const before = performance.now();
    this.#runFrame = instance.func('D_RunFrame');
    this.#starting = true;
    try {
      this.#finish(() => instance.func('_start').call());
    } catch (error) {
      if (!(error instanceof BetweenFrames)) throw error;
    } finally {
      this.#starting = false;
      this.#leaveAtNextQuery = false;
      this.#timed(before);
    }
  }

  /** Runs a program to its end: returning from `_start` is leaving with code 0. */
  #finish(run: () => unknown): void {
    run();
    this.#close({ cause: 'quit', message: 'The game was quit.', exitCode: 0 });
  }

  #makeHosts(game: Game): readonly Host[] {
    if (isDoomAbi(game.abi)) return this.#makeDoom(game.abi, game);
    const { home } = this.#config;
    if (this.#config.music === 'off' && game.wads) this.#notice('info', NO_MUSIC);
    const { clock, epoch } = this.#outside;
    const grants = wadGrants(this.#config, this.#numbered, game.wads ? this.#companion : undefined);
    const homeTree = this.#passed(HOME_DIRECTORY, this.#openHome(home));
    const files = grants.map(([, file]) => file).join(', ');
    this.#wadTree = refusing(files, () => new MappedTree(grants));
    const time = wasiClock(clock, epoch);
    const folders = game.wads
      ? { home: homeTree, wads: this.#passed(WADS_DIRECTORY, this.#wadTree) }
      : this.#unknownFolders(homeTree, this.#wadTree, grants);
    this.#wasi = createWasiHost({
      args: commandLine(game, grants, { ...this.#config, addedBytes: this.#addedBytes }),
      env: { HOME: HOME_DIRECTORY, ...(!game.wads && { DOOMWADDIR: WADS_DIRECTORY }) },
      grants: new Map<string, Tree>([
        [HOME_DIRECTORY, folders.home],
        // What games name without a directory, such as screenshots, lies in their home too.
        ['/', folders.home],
        [
          TEMPORARY_DIRECTORY,
          this.#passed(
            TEMPORARY_DIRECTORY,
            this.#temporaryTree(() => time.realtime()),
          ),
        ],
        [WADS_DIRECTORY, folders.wads],
        // Older C libraries look for a path without a directory below this one only.
        ...(game.wads ? [] : ([['.', folders.home]] as const)),
      ]),
      clock: time,
      random: (into) => this.#outside.random(into),
      streams: new LineStreams((stream, text) => this.#line(stream, text)),
    });
    this.#sdl = createSdlHost(this.#platform(game));
    return [
      // A level that is loaded reads dozens of times.
      before(this.#wasi, 'fd_read', () => this.#sdl?.keepSounding()),
      // SDL's own look at the clock, for events, is none of the game's.
      before(this.#sdl, 'SDL_GetTicks', () => {
        if (this.#leaveAtNextQuery) throw new BetweenFrames();
      }),
    ];
  }

  /** A program that nobody knows gets the WADs where it may look for them, and is seen to look in vain. */
  #unknownFolders(home: Tree, wads: MappedTree, grants: readonly WadGrant[]) {
    const search = new WadSearch(
      (text) => this.#outside.log('session', text),
      (message) => {
        this.#close({ cause: 'game-error', message });
        throw new LooksForever();
      },
    );
    const usual = usualNames(grants, this.#numbered);
    this.#search = search;
    this.#usualTree = refusing(usual[0]?.[1] ?? '', () => new MappedTree([...grants, ...usual]));
    const files = this.#passed(WADS_DIRECTORY, this.#usualTree);
    return {
      home: new ProgramFolder(home, files, search),
      wads: new ProgramFolder(wads, files, search),
    };
  }

  /** A folder of its own keeps what it writes apart from Chocolate Doom's files, of which some have the same names. */
  #makeDoom(abi: DoomAbi, game: Game): readonly Host[] {
    const { home, wads, merge = [], patches = [] } = this.#config;
    const { now, delay, pump, present, log } = this.#platform(game);
    const left = [...merge, ...patches];
    if (left.length > 0)
      log(`Not played, because ${abi} neither merges WADs nor reads patches: ${left.join(', ')}.`);
    this.#doom = createDoomGame(
      abi,
      { wads, args: this.#config.args },
      this.#passed(HOME_DIRECTORY, this.#openHome(path.join(home, abi))),
      {
        clock: { now, delay },
        epoch: this.#outside.epoch,
        random: (into) => this.#outside.random(into),
        pump,
        present,
        line: (stream, text) => this.#line(stream, text),
        log,
        lost: (text) => this.#home?.tell('error', text),
      },
    );
    return this.#doom.hosts;
  }

  #line(stream: 'stdout' | 'stderr', text: string): void {
    this.#lastWords.line(stream, text);
    this.#outside.log(stream, text);
  }

  /** The patch that the IWAD wants, from where it is; without it the game says so itself. */
  get #companion() {
    const [iwad] = this.#config.wads;
    const wanted = iwad === undefined ? undefined : refusing(iwad, () => companionOf(iwad));
    const found = this.#config.companion ?? wanted?.path;
    return wanted === undefined || found === undefined ? undefined : { ...wanted, path: found };
  }

  get #addedBytes(): number {
    return this.#wads.slice(1).reduce((sum, { bytes }) => sum + bytes, 0);
  }

  #openHome(folder: string): HostTree {
    const { homeBytes = DEFAULT_HOME_BYTES } = this.#config;
    this.#home = new GameHome(folder, homeBytes, {
      stored: () => this.#outside.stored?.(),
      notice: (kind, text) => this.#notice(kind, text),
    });
    return this.#home.tree;
  }

  #temporaryTree(now: () => bigint): MemoryTree {
    return new MemoryTree(now, (parts, content) => this.#home?.temporary(parts, content));
  }

  /** The tree as the environment has the game see it. */
  #passed(directory: string, tree: Tree): Tree {
    return this.#outside.files?.(directory, tree) ?? tree;
  }

  #notice(kind: 'error' | 'info', text: string): void {
    this.#outside.log('session', text);
    this.#outside.notice?.(kind, text);
  }

  #platform(game: Game): SdlPlatform {
    const { clock } = this.#outside;
    return {
      now: () => clock.now(),
      delay: (milliseconds) => {
        clock.delay(milliseconds);
        this.#wokeAt = performance.now();
      },
      pump: () => this.#outside.pump(),
      present: (frame) => {
        this.#frames++;
        if (this.#starting) this.#leaveAtNextQuery = true;
        if (game.loop === 'blocking') this.#timed(this.#wokeAt);
        this.#home?.shown(frame);
        this.#outside.frame(frame);
      },
      sound: this.#outside.sound,
      ahead: this.#outside.ahead,
      messageBox: ({ title, text }) => {
        this.#lastWords.box(asOnTerminal(text));
        this.#outside.log('session', `${title}: ${text}`);
      },
      emit: (event) => this.#outside.emit?.(event),
      // Chocolate Doom and its kin.
      altEnter: game.wads,
      log: (text) => this.#outside.log('session', text),
      prefPath: () => `${HOME_DIRECTORY}/`,
    };
  }

  /** Runs what may call the guest; whatever is thrown ends the session. Returns whether the session goes on. */
  #guarded(action: () => void): boolean {
    if (this.#end !== undefined) return false;
    try {
      action();
    } catch (error) {
      // The last line may stand unfinished in the buffer, and be what the game has to say.
      this.#wasi?.close();
      this.#doom?.close();
      this.#close(endOf(error, this.#lastWords.text, (file) => this.#home?.problemOfDemo(file)));
    }
    return this.#end === undefined;
  }

  #close(given: SessionEnd): void {
    if (this.#end !== undefined) return;
    const end = explained(given, this.#search?.problem);
    this.#end = end;
    this.#runFrame = undefined;
    this.#wasi?.close();
    this.#doom?.close();
    this.#wadTree?.close();
    this.#usualTree?.close();
    this.#home?.close();
  }

  #timed(before: number): void {
    remember(this.#frameMs, performance.now() - before);
  }
}

/** The end of a program that may have ended for want of a WAD. */
function explained(end: SessionEnd, problem: string | undefined): SessionEnd {
  if (problem === undefined || end.message === problem) return end;
  if (end.cause === 'quit' && end.exitCode === 0) return { ...end, cause: 'game-error', message: problem };
  if (end.cause !== 'game-error' && end.cause !== 'trap') return end;
  return { ...end, message: `${end.message}\n${problem}` };
}

/** The same host, but for one function: `first` comes before each of its calls. */
function before(host: Host, function_: string, first: () => void): Host {
  return {
    name: host.name,
    attach: (guest) => host.attach(guest),
    resolve: (module, name) => {
      const found = host.resolve(module, name);
      if (name !== function_ || found === undefined) return found;
      const call: typeof found.call = (...args) => {
        first();
        return found.call(...args);
      };
      return { ...found, call };
    },
  };
}

function remember(times: number[], milliseconds: number): void {
  times.push(milliseconds);
  if (times.length > FRAME_TIMES) times.shift();
}
