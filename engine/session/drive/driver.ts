import type { GameAdapter } from '../../games/game-adapter.ts';
import type { SdlFrame, SoundBlock } from '../../host/platform.ts';
import type { SessionEnvironment } from '../environment.ts';
import type { KeptBackend } from '../messages.ts';
import type { SessionConfig, SessionEnd } from '../protocol.ts';
import type { FrameClock } from './clock.ts';
import type { InputQueue } from './input.ts';
import { PacedDriver } from './paced-driver.ts';
import { PlayCheck } from './play-check.ts';
import { TimedRun } from './timed-run.ts';

/** How a game counts time. */
export type TimedGame = Pick<GameAdapter, 'frames' | 'timedRun'>;

/** One frame to compute. */
export interface FrameStep {
  /** The session's time that the frame stands for, in milliseconds. */
  readonly time: number;
  /** See `FrameClock.set`. */
  readonly exact?: boolean;
}

/**
 * Decides when frames are computed, and what the game gets in each: its time, its input, the outcome of chance. A driver knows nothing
 * of threads or messages. Times named `now` are of `performance.now()`, in milliseconds.
 */
export interface Driver extends Pick<SessionEnvironment, 'epoch' | 'random' | 'ahead'> {
  /** The clock of a game that is called by frames. */
  readonly clock: FrameClock;
  /** Input that the game has yet to take; undefined where it takes none, as its run is to be the same each time. */
  readonly input: InputQueue | undefined;
  /** The game is known. Called once, before the first turn. */
  begin(game: TimedGame): void;
  /** Whether frames must wait for their moment, and other work may be done until then. */
  readonly paced: boolean;
  /** Why the run must stay on its backend, if it must. */
  readonly keepsBackend: KeptBackend | undefined;
  /**
   * From now on, `hertz` frames are computed a second, since the game draws at any rate. Undefined: a frame for each of the game's own steps.
   * It may be called between any two turns.
   */
  follow(hertz: number | undefined): void;
  /** How many times as fast as normal the game's time passes from now on. */
  setSpeed(times: number): void;
  /** Milliseconds from `now` until the next turn is due: 0 if it is. */
  wait(now: number): number;
  /** Milliseconds from `now` that other work may take without making the next turn late. */
  idle(now: number): number;
  /** The frames of the turn that begins at `now`, in order. Each is computed before the next is asked for. */
  turn(now: number): Iterable<FrameStep>;
  /** Milliseconds from `now` until the display's next refresh, for a game that shows another frame within a frame. */
  refreshIn(now: number): number;
  /** Within a frame, moves the game's time to the display's next refresh. It is `now`, or in the past. */
  refresh(now: number): void;
  /** Goes on at `now` as if no time had passed since the last turn. */
  resume(now: number): void;
  /** Receives a frame that the game presents. Returns whether the window is to show it. */
  presented(frame: SdlFrame): boolean;
  /** Receives sound of the game. Returns whether the window is to play it. */
  sounded(block: SoundBlock): boolean;
  /** Set once all that was to be computed has been: the session ends so. */
  readonly complete: SessionEnd | undefined;
  /** The session's end, with what the run came to. */
  result(end: SessionEnd): SessionEnd;
}

/** The driver that a configuration asks for. */
export function driverOf({ check, timing, pace }: Pick<SessionConfig, 'check' | 'timing' | 'pace'>): Driver {
  if (check !== undefined) return new PlayCheck(check.frames);
  if (timing === true) return new TimedRun();
  return new PacedDriver(pace);
}
