import { bessel0, sineOfPi } from './exact-math.ts';

/**
 * A filter between samples: a sinc in a Kaiser window, for 256 positions between two samples, and what lies between these by linear
 * interpolation. A source that is played faster than the device's rate needs a lower and longer one, or its high tones would fold down.
 */
export interface Kernel {
  /** A multiple of four. The tap at index `taps / 2 - 1` is the sample at or before the position. */
  readonly taps: number;
  /** `taps` weights for each position. */
  readonly weights: Float32Array;
  /** What to add to the weights to get those of the next position. */
  readonly slopes: Float32Array;
}

/** Positions between two samples, and how many bits of a 16-bit fraction are left to interpolate. */
const POSITIONS = 256;
export const POSITION_SHIFT = 8;

/** At a source's own rate or below the device's. */
const TAPS = 24;
/** Of 70 dB. */
const BETA = 0.1102 * (70 - 8.7);
/** In samples; a bit below a half, so that most of the transition is below it. */
const CUTOFF = 0.46;
/** A source that is played still faster than this is filtered as at this speed. It bounds the work for each sample. */
const FASTEST = 8;

/** The most taps of a kernel, and so the most samples that it reads around a position. */
export const MAX_TAPS = TAPS * FASTEST;

const kernels = new Map<number, Kernel>();

/** The filter for a source of which `speed` frames are played for each of the device's. */
export function kernelFor(speed: number): Kernel {
  const scale =
    speed <= 1 ? 1 : speed <= 2 ? Math.ceil(speed * 16) / 16 : Math.min(Math.ceil(speed * 2) / 2, FASTEST);
  let kernel = kernels.get(scale);
  if (kernel === undefined) {
    kernel = makeKernel(scale);
    kernels.set(scale, kernel);
  }
  return kernel;
}

/** `scale`: so many times lower and longer than the basic one. */
function makeKernel(scale: number): Kernel {
  const half = 2 * Math.ceil((TAPS * scale) / 4);
  const taps = 2 * half;
  const weights = new Float32Array(POSITIONS * taps);
  const slopes = new Float32Array(POSITIONS * taps);
  let row = weightsAt(0, half, scale);
  for (let position = 0; position < POSITIONS; position++) {
    const next = weightsAt((position + 1) / POSITIONS, half, scale);
    for (let tap = 0; tap < taps; tap++) {
      weights[position * taps + tap] = row[tap]!;
      slopes[position * taps + tap] = next[tap]! - row[tap]!;
    }
    row = next;
  }
  return { taps, weights, slopes };
}

/** The weights for a position between two samples, 0 to 1; their sum is 1, so that they keep the level. */
function weightsAt(position: number, half: number, scale: number): Float64Array {
  const row = new Float64Array(2 * half);
  let sum = 0;
  for (let tap = 0; tap < row.length; tap++) {
    const x = tap - (half - 1) - position;
    const edge = x / half;
    if (edge <= -1 || edge >= 1) continue;
    const angle = (2 * CUTOFF * x) / scale;
    const sinc = angle === 0 ? 1 : sineOfPi(angle) / (Math.PI * angle);
    row[tap] = sinc * bessel0(BETA * Math.sqrt(1 - edge * edge));
    sum += row[tap]!;
  }
  return row.map((weight) => weight / sum);
}
