import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readWad } from './wad.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-wad-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it.skipIf(process.platform === 'win32')('does not wait for a pipe’s other end', async () => {
  const pipe = path.join(folder, 'pipe.wad');
  execFileSync('mkfifo', [pipe]);
  await expect(readWad(pipe)).rejects.toThrow('pipe.wad is not a file');
});
