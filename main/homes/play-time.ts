/** What a launcher that is killed may lose of the time that was played, in seconds. */
const STRETCH = 60;

/** Measures how long a game is played, without its pauses, and hands each stretch on as it ends, or after a minute. */
export class PlayTime {
  readonly #store: (seconds: number) => Promise<void>;
  #since: number | undefined;
  #storing: Promise<void> = Promise.resolve();

  /** `store` adds to what was played before; that it fails is of no consequence to the game. */
  constructor(store: (seconds: number) => Promise<void>) {
    this.#store = store;
  }

  /** Told whenever the game may have begun or ceased to run, and while it does. */
  set(running: boolean, now = performance.now()): void {
    const seconds = this.#since === undefined ? 0 : (now - this.#since) / 1000;
    if (running && seconds < STRETCH) {
      this.#since ??= now;
      return;
    }
    this.#since = running ? now : undefined;
    if (seconds > 0) this.#storing = this.#storing.then(() => this.#store(seconds)).catch(() => {});
  }

  /** Resolves when all that was measured is stored. */
  settled(): Promise<void> {
    return this.#storing;
  }
}
