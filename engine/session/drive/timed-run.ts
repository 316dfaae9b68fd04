import type { SdlFrame } from '../../host/platform.ts';
import { timedGametics } from '../game/ending.ts';
import type { GameSession } from '../game/session.ts';
import type { SessionEnd } from '../protocol.ts';
import type { FrameClock } from './clock.ts';
import { PictureHash } from './hashes.ts';
import { FRAMES_PER_SECOND } from './pace.ts';

/** How long frames are computed before the thread hears its messages, in milliseconds; one picture of them is shown. */
const TURN_MS = 25;

/**
 * Times a demo in a window's session: each frame is a tic later than the one before however long it took, so the pictures are those of
 * `runTimedemo`, and only the time spent in the game counts.
 */
export class DemoTimer {
  readonly #pictures = new PictureHash();
  #milliseconds = 0;
  #number = 0;
  #shownAt = Number.NEGATIVE_INFINITY;

  /** Takes a picture of the game's; whether it is one to show. */
  picture(frame: SdlFrame): boolean {
    this.#pictures.add(frame);
    const now = performance.now();
    if (now - this.#shownAt < TURN_MS) return false;
    this.#shownAt = now;
    return true;
  }

  /** Computes frames for a while. Whether the game goes on. */
  turn(session: GameSession, clock: FrameClock): boolean {
    const began = performance.now();
    const hashed = this.#pictures.milliseconds;
    let goesOn = true;
    while (goesOn && performance.now() - began < TURN_MS) {
      clock.set((++this.#number * 1000) / FRAMES_PER_SECOND);
      goesOn = session.frame();
    }
    this.#milliseconds += performance.now() - began - (this.#pictures.milliseconds - hashed);
    return goesOn;
  }

  /** The end with what was measured. The game's own report counts the session's tics, which say nothing of speed: it is put right. */
  result(end: SessionEnd): SessionEnd {
    const gametics = end.cause === 'quit' ? timedGametics(end.message) : undefined;
    if (gametics === undefined) return end;
    const seconds = this.#milliseconds / 1000;
    const realtics = Math.max(1, Math.round(seconds * FRAMES_PER_SECOND));
    const speed = ((gametics * FRAMES_PER_SECOND) / realtics).toFixed(1);
    const message = `timed ${gametics} gametics in ${realtics} realtics (${speed} fps)`;
    const timing = { gametics, frames: this.#pictures.count, seconds, hash: this.#pictures.digest() };
    return { ...end, message, timing };
  }
}
