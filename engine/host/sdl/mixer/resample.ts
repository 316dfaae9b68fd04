/**
 * SDL 2.26's change of sample rate (SDL_audiocvt.c, SDL_ResampleAudio): a sinc filter in a Kaiser window, all in single precision. The
 * resampler is J. O. Smith's band-limited interpolation, with five zero crossings on either side.
 */
const ZERO_CROSSINGS = 5;
const SAMPLES_PER_ZERO_CROSSING = 512;
const FILTER_SIZE = SAMPLES_PER_ZERO_CROSSING * ZERO_CROSSINGS + 1;
/** Stop-band attenuation, in decibels, and the window's beta for it. */
const ATTENUATION = 80;
const BETA = 0.1102 * (ATTENUATION - 8.7);

/** A wing has no more weights. */
const PADDING = ZERO_CROSSINGS + 1;

interface Filter {
  readonly table: Float32Array;
  /** From each entry to the next. */
  readonly differences: Float32Array;
}
let filter: Filter | undefined;

/** The number of frames that `frames` frames become at another rate. */
export function resampledLength(frames: number, from: number, to: number): number {
  return Math.floor((frames * to) / from);
}

/** One channel at another rate; before and after it is silence. */
export function resample(input: Float32Array, from: number, to: number): Float32Array {
  const output = new Float32Array(resampledLength(input.length, from, to));
  const padded = new Float32Array(input.length + 2 * PADDING);
  padded.set(input, PADDING);
  const period = to / greatestCommonDivisor(from, to);
  const phases = Array.from({ length: Math.min(period, output.length) }, (_, i) => {
    const fraction = (i * from) % to;
    return { left: wing(fraction, to), right: wing(to - fraction, to, fraction) };
  });
  for (let i = 0; i < output.length; i++) {
    const { left, right } = phases[i % period]!;
    const at = PADDING + Math.floor((i * from) / to);
    let sum = 0;
    for (let j = 0; j < left.length; j++) sum = Math.fround(sum + Math.fround(padded[at - j]! * left[j]!));
    for (let j = 0; j < right.length; j++)
      sum = Math.fround(sum + Math.fround(padded[at + 1 + j]! * right[j]!));
    output[i] = sum;
  }
  return output;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/**
 * The filter's weights on one side of a point that is `distance / rate` of a sample away. `fraction` is given for the right wing: SDL
 * interpolates there by one less the left wing's rounded fraction, not by the rounded rest.
 */
function wing(distance: number, rate: number, fraction?: number): Float32Array {
  const { table, differences } = (filter ??= makeFilter());
  const interpolation =
    fraction === undefined ? Math.fround(distance / rate) : Math.fround(1 - Math.fround(fraction / rate));
  const weights: number[] = [];
  for (
    let i = Math.floor((distance * SAMPLES_PER_ZERO_CROSSING) / rate);
    i < FILTER_SIZE;
    i += SAMPLES_PER_ZERO_CROSSING
  ) {
    weights.push(Math.fround(table[i]! + Math.fround(interpolation * differences[i]!)));
  }
  return Float32Array.from(weights);
}

function makeFilter(): Filter {
  const table = new Float32Array(FILTER_SIZE);
  const differences = new Float32Array(FILTER_SIZE);
  const last = FILTER_SIZE - 1;
  const ofBeta = bessel(BETA);
  table[0] = 1;
  for (let i = 1; i < FILTER_SIZE; i++) {
    const t = (i - last) / 2 / (last / 2);
    table[FILTER_SIZE - i] = bessel(BETA * Math.sqrt(1 - t * t)) / ofBeta;
  }
  for (let i = 1; i < FILTER_SIZE; i++) {
    const x = Math.fround(Math.fround(i / SAMPLES_PER_ZERO_CROSSING) * Math.fround(Math.PI));
    const sinc = Math.fround(Math.fround(Math.sin(x)) / x);
    table[i] = table[i]! * sinc;
    differences[i - 1] = table[i]! - table[i - 1]!;
  }
  return { table, differences };
}

/** The modified Bessel function of the first kind and order 0, as a series. */
function bessel(x: number): number {
  let sum = 1;
  let factorial = 1;
  for (let i = 1; ; i++) {
    const term = (x / 2) ** (i * 2) / factorial ** 2;
    if (term < 1e-21) return sum;
    sum += term;
    factorial *= i + 1;
  }
}
