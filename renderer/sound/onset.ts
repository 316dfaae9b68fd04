/** What counts as a sound, as a part of full strength. */
const AUDIBLE = 0.01;
/** After so much silence, in seconds, a sound is a new one. */
const SILENCE = 0.1;

/** Finds where sound begins after silence. */
export class OnsetFinder {
  readonly #silence: number;
  #quiet = Number.POSITIVE_INFINITY;

  /** `rate` is in frames a second. */
  constructor(rate: number) {
    this.#silence = SILENCE * rate;
  }

  /** The index of the frame where sound begins within the next frames; undefined if none does. */
  next(left: Float32Array, right: Float32Array): number | undefined {
    let onset: number | undefined;
    for (let i = 0; i < left.length; i++) {
      if (Math.abs(left[i]!) < AUDIBLE && Math.abs(right[i]!) < AUDIBLE) this.#quiet++;
      else {
        if (this.#quiet >= this.#silence) onset ??= i;
        this.#quiet = 0;
      }
    }
    return onset;
  }
}
