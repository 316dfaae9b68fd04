import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tidyUserData } from './tidy.ts';

const BEFORE = Date.now() - 60_000;
const HOME = 'homes/doom-0123456789ab';
let folder: string;
let userData: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-tidy-'));
  userData = path.join(folder, 'data');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A file that other accounts may read, last changed before this process began. */
async function old(name: string, content = 'x'): Promise<string> {
  const file = path.join(userData, name);
  await mkdir(path.dirname(file), { recursive: true, mode: 0o755 });
  await writeFile(file, content, { mode: 0o644 });
  await utimes(file, new Date(BEFORE - 1000), new Date(BEFORE - 1000));
  return file;
}
const tidy = (alone = true) => tidyUserData(userData, { before: BEFORE, alone });
const left = async () =>
  (await readdir(userData, { recursive: true, withFileTypes: true }))
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.join(path.relative(userData, entry.parentPath), entry.name))
    .sort();
const mode = async (name: string) => (await stat(path.join(userData, name))).mode & 0o777;

describe('tidying the player’s folder', () => {
  it('issue 9, 1.7: removes what killed launchers have left, and nothing else', async () => {
    const ours = [
      'settings.json.0123456789ab.tmp',
      'library.json.bak.0123456789ab.tmp',
      'last-frame.png.0123456789ab.tmp',
      'running.0123456789ab.tmp',
      `${HOME}/savegames/doomsav0.dsg.0123456789ab.tmp`,
      `${HOME}/default.cfg.0123456789ab.tmp`,
      `${HOME}/.trapdoom/home.json.0123456789ab.tmp`,
      `${HOME}/.trapdoom/pictures/${'ab'.repeat(32)}.tmp`,
      `${HOME}/.trapdoom/trash/0123456789abcdef/note.json.0123456789ab.tmp`,
    ];
    const kept = [
      'settings.json',
      'notes.tmp',
      'mine.0123456789ab.tmp',
      `${HOME}/savegames/doomsav0.dsg`,
      `${HOME}/savegames/temp.tmp`,
      `${HOME}/${'ab'.repeat(32)}.tmp`,
      'homes/mine/x.0123456789ab.tmp',
      'elsewhere/x.0123456789ab.tmp',
    ];
    for (const name of [...ours, ...kept]) await old(name);
    // Of this very launcher, which writes it now.
    await writeFile(await old('settings.json.ba9876543210.tmp'), 'x');
    await tidy();
    expect(await left()).toEqual([...kept, 'settings.json.ba9876543210.tmp'].sort());
  });

  it('removes nothing while there may be another launcher', async () => {
    await old('settings.json.0123456789ab.tmp');
    await tidy(false);
    expect(await left()).toEqual(['settings.json.0123456789ab.tmp']);
  });

  it.skipIf(process.platform === 'win32')('issue 9, 1.7: takes the rights of other accounts', async () => {
    const files = [
      'settings.json',
      'settings.json.bak',
      'library.json',
      'last-session.json',
      'last-frame.png',
    ];
    const home = ['default.cfg', 'savegames/doomsav0.dsg', '.trapdoom/home.json', 'deep/er/file'];
    for (const name of [...files, ...home.map((name) => `${HOME}/${name}`)]) await old(name);
    await chmod(await old(`${HOME}/readonly`), 0o444);
    await mkdir(path.join(userData, 'wads'), { mode: 0o755 });
    for (const name of ['', 'homes', HOME, 'wads']) await chmod(path.join(userData, name), 0o755);
    await tidy();
    for (const name of [...files, ...home.map((name) => `${HOME}/${name}`)])
      expect(await mode(name), name).toBe(0o600);
    expect(await mode(`${HOME}/readonly`)).toBe(0o400);
    for (const name of ['', 'homes', HOME, 'wads', `${HOME}/savegames`, `${HOME}/deep/er`])
      expect(await mode(name), name).toBe(0o700);
  });

  it.skipIf(process.platform === 'win32')('leaves a folder alone that is not Trapdoom’s only', async () => {
    await old('settings.json');
    await old('letters/mother.txt');
    await old('homes/someone/file');
    await old(`${HOME}/default.cfg`);
    await chmod(userData, 0o755);
    await tidy();
    expect(await mode('')).toBe(0o755);
    expect(await mode('homes')).toBe(0o755);
    expect(await mode('homes/someone/file')).toBe(0o644);
    expect(await mode('letters/mother.txt')).toBe(0o644);
    expect(await mode(`${HOME}/default.cfg`)).toBe(0o600);
    expect(await mode('settings.json')).toBe(0o600);
  });

  it.skipIf(process.platform === 'win32')('does not follow links', async () => {
    await old(`${HOME}/default.cfg`);
    const outside = path.join(folder, 'outside');
    await mkdir(outside, { mode: 0o755 });
    const file = path.join(outside, 'settings.json.0123456789ab.tmp');
    await writeFile(file, 'x', { mode: 0o644 });
    await utimes(file, new Date(0), new Date(0));
    await symlink(outside, path.join(userData, HOME, 'link'));
    await symlink(file, path.join(userData, 'settings.json'));
    await symlink(outside, path.join(userData, 'homes', 'linked-0123456789ab'));
    await tidy();
    expect((await lstat(file)).mode & 0o777).toBe(0o644);
    expect((await lstat(outside)).mode & 0o777).toBe(0o755);
  });

  it('does not mind a folder that is not there', async () => {
    await tidy();
  });
});
