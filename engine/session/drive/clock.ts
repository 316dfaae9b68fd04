import type { WasiClock } from '../../host/wasi/wasi.ts';

/** A session's time, in milliseconds since it began. It never goes back. */
export interface SessionClock {
  /** Throws an `Unwind` where the session wants the guest left. */
  now(): number;
  delay(milliseconds: number): void;
}

/** So many queries of the time inside one frame move it by a millisecond: a game that spins on it must not spin forever. */
const QUERIES_PER_MILLISECOND = 1000;

/** Sums of fractions of a millisecond are inexact by less than this. */
const ROUNDING_MS = 1e-6;

/**
 * The clock of games that are called once a frame. Inside a frame time moves only by `delay`, so that a frame computes the same however
 * fast it is computed. Between frames the session sets it.
 */
export class FrameClock implements SessionClock {
  #time = 0;
  #frameBegan = 0;
  #exact = false;
  #queries = 0;

  /** The time as it stands, without being a question of the game's. */
  get time(): number {
    return this.#time;
  }

  /** Milliseconds by which the present frame has moved the time. */
  get ahead(): number {
    return this.#time - this.#frameBegan;
  }

  /**
   * Starts a frame at `time`. The clock is rounded up to whole milliseconds, after a delay too. A game that counts steps of 1000/35 ms
   * then sees the step of its call.
   * `exact`: the game draws at any moment, and nothing is rounded. Where delays have run ahead of it, the time stays.
   */
  set(time: number, exact = false): void {
    this.#exact = exact;
    this.#time = Math.max(this.#time, this.#rounded(time));
    this.#frameBegan = this.#time;
    this.#queries = 0;
  }

  now(): number {
    this.#query();
    return this.#time;
  }

  delay(milliseconds: number): void {
    if (milliseconds > 0) this.#time = this.#rounded(this.#time + milliseconds);
    else this.#query();
  }

  #rounded(time: number): number {
    return this.#exact ? time : Math.ceil(time - ROUNDING_MS);
  }

  #query(): void {
    if (++this.#queries % QUERIES_PER_MILLISECOND === 0) this.delay(1);
  }
}

/** The guest's WASI clocks, from a session's: `epoch` is the real time at the session's beginning, in milliseconds since 1970. */
export function wasiClock(clock: SessionClock, epoch: number): WasiClock {
  const nanoseconds = (milliseconds: number) => BigInt(Math.round(milliseconds * 1e6));
  return {
    realtime: () => nanoseconds(epoch) + nanoseconds(clock.now()),
    monotonic: () => nanoseconds(clock.now()),
    sleep: (time) => clock.delay(Number(time) / 1e6),
  };
}
