import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { messageText } from '../protocol/texts/index.ts';
import { GAME_LUMPS, makeWad } from './files/wad-fixture.ts';
import { Library } from './library.ts';

const BEFORE = Date.now() - 60_000;
let userData: string;
let count = 0;
const open = () => Library.open({ bundled: path.join(userData, 'none'), userData });
const uploads = async () => (await readdir(path.join(userData, 'wads'))).sort();
const doom = (map: string) => makeWad({ lumps: [...GAME_LUMPS, map] });

beforeEach(async () => {
  userData = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-uploads-'));
});
afterEach(() => rm(userData, { recursive: true, force: true }));

/** An upload folder as a launcher that was killed leaves it. */
async function left(files: Record<string, Uint8Array | string>, age = 1000): Promise<string> {
  const name = `${(1.7e12 + count++).toString(36)}-${(8e9 + count).toString(36)}`;
  const folder = path.join(userData, 'wads', name);
  await mkdir(folder, { recursive: true });
  for (const [file, content] of Object.entries(files)) await writeFile(path.join(folder, file), content);
  await utimes(folder, new Date(BEFORE - age), new Date(BEFORE - age));
  return name;
}

describe('uploads that a killed launcher has left', () => {
  it('issue 9, 1.7: are added where they had come completely, else they go', async () => {
    const whole = await left({ 'doom.wad': doom('MAP01') });
    await left({});
    await left({ 'doom2.wad.0123456789ab.tmp': 'half' });
    await left({ 'notes.wad': 'no WAD' });
    const again = await left({ 'copy.wad': doom('MAP01') });
    const library = await open();
    expect(await library.collectUploads(BEFORE)).toHaveLength(1);
    expect(library.entries).toHaveLength(1);
    const kept = await uploads();
    expect(kept).toHaveLength(1);
    expect([whole, again]).toContain(kept[0]);
    const later = await open();
    expect(later.entries.map(({ problem }) => problem)).toEqual([undefined]);
    expect(await later.collectUploads(BEFORE)).toEqual([]);
    expect(await uploads()).toEqual(kept);
  });

  it('come back with a library that was lost', async () => {
    const library = await open();
    expect(await library.addContent('doom.wad', doom('MAP01'))).toMatchObject({ ok: true });
    await rm(path.join(userData, 'library.json'));
    await rm(path.join(userData, 'library.json.bak'), { force: true });
    const [name] = await uploads();
    await utimes(path.join(userData, 'wads', name!), new Date(0), new Date(0));
    const later = await open();
    expect(later.entries).toEqual([]);
    expect(await later.collectUploads(BEFORE)).toHaveLength(1);
    expect(later.entries).toHaveLength(1);
  });

  it('are not what comes just now, what the library has, or what is the player’s', async () => {
    const library = await open();
    await library.addContent('doom.wad', doom('MAP01'));
    const [mine] = await uploads();
    await utimes(path.join(userData, 'wads', mine!), new Date(0), new Date(0));
    const now = await left({}, -90_000);
    const two = await left({ 'a.wad': 'x', 'b.wad': 'y' });
    await mkdir(path.join(userData, 'wads', 'My levels'));
    await writeFile(path.join(userData, 'wads', 'My levels', 'x.wad.0123456789ab.tmp'), 'x');
    await writeFile(path.join(userData, 'wads', 'readme.txt'), 'x');
    expect(await library.collectUploads(BEFORE)).toEqual([]);
    expect(await uploads()).toEqual([mine, now, two, 'My levels', 'readme.txt'].sort());
  });

  it('do not include a folder of the player’s, whose file is kept when its entry is removed', async () => {
    const own = path.join(userData, 'wads', 'My levels');
    await mkdir(own, { recursive: true });
    await writeFile(path.join(own, 'doom.wad'), doom('MAP02'));
    const library = await open();
    const added = await library.add(path.join(own, 'doom.wad'));
    if (!added.ok) throw new Error(messageText(added.reason));
    await library.remove(added.entry.id);
    expect(await readdir(own)).toEqual(['doom.wad']);
  });
});
