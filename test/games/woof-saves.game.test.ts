import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Rehearsal } from '../../engine/session/game/fixtures.ts';
import { menuSlots } from '../../main/homes/contents/slots.ts';
import { Homes } from '../../main/homes/homes.ts';
import { paletteOf } from '../../main/homes/palette.ts';
import { NO_CONTENTS } from '../../main/library/files/contents.ts';
import type { LaunchOptions } from '../../main/protocol/launch-options.ts';
import type { LibraryEntry, SessionStart } from '../../main/protocol/launcher.ts';
import { startArguments } from '../../main/sessions/start.ts';
import { FREEDOOM_1, press, Stage } from './rehearse.ts';

/** Woof!'s own saves, in the real game, started as the launcher starts it. */

const GAMES = path.resolve(import.meta.dirname, '../../assets/games');
const IWAD: LibraryEntry = {
  ...{ id: 'f'.repeat(64), title: 'Freedoom: Phase 1', kind: 'iwad', game: 'doom', path: FREEDOOM_1 },
  ...{ bytes: 1, lumps: 1, contents: { ...NO_CONTENTS, maps: ['E1M1', 'E1M2'] }, bundled: true },
};

let stage: Stage;
let homes: Homes;
beforeAll(() => {
  stage = new Stage();
  homes = new Homes(stage.folder);
});
afterAll(() => stage.remove());

const home = () => homes.prepare({ iwad: IWAD, pwads: [], port: 'woof' });

async function play(start: SessionStart, options: LaunchOptions = {}): Promise<Rehearsal> {
  const { path: place } = await home();
  const config = path.join(place, 'woof.cfg');
  if (!fs.existsSync(config)) fs.writeFileSync(config, 'show_endoom 0\n');
  const started = { home: place, iwad: IWAD, addOns: [], start, port: 'woof', options } as const;
  const game = new Rehearsal({
    module: path.join(GAMES, 'woof.wasm'),
    resources: [path.join(GAMES, 'woof.pk3')],
    wads: [FREEDOOM_1],
    home: place,
    backend: 'native',
    args: ['-nosound', '-window', ...(await startArguments(started))],
  }).start();
  return game.run(70);
}

/** Saves by the game's own menu, in the slot that it proposes. */
function save(game: Rehearsal, name: string): void {
  press(game, 'F2');
  game.run(10);
  press(game, 'Enter');
  game.run(10);
  for (const letter of name) {
    press(game, `Key${letter.toUpperCase()}`, letter);
    game.run(4);
  }
  press(game, 'Enter');
  game.run(20);
}

describe('issue 12, 5: saved games of Woof!', () => {
  it('are listed with their map, skill, time and image, and begin where they were saved', async () => {
    const game = await play({ kind: 'title' }, { map: 'E1M2', skill: 4, noMonsters: true });
    expect(game.session.end).toBeUndefined();
    game.event({ type: 'key', code: 'ArrowUp', down: true, repeat: false });
    game.run(30);
    game.event({ type: 'key', code: 'ArrowUp', down: false, repeat: false });
    game.run(70);
    save(game, 'x');
    game.session.stop();
    const { folder } = await home();
    const listed = (await folder.describe(new Date())).saves;
    expect(listed).toMatchObject([
      { slot: menuSlots('woof')[0], description: 'E1M2X', map: 'E1M2', skill: 3, picture: true },
    ]);
    const [first] = listed;
    expect(first).not.toHaveProperty('problem');
    expect(first!.levelSeconds).toBeGreaterThan(4);
    expect(first!.levelSeconds).toBeLessThan(10);
    const palette = () => paletteOf([IWAD]);
    const image = Buffer.from((await folder.picture(first!.file, palette))!);
    expect([image.readUInt32BE(16), image.readUInt32BE(20)]).toEqual([320, 200]);
    // A view of a level is not of one colour.
    expect(image.length).toBeGreaterThan(5000);

    const loaded = await play({ kind: 'save', slot: 0 });
    save(loaded, 'y');
    loaded.session.stop();
    const [again] = (await folder.describe(new Date())).saves;
    expect(again).toMatchObject({ map: 'E1M2', skill: 3 });
    expect(again!.levelSeconds).toBeGreaterThan(first!.levelSeconds!);
    expect(again!.levelSeconds).toBeLessThan(first!.levelSeconds! + 8);
    // A page further, as it came from elsewhere; and as the automatic one.
    const bytes = await folder.read(first!.file);
    expect(await folder.import('woofsav23.dsg', bytes)).toBe(23);
    fs.writeFileSync(path.join(folder.path, 'savegames/autosave.dsg'), bytes);
    for (const slot of [23, 255]) {
      await folder.checkSlot(slot);
      const game = await play({ kind: 'save', slot });
      expect(game.lines.join('\n')).not.toMatch(/Bad savegame|Different Savegame/);
      expect(game.session.end).toBeUndefined();
      expect(game.frames.length).toBeGreaterThan(50);
      game.session.stop();
    }
  });

  it('that are cut off or mutated are refused, or end the game in words', async () => {
    const { folder, path: place } = await home();
    const bytes = await folder.read('savegames/woofsav0.dsg');
    for (const length of [10, 45, 100, 5000, bytes.length - 1]) {
      fs.writeFileSync(path.join(place, 'savegames/woofsav1.dsg'), bytes.subarray(0, length));
      await expect(folder.checkSlot(1)).rejects.toThrow(/cannot be loaded/);
    }
    const causes = new Set<string>();
    for (let round = 0; round < 6; round++) {
      const mutated = bytes.slice();
      for (let i = 0; i < 200; i++)
        mutated[300 + ((i * 7919 + round * 104_729) % (bytes.length - 70_000))]! ^= 1 + i;
      fs.writeFileSync(path.join(place, 'savegames/woofsav1.dsg'), mutated);
      const game = await play({ kind: 'save', slot: 1 });
      causes.add(game.session.end?.cause ?? 'plays');
      if (game.session.end === undefined) game.session.stop();
    }
    for (const cause of causes) expect(['plays', 'game-error', 'trap', 'out-of-memory']).toContain(cause);
  });
});
