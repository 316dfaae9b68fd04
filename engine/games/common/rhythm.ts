import type { GameClock } from '../game-adapter.ts';

/** A game that asks for the time this often without a sleep waits for it to pass. */
const QUERIES_PER_NAP = 200;

/** The clock of games that never sleep. One that waits for its next tic asks for the time until it has come; here it sleeps meanwhile. */
export class YieldingClock implements GameClock {
  readonly #clock: GameClock;
  #queries = 0;

  constructor(clock: GameClock) {
    this.#clock = clock;
  }

  now(): number {
    if (++this.#queries >= QUERIES_PER_NAP) this.delay(1);
    return this.#clock.now();
  }

  delay(milliseconds: number): void {
    this.#queries = 0;
    this.#clock.delay(milliseconds);
  }
}

/** A game that is late by more than this, in milliseconds, does not catch up. */
const LATE_MAX = 250;

/** Moments that come `rate` times a second. */
export class Rhythm {
  readonly #clock: GameClock;
  readonly #interval: number;
  #due: number;

  constructor(clock: GameClock, rate: number) {
    this.#clock = clock;
    this.#interval = 1000 / rate;
    this.#due = clock.now();
  }

  /** Sleeps until the next one. */
  wait(): void {
    const now = this.#clock.now();
    this.#due = Math.max(this.#due + this.#interval, now - LATE_MAX);
    this.#clock.delay(Math.max(0, this.#due - now));
  }
}
