const KEPT = 120;

/** What the overlay shows; times in milliseconds. */
export interface FrameRate {
  readonly framesPerSecond: number;
  readonly meanMs: number;
  readonly worstMs: number;
  /** The newest intervals between two frames, oldest first. */
  readonly intervals: readonly number[];
}

/** Measures how regularly frames reach the screen. */
export class FrameMeter {
  readonly #times: number[] = [];
  /** All frames since the last `reset`. */
  count = 0;

  /** A frame is on the screen, at `now` (milliseconds of any clock that does not jump). */
  tick(now: number): void {
    this.count++;
    this.#times.push(now);
    if (this.#times.length > KEPT + 1) this.#times.shift();
  }

  /** The pace of the last second before `now`; undefined while there are fewer than two frames in it. */
  pace(now: number): FrameRate | undefined {
    const recent = this.#times.filter((time) => time > now - 1000);
    if (recent.length < 2) return undefined;
    const lastSecond = differences(recent);
    const span = recent.at(-1)! - recent[0]!;
    return {
      framesPerSecond: (lastSecond.length / span) * 1000,
      meanMs: span / lastSecond.length,
      worstMs: Math.max(...lastSecond),
      intervals: differences(this.#times),
    };
  }

  /** A pause is no slow frame. */
  forget(): void {
    this.#times.length = 0;
  }

  reset(): void {
    this.forget();
    this.count = 0;
  }
}

function differences(times: readonly number[]): number[] {
  return times.slice(1).map((time, i) => time - times[i]!);
}
