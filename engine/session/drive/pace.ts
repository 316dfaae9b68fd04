/** A gap longer than this, in milliseconds, is the machine's (asleep, stopped), not the game's to catch up with. */
const GAP_MAX = 250;

/** Decides when frames are computed, and what moments of the session's time they stand for. Times are in milliseconds. */
export type Pacer = Pick<Pace, 'wait' | 'idle' | 'begin' | 'resume' | 'time'>;

/**
 * When frames are due: at multiples of a frame's time, however late the one before was, so that nothing drifts. A slow machine skips
 * moments; the game, which sees the time, then runs several of its steps in one frame.
 */
export class Pace {
  /** The number of the moment that the next frame is for. */
  #next = 0;
  /** Real time at the session's time 0; pauses and gaps move it. */
  #origin: number;
  readonly #framesPerSecond: number;

  constructor(now: number, framesPerSecond: number) {
    this.#origin = now;
    this.#framesPerSecond = framesPerSecond;
  }

  /** Milliseconds from `now` until the next frame is due: 0 if it is. */
  wait(now: number): number {
    return Math.max(0, this.#due(this.#next) - now);
  }

  /** Milliseconds from `now` that other work may take without making the next frame late. */
  idle(now: number): number {
    return this.wait(now);
  }

  /** The session's time, in milliseconds, of the frame that is computed at `now`. */
  begin(now: number): number {
    const late = now - this.#due(this.#next);
    if (late > GAP_MAX) this.resume(now);
    const present = Math.floor(((now - this.#origin) * this.#framesPerSecond) / 1000);
    const frame = Math.max(this.#next, present);
    this.#next = frame + 1;
    return (frame * 1000) / this.#framesPerSecond;
  }

  /** The session's time at `now`. */
  time(now: number): number {
    return now - this.#origin;
  }

  /** Continues at `now` with the moment that was next, as if no time had passed. */
  resume(now: number): void {
    this.#origin = now - (this.#next * 1000) / this.#framesPerSecond;
  }

  #due(frame: number): number {
    return this.#origin + (frame * 1000) / this.#framesPerSecond;
  }
}

/** Every moment is due as soon as the one before is over. It makes minutes of an hour of a game, for tests of its endurance. */
export class FreePace implements Pacer {
  #next = 0;
  readonly #framesPerSecond: number;

  constructor(framesPerSecond: number) {
    this.#framesPerSecond = framesPerSecond;
  }

  wait(): number {
    return 0;
  }

  /** No frame is ever late. */
  idle(): number {
    return Number.POSITIVE_INFINITY;
  }

  begin(): number {
    return (this.#next++ * 1000) / this.#framesPerSecond;
  }

  time(): number {
    return ((this.#next - 1) * 1000) / this.#framesPerSecond;
  }

  resume(): void {
    // No time has passed that would count.
  }
}
