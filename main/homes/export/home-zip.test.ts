import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TaskProgress } from '../../task.ts';
import { zipHome } from './home-zip.ts';

let folder: string;
let home: string;
let file: string;
const put = async (name: string, content: string | Uint8Array) => {
  await mkdir(path.dirname(path.join(home, name)), { recursive: true });
  await writeFile(path.join(home, name), content);
};
const unpacked = async () => unzipSync(await readFile(file));

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-home-zip-'));
  home = path.join(folder, 'home');
  file = path.join(folder, 'home.zip');
  await mkdir(home);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a home', () => {
  it('goes into one zip, without what is the launcher’s', async () => {
    await put('savegames/doomsav0.dsg', 'a save');
    await put('default.cfg', 'x');
    await put('deep/er/file', 'y');
    await put('.trapdoom/home.json', '{}');
    expect(await zipHome({ home, file }, {})).toMatchObject({ files: 3 });
    expect(Object.keys(await unpacked()).sort()).toEqual([
      'deep/er/file',
      'default.cfg',
      'savegames/doomsav0.dsg',
    ]);
  });

  it('gives nothing away by links', async () => {
    await writeFile(path.join(folder, 'secret'), 'secret');
    await mkdir(path.join(folder, 'elsewhere'));
    await writeFile(path.join(folder, 'elsewhere', 'x'), 'secret');
    await symlink(path.join(folder, 'secret'), path.join(home, 'link'));
    await symlink(path.join(folder, 'elsewhere'), path.join(home, 'folder'));
    await zipHome({ home, file }, {});
    expect(await unpacked()).toEqual({});
  });

  it('issue 9, 1.6: packs files of any size, and tells how far it is', async () => {
    // More than was ever read whole.
    const large = Buffer.alloc(40 * 1024 * 1024, randomBytes(4096));
    await put('screenshots/a.png', large);
    await put('default.cfg', 'key_up 72\n');
    const told: TaskProgress[] = [];
    await zipHome({ home, file }, { progress: (progress) => told.push(progress) });
    expect(Buffer.from((await unpacked())['screenshots/a.png']!).equals(large)).toBe(true);
    expect(told.length).toBeGreaterThan(0);
    for (const { bytes, bytesTotal, filesTotal } of told) {
      expect(bytes).toBeLessThanOrEqual(bytesTotal);
      expect([bytesTotal, filesTotal]).toEqual([large.length + 10, 2]);
    }
  });

  it('issue 9, 1.6: leaves no file of an export that was cancelled', async () => {
    await put('a', randomBytes(4 * 1024 * 1024));
    const cancel = new AbortController();
    const zipping = zipHome({ home, file }, { signal: cancel.signal, progress: () => cancel.abort() });
    await expect(zipping).rejects.toThrow('aborted');
    expect(existsSync(file)).toBe(false);
  });

  it.skipIf(process.getuid?.() === 0)('names what it cannot read, and leaves no file', async () => {
    await put('private', 'x');
    await chmod(path.join(home, 'private'), 0);
    await expect(zipHome({ home, file }, {})).rejects.toThrow(
      `${path.join(home, 'private')} could not be packed`,
    );
    expect(existsSync(file)).toBe(false);
  });

  it('that is gone is told by its name', async () => {
    await rm(home, { recursive: true });
    await expect(zipHome({ home, file }, {})).rejects.toThrow(`${home} could not be read`);
    expect(existsSync(file)).toBe(false);
  });
});
