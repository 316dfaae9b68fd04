/** A gap longer than this, in milliseconds, is the machine's (asleep, stopped), not the game's to catch up with. */
const GAP_MAX = 250;
/** Parts of a frame below this are sums of fractions that are inexact. */
const ROUNDING = 1e-6;

/** Decides when frames are computed, and what moments of the session's time they stand for. Times are in milliseconds. */
export type Pacer = Pick<Pace, 'wait' | 'idle' | 'begin' | 'resume' | 'time' | 'setRate'>;

/** Moments at the multiples of a frame's time. */
class Moments {
  /** The number of the moment that the next frame is for. */
  next = 0;
  #frameMs: number;

  constructor(framesPerSecond: number) {
    this.#frameMs = 1000 / framesPerSecond;
  }

  /** The moments from now on are multiples of another frame's time, the first one after the newest so far. */
  setRate(framesPerSecond: number): void {
    const newest = this.of(this.next - 1);
    this.#frameMs = 1000 / framesPerSecond;
    if (this.next > 0) this.next = Math.floor(newest / this.#frameMs + ROUNDING) + 1;
  }

  of(number: number): number {
    return number * this.#frameMs;
  }

  /** The number of the last moment that is not after `time`. */
  before(time: number): number {
    return Math.floor(time / this.#frameMs);
  }
}

/**
 * When frames are due: at multiples of a frame's time, however late the one before was, so that nothing drifts. A slow machine skips
 * moments; the game, which sees the time, then runs several of its steps in one frame.
 */
export class Pace {
  readonly #moments: Moments;
  /** Real time at the session's time 0; pauses and gaps move it. */
  #origin: number;
  /** No moment has begun since the start or a pause: the first one is never late. */
  #resumed = true;

  constructor(now: number, framesPerSecond: number) {
    this.#origin = now;
    this.#moments = new Moments(framesPerSecond);
  }

  setRate(framesPerSecond: number): void {
    this.#moments.setRate(framesPerSecond);
  }

  /** Milliseconds from `now` until the next frame is due: 0 if it is. */
  wait(now: number): number {
    return Math.max(0, this.#due() - now);
  }

  /** Milliseconds from `now` that other work may take without making the next frame late. */
  idle(now: number): number {
    return this.wait(now);
  }

  /** The session's time, in milliseconds, of the frame that is computed at `now`. */
  begin(now: number): number {
    const late = now - this.#due();
    if (late > GAP_MAX || (late > 0 && this.#resumed)) this.resume(now);
    this.#resumed = false;
    const moments = this.#moments;
    const frame = Math.max(moments.next, moments.before(now - this.#origin));
    moments.next = frame + 1;
    return moments.of(frame);
  }

  /** The session's time at `now`. */
  time(now: number): number {
    return now - this.#origin;
  }

  /** Continues at `now` with the moment that was next, as if no time had passed. */
  resume(now: number): void {
    this.#origin = now - this.#moments.of(this.#moments.next);
    this.#resumed = true;
  }

  #due(): number {
    return this.#origin + this.#moments.of(this.#moments.next);
  }
}

/** Every moment is due as soon as the one before is over. It makes minutes of an hour of a game, for tests of its endurance. */
export class FreePace implements Pacer {
  readonly #moments: Moments;

  constructor(framesPerSecond: number) {
    this.#moments = new Moments(framesPerSecond);
  }

  setRate(framesPerSecond: number): void {
    this.#moments.setRate(framesPerSecond);
  }

  wait(): number {
    return 0;
  }

  /** No frame is ever late. */
  idle(): number {
    return Number.POSITIVE_INFINITY;
  }

  begin(): number {
    return this.#moments.of(this.#moments.next++);
  }

  time(): number {
    return this.#moments.of(this.#moments.next - 1);
  }

  resume(): void {
    // No time has passed that would count.
  }
}
