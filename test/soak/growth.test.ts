import { expect, it } from 'vitest';
import { growth } from './growth.ts';

it('compares what a series ends with to what it had settled at', () => {
  expect(growth([1, 50, 100, 100, 100, 100, 100, 103, 103], 2)).toBeCloseTo(0.03);
  expect(growth([100, 101, 102, 103, 104, 105, 106, 107, 108, 109], 0)).toBeGreaterThan(0.05);
});

it('is not misled by single peaks and dips', () => {
  expect(growth([9, 900, 100, 100, 100, 100, 100, 100, 100, 100, 900, 100], 1)).toBe(0);
});

it('says nothing of too little', () => {
  expect(growth([1, 2, 3, 4, 5, 6], 5)).toBeUndefined();
});
