import { expect, it } from 'vitest';
import { correlation, spectrum } from './spectrum.ts';

/** A second of tones on both sides: frequency and amplitude of each. */
function tones(...parts: readonly (readonly [frequency: number, amplitude: number])[]): Int16Array {
  return Int16Array.from({ length: 88_200 }, (_, i) =>
    parts.reduce((sum, [f, a]) => sum + a * Math.sin((2 * Math.PI * f * (i >> 1)) / 44_100), 0),
  );
}

it('finds tones in their bands, and twice the amplitude as 6 dB', () => {
  const levels = spectrum(tones([1000, 8000], [4000, 4000]), 44_100);
  const loudest = levels.indexOf(Math.max(...levels));
  expect(loudest).toBe(13);
  expect(levels[13]! - levels[19]!).toBeCloseTo(6, 0);
  expect(levels[13]! - levels[16]!).toBeGreaterThan(50);
});

it('correlates what sounds alike at another loudness, and not what does not', () => {
  const a = spectrum(tones([300, 8000], [2500, 2000]), 44_100);
  const b = spectrum(tones([300, 4000], [2500, 1000]), 44_100);
  const c = spectrum(tones([900, 4000], [6000, 1000]), 44_100);
  expect(correlation(a, b)).toBeGreaterThan(0.97);
  expect(correlation(a, c)).toBeLessThan(0.5);
});
