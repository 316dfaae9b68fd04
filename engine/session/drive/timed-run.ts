import { wordsOf } from '../messages.ts';
import type { SessionEnd } from '../protocol.ts';
import { CountedDriver } from './counted-driver.ts';
import type { FrameStep } from './driver.ts';

/** Times what is played in a window's session. Its frames are those of a run without a window, and only the game's own time counts. */
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

  /** The end with what was measured. The game's own report counts the session's time, which says nothing of speed: it is corrected. */
  result(end: SessionEnd): SessionEnd {
    const length = end.cause === 'quit' ? this.game?.timedRun?.lengthOf(wordsOf(end)) : undefined;
    if (length === undefined) return end;
    const seconds = this.#milliseconds / 1000;
    const frames = this.frames.count;
    const timing = { length, frames, seconds, hash: this.frames.digest() };
    return { ...end, message: { code: 'demo-timed', params: { frames, seconds } }, timing };
  }
}
