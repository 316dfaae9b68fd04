import path from 'node:path';
import { expect, it } from 'vitest';
import { soakEngine } from './engine.ts';
import { engineProblems } from './report.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** The short form: `npm run soak` plays an hour. */
it('minutes of play in an engine process leave its memory flat and say nothing wrong', async () => {
  const soak = await soakEngine({
    dist: path.join(root, 'dist'),
    module: path.join(root, 'assets/games/chocolate-doom.wasm'),
    wad: path.join(root, 'assets/wads/freedoom1.wad'),
    backend: 'singlepass',
    minutes: 5,
    seconds: 30,
    seed: 7,
    progress: () => {},
  });
  expect(soak.minutes).toBeGreaterThan(0);
  expect(engineProblems(soak, soak.minutes, 2)).toEqual([]);
  expect(soak.framesShown).toBeGreaterThan(1000);
  // All are compiled in the first minute, between frames: what a level calls first does not count as growth.
  expect(new Set(soak.functions).size).toBe(1);
  // Of 35 a second; what the process said last of them may be some seconds old.
  expect(soak.soundBlocks).toBeGreaterThan(soak.minutes * 60 * 30);
  expect(Object.keys(soak.scenes)).toContain('title');
});
