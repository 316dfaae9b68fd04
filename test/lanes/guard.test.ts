import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, expect, it } from 'vitest';
import { offences } from './guard.ts';

const root = path.resolve(import.meta.dirname, '../..');
const WAD = path.join(root, 'assets/wads/freedoom1.wad');
afterEach(() => offences.clear());

it('a quick test starts no process (issue 11, 9)', () => {
  expect(() => spawnSync(process.execPath, ['--version'])).toThrow('x.game.test.ts');
  expect(() => execFile('true')).toThrow('A quick test starts a process');
  expect([...offences]).toEqual([`starts ${process.execPath}`, 'starts a process']);
});

it('a quick test reads no game', async () => {
  expect(() => readFileSync(WAD)).toThrow('A quick test reads');
  expect(() => readFileSync(path.relative(process.cwd(), WAD))).toThrow('A quick test reads');
  expect(() => open(WAD)).toThrow('A quick test reads');
  expect(readFileSync(path.join(root, 'assets/icon.svg'), 'utf8')).toContain('<svg');
});

it('nor do threads that it starts', async () => {
  const worker = new Worker(`require('node:child_process').spawnSync('true')`, { eval: true });
  const error = await new Promise((resolve) => worker.once('error', resolve));
  expect(error).toMatchObject({ message: expect.stringContaining('A quick test starts true') });
});
