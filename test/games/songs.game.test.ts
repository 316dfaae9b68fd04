import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { roomMap } from '../../main/library/files/map-fixture.ts';
import { makeWad } from '../../main/library/files/wad-fixture.ts';
import { FREEDOOM_1, MODULE, Stage } from './rehearse.ts';
import { LEFT, makeSong, RIGHT, SONG_FORMATS, share } from './songs.ts';

const GAMES = path.dirname(MODULE);

let stage: Stage;
beforeAll(() => {
  stage = new Stage();
});
afterAll(() => stage.remove());

/** What is heard of three seconds of a level with a song. */
function hear(song: Uint8Array): Int16Array {
  const lumps = [...roomMap('E1M1'), ['D_E1M1', song] as const];
  const file = stage.file('song.wad', makeWad({ magic: 'PWAD', lumps }));
  const heard: number[] = [];
  const game = stage.doom(
    {
      module: path.join(GAMES, 'woof.wasm'),
      resources: [path.join(GAMES, 'woof.pk3')],
      wads: [FREEDOOM_1, file],
      args: ['-warp', '1', '1', '-nomonsters'],
    },
    ({ samples }) => void heard.push(...samples),
  );
  game.run(70);
  heard.length = 0;
  game.run(105);
  expect(game.session.end).toBeUndefined();
  game.session.stop();
  return Int16Array.from(heard);
}

describe('issue 12, 3: Woof! plays a song', () => {
  for (const { format, file, from, isMissing } of SONG_FORMATS)
    it.skipIf(isMissing)(`as ${format} (skipped without Debian's package ${from})`, () => {
      const samples = hear(makeSong(stage.folder, file));
      expect(samples.length).toBeGreaterThan(2 * 44_100);
      // The song begins again within this time, so its phase jumps once.
      expect(share(samples, 0, LEFT)).toBeGreaterThan(0.5);
      expect(share(samples, 0, RIGHT)).toBeLessThan(0.01);
      expect(share(samples, 1, RIGHT)).toBeGreaterThan(0.5);
      expect(share(samples, 1, LEFT)).toBeLessThan(0.01);
    });
});
