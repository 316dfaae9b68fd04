/** Frames whose computing time is remembered. */
const REMEMBERED = 240;

/** How long the newest frames, and their sound, took to compute, in milliseconds. */
export class FrameTimes {
  readonly #frames: number[] = [];
  readonly #sound: number[] = [];
  /** Of all frames. */
  totalSoundMs = 0;

  /** A frame is complete that began at `began`, as `performance.now()`. */
  frame(began: number): void {
    remember(this.#frames, performance.now() - began);
  }

  /** The same for its sound. */
  sound(began: number): void {
    const milliseconds = performance.now() - began;
    remember(this.#sound, milliseconds);
    this.totalSoundMs += milliseconds;
  }

  /** Each of the newest frames, oldest first. */
  get frameMs(): number[] {
    return [...this.#frames];
  }

  /** The average of the newest frames. */
  get soundMs(): number {
    return this.#sound.reduce((sum, ms) => sum + ms, 0) / Math.max(1, this.#sound.length);
  }
}

function remember(times: number[], milliseconds: number): void {
  times.push(milliseconds);
  if (times.length > REMEMBERED) times.shift();
}
