import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { launcherRequests } from '../protocol/launcher.ts';
import { messageText } from '../protocol/texts/index.ts';
import type { Shell } from '../shell/shell.ts';
import { findCompanion } from './companion.ts';
import { GAME_LUMPS, makeWad } from './files/wad-fixture.ts';
import { Library } from './library.ts';
import { Examiner } from './needs/examination.ts';
import { libraryHandlers } from './requests.ts';

const doom2 = makeWad({ lumps: [...GAME_LUMPS, 'MAP01'] });
const freedoom = makeWad({ lumps: [...GAME_LUMPS, 'MAP01', 'FREEDOOM'] });
const map = makeWad({ magic: 'PWAD', lumps: ['MAP01'] });
const hexen = makeWad({ lumps: [...GAME_LUMPS, 'MAP01', 'MAP40', 'CLUS1MSG'] });

let folder: string;
let bundled: string;
let userData: string;
const open = () => Library.open({ bundled, userData });
async function put(name: string, content: Uint8Array): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, content);
  return file;
}
async function added(library: Library, file: string) {
  const result = await library.add(file);
  if (!result.ok) throw new Error(messageText(result.reason));
  return result;
}

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-library-'));
  bundled = path.join(folder, 'bundled');
  userData = path.join(folder, 'data');
  await mkdir(bundled);
  await writeFile(path.join(bundled, 'freedoom2.wad'), freedoom);
  await writeFile(path.join(bundled, 'COPYING'), 'text');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('Library', () => {
  it('finds the bundled WADs by itself', async () => {
    const library = await open();
    expect(library.entries).toHaveLength(1);
    expect(library.entries[0]).toMatchObject({ title: 'Freedoom: Phase 2', bundled: true, kind: 'iwad' });
    expect(library.entries[0]).not.toHaveProperty('problem');
  });

  it('works without any bundled WAD, and tells of a broken one', async () => {
    await writeFile(path.join(bundled, 'freedoom2.wad'), freedoom.subarray(0, 40));
    const library = await open();
    expect(library.entries).toEqual([]);
    expect(library.notices.map(messageText).join()).toContain('freedoom2.wad is damaged');
    await rm(bundled, { recursive: true });
    expect((await open()).entries).toEqual([]);
  });

  it('remembers added WADs over a restart, by path', async () => {
    const file = await put('doom2.wad', doom2);
    const { entry, already } = await added(await open(), file);
    expect(already).toBe(false);
    expect(entry).toMatchObject({ title: 'Doom II', path: file, bundled: false });
    expect((await open()).entry(entry.id)).toEqual(entry);
  });

  it('knows content it has already', async () => {
    const library = await open();
    await added(library, await put('doom2.wad', doom2));
    expect((await added(library, await put('copy.wad', doom2))).already).toBe(true);
    expect(await added(library, await put('fd2.wad', freedoom))).toMatchObject({
      already: true,
      entry: { bundled: true },
    });
    expect(library.entries).toHaveLength(2);
  });

  it('refuses what is no WAD, with file and reason', async () => {
    const file = await put('readme.txt', Buffer.from('just text here'));
    const library = await open();
    expect(await library.add(file)).toEqual({
      ok: false,
      file,
      reason: { code: 'not-a-wad', params: { file: 'readme.txt', format: 'unknown' } },
    });
    expect(await library.add(path.join(folder, 'none.wad'))).toMatchObject({ ok: false });
    expect(library.entries).toHaveLength(1);
  });

  it('marks a file that vanished, and takes it back from another place', async () => {
    const file = await put('map.wad', map);
    const { entry } = await added(await open(), file);
    await rename(file, path.join(folder, 'moved.wad'));
    const library = await open();
    expect(library.entry(entry.id)!.problem?.code).toBe('entry-missing');
    const again = await added(library, path.join(folder, 'moved.wad'));
    expect(again.already).toBe(false);
    expect(library.entry(entry.id)).toMatchObject({ path: path.join(folder, 'moved.wad') });
    expect(library.entry(entry.id)).not.toHaveProperty('problem');
  });

  it('marks a file that changed', async () => {
    const file = await put('map.wad', map);
    const library = await open();
    const { entry } = await added(library, file);
    await writeFile(file, doom2);
    await library.refresh();
    expect(library.entry(entry.id)!.problem?.code).toBe('entry-changed');
    await added(library, file);
    expect(library.entries.map(({ title }) => title)).toEqual(['Freedoom: Phase 2', 'Doom II']);
  });

  it('shows games that are not supported yet, with the reason', async () => {
    const { entry } = await added(await open(), await put('hexen.wad', hexen));
    expect(entry).toMatchObject({ game: 'hexen', problem: { code: 'game-unsupported' } });
  });

  it('keeps a copy of uploaded content and deletes it with the entry', async () => {
    const library = await open();
    const result = await library.addContent('C:\\games\\..\\TNT.WAD', doom2);
    if (!result.ok) throw new Error(messageText(result.reason));
    expect(path.basename(result.entry.path)).toBe('TNT.WAD');
    expect(result.entry.path.startsWith(path.join(userData, 'wads') + path.sep)).toBe(true);
    expect(await readFile(result.entry.path)).toEqual(doom2);
    await library.remove(result.entry.id);
    expect(await readdir(path.join(userData, 'wads'))).toEqual([]);
    expect((await open()).entries).toHaveLength(1);
  });

  it.each(['../../etc/passwd', '..', '', '...', 'a\0b.wad', 'CON<>:"|?*.wad', 'x'.repeat(255)])(
    'never stores an upload named %j outside its own folder, and leaves nothing of a refused one',
    async (name) => {
      const library = await open();
      const stored = await library.addContent(name, map);
      if (!stored.ok) throw new Error(messageText(stored.reason));
      const relative = path.relative(path.join(userData, 'wads'), stored.entry.path).split(path.sep);
      expect(relative).toHaveLength(2);
      expect(relative[1]).toMatch(/^[^./\\<>:"|?*\0][^/\\<>:"|?*\0]*$/);
      await library.remove(stored.entry.id);
      expect(await library.addContent(name, Buffer.from('no wad'))).toMatchObject({ ok: false, file: name });
      expect(await readdir(path.join(userData, 'wads'))).toEqual([]);
    },
  );

  it.each(['漢'.repeat(200), '😀a'.repeat(60), `${'x'.repeat(150)}.${'.'.repeat(100)}ab`])(
    'stores an upload of the long name %j.wad, cut at its beginning',
    async (name) => {
      const library = await open();
      const stored = await library.addContent(`${name}.wad`, map);
      if (!stored.ok) throw new Error(messageText(stored.reason));
      expect(await readFile(stored.entry.path)).toEqual(map);
      expect(path.basename(stored.entry.path)).toMatch(/^[^. ].*\.wad$/);
    },
  );

  it('keeps an upload where the user data folder lies behind a link', async () => {
    await mkdir(path.join(folder, 'elsewhere'));
    await symlink(path.join(folder, 'elsewhere'), userData);
    const library = await open();
    const result = await library.addContent('map.wad', map);
    if (!result.ok) throw new Error(messageText(result.reason));
    expect(await readFile(result.entry.path)).toEqual(map);
    await library.refresh();
    expect(library.entry(result.entry.id)).not.toHaveProperty('problem');
    await library.remove(result.entry.id);
    expect(await readdir(path.join(userData, 'wads'))).toEqual([]);
  });

  it('leaves the player’s own file alone when it is removed from the library', async () => {
    const file = await put('map.wad', map);
    const library = await open();
    const { entry } = await added(library, file);
    await library.remove(entry.id);
    expect(await readFile(file)).toEqual(map);
    expect(library.entry(entry.id)).toBeUndefined();
    await expect(library.remove(entry.id)).rejects.toThrow('not in the library');
    await expect(library.remove(library.entries[0]!.id)).rejects.toThrow('came with Trapdoom');
  });

  it('issue 9, 4.3: judges anew what an older Trapdoom took for Hexen’s', async () => {
    const mixed = makeWad({ magic: 'PWAD', lumps: ['MAP01', 'X', 'BEHAVIOR'] });
    const { entry } = await added(await open(), await put('mixed.wad', mixed));
    const file = path.join(userData, 'library.json');
    const older = (await readFile(file, 'utf8')).replace(/"game": ?"doom"/, '"game":"hexen"');
    expect(older).toContain('"hexen"');
    await writeFile(file, older);
    expect((await open()).entry(entry.id)).toMatchObject({ game: 'doom' });
    expect((await open()).entry(entry.id)).not.toHaveProperty('problem');
  });

  it('issue 9, 4.4: a file of another date and the same bytes is the same, now and after a restart', async () => {
    const file = await put('map.wad', map);
    const library = await open();
    const { entry } = await added(library, file);
    const later = new Date(Date.now() + 7_200_000);
    await utimes(file, later, later);
    await library.refresh([entry.id]);
    expect(library.entry(entry.id)).not.toHaveProperty('problem');
    const stored = await readFile(path.join(userData, 'library.json'), 'utf8');
    expect(JSON.parse(stored).wads[0].modified).toBeCloseTo(later.getTime(), -1);
    // Another date is no reason to take other bytes.
    const other = Buffer.from(map);
    other[other.length - 1] = 0x41;
    await writeFile(file, other);
    await utimes(file, later, later);
    const again = new Date(later.getTime() + 1000);
    await utimes(file, again, again);
    await library.refresh([entry.id]);
    expect(library.entry(entry.id)?.problem).toEqual({ code: 'entry-changed', params: { path: file } });
    await writeFile(file, map);
    await library.refresh([entry.id]);
    expect(library.entry(entry.id)).not.toHaveProperty('problem');
  });

  it('issue 9, 4.4: a file that is back is seen by whoever asks for the state', async () => {
    const file = await put('map.wad', map);
    const library = await open();
    const { entry } = await added(library, file);
    await rename(file, `${file}.away`);
    await library.refresh();
    expect(library.entry(entry.id)?.problem).toEqual({ code: 'entry-missing', params: { path: file } });
    await rename(`${file}.away`, file);
    await library.refresh();
    expect(library.entry(entry.id)).not.toHaveProperty('problem');
  });

  it('issue 9, 4.4: comparing a big file leaves main free, and holds nobody up', async () => {
    const big = Buffer.concat([map, Buffer.alloc(192 * 1024 * 1024, 1)]);
    const file = await put('big.wad', big);
    const library = await open();
    const { entry } = await added(library, file);
    await utimes(file, new Date(0), new Date(0));
    // How many turns the event loop has while the file is read: a turn per piece, and not one for all of it.
    let turns = 0;
    let done = false;
    const turn = () => {
      turns++;
      if (!done) setImmediate(turn);
    };
    turn();
    await library.refresh([entry.id]);
    done = true;
    expect(turns).toBeGreaterThan(500);
    expect(library.entry(entry.id)).not.toHaveProperty('problem');
  }, 60_000);

  it('issue 9, 4.8: 300 paths at once are all added, and remembered', async () => {
    const shell = { fileDialogs: false } as Shell;
    const library = await open();
    const handlers = libraryHandlers({
      library,
      examiner: new Examiner(async () => ['chocolate']),
      shell,
      inUse: () => false,
      changed: () => {},
    });
    const files = await Promise.all(
      Array.from({ length: 300 }, (_, i) =>
        put(`map${i}.wad`, makeWad({ magic: 'PWAD', lumps: [`X${i}`, 'MAP01'] })),
      ),
    );
    const paths = launcherRequests['wad.addPaths'][0].parse(files);
    const results = await handlers['wad.addPaths'](paths);
    expect(results.filter(({ ok }) => ok)).toHaveLength(300);
    expect((await open()).entries).toHaveLength(301);
  }, 60_000);

  it('issue 9, 4.2: a game’s companion is taken from beside it, else from the library, else asked for by name', async () => {
    const library = await open();
    const chex = makeWad({ lumps: [...GAME_LUMPS, 'E1M1', 'E4M1', 'W94_1', 'POSSH0M0'] });
    const { entry } = await added(library, await put('chex.wad', chex));
    expect(entry.title).toBe('Chex Quest');
    expect(() => findCompanion(entry, library.entries)).toThrow(
      `Chex Quest needs the file chex.deh, which is missing. Put it into ${folder}, or add it to the library`,
    );
    const uploaded = await library.addContent('chex.deh', Buffer.from('Patch File for DeHackEd v3.0\n'));
    if (!uploaded.ok) throw new Error(messageText(uploaded.reason));
    expect(findCompanion(entry, library.entries)).toBe(uploaded.entry.path);
    const beside = await put('chex.deh', Buffer.from('Patch File for DeHackEd v3.0\n'));
    expect(findCompanion(entry, library.entries)).toBe(beside);
    expect(findCompanion(library.entries[0]!, library.entries)).toBeUndefined();
  });

  it('starts afresh from a broken library file, and says so', async () => {
    await mkdir(userData);
    await writeFile(path.join(userData, 'library.json'), '{"version":1,"wads":[{}]}');
    const library = await open();
    expect(library.entries).toHaveLength(1);
    expect(library.notices.map(messageText).join()).toContain('library.json');
  });
});

it('issue 9, 4.4: a file that changes while it is read is refused: it would be known by the hash of another', async () => {
  const library = await open();
  const file = await put('big.wad', Buffer.concat([map, Buffer.alloc(48 * 1024 * 1024)]));
  let adding = true;
  const result = library.add(file).finally(() => {
    adding = false;
  });
  for (let second = 1; adding; second++) await utimes(file, second, second);
  expect(await result).toMatchObject({ ok: false, reason: { code: 'game-file-changing' } });
  expect(await library.add(file)).toMatchObject({ ok: true });
});
