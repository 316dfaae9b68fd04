import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runTimedemo } from '../../engine/offline/timedemo.ts';
import { FREEDOOM_1, MODULE, press, Stage } from './rehearse.ts';

/** issue 11, 6: Doom itself, moved from backend to backend while it runs. */

/** A machine at load 10 plays a demo, a third of it on the interpreter, in so many milliseconds; with music, on native and singlepass. */
const DEMO_MS = 900_000;

const wad = (phase: number) => FREEDOOM_1.replace('freedoom1', `freedoom${phase}`);

let stage: Stage;
beforeAll(() => {
  stage = new Stage();
});
afterAll(() => stage.remove());

describe('Freedoom’s demos, moved every 100 frames round the backends', () => {
  it.each([
    [1, 'demo1'],
    [1, 'demo3'],
    [2, 'demo1'],
    [2, 'demo3'],
  ])(
    'phase %i, %s: every frame is as it would have been',
    (phase, demo) => {
      const request = { module: MODULE, wad: wad(phase), demo, backend: 'singlepass' } as const;
      const { switches, hash, frames } = runTimedemo({ ...request, switchEvery: 100 });
      expect(switches).toBe(Math.floor((frames - 1) / 100));
      expect(runTimedemo({ ...request, backend: 'native' }).hash).toBe(hash);
    },
    DEMO_MS,
  );
});

it(
  'every sample is as it would have been, effects and music',
  () => {
    const request = { module: MODULE, wad: wad(1), demo: 'demo3', backend: 'native', sound: true } as const;
    const { hash, audioHash, audioPeak } = runTimedemo(request);
    // In a round of three, from native: the interpreter, singlepass, native.
    expect(runTimedemo({ ...request, switchEvery: 400 })).toMatchObject({ hash, audioHash, audioPeak });
  },
  DEMO_MS,
);

it('a move that is prepared between frames changes no sample, though the new instance has rehearsed the music', () => {
  const play = (moves: boolean) => {
    const samples = createHash('sha256');
    const args = ['-warp', '1', '1'];
    const game = stage.doom({ args, backend: 'native', memoryBytes: 2 ** 40 }, (block) =>
      samples.update(block.samples),
    );
    game.run(20);
    const { session } = game;
    if (moves) expect(session.requestBackend('singlepass', 'player')).toBeUndefined();
    let steps = 0;
    for (let frame = 0; frame < 400; frame++) {
      game.run(1);
      if (session.nextBackend === undefined) continue;
      steps++;
      if (session.prepareBackend(40) === true) expect(session.completeBackend()).toBeUndefined();
    }
    expect(session.stats().backend).toBe(moves ? 'singlepass' : 'native');
    return { steps, hash: samples.digest('hex') };
  };
  const moved = play(true);
  expect(moved.hash).toBe(play(false).hash);
  // Some of them are compiling, capturing and building.
  expect(moved.steps).toBeGreaterThan(8);
});

it('a game that was moved saves, and one that is moved again loads what it saved', () => {
  const slot = (home: string) => path.join(home, 'doomsav0.dsg');
  const saved = (moves: boolean) => {
    const game = stage.doom({
      args: ['-warp', '1', '1', '-savedir', '/home'],
      backend: 'native',
      memoryBytes: 2 ** 40,
    });
    game.run(40);
    if (moves) expect(game.session.switchBackend('singlepass', 'player')).toBeUndefined();
    game.event({ type: 'key', code: 'ArrowUp', down: true, repeat: false });
    game.run(30);
    if (moves) game.session.switchBackend('native', 'player');
    game.event({ type: 'key', code: 'ArrowUp', down: false, repeat: false });
    // F2, the first slot, and a name for it.
    for (const code of ['F2', 'Enter', 'KeyA', 'Enter']) {
      press(game, code, code === 'KeyA' ? 'a' : undefined);
      game.run(10);
    }
    if (moves) game.session.switchBackend('singlepass', 'player');
    game.run(5);
    return game;
  };
  const [unmoved, moved] = [saved(false), saved(true)];
  const content = fs.readFileSync(slot(moved.home));
  expect(content).toEqual(fs.readFileSync(slot(unmoved.home)));
  for (const game of [unmoved, moved]) {
    game.event({ type: 'key', code: 'ArrowLeft', down: true, repeat: false });
    game.run(20);
    game.event({ type: 'key', code: 'ArrowLeft', down: false, repeat: false });
    // F9 loads what was saved last, once that is confirmed.
    press(game, 'F9');
    game.run(5);
    press(game, 'KeyY', 'y');
    game.run(20);
  }
  expect(moved.session.end).toBeUndefined();
  expect(moved.frames.length).toBe(unmoved.frames.length);
  expect(moved.frames.at(-1)).toEqual(unmoved.frames.at(-1));
}, 240_000);
