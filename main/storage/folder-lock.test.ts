import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FolderInUseError, FolderLock } from './folder-lock.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-lock-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const file = () => path.join(folder, 'running');

describe('FolderLock', () => {
  it('keeps a second launcher off, with words that say who and what to do', async () => {
    const lock = await FolderLock.take(folder);
    const second = FolderLock.take(folder, 0);
    await expect(second).rejects.toThrow(FolderInUseError);
    await expect(second).rejects.toThrow(
      `(process ${process.pid}) and uses ${folder}. Close it first, or start with --user-data=`,
    );
    await lock!.release();
    expect(existsSync(file())).toBe(false);
    await (await FolderLock.take(folder, 0))!.release();
  });

  it('waits for a launcher that is closing', async () => {
    const lock = await FolderLock.take(folder);
    const second = FolderLock.take(folder, 60_000);
    await lock!.release();
    await (await second)!.release();
  });

  it('takes over from a process that is gone', async () => {
    const child = spawn(process.execPath, ['-e', '0']);
    await once(child, 'exit');
    await writeFile(file(), `${child.pid}\n`);
    await (await FolderLock.take(folder, 0))!.release();
  });

  it.each([
    ['was not touched for long: its process id may be another’s', `${process.pid}\n`, 60],
    ['is damaged', '\0\0\0', 0],
  ])('takes over a lock that %s', async (_what, text, age) => {
    await writeFile(file(), text);
    const then = Date.now() / 1000 - age;
    await utimes(file(), then, then);
    await (await FolderLock.take(folder, 0))!.release();
  });

  it('is taken over by one of many that find it abandoned', async () => {
    for (let round = 0; round < 50; round++) {
      await writeFile(file(), 'no process');
      const takers = Array.from({ length: 5 }, () => FolderLock.take(folder, 0));
      const taken = (await Promise.allSettled(takers)).filter(({ status }) => status === 'fulfilled');
      expect(taken).toHaveLength(1);
      expect(await readdir(folder)).toEqual(['running']);
      await rm(file());
    }
  });

  it('does without where nothing can be stored', async () => {
    expect(await FolderLock.take(path.join(folder, 'none'))).toBeUndefined();
  });
});
