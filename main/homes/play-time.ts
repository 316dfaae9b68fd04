/** Measures how long a game is played, without its pauses, and hands each stretch on as it ends. */
export class PlayTime {
  readonly #store: (seconds: number) => Promise<void>;
  #since: number | undefined;
  #storing: Promise<void> = Promise.resolve();

  /** `store` adds to what was played before; that it fails is of no consequence to the game. */
  constructor(store: (seconds: number) => Promise<void>) {
    this.#store = store;
  }

  /** Told whenever the game may have begun or ceased to run. */
  set(running: boolean, now = performance.now()): void {
    if (running) this.#since ??= now;
    else if (this.#since !== undefined) {
      const seconds = (now - this.#since) / 1000;
      this.#since = undefined;
      this.#storing = this.#storing.then(() => this.#store(seconds)).catch(() => {});
    }
  }

  /** Resolves when all that was measured is stored. */
  settled(): Promise<void> {
    return this.#storing;
  }
}
