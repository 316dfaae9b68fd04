import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundlePrograms } from '../../engine/session/process/bundle-fixture.ts';
import { FolderInUseError, FolderLock } from './folder-lock.ts';
import { ownIdentity, type ProcessIdentity } from './process-identity.ts';

let bundle: string;
let folder: string;
const holders: ChildProcess[] = [];

beforeAll(async () => {
  bundle = await bundlePrograms({ 'lock/lock': 'main/storage/folder-lock.ts' });
});
afterAll(() => rmSync(bundle, { recursive: true, force: true }));
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-lock-'));
});
afterEach(async () => {
  for (const child of holders.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});
const file = () => path.join(folder, 'running');

/** Another launcher: a process that holds the lock, and gives it back at SIGTERM. */
async function holder(): Promise<ChildProcess> {
  const lock = pathToFileURL(path.join(bundle, 'lock', 'lock.js')).href;
  const script = `
    const { FolderLock } = await import(${JSON.stringify(lock)});
    const lock = await FolderLock.take(${JSON.stringify(folder)}, 0);
    process.once('SIGTERM', () => lock.release().then(() => process.exit(0)));
    process.stdout.write('held');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  holders.push(child);
  await once(child.stdout!, 'data');
  return child;
}
async function leave(identity: Partial<ProcessIdentity>): Promise<void> {
  const process = { ...(await ownIdentity()), ...identity };
  await writeFile(file(), JSON.stringify({ version: 1, token: 'another', process }));
}
async function age(seconds: number): Promise<void> {
  const then = Date.now() / 1000 - seconds;
  await utimes(file(), then, then);
}

describe('FolderLock', () => {
  it('keeps a second launcher off, with words that say who and what to do', async () => {
    const lock = await FolderLock.take(folder);
    const second = FolderLock.take(folder, 0);
    await expect(second).rejects.toThrow(FolderInUseError);
    await expect(second).rejects.toThrow(
      `(process ${process.pid}) and uses ${folder}. Close it first, or start with --user-data=`,
    );
    await lock.release();
    expect(existsSync(file())).toBe(false);
    await (await FolderLock.take(folder, 0)).release();
  });

  it('waits for a launcher that is closing', async () => {
    const lock = await FolderLock.take(folder);
    const second = FolderLock.take(folder, 60_000);
    await lock.release();
    await (await second).release();
  });

  it('issue 9, 1.7: keeps off a second launcher while the first is stopped, however old its lock looks', async () => {
    const first = await holder();
    first.kill('SIGSTOP');
    await age(60);
    await expect(FolderLock.take(folder, 0)).rejects.toThrow(`process ${first.pid}`);
    await age(-3600);
    await expect(FolderLock.take(folder, 0)).rejects.toThrow(`process ${first.pid}`);
    first.kill('SIGCONT');
    first.kill('SIGTERM');
    await once(first, 'exit');
    expect(existsSync(file())).toBe(false);
  });

  it('issue 9, 1.7: is not removed by a launcher that has lost it', async () => {
    const first = await holder();
    // As when the player deletes the file, or another machine takes over.
    await rm(file());
    const second = await FolderLock.take(folder, 0);
    first.kill('SIGTERM');
    await once(first, 'exit');
    await expect(FolderLock.take(folder, 0)).rejects.toThrow(FolderInUseError);
    await second.release();
  });

  it('takes over from a process that was killed', async () => {
    const first = await holder();
    first.kill('SIGKILL');
    await once(first, 'exit');
    await (await FolderLock.take(folder, 0)).release();
  });

  it.each<[string, Partial<ProcessIdentity>]>([
    ['a process whose id is another’s by now', { started: '1' }],
    ['a run of this machine before it was started again', { boot: 'another', started: '1' }],
  ])('takes over from %s, though a process of that id runs', async (_what, identity) => {
    if (process.platform !== 'linux') return;
    await leave(identity);
    await (await FolderLock.take(folder, 0)).release();
  });

  it('knows what an older Trapdoom has left', async () => {
    await writeFile(file(), `${process.pid}\n`);
    await age(60);
    await expect(FolderLock.take(folder, 0)).rejects.toThrow(`process ${process.pid}`);
    const gone = spawn(process.execPath, ['-e', '0']);
    await once(gone, 'exit');
    await writeFile(file(), `${gone.pid}\n`);
    await (await FolderLock.take(folder, 0)).release();
  });

  it('is held by another machine, until the player says otherwise', async () => {
    await leave({ machine: 'other', boot: 'other', host: 'laptop' });
    await age(86_400);
    const refused = FolderLock.take(folder, 0);
    await expect(refused).rejects.toThrow(
      /on laptop, which may be asleep.*delete the file .*running and start/,
    );
    await rm(file());
    await (await FolderLock.take(folder, 0)).release();
  });

  it('is held by another container as long as that touches it, and abandoned then', async () => {
    if (process.platform !== 'linux') return;
    await leave({ space: 'pid:[1]', host: 'container' });
    const beating = setInterval(() => void age(Math.random() * 1000), 500);
    await expect(FolderLock.take(folder, 0)).rejects.toThrow('on container) and uses');
    clearInterval(beating);
    await (await FolderLock.take(folder, 0)).release();
  });

  it.each([
    ['damaged', '\0\0\0'],
    ['empty', ''],
    ['without a process', '{"version":1,"token":"x"}'],
    ['huge', 'x'.repeat(10_000)],
  ])('takes over a lock that is %s', async (_what, text) => {
    await writeFile(file(), text);
    await (await FolderLock.take(folder, 0)).release();
  });

  it('takes over a folder of its name', async () => {
    await mkdir(path.join(file(), 'x'), { recursive: true });
    await (await FolderLock.take(folder, 0)).release();
  });

  it('is taken over by one of many that find it abandoned', async () => {
    for (let round = 0; round < 50; round++) {
      await writeFile(file(), 'no process');
      const takers = Array.from({ length: 5 }, () => FolderLock.take(folder, 0));
      const settled = await Promise.allSettled(takers);
      const taken = settled.filter(({ status }) => status === 'fulfilled');
      expect(taken).toHaveLength(1);
      expect(await readdir(folder)).toEqual(['running']);
      expect(await readFile(file(), 'utf8')).toContain(`"pid":${process.pid}`);
      await rm(file());
    }
  });

  it('says so where nothing can be stored', async () => {
    await expect(FolderLock.take(path.join(folder, 'none'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
