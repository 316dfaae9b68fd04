/** The time that a bounded run may take. What does not fit any more is left out, and told. */
export class Budget {
  readonly #end: number;
  readonly #left = new Set<string>();

  /** From now on. */
  constructor(seconds: number) {
    this.#end = performance.now() + 1000 * seconds;
  }

  /** Whether there are so many seconds left; where not, `what` is among what was left out. */
  fits(seconds: number, what: string): boolean {
    if (performance.now() + 1000 * seconds <= this.#end) return true;
    this.leaveOut(what);
    return false;
  }

  leaveOut(what: string): void {
    this.#left.add(what);
  }

  get leftOut(): readonly string[] {
    return [...this.#left];
  }
}

/** How long something takes, in seconds. */
export async function timed(action: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await action();
  return (performance.now() - began) / 1000;
}
