import type { InputEvent } from '../host/events.ts';
import type { Guest, Host } from '../host/host.ts';
import type { OpenAlHost } from '../host/openal/openal.ts';
import type { SdlFrame } from '../host/platform.ts';
import type { SdlHost } from '../host/sdl/sdl.ts';
import type { Tree } from '../host/wasi/trees/tree.ts';
import type { WasiHost } from '../host/wasi/wasi.ts';
import type { Fault } from '../messages/faults.ts';
import type { Instance, Module } from '../wasm/index.ts';
import type { LaunchRequest } from './launch-request.ts';
import type { GameEndMessage, GameNotice } from './messages.ts';

export type { LaunchRequest } from './launch-request.ts';
export { refusing, SessionRefused } from './refused.ts';

/** The parts of a module by which a game is recognised. */
export type ModuleFacts = Pick<Module, 'imports' | 'exports' | 'data'>;

/**
 * How a module runs. `frames`: `_start` runs until its first frame and is left; the session then calls the adapter's frame entry for each
 * frame. `blocking`: the game has a loop of its own, which sleeps and polls. `command`: `_start` runs from beginning to end.
 */
export type GameLoop = 'frames' | 'blocking' | 'command';

/** What an adapter takes a module for. */
export interface Recognition {
  /** The kind of module, as reports and the command line name it. */
  readonly abi: string;
  /** The window's title until the game sets one. */
  readonly title: string;
  readonly loop: GameLoop;
  /** What the module lacks, in words. Empty for a complete one; an incomplete one is refused unless another adapter takes it. */
  readonly missing: readonly string[];
}

/** A module that was recognised. */
export interface Game extends Omit<Recognition, 'missing'> {
  readonly adapter: GameAdapter;
}

/**
 * One kind of game, and the only thing that a session knows of games. To add a kind: one folder, and one line in `index.ts`. Adapters
 * hold no state: what belongs to a running game is in the objects that they make.
 */
export interface GameAdapter {
  /** Returns undefined for a module that is no game of this kind. Throws SessionRefused, naming `file`, for one that cannot run. */
  recognise(module: ModuleFacts, file: string): Recognition | undefined;
  /** Whether the game needs a WAD to start. */
  readonly needsWad: boolean;
  /** Whether Doom's usual keys play the game, so that the window can list them. */
  readonly hasDoomKeys: boolean;
  /** Whether the game reads arguments, such as which saved game to load. */
  readonly takesArguments: boolean;
  /** Whether the module shows frames. One that shows none is a program: the command line runs it as one. */
  readonly showsFrames: boolean;
  readonly frames: FrameRules;
  readonly files: FileRules;
  readonly errorOutput: ErrorOutputRules;
  /** Checks the files of a launch request and identifies them, in order. Throws SessionRefused. */
  identify(request: LaunchRequest): FileIdentity[];
  /** Makes what the module is linked with. Called once in a session. Throws SessionRefused. */
  open(kit: HostKit, launch: Launch): OpenGame;
  /** Returns what an exit means; undefined where its code says it: 0 for a game that has quit, any other for an error. */
  readEnd?(exit: GameExit, home: HomeFiles): GameEnd | undefined;
  /** Observes what the game itself counts. */
  statistics?(): GameStatistics;
  /** Changes the resolution of the running game, where it can. */
  frameLines?(): FrameLines;
  /** How the game times a demo. */
  readonly timedRun?: TimedRunRules;
}

/** What is about to be played. */
export interface Launch {
  readonly game: Game;
  readonly request: LaunchRequest;
  /** What `identify` returned. */
  readonly files: readonly FileIdentity[];
}

/** The frames of a kind of game. */
export interface FrameRules {
  /** The game's own steps a second. It draws a frame for each, unless it draws at any rate. */
  readonly perSecond: number;
  /** Exported variables of a game that can draw at any rate, between its own steps too. */
  readonly anyRate?: AnyRate;
  /** Of modules whose loop is `frames`. */
  readonly entry?: FrameEntry;
  /** How frames of one size are meant to be shown. */
  readonly shape?: FrameShape;
}

/** The names of exported 32-bit variables. */
export interface AnyRate {
  /** It is not 0 while the game draws at any rate. */
  readonly flag: string;
  /** It counts the game's steps. */
  readonly steps: string;
}

/** How the session computes the frames of a game. */
export interface FrameEntry {
  /** The exported functions that compute one frame together, in the order of their calls. */
  readonly functions: readonly string[];
  /** The function of SDL in whose call `_start` is left, since the game's loop begins a frame there and has changed nothing yet. */
  readonly leftIn: string;
  /** Whether that is only so once `_start` has presented a frame. */
  readonly leftAfterFrame: boolean;
}

/** Frames of `width` and `height` are meant for pixels that are `pixel.width` wide where they are `pixel.height` high. */
export interface FrameShape {
  readonly width: number;
  readonly height: number;
  readonly pixel: { readonly width: number; readonly height: number };
}

/** What the files are that a game writes, by their names without a folder. */
export interface FileRules {
  /** A saved game under its final name. */
  readonly save: RegExp;
  /** A saved game that is being written, or is complete. */
  readonly draft: RegExp;
  /**
   * A saved game in the temporary folder, which the game writes where it cannot save in its home. Two groups: the name before the
   * extension, and the extension.
   */
  readonly recovery?: RegExp;
  /** A screenshot that the game itself takes. */
  readonly screenshot?: RegExp;
  /** A recorded demo. */
  readonly demo?: RegExp;
  /** Where the game keeps its settings. */
  readonly configuration?: readonly string[];
}

/** How error messages are found in the text that a game writes. */
export interface ErrorOutputRules {
  /** A line that says nothing of its own. */
  readonly ignored?: string;
  /** A line that warns, and is no part of an error that follows. */
  readonly warning?: RegExp;
  /** A line of standard output that reports what the run came to, from a game that then leaves with code 0. */
  readonly report?: RegExp;
  /** The bytes of a message that the game's message box shows at most; standard error has the rest. */
  readonly boxBytes?: number;
  /** The function, by its debug name, that reports an error. A trap below it comes after the error, which is the cause of the end. */
  readonly reporter?: string;
}

export interface FileIdentity {
  readonly path: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** The module looks for WADs that are missing. */
export type WadsMissing = Extract<GameEndMessage, { readonly code: 'wads-missing' }>;

/** A game has left. */
export interface GameExit {
  readonly code: number;
  /** What it reported (`ErrorOutputRules.report`) where the code is 0; else what it wrote last, in a message box or on standard error. */
  readonly words: string | undefined;
}

export interface GameEnd {
  readonly cause: 'quit' | 'game-error';
  readonly message: GameEndMessage;
}

/** The files of a game's home after its exit, by their paths from the home on. */
export interface HomeFiles {
  /** Returns the last byte of a file; undefined where it is empty, missing or unreadable. */
  lastByte(file: string): number | undefined;
  /** Removes a file that is empty. */
  removeEmpty(file: string): void;
  /** Why a file was not stored completely; undefined where nothing is known. */
  failure(file: string): Fault | undefined;
}

/** Called between two frames. It keeps no part of an instance but what `attach` gave it. */
export interface GameStatistics {
  /** Connects it with an instance, before the first frame. Called again when another instance of the same module takes its place. */
  attach(instance: Instance, guest: Guest): void;
  /** Throws the game's trap. */
  poll(): void;
}

/** How a running game gets another resolution, between two frames. It keeps no part of an instance but what `attach` gave it. */
export interface FrameLines {
  /** As that of `GameStatistics`. */
  attach(instance: Instance, guest: Guest): void;
  /** The next frames have so many lines, as far as the game draws that many. */
  set(lines: number): void;
}

export interface TimedRunRules {
  /** Arguments that have the game play a demo as fast as it can, and report at its end. `sound`: whether it plays sound. */
  args(demo: string, sound: boolean): string[];
  /** The length of the demo that a report names, in the game's own unit; undefined for text that is no report. */
  lengthOf(words: string): number | undefined;
}

/** A game's time, in milliseconds since the session began. Both methods may throw an `Unwind`. */
export interface GameClock {
  now(): number;
  delay(milliseconds: number): void;
}

/**
 * What a session gives an adapter to make hosts with, each of its trees and hosts once. All that the game learns from outside comes from
 * here.
 */
export interface HostKit {
  readonly clock: GameClock;
  /** The real time at the session's beginning, in milliseconds since 1970. */
  readonly epoch: number;
  random(into: Uint8Array): void;
  /** Returns the events since the last call, oldest first. */
  pump(): readonly InputEvent[];
  /** Receives a complete frame. The game never writes to its arrays again. */
  present(frame: SdlFrame): void;
  line(stream: 'stdout' | 'stderr', text: string): void;
  /** Receives a line for the session's log. */
  log(text: string): void;
  /** Receives what the player must know at once; of the kind `log`, what the log is to say. */
  notice(kind: 'error' | 'info' | 'log', message: GameNotice | WadsMissing): void;
  /** Receives the same about files, of which there may be many in a row. */
  fileNotice(kind: 'error' | 'info', message: GameNotice): void;
  /** Ends the session as a `game-error` from within the game. */
  fail(message: GameEndMessage): never;
  /** The tree of the game's home, or of a folder in it. Throws SessionRefused where the game could not save. */
  home(folder?: string): Tree;
  /** A flat read-only tree of files that lie anywhere. Throws SessionRefused for one that cannot be opened. */
  files(files: readonly FileGrant[]): Tree;
  /** The tree of a temporary folder, which is memory. */
  temporary(): Tree;
  wasi(options: WasiOptions): WasiHost;
  sdl(options: SdlOptions): SdlHost;
  /** OpenAL next to SDL, whose timers feed it. */
  openal(): OpenAlHost;
}

/** A file under the name that the game gets it by. */
export type FileGrant = readonly [name: string, path: string];

export interface WasiOptions {
  /** The program's name first. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What the game sees under each of its directories. */
  readonly grants: ReadonlyMap<string, Tree>;
  /** Default: the session's. */
  readonly clock?: GameClock;
  /** Whether standard error is a terminal to the game, as standard output is. Default true. */
  readonly errorTerminal?: boolean;
}

export interface SdlOptions {
  /** Whether the game toggles full screen by Alt+Enter. */
  readonly altEnter: boolean;
  /** Where the game may write, ending in a slash. */
  readonly prefPath: string;
  /** What the game takes for the folder of its program, ending in a slash. Default: `/`. */
  readonly basePath?: string;
}

/** A game whose hosts exist, until it ends. */
export interface OpenGame {
  readonly hosts: readonly Host[];
  /** Runs a game whose loop is not in its own `_start`. Throws what leaves the guest. Default: calls `_start`. */
  run?(instance: Instance): void;
  /** Why the game may have ended, where that is known without its words. */
  problem?(): GameEndMessage | undefined;
}
