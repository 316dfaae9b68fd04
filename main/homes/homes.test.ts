import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NO_CONTENTS } from '../library/files/contents.ts';
import { GAME_LUMPS, makeWad } from '../library/files/wad-fixture.ts';
import { home as homeSchema } from '../protocol/homes.ts';
import type { LibraryEntry } from '../protocol/launcher.ts';
import { homeProblemText } from '../protocol/texts/homes.ts';
import { messageText } from '../protocol/texts/index.ts';
import { saveBytes } from './contents/save-fixture.ts';
import type { HomeFolder } from './folder.ts';
import { Homes } from './homes.ts';

const NO_PALETTE = async () => undefined;
const DAY = 24 * 60 * 60 * 1000;

let userData: string;
let homes: Homes;
let doom: LibraryEntry;
let scythe: LibraryEntry;
let folder: HomeFolder;
let place: string;

async function wad(name: string, ...lumps: string[]): Promise<LibraryEntry> {
  const file = path.join(userData, `${name}.wad`);
  await writeFile(file, makeWad({ lumps: [...GAME_LUMPS, ...lumps] }));
  const id = createHash('sha256').update(name).digest('hex');
  return {
    id,
    title: name,
    kind: 'iwad',
    game: 'doom',
    path: file,
    bytes: 1,
    lumps: 1,
    contents: NO_CONTENTS,
    bundled: false,
  };
}
const inHome = (file: string) => path.join(place, file);
async function save(slot: number, bytes = saveBytes()): Promise<string> {
  const file = `savegames/doomsav${slot}.dsg`;
  await mkdir(inHome('savegames'), { recursive: true });
  await writeFile(inHome(file), bytes);
  return file;
}
const saves = async () => (await folder.describe(new Date())).saves;

beforeEach(async () => {
  userData = await mkdtemp(path.join(os.tmpdir(), 'homes-test-'));
  homes = new Homes(userData);
  doom = await wad('Doom', 'E1M1');
  scythe = await wad('Scythe', 'MAP01');
  ({ folder, path: place } = await homes.prepare({ iwad: doom, pwads: [] }));
});
afterEach(() => rm(userData, { recursive: true, force: true }));

describe('issue 9, 3.1: homes of other modules', () => {
  const module = { sha256: 'a'.repeat(64), name: 'doom.wasm' };
  /** As Trapdoom 0.1.0 wrote it (commit 402340c): named by content, the saves of other modules in folders by their kind. */
  const OLD_HOME = 'doom-97b84406a96b';

  it('stay as they were, with their saves, and give them to the new home of a module', async () => {
    const before = path.join(userData, 'homes', OLD_HOME);
    expect(place).toBe(before);
    const files = {
      '.trapdoom/home.json': JSON.stringify({
        version: 1,
        game: 'doom',
        wads: [{ id: doom.id, title: 'Doom' }],
        merge: [],
        maps: 'episodes',
        lastPlayed: '2026-11-20T10:00:00.000Z',
        playedSeconds: 60,
      }),
      'default.cfg': 'mouse_sensitivity 7\n',
      'savegames/doomsav0.dsg': 'of the game',
      'doom.wasm/doomsav0.dsg': 'of doom.wasm',
      'wasidoom/doomsav1.dsg': 'of wasidoom',
    };
    for (const [name, content] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(before, name)), { recursive: true });
      await writeFile(path.join(before, name), content);
    }
    await symlink('/etc/passwd', path.join(before, 'doom.wasm', 'link'));
    const prepared = await homes.prepare({ iwad: doom, pwads: [], module });
    expect(prepared).not.toHaveProperty('problem');
    expect(prepared.path).not.toBe(before);
    const at = (name: string) => readFile(path.join(prepared.path, name), 'utf8');
    expect(await at('doom.wasm/doomsav0.dsg')).toBe('of doom.wasm');
    expect(await at('wasidoom/doomsav1.dsg')).toBe('of wasidoom');
    expect(await at('default.cfg')).toBe('mouse_sensitivity 7\n');
    await expect(at('savegames/doomsav0.dsg')).rejects.toThrow('ENOENT');
    await expect(at('doom.wasm/link')).rejects.toThrow('ENOENT');
    for (const [name, content] of Object.entries(files))
      expect([name, await readFile(path.join(before, name), 'utf8')]).toEqual([name, content]);

    // What was saved since is not replaced by the old one.
    await writeFile(path.join(prepared.path, 'doom.wasm', 'doomsav0.dsg'), 'newer');
    await homes.prepare({ iwad: doom, pwads: [], module });
    expect(await at('doom.wasm/doomsav0.dsg')).toBe('newer');
  });

  it('are told apart from the game’s, and give it no configuration', async () => {
    const { folder: other, path: there } = await homes.prepare({ iwad: doom, pwads: [], module }, new Date());
    const renamed = { ...module, name: 'renamed.wasm' };
    expect((await homes.prepare({ iwad: doom, pwads: [], module: renamed })).path).toBe(there);
    await homes.prepare({ iwad: doom, pwads: [], module });
    const another = { ...module, sha256: 'b'.repeat(64) };
    expect((await homes.prepare({ iwad: doom, pwads: [], module: another })).path).not.toBe(there);
    await writeFile(path.join(there, 'default.cfg'), 'what a module made');
    expect(await other.describe(new Date())).toMatchObject({ title: 'Doom', module: 'doom.wasm' });
    expect(await folder.describe(new Date())).not.toHaveProperty('module');
    expect(await homes.configSource({ iwad: scythe, pwads: [] })).toBe(place);
    const long = { iwad: { ...doom, title: 'x'.repeat(400) }, pwads: [], module };
    expect(homes.folder(homes.of(long).id).id.length).toBeLessThan(200);
  });
});

describe('homes', () => {
  it('say what they are of, also when the WADs are gone, the one played last first', async () => {
    await homes.prepare({ iwad: doom, pwads: [scythe] }, new Date(Date.now() + 1000));
    await homes.played({ iwad: doom, pwads: [scythe] }, 90);
    await homes.played({ iwad: doom, pwads: [scythe] }, 30);
    await rm(doom.path);
    const list = homeSchema.array().parse(await new Homes(userData).list());
    expect(list).toMatchObject([
      { title: 'Doom', addOns: ['Scythe'], iwad: doom.id, pwads: [scythe.id], playedSeconds: 120 },
      { title: 'Doom', addOns: [], iwad: doom.id, pwads: [], playedSeconds: 0 },
    ]);
  });

  it('are one for each order of add-ons', async () => {
    const other = await wad('Other', 'MAP02');
    const order = async (...pwads: LibraryEntry[]) => (await homes.prepare({ iwad: doom, pwads })).path;
    expect(await order(scythe, other)).not.toBe(await order(other, scythe));
    expect(await order(scythe, other)).toBe(await order(scythe, other));
  });

  it('that are new begin as the one played last, which is never themselves, merged or not', async () => {
    const merged = { iwad: doom, pwads: [scythe], merge: [scythe.id] };
    await homes.prepare(merged, new Date(Date.now() + 1000));
    expect(await homes.configSource(merged)).toBe(place);
  });

  it('take over the configuration of the one played last, when they are new, and only then', async () => {
    await writeFile(inHome('default.cfg'), 'mouse_sensitivity 9');
    await writeFile(inHome('chocolate-doom.cfg'), 'integer_scaling 1');
    const next = await homes.prepare({ iwad: scythe, pwads: [] });
    const config = path.join(next.path, 'default.cfg');
    expect(await readFile(config, 'utf8')).toBe('mouse_sensitivity 9');
    expect(await readFile(path.join(next.path, 'chocolate-doom.cfg'), 'utf8')).toBe('integer_scaling 1');
    await writeFile(config, 'mine');
    await homes.prepare({ iwad: scythe, pwads: [] });
    expect(await readFile(config, 'utf8')).toBe('mine');
  });

  it('that cannot be prepared are told of, and played in all the same', async () => {
    await rm(path.join(userData, 'homes'), { recursive: true });
    await writeFile(path.join(userData, 'homes'), 'a file');
    const { problem } = await homes.prepare({ iwad: doom, pwads: [] });
    expect(problem).toMatchObject({ code: 'home-not-prepared', params: { title: 'Doom' } });
    expect(await homes.list()).toEqual([]);
  });

  it.each(['..', '../homes', 'a/b', '', '.', 'A', 'x'.repeat(300)])('have no name such as %j', (id) => {
    expect(() => homes.folder(id)).toThrow('There is no such folder');
  });
});

describe('saved games', () => {
  it('are listed with what their header says, by slot', async () => {
    await save(3, saveBytes({ description: 'boss', map: 8, tics: 35 * 61 }));
    await save(0, saveBytes({ description: 'start', skill: 4 }));
    await writeFile(inHome('savegames/temp.dsg'), saveBytes());
    await writeFile(inHome('savegames/temp.dsg.new'), saveBytes());
    expect(await saves()).toMatchObject([
      { slot: 0, description: 'start', map: 'E1M1', skill: 4 },
      { slot: 3, description: 'boss', map: 'E1M8', levelSeconds: 61, picture: false },
    ]);
  });

  it('show a picture of exactly their content', async () => {
    const file = await save(1);
    const name = createHash('sha256').update(saveBytes()).digest('hex');
    await mkdir(inHome('.trapdoom/pictures'), { recursive: true });
    await writeFile(inHome(`.trapdoom/pictures/${name}.png`), 'a picture');
    expect((await saves())[0]?.picture).toBe(true);
    expect(Buffer.from((await folder.picture(file, NO_PALETTE))!).toString()).toBe('a picture');
    await save(1, saveBytes({ description: 'another' }));
    expect((await saves())[0]?.picture).toBe(false);
    expect(await folder.picture(file, NO_PALETTE)).toBeNull();
  });

  it('lose their pictures with themselves, not while they can come back', async () => {
    const pictures = inHome('.trapdoom/pictures');
    await mkdir(pictures, { recursive: true });
    const picture = async (file: string) => {
      const name = `${createHash('sha256')
        .update(await readFile(inHome(file)))
        .digest('hex')}.png`;
      await writeFile(path.join(pictures, name), 'a picture');
      return name;
    };
    const old = await picture(await save(0));
    const kept = await picture(await save(0, saveBytes({ description: 'newer' })));
    const deleted = await save(1, saveBytes({ description: 'gone' }));
    const undoable = await picture(deleted);
    await folder.delete(deleted, new Date());
    await writeFile(path.join(pictures, old.replace('png', 'tmp')), 'half a picture');
    await writeFile(path.join(pictures, 'mine.png'), '');
    await folder.prunePictures();
    expect((await readdir(pictures)).sort()).toEqual([kept, undoable, 'mine.png'].sort());
    // One that is unknown keeps all.
    await mkdir(inHome('savegames/doomsav2.dsg'));
    await save(0, saveBytes({ description: 'newest' }));
    await expect(folder.prunePictures()).rejects.toThrow();
    expect(await readdir(pictures)).toHaveLength(3);
  });

  it('are loaded only if the game can load them', async () => {
    await save(0);
    await save(1, saveBytes({ version: 'version 666' }));
    await save(2, saveBytes().subarray(0, 500));
    await expect(folder.checkSlot(0)).resolves.toBeUndefined();
    await expect(folder.checkSlot(1)).rejects.toThrow(
      /slot 2 cannot be loaded. Another version of Doom made it/,
    );
    await expect(folder.checkSlot(2)).rejects.toThrow(/slot 3 cannot be loaded. It is cut off/);
    await save(3, Buffer.concat([saveBytes(), Buffer.from('crispy-doom 6.0\n')]));
    await expect(folder.checkSlot(3)).resolves.toBeUndefined();
    await expect(folder.checkSlot(5)).rejects.toThrow('There is no saved game in slot 6.');
    await writeFile(inHome('savegames/aaa1.dsg'), saveBytes());
    await expect(folder.checkSlot(1)).resolves.toBeUndefined();
    await writeFile(inHome('savegames/DOOMSAV4.DSG'), saveBytes());
    if (!existsSync(inHome('savegames/doomsav4.dsg')))
      await expect(folder.checkSlot(4)).rejects.toThrow(
        'slot 5 cannot be loaded. The game expects another file name',
      );
  });

  it('are imported into a free slot, their own if they can, and never over another', async () => {
    await save(2, saveBytes({ description: 'mine' }));
    const theirs = saveBytes({ description: 'theirs' });
    expect(await folder.import('doomsav4.dsg', theirs)).toBe(4);
    expect(await folder.import('doomsav2.dsg', theirs)).toBe(0);
    for (const slot of [1, 3, 5]) expect(await folder.import('x.dsg', theirs)).toBe(slot);
    await expect(folder.import('x.dsg', theirs)).rejects.toThrow('all 6 slots are taken');
    expect((await saves())[2]?.description).toBe('mine');
    expect(await readdir(inHome('savegames'))).toHaveLength(6);
    await expect(folder.import('cat.png', new Uint8Array(900))).rejects.toThrow(/^cat.png was not imported/);
    await expect(folder.import('d2.dsg', saveBytes({ map: 30 }))).rejects.toThrow(
      'It belongs to another game',
    );
  });
});

describe('what is deleted', () => {
  it('comes back exactly, also after a restart', async () => {
    const file = await save(1, saveBytes({ description: 'precious' }));
    const then = new Date('2020-02-02T02:02:02Z');
    await utimes(inHome(file), then, then);
    const id = await folder.delete(file, new Date());
    expect(await saves()).toEqual([]);
    const later = new Homes(userData).folder(folder.id);
    expect((await later.describe(new Date())).trash).toMatchObject([{ id, file, label: '“precious”' }]);
    await later.trash.restore(id);
    expect(new Uint8Array(await readFile(inHome(file)))).toEqual(saveBytes({ description: 'precious' }));
    expect((await stat(inHome(file))).mtime).toEqual(then);
    expect((await later.describe(new Date())).trash).toEqual([]);
    await expect(later.trash.restore(id)).rejects.toThrow('not in the trash any more');
  });

  it('does not come back over what took its place', async () => {
    const file = await save(1, saveBytes({ description: 'old' }));
    const id = await folder.delete(file, new Date());
    await save(1, saveBytes({ description: 'new' }));
    await expect(folder.trash.restore(id)).rejects.toThrow(/“old” cannot be restored/);
    expect((await saves())[0]?.description).toBe('new');
    await rm(inHome(file));
    await folder.trash.restore(id);
    expect((await saves())[0]?.description).toBe('old');
  });

  it('is kept for 30 days, and not a day longer', async () => {
    await folder.delete(await save(1), new Date());
    expect(await folder.trash.list(new Date(Date.now() + 29.9 * DAY))).toHaveLength(1);
    expect(await folder.trash.list(new Date(Date.now() - 400 * DAY))).toHaveLength(1);
    expect(await folder.trash.list(new Date(Date.now() + 30.1 * DAY))).toEqual([]);
    expect(await readdir(inHome('.trapdoom/trash'))).toEqual([]);
  });

  it('is a save or a screenshot of this home, nothing else', async () => {
    await writeFile(inHome('default.cfg'), 'x');
    await writeFile(path.join(userData, 'secret'), 'x');
    for (const file of ['default.cfg', '../../secret', 'savegames/../default.cfg', '.trapdoom/home.json', ''])
      await expect(folder.delete(file, new Date())).rejects.toThrow('does not exist any more');
    for (const id of ['..', '../..', 'x', ''])
      await expect(folder.trash.restore(id)).rejects.toThrow('not in the trash');
  });
});

describe('screenshots and the rest', () => {
  it('are listed, the newest first, and shown: Doom’s own in PCX too', async () => {
    const png = await folder.addScreenshot(
      'doom-2026-01-01-000000',
      Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    );
    expect(await folder.addScreenshot('doom-2026-01-01-000000', new Uint8Array(1))).toMatch(/-2\.png$/);
    await writeFile(inHome('DOOM00.pcx'), pcx());
    await utimes(inHome('DOOM00.pcx'), new Date(0), new Date(0));
    const { screenshots } = await folder.describe(new Date());
    expect(screenshots.map(({ file }) => file)).toHaveLength(3);
    expect(screenshots.at(-1)?.file).toBe('DOOM00.pcx');
    expect((await folder.picture(png, NO_PALETTE))?.length).toBe(8);
    expect(Buffer.from((await folder.picture('DOOM00.pcx', NO_PALETTE))!).readUInt32BE(16)).toBe(2);
    await writeFile(inHome('DOOM01.pcx'), pcx().subarray(0, 400));
    expect(await folder.picture('DOOM01.pcx', NO_PALETTE)).toBeNull();
  });
});

describe('a home that was tampered with', () => {
  it('gives nothing away by links, of files, of folders, or of its own', async () => {
    await writeFile(path.join(userData, 'secret'), saveBytes());
    await mkdir(inHome('savegames'));
    await symlink(path.join(userData, 'secret'), inHome('savegames/doomsav0.dsg'));
    await symlink(userData, inHome('screenshots'));
    await writeFile(path.join(userData, 'other.png'), 'x');
    const { saves, screenshots } = await folder.describe(new Date());
    expect([saves, screenshots]).toEqual([[], []]);
    for (const file of ['savegames/doomsav0.dsg', 'screenshots/other.png'])
      await expect(folder.read(file)).rejects.toThrow('does not exist any more');
  });

  it('keeps nothing behind a link of a folder’s name, and says so', async () => {
    const elsewhere = path.join(userData, 'elsewhere');
    await mkdir(elsewhere);
    const file = await save(0);
    await rm(inHome('.trapdoom'), { recursive: true });
    await symlink(elsewhere, inHome('.trapdoom'));
    await expect(folder.delete(file, new Date())).rejects.toThrow('.trapdoom is a link or a file');
    expect(await readdir(inHome('savegames'))).toEqual(['doomsav0.dsg']);
    await rm(inHome('savegames'), { recursive: true });
    await symlink(elsewhere, inHome('savegames'));
    await symlink(elsewhere, inHome('screenshots'));
    await rm(inHome('.trapdoom'));
    await mkdir(inHome('.trapdoom/trash/0123456789abcdef'), { recursive: true });
    const note = { version: 1, file, label: 'x', deletedAt: new Date().toISOString() };
    await writeFile(inHome('.trapdoom/trash/0123456789abcdef/note.json'), JSON.stringify(note));
    await writeFile(inHome('.trapdoom/trash/0123456789abcdef/content'), saveBytes());
    await expect(folder.trash.restore('0123456789abcdef')).rejects.toThrow('savegames is a link or a file');
    await expect(folder.import('doomsav1.dsg', saveBytes())).rejects.toThrow('savegames is a link or a file');
    await expect(folder.addScreenshot('x', new Uint8Array(9))).rejects.toThrow('screenshots is a link');
    expect(await readdir(elsewhere)).toEqual([]);
    const { problem } = await homes.prepare({ iwad: doom, pwads: [] });
    expect(problem && messageText(problem)).toMatch(
      /savegames is a link or a file.* Put a folder in its place\./,
    );
  });

  it('may have huge files, folders in the place of files, and nonsense for facts', async () => {
    await save(0);
    await truncate(inHome('savegames/doomsav0.dsg'), 40 * 1024 ** 3);
    await mkdir(inHome('savegames/doomsav1.dsg'));
    await writeFile(inHome('.trapdoom/home.json'), '{"version":1,"wads":[{"id":"../.."}]}');
    const described = homeSchema.parse(await folder.describe(new Date()));
    expect(described.saves).toMatchObject([{ slot: 0, problem: { code: 'save-cut-off' } }]);
    await expect(folder.read('savegames/doomsav0.dsg')).rejects.toThrow('too large');
  });

  it('may have ten thousand files', async () => {
    await save(5);
    const names = Array.from({ length: 10_000 }, (_, i) => inHome(`savegames/x${i}.txt`));
    for (let at = 0; at < names.length; at += 500)
      await Promise.all(names.slice(at, at + 500).map((name) => writeFile(name, '')));
    const before = performance.now();
    expect(await saves()).toMatchObject([{ slot: 5 }]);
    expect(performance.now() - before).toBeLessThan(2000);
  });

  it.skipIf(process.getuid?.() === 0)('may have folders that cannot be read', async () => {
    await save(0);
    await chmod(inHome('savegames'), 0);
    const [problem] = (await folder.describe(new Date())).problems;
    expect(homeProblemText(problem!)).toMatch(/^Its saved games cannot be read/);
    await chmod(inHome('savegames'), 0o755);
  });
});

/** An image of 2x2 pixels: a run of three, then one. */
function pcx(): Uint8Array {
  const bytes = new Uint8Array(128 + 3 + 1 + 768);
  bytes.set([0x0a, 5, 1, 8, 0, 0, 0, 0, 1, 0, 1, 0]);
  bytes.set([1, 2, 0], 65);
  bytes.set([0xc3, 7, 9, 0x0c], 128);
  return bytes;
}
