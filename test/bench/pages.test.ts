import { expect, it } from 'vitest';
import { paceOf } from './pages.ts';

it('a pace is of the time between the first picture and the last', () => {
  expect(paceOf([100, 125, 150, 200], 10)).toEqual({ framesPerSecond: 30, longestGapMs: 50 });
});

it('a page that shows nothing has no pace', () => {
  expect(() => paceOf([5], 10)).toThrow('1 pictures in 10 s');
});
