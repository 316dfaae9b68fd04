import { chmod, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FolderLock } from './folder-lock.ts';
import { makeFolderSync } from './folders.ts';
import { openUserData, withinTime } from './user-data.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-data-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const inside = (...names: string[]) => path.join(folder, ...names);

describe('the player’s folder', () => {
  it.skipIf(process.platform === 'win32')('is made, with those above it, for the player alone', async () => {
    const { lock } = await openUserData(inside('a', 'b'));
    expect(await readdir(inside('a', 'b'))).toEqual(['running']);
    for (const name of ['a', 'a/b']) expect((await stat(inside(name))).mode & 0o777).toBe(0o700);
    await lock!.release();
    makeFolderSync(inside('c', 'd'));
    expect((await stat(inside('c', 'd'))).mode & 0o777).toBe(0o700);
  });

  it('is refused where something else is, which is named', async () => {
    await writeFile(inside('file'), '');
    await expect(openUserData(inside('file'))).rejects.toThrow(
      `${inside('file')} is no folder. Choose another folder with --user-data=FOLDER`,
    );
    await expect(openUserData(inside('file', 'x', 'y'))).rejects.toThrow(`${inside('file')} is no folder`);
    await symlink(inside('nowhere'), inside('dangling'));
    await expect(openUserData(inside('dangling'))).rejects.toThrow(
      `${inside('dangling')} is a link that leads nowhere`,
    );
    await expect(openUserData(inside('dangling', 'x'))).rejects.toThrow(
      `${inside('dangling')} is a link that`,
    );
    await symlink(inside('loop'), inside('loop'));
    await expect(openUserData(inside('loop'))).rejects.toThrow(
      `${inside('loop')} is a link that leads nowhere`,
    );
  });

  it('may be a link to a folder', async () => {
    await mkdir(inside('there'));
    await symlink(inside('there'), inside('link'));
    const { lock } = await openUserData(inside('link'));
    expect(await readdir(inside('there'))).toEqual(['running']);
    await lock!.release();
  });

  it.each([
    ['EROFS', 'its disk is read-only'],
    ['EACCES', 'you may not write there'],
    ['EIO', 'i/o error'],
  ])('is refused where nothing can be stored (%s)', async (code, reason) => {
    vi.spyOn(FolderLock, 'take').mockRejectedValue(Object.assign(new Error('i/o error'), { code }));
    await expect(openUserData(folder)).rejects.toThrow(`in ${folder}: ${reason}. Put that right, or choose`);
    vi.restoreAllMocks();
  });

  it.skipIf(process.getuid?.() === 0)('is refused where the player may not write', async () => {
    await chmod(folder, 0o500);
    await expect(openUserData(folder)).rejects.toThrow(`in ${folder}: you may not write there`);
    await expect(openUserData(inside('x'))).rejects.toThrow('you may not write there');
    await chmod(folder, 0o700);
  });

  it('on a full disk is opened, so that the player can make room', async () => {
    vi.spyOn(FolderLock, 'take').mockRejectedValue(Object.assign(new Error('full'), { code: 'ENOSPC' }));
    expect(await openUserData(folder)).toEqual({
      lock: undefined,
      notice: { code: 'user-data-full', params: { folder } },
    });
    vi.restoreAllMocks();
  });

  it('on a disk that does not answer is given up', async () => {
    const never = new Promise(() => {});
    await expect(withinTime('/mnt/x', 10, never)).rejects.toThrow('The disk of /mnt/x does not answer');
    expect(await withinTime('/mnt/x', 60_000, Promise.resolve(1))).toBe(1);
  });
});
