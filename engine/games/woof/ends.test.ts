import { expect, it } from 'vitest';
import type { HomeFiles } from '../game-adapter.ts';
import { readWoofEnd, WOOF_ERROR_OUTPUT, WOOF_TIMED_DEMO } from './ends.ts';

const TIMED = 'Timed 1531 gametics in 44 realtics = 1218.0 frames per second';

/** A home with one demo in it, which ends with a footer as Woof!'s demos do. */
const home = (size: number): HomeFiles => ({
  lastByte: (file) => (file === 'demos/run.lmp' && size > 0 ? 0x0a : undefined),
  removeEmpty: () => {},
  failure: () => undefined,
});

it('reads the report of a timed demo, which leaves with code 0', () => {
  expect(WOOF_ERROR_OUTPUT.report?.test(TIMED)).toBe(true);
  expect(WOOF_TIMED_DEMO.lengthOf(TIMED)).toBe(1531);
  expect(readWoofEnd({ code: 0, words: TIMED }, home(0))).toEqual({
    cause: 'quit',
    message: { code: 'game-words', params: { text: TIMED } },
  });
  expect(readWoofEnd({ code: 255, words: TIMED }, home(0))).toBeUndefined();
});

it('reads the end of a recording, and whether the demo is there', () => {
  const words = 'Demo /home/demos/run.lmp recorded';
  expect(WOOF_ERROR_OUTPUT.report?.test(words)).toBe(true);
  expect(readWoofEnd({ code: 0, words }, home(9))?.message.code).toBe('demo-recorded');
  expect(readWoofEnd({ code: 0, words }, home(0))).toEqual({
    cause: 'game-error',
    message: { code: 'demo-not-recorded', params: { name: 'run.lmp' } },
  });
});

it('leaves every other end to its exit code', () => {
  expect(readWoofEnd({ code: 0, words: undefined }, home(9))).toBeUndefined();
});
