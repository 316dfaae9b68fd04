/** How often the watchdog looks, in milliseconds. */
const TICK = 250;

/**
 * Calls back once when a sign of life that was expected does not come. It counts its own ticks instead of comparing times: while the
 * computer sleeps or the launcher itself is held up, nobody is to blame, and no tick passes.
 */
export class Watchdog {
  readonly #onSilence: () => void;
  #ticksLeft = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(onSilence: () => void) {
    this.#onSilence = onSilence;
  }

  /** A sign of life came, and the next one must within `limit` milliseconds; silence is noticed at most two ticks later, never earlier. */
  expectSign(limit: number): void {
    this.#ticksLeft = Math.ceil(limit / TICK) + 1;
    if (this.#timer !== undefined) return;
    this.#timer = setInterval(() => {
      if (--this.#ticksLeft > 0) return;
      this.rest();
      this.#onSilence();
    }, TICK);
    this.#timer.unref();
  }

  /** No sign is expected any more. */
  rest(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
