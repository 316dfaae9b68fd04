import { expect, it } from 'vitest';
import { type Hands, randoms, Script } from './script.ts';

class Enough extends Error {}

/** An hour of a script in no time: what it pressed, each released before the next of its kind. */
async function anHour(seed: number) {
  const pressed: string[] = [];
  const held = new Set<string>();
  let time = 0;
  const hands: Hands = {
    down: async (code) => {
      expect(held.has(code)).toBe(false);
      held.add(code);
      pressed.push(code);
    },
    up: async (code) => {
      expect(held.delete(code)).toBe(true);
    },
    wait: async (seconds) => {
      time += seconds;
      if (time > 3600) throw new Enough();
    },
  };
  const script = new Script(hands, seed);
  await expect(script.play()).rejects.toThrow(Enough);
  return { pressed, scenes: script.scenes };
}

it('goes through everything in an hour, the same way for the same seed, and never quits', async () => {
  const { pressed, scenes } = await anHour(1);
  expect(Object.keys(scenes).sort()).toEqual([
    'level',
    'load',
    'menus',
    'new game',
    'quick save',
    'save',
    'title',
    'walk',
  ]);
  expect(pressed).not.toContain('F10');
  expect(pressed).not.toContain('KeyQ');
  expect((await anHour(1)).pressed).toEqual(pressed);
  expect((await anHour(2)).pressed).not.toEqual(pressed);
});

it('draws evenly', () => {
  const random = randoms(3);
  const values = Array.from({ length: 10_000 }, random);
  expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
  expect(values.filter((value) => value < 0.5).length / values.length).toBeCloseTo(0.5, 1);
});
