import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NO_CONTENTS } from '../library/files/contents.ts';
import { GAME_LUMPS, makeWad } from '../library/files/wad-fixture.ts';
import { home as homeSchema } from '../protocol/homes.ts';
import type { LibraryEntry } from '../protocol/launcher.ts';
import { saveProblemText } from '../protocol/texts/homes.ts';
import { saveBytes } from './contents/save-fixture.ts';
import { woofSaveBytes } from './contents/woof-save-fixture.ts';
import type { HomeFolder } from './folder.ts';
import { Homes } from './homes.ts';
import { paletteOf } from './palette.ts';

const PALETTE = Uint8Array.from({ length: 768 }, (_, i) => 255 - (i & 255));

let userData: string;
let homes: Homes;
let doom2: LibraryEntry;
let folder: HomeFolder;
let place: string;

beforeEach(async () => {
  userData = await mkdtemp(path.join(os.tmpdir(), 'woof-homes-'));
  homes = new Homes(userData);
  const file = path.join(userData, 'doom2.wad');
  await writeFile(file, makeWad({ lumps: [...GAME_LUMPS, ['PLAYPAL', PALETTE], 'MAP01'] }));
  doom2 = {
    ...{ id: 'd'.repeat(64), title: 'Doom II', kind: 'iwad', game: 'doom', path: file },
    ...{ bytes: 1, lumps: 1, contents: NO_CONTENTS, bundled: false },
  };
  ({ folder, path: place } = await homes.prepare({ iwad: doom2, pwads: [], port: 'woof' }));
});
afterEach(() => rm(userData, { recursive: true, force: true }));

const inHome = (file: string) => path.join(place, file);
async function put(name: string, bytes = woofSaveBytes()): Promise<string> {
  await mkdir(inHome('savegames'), { recursive: true });
  await writeFile(inHome(`savegames/${name}`), bytes);
  return `savegames/${name}`;
}
const saves = async () => homeSchema.parse(await folder.describe(new Date())).saves;

describe('issue 12, 5: homes of Woof!', () => {
  it('list its saves of all pages and the automatic one, by slot', async () => {
    await put('woofsav10.dsg', woofSaveBytes({ description: 'second page', map: 12 }));
    await put('autosave.dsg', woofSaveBytes({ description: 'MAP02' }));
    await put('woofsav0.dsg', woofSaveBytes({ skill: 4 }));
    await put('woofsav9.dsg');
    await put('doomsav1.dsg', saveBytes());
    const listed = (await saves()).map(({ slot, description, map, problem }) => [
      slot,
      description,
      map,
      problem?.code,
    ]);
    expect(listed).toEqual([
      [0, 'a save', 'MAP01', undefined],
      [1, 'a save', undefined, 'save-of-other-port'],
      [10, 'second page', 'MAP12', undefined],
      [255, 'MAP02', 'MAP01', undefined],
    ]);
    expect((await saves())[0]).toMatchObject({ skill: 4, levelSeconds: 10, picture: true });
    for (const slot of [0, 10, 255]) await folder.checkSlot(slot);
    await expect(folder.checkSlot(11)).rejects.toThrow('There is no saved game in page 2, slot 2.');
    await expect(folder.checkSlot(1)).rejects.toThrow(
      /The game in slot 2 cannot be loaded\. .* Chocolate Doom/,
    );
  });

  it('show what the player saw as a game was saved, in the colours of the game', async () => {
    const png = await folder.picture(await put('woofsav3.dsg'), () => paletteOf([doom2]));
    const bytes = Buffer.from(png!);
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([320, 200]);
    const palette = bytes.subarray(bytes.indexOf('PLTE') + 4);
    expect([...palette.subarray(0, 768)]).toEqual([...PALETTE]);
    // Without the WAD there are no colours.
    expect(await folder.picture('savegames/woofsav3.dsg', () => paletteOf([]))).toBeNull();
  });

  it('take saves from elsewhere, into the slot of their name where it is free', async () => {
    const bytes = woofSaveBytes();
    expect(await folder.import('woofsav42.dsg', bytes)).toBe(42);
    expect(await folder.import('woofsav42.dsg', bytes)).toBe(0);
    expect(await folder.import('WOOFSAV1.DSG', bytes)).toBe(1);
    expect(await folder.import('autosave.dsg', bytes)).toBe(2);
    expect((await readdir(inHome('savegames'))).sort()).toEqual([
      'woofsav0.dsg',
      'woofsav1.dsg',
      'woofsav2.dsg',
      'woofsav42.dsg',
    ]);
    expect(new Uint8Array(await readFile(inHome('savegames/woofsav42.dsg')))).toEqual(bytes);
    await expect(folder.import('doomsav0.dsg', saveBytes())).rejects.toThrow(/played by Chocolate Doom/);
    await expect(folder.import('woofsav5.dsg', bytes.subarray(0, 5000))).rejects.toThrow(/cut off/);
    const vanilla = await homes.prepare({ iwad: doom2, pwads: [] });
    await expect(vanilla.folder.import('woofsav0.dsg', bytes)).rejects.toThrow(/played by Woof!/);
  });

  it('fill all 64 slots, and then no more', async () => {
    const bytes = woofSaveBytes({ world: 1 });
    for (let count = 0; count < 64; count++) await folder.import('x.dsg', bytes);
    expect(await folder.import('x.dsg', bytes).catch((error: Error) => error.message)).toMatch(
      /all 64 slots/,
    );
  });

  it('keep a deleted save under its place, and give it back', async () => {
    const file = await put('woofsav21.dsg', woofSaveBytes({ description: '' }));
    const id = await folder.delete(file, new Date());
    const { trash } = await folder.describe(new Date());
    expect(trash).toMatchObject([{ id, label: 'Page 3, slot 2' }]);
    await folder.trash.restore(id);
    expect(await saves()).toMatchObject([{ slot: 21 }]);
  });

  it('say which capital letters the game does not find', async () => {
    await put('WOOFSAV0.DSG');
    await put('WoofSav1.dsg');
    const problems = (await saves()).map(({ problem }) => problem && saveProblemText(problem));
    expect(problems[0]).toBeUndefined();
    expect(problems[1]).toContain('woofsav1.dsg');
  });

  it('take their configuration from homes of Woof! only, and give it to no other', async () => {
    await writeFile(inHome('woof.cfg'), 'uncapped 0\n');
    const vanilla = await homes.prepare({ iwad: doom2, pwads: [] });
    expect(await readdir(vanilla.path)).not.toContain('woof.cfg');
    await writeFile(path.join(vanilla.path, 'default.cfg'), 'mouse_sensitivity 7\n');
    const map = { ...doom2, id: 'e'.repeat(64), kind: 'pwad' as const };
    const next = await homes.prepare({ iwad: doom2, pwads: [map], port: 'woof' });
    expect(await readFile(path.join(next.path, 'woof.cfg'), 'utf8')).toBe('uncapped 0\n');
    expect(await readdir(next.path)).not.toContain('default.cfg');
    expect((await homes.list()).find(({ id }) => id === folder.id)).toMatchObject({
      port: 'woof',
      configs: [{ file: 'woof.cfg' }],
    });
  });
});
