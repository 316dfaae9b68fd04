import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { press, Stage } from './rehearse.ts';

vi.setConfig({ testTimeout: 180_000 });

let stage: Stage;
beforeAll(() => {
  stage = new Stage();
});
afterAll(() => stage.remove());

/** Doom's zone is of a fixed size, and lumps that are not in use make room in it: Freedoom, larger than the zone, is not kept whole. */
it('reads one level after another without taking more memory', () => {
  const game = stage.doom({ args: ['-warp', '1', '1'] }).run(100);
  const memory = () => game.session.stats().memoryBytes;
  const first = memory();
  for (const level of ['12', '15', '21', '26', '32', '37', '41', '48']) {
    for (const letter of 'idclev') press(game, `Key${letter.toUpperCase()}`, letter);
    for (const digit of level) press(game, `Digit${digit}`, digit);
    game.run(100);
  }
  expect(memory()).toBe(first);
});
