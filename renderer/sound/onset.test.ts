import { expect, it } from 'vitest';
import { OnsetFinder } from './onset.ts';

it('finds where sound begins after silence, on either side, and only there', () => {
  const finder = new OnsetFinder(1000);
  const silence = new Float32Array(100);
  const sound = new Float32Array(100);
  sound[40] = 0.5;
  sound[60] = -0.5;
  expect(finder.next(silence, silence)).toBeUndefined();
  expect(finder.next(silence, sound)).toBe(40);
  // 80 ms later it is the same sound still.
  expect(finder.next(sound, silence)).toBeUndefined();
  expect(finder.next(silence, silence)).toBeUndefined();
  sound.fill(-0.02);
  expect(finder.next(sound, silence)).toBe(0);
});
