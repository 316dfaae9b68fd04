/** A thread that computes takes a core. One that took less than this share of the time waits for it, because the machine is busy. */
const COMPUTING_SHARE = 0.2;
/** A thread that has computed for less than this since its last progress does not hang yet: a level loads. In milliseconds. */
const COMPUTED_MIN = 2000;
/** A thread without progress for so long hangs, whatever it waits for. In milliseconds. */
const WAIT_MAX = 30_000;

/** The processor time that this process has used, in milliseconds. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/**
 * Distinguishes a game that hangs from one that gets no processor time. A level that loads in half a second may take ten on a busy
 * machine. `now` and `used` return milliseconds.
 */
export class ProgressWatch {
  readonly #now: () => number;
  readonly #used: () => number;
  #count = -1;
  #at = 0;
  #usedAt = 0;

  constructor(now: () => number = () => performance.now(), used: () => number = processorTime) {
    this.#now = now;
    this.#used = used;
  }

  /** Receives the game's count of progress, and whether it need not make any. Returns whether the game lives, as far as anyone can know. */
  lives(count: number, waits = false): boolean {
    if (count === this.#count && !waits) return this.#mayStillMove();
    this.#count = count;
    this.#at = this.#now();
    this.#usedAt = this.#used();
    return true;
  }

  #mayStillMove(): boolean {
    const passed = this.#now() - this.#at;
    return (
      passed < WAIT_MAX && this.#used() - this.#usedAt < Math.max(COMPUTED_MIN, passed * COMPUTING_SHARE)
    );
  }
}
