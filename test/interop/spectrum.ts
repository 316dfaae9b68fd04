/** Samples in one window of a recording: 186 ms, bins of 5.4 Hz at 44,100 a second. */
const SIZE = 8192;
/** Third octaves around 1 kHz, from 50 Hz to 16 kHz. */
const BANDS = Array.from({ length: 26 }, (_, i) => 1000 * 2 ** ((i - 13) / 3));

/** How loud a recording is in each third of an octave, in decibels, on the average of its power. `samples`: left and right in turn. */
export function spectrum(samples: Int16Array, rate: number): number[] {
  const power = new Float64Array(SIZE / 2);
  const re = new Float64Array(SIZE);
  const im = new Float64Array(SIZE);
  for (let at = 0; at + SIZE * 2 <= samples.length; at += SIZE) {
    // One transform for both channels: left as the real part, right as the imaginary one; their powers add up.
    for (let i = 0; i < SIZE; i++) {
      const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / SIZE);
      re[i] = samples[at + 2 * i]! * window;
      im[i] = samples[at + 2 * i + 1]! * window;
    }
    transform(re, im);
    for (let i = 1; i < SIZE / 2; i++)
      power[i]! += re[i]! ** 2 + im[i]! ** 2 + re[SIZE - i]! ** 2 + im[SIZE - i]! ** 2;
  }
  return BANDS.map((centre) => {
    const [from, to] = [2 ** (-1 / 6), 2 ** (1 / 6)].map((factor) => (centre * factor * SIZE) / rate);
    let sum = 0;
    for (let i = Math.ceil(from!); i < to! && i < power.length; i++) sum += power[i]!;
    return 10 * Math.log10(sum / samples.length + 1e-9);
  });
}

/** Fourier's transform in place, of a length that is a power of two (Cooley and Tukey). */
function transform(re: Float64Array, im: Float64Array): void {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; (j & bit) !== 0; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      [re[i], re[j]] = [re[j]!, re[i]!];
      [im[i], im[j]] = [im[j]!, im[i]!];
    }
  }
  for (let length = 2; length <= n; length *= 2) {
    const half = length / 2;
    for (let k = 0; k < half; k++) {
      const angle = (-2 * Math.PI * k) / length;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      for (let i = k; i < n; i += length) {
        const j = i + half;
        const [x, y] = [re[j]! * cos - im[j]! * sin, re[j]! * sin + im[j]! * cos];
        [re[j], im[j]] = [re[i]! - x, im[i]! - y];
        [re[i], im[i]] = [re[i]! + x, im[i]! + y];
      }
    }
  }
}

/** How well two series go together: Pearson's coefficient, 1 for what differs by a factor and a constant only. */
export function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (const [i, value] of a.entries()) {
    const [x, y] = [value - meanA, b[i]! - meanB];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return ab / Math.sqrt(aa * bb);
}
