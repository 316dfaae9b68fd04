import { type Kernel, POSITION_SHIFT } from './kernels.ts';

/** Positions within a buffer are counted in frames and 65536ths of one. */
export const FRACTION_BITS = 16;
export const ONE_FRAME = 1 << FRACTION_BITS;

/** Bits of a fraction that lie between two of a kernel's positions. */
const REST_MASK = (1 << POSITION_SHIFT) - 1;
const REST_SCALE = 1 / (1 << POSITION_SHIFT);

/**
 * Writes `count` samples to `output`. The first is `fraction` after the sample at index `kernel.taps / 2 - 1` of `input`, and each next one
 * `step` further, in 65536ths of a sample. `step` has less than 31 bits.
 */
export function resample(
  input: Float32Array,
  fraction: number,
  step: number,
  kernel: Kernel,
  output: Float32Array,
  count: number,
): void {
  const { taps, weights, slopes } = kernel;
  let at = 0;
  let rest = fraction;
  for (let i = 0; i < count; i++) {
    let row = (rest >> POSITION_SHIFT) * taps;
    const between = (rest & REST_MASK) * REST_SCALE;
    let sum = 0;
    if (between === 0) for (let tap = 0; tap < taps; tap++) sum += input[at + tap]! * weights[row + tap]!;
    else
      for (let tap = 0; tap < taps; tap++, row++)
        sum += input[at + tap]! * (weights[row]! + between * slopes[row]!);
    output[i] = sum;
    rest += step;
    at += rest >> FRACTION_BITS;
    rest &= ONE_FRAME - 1;
  }
}
