import { describe, expect, test } from 'vitest';
import { bessel0, exponential, logarithm, sineOfPi } from './exact-math.ts';
import { kernelFor, MAX_TAPS } from './kernels.ts';

describe('functions that every engine computes alike', () => {
  const numbers = Array.from({ length: 400 }, (_, i) => (i - 200) / 7.3);

  test('are as exact as the engine’s', () => {
    for (const x of numbers) {
      expect(sineOfPi(x)).toBeCloseTo(Math.sin(Math.PI * x), 12);
      expect(exponential(x) / Math.exp(x)).toBeCloseTo(1, 12);
    }
    for (const x of [1e-30, 1e-3, 0.5, 0.999, 1, 1.3, 7, 1e9, 1e38])
      expect(logarithm(x)).toBeCloseTo(Math.log(x), 11);
    // Abramowitz and Stegun, table 9.8 and 9.11.
    expect(bessel0(0)).toBe(1);
    expect(bessel0(1)).toBeCloseTo(1.2660658777520084, 14);
    expect(bessel0(5)).toBeCloseTo(27.239871823604442, 12);
  });

  test('give each filter the same level, and no more taps for the fastest source than are kept of a queue', () => {
    for (const speed of [0.1, 1, 1.13, 2.4, 7.9, 300]) {
      const { taps, weights, slopes } = kernelFor(speed);
      expect(taps % 4).toBe(0);
      expect(taps).toBeLessThanOrEqual(MAX_TAPS);
      for (const position of [0, 77, 255]) {
        const row = (table: Float32Array) => table.subarray(position * taps, (position + 1) * taps);
        const sum = (table: Float32Array) => row(table).reduce((all, weight) => all + weight, 0);
        expect(sum(weights)).toBeCloseTo(1, 6);
        expect(sum(slopes)).toBeCloseTo(0, 6);
      }
    }
  });
});
