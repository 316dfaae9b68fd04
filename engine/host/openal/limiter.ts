import { z } from 'zod';

/** The gain changes within so many frames, and sound is delayed by as many: 1.5 ms. */
export const LIMITER_FRAMES = 64;
/** The loudest that is passed as it is. */
const CEILING = 1;
/** How much of a reduction is left after each 64 frames: half of it after a tenth of a second. */
const RELEASE = 0.99;
/** A reduction that nobody hears ends. */
const NEGLIGIBLE = 1e-6;

const unit = z.number().min(0).max(1);
export const limiterState = z.strictObject({
  delayed: z.custom<Float32Array>(
    (value) => value instanceof Float32Array && value.length === 2 * LIMITER_FRAMES,
  ),
  wanted: unit,
  before: unit,
});
export type LimiterState = z.infer<typeof limiterState>;

/**
 * Keeps a sum within 16 bits. It knows sound 64 frames before it is heard. Within these, its gain falls in a straight line to what a loud
 * part needs. Sound that is never too loud passes unchanged.
 */
export class Limiter {
  /** The newest frames, which were not passed on: left, then right. */
  readonly #delayed = new Float32Array(2 * LIMITER_FRAMES);
  /** The gain that these frames may have at most. */
  #wanted = 1;
  /** The gain at their beginning. */
  #before = 1;

  /** Replaces a multiple of 64 frames by those 64 frames earlier, limited. */
  process(left: Float32Array, right: Float32Array, frames: number): void {
    for (let at = 0; at < frames; at += LIMITER_FRAMES) this.#step(left, right, at);
  }

  capture(): LimiterState {
    return { delayed: this.#delayed.slice(), wanted: this.#wanted, before: this.#before };
  }

  restore({ delayed, wanted, before }: LimiterState): void {
    this.#delayed.set(delayed);
    this.#wanted = wanted;
    this.#before = before;
  }

  #step(left: Float32Array, right: Float32Array, at: number): void {
    const delayed = this.#delayed;
    let peak = 0;
    for (let i = at; i < at + LIMITER_FRAMES; i++)
      peak = Math.max(peak, Math.abs(left[i]!), Math.abs(right[i]!));
    const released = 1 - (1 - this.#wanted) * RELEASE;
    const recovered = 1 - released < NEGLIGIBLE ? 1 : released;
    const wanted = peak > CEILING ? Math.min(recovered, CEILING / peak) : recovered;
    // Between two parts, the gain is the one that both bear.
    const after = Math.min(this.#wanted, wanted);
    const slope = (after - this.#before) / LIMITER_FRAMES;
    for (let i = 0; i < LIMITER_FRAMES; i++) {
      const gain = this.#before + slope * i;
      const [newLeft, newRight] = [left[at + i]!, right[at + i]!];
      left[at + i] = delayed[i]! * gain;
      right[at + i] = delayed[LIMITER_FRAMES + i]! * gain;
      delayed[i] = newLeft;
      delayed[LIMITER_FRAMES + i] = newRight;
    }
    this.#before = after;
    this.#wanted = wanted;
  }
}
