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
  const { taps } = kernel;
  let at = 0;
  let rest = fraction;
  for (let i = 0; i < count; i++) {
    const row = (rest >> POSITION_SHIFT) * taps;
    const between = (rest & REST_MASK) * REST_SCALE;
    output[i] =
      between === 0 ? atPosition(input, at, kernel, row) : betweenPositions(input, at, kernel, row, between);
    rest += step;
    at += rest >> FRACTION_BITS;
    rest &= ONE_FRAME - 1;
  }
}

// Four sums, since a processor adds to one of them while it still adds to another.

function atPosition(input: Float32Array, at: number, { taps, weights }: Kernel, row: number): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let tap = 0; tap < taps; tap += 4) {
    const [from, weight] = [at + tap, row + tap];
    a += input[from]! * weights[weight]!;
    b += input[from + 1]! * weights[weight + 1]!;
    c += input[from + 2]! * weights[weight + 2]!;
    d += input[from + 3]! * weights[weight + 3]!;
  }
  return a + b + (c + d);
}

function betweenPositions(
  input: Float32Array,
  at: number,
  { taps, weights, slopes }: Kernel,
  row: number,
  between: number,
): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let tap = 0; tap < taps; tap += 4) {
    const [from, weight] = [at + tap, row + tap];
    a += input[from]! * (weights[weight]! + between * slopes[weight]!);
    b += input[from + 1]! * (weights[weight + 1]! + between * slopes[weight + 1]!);
    c += input[from + 2]! * (weights[weight + 2]! + between * slopes[weight + 2]!);
    d += input[from + 3]! * (weights[weight + 3]! + between * slopes[weight + 3]!);
  }
  return a + b + (c + d);
}
