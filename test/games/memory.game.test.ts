import { afterAll, beforeAll, expect, it } from 'vitest';
import { told } from '../../engine/session/game/fixtures.ts';
import { makeWad } from '../../main/library/files/wad-fixture.ts';
import { FREEDOOM_1, press, Stage } from './rehearse.ts';

let stage: Stage;
beforeAll(() => {
  stage = new Stage();
});
afterAll(() => stage.remove());

/** Doom's zone has a fixed size, and unused lumps make room in it: Freedoom, larger than the zone, is not kept whole. */
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

it('plays with an add-on that has a lump larger than the zone', () => {
  const music = ['D_E1M1', new Uint8Array(24 * 2 ** 20)] as const;
  const large = stage.file('large.wad', makeWad({ magic: 'PWAD', lumps: [music] }));
  const play = (...args: string[]) =>
    stage.doom({ wads: [FREEDOOM_1, large], args: [...args, '-warp', '1', '1'] }).run(40).session.end;
  expect(play()).toBeUndefined();
  expect(told(play('-mb', '16'))?.message).toMatch(/^Z_Malloc: failed on allocation of 2516\d+ bytes$/);
});
