import { timedGametics } from '../../games/common/doom-rules.ts';
import type { SessionEnd } from '../protocol.ts';
import { CountedDriver } from './counted-driver.ts';
import type { FrameStep } from './driver.ts';
import { FRAMES_PER_SECOND } from './pace.ts';

/** Times a demo in a window's session: its frames are those of `runTimedemo`, and only the time spent in the game counts. */
export class TimedRun extends CountedDriver {
  readonly complete = undefined;
  readonly keepsBackend = { code: 'timed-run', params: {} } as const;
  #milliseconds = 0;

  override *turn(now: number): Iterable<FrameStep> {
    const hashed = this.frames.milliseconds;
    try {
      yield* super.turn(now);
    } finally {
      this.#milliseconds += performance.now() - now - (this.frames.milliseconds - hashed);
    }
  }

  /** The end with what was measured. The game's own report counts the session's tics, which say nothing of speed: it is corrected. */
  result(end: SessionEnd): SessionEnd {
    const gametics = end.cause === 'quit' ? timedGametics(end.message) : undefined;
    if (gametics === undefined) return end;
    const seconds = this.#milliseconds / 1000;
    const realtics = Math.max(1, Math.round(seconds * FRAMES_PER_SECOND));
    const speed = ((gametics * FRAMES_PER_SECOND) / realtics).toFixed(1);
    const message = `timed ${gametics} gametics in ${realtics} realtics (${speed} fps)`;
    const timing = { gametics, frames: this.frames.count, seconds, hash: this.frames.digest() };
    return { ...end, message, timing };
  }
}
