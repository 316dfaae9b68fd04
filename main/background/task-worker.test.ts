import { randomBytes } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { unzipSync } from 'fflate';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundlePrograms } from '../../engine/session/process/bundle-fixture.ts';
import type { TaskProgress } from '../task.ts';
import type { TaskRunner } from './tasks.ts';

let bundle: string;
let inBackground: TaskRunner;
let folder: string;
let request: { home: string; file: string };

beforeAll(async () => {
  bundle = await bundlePrograms({
    'main/background': 'main/background/task-thread.ts',
    'test/runner': 'main/background/task-worker.ts',
  });
  const runner = pathToFileURL(path.join(bundle, 'test', 'runner.js')).href;
  ({ inBackground } = (await import(/* @vite-ignore */ runner)) as { inBackground: TaskRunner });
}, 120_000);
afterAll(() => rmSync(bundle, { recursive: true, force: true }));
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-task-'));
  request = { home: path.join(folder, 'home'), file: path.join(folder, 'home.zip') };
  await mkdir(request.home);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a task in a thread of its own', () => {
  it('issue 9, 1.6: packs a home and tells how far it is', async () => {
    const content = randomBytes(8 * 1024 * 1024);
    await writeFile(path.join(request.home, 'large'), content);
    const told: TaskProgress[] = [];
    const result = await inBackground('zip-home', request, { progress: (progress) => told.push(progress) });
    expect(result.files).toBe(1);
    expect(told.at(-1)).toMatchObject({ bytesTotal: content.length, filesTotal: 1 });
    expect(content.equals(unzipSync(await readFile(request.file))['large']!)).toBe(true);
  });

  it('issue 9, 1.6: ends when it is cancelled, and leaves no half file', async () => {
    for (let i = 0; i < 8; i++)
      await writeFile(path.join(request.home, `f${i}`), randomBytes(16 * 1024 * 1024));
    const cancel = new AbortController();
    const packing = inBackground('zip-home', request, {
      signal: cancel.signal,
      progress: () => cancel.abort(),
    });
    await expect(packing).rejects.toThrow('aborted');
    expect(existsSync(request.file)).toBe(false);
    await expect(inBackground('zip-home', request, { signal: cancel.signal })).rejects.toThrow('aborted');
  });

  it('passes on why it failed', async () => {
    await rm(request.home, { recursive: true });
    await expect(inBackground('zip-home', request)).rejects.toThrow(`${request.home} could not be read`);
  });
});
