import type { GameEvent, InputEvent } from '../host/events.ts';
import type { SdlFrame, SoundBlock } from '../host/platform.ts';
import type { Tree } from '../host/wasi/trees/tree.ts';
import type { SessionClock } from './drive/clock.ts';
import type { SessionNotice } from './messages.ts';
import type { LogLine, NoticeKind } from './protocol.ts';

/** The trees of files that a game gets. */
export type FilesOf = 'home' | 'given' | 'temporary';

/**
 * Everything that a game learns from outside comes through here, and everything that it shows leaves here. The same values make the
 * same run, so a recorder can stand in this place.
 */
export interface SessionEnvironment {
  readonly clock: SessionClock;
  /** The real time at the session's beginning, in milliseconds since 1970. */
  readonly epoch: number;
  random(into: Uint8Array): void;
  /** Returns the events since the last call, oldest first. Called by the game, and only by it. */
  pump(): readonly InputEvent[];
  /**
   * Returns the tree that the game gets in place of `tree`: its home, the files that it is given, its temporary folder. Every tree
   * of a game passes through here once, before the game starts. Without this method the game gets the trees themselves.
   */
  readonly files?: (which: FilesOf, tree: Tree) => Tree;
  /**
   * By how many milliseconds real time is ahead of the clock, which stands still within a frame; absent where time is not real. Sound is
   * mixed ahead by this much inside a long frame, so the result decides when the game's callbacks run.
   */
  readonly ahead?: (() => number) | undefined;
  /** Receives a frame. Nobody writes to its arrays again. */
  frame(frame: SdlFrame): void;
  /**
   * Lets one refresh of the display pass: a game that is called by frames shows another one within the same call. Games measure how far
   * they have faded a screen by the time, which else stands still within a call. May throw an `Unwind`.
   */
  readonly refreshed?: () => void;
  /** Receives the next samples. Nobody writes to them again. Without this method the game finds no sound device. */
  readonly sound?: (block: SoundBlock) => void;
  /** Receives what the game tells its window besides frames and sound. */
  readonly emit?: (event: GameEvent) => void;
  log(stream: LogLine['stream'], text: string): void;
  /** A file of the game's home is on the disk, new or changed. */
  readonly stored?: () => void;
  /** Receives what the player must know at once; of the kind `log`, what the log is to say. */
  readonly notice?: (kind: NoticeKind, message: SessionNotice) => void;
}
