import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { packPk3 } from './pk3.mjs';

const CONTENT = { 'b/two.lmp': 'two'.repeat(1000), 'a/one.png': '1', 'left-out.txt': 'not listed' };
const LISTED = ['b/two.lmp', 'a/one.png'];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'trapdoom-pk3-'));
  for (const [name, text] of Object.entries(CONTENT)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

it('has what is listed, in its order, and nothing else', async () => {
  const found = Object.entries(unzipSync(await packPk3(folder, LISTED)));
  expect(found.map(([name, bytes]) => [name, Buffer.from(bytes).toString()])).toEqual([
    ['b/two.lmp', CONTENT['b/two.lmp']],
    ['a/one.png', '1'],
  ]);
});

it('is the same whatever the dates of its files', async () => {
  const first = await packPk3(folder, LISTED);
  for (const name of LISTED) utimesSync(path.join(folder, name), 1_000_000_000, 1_000_000_000);
  expect(await packPk3(folder, LISTED)).toEqual(first);
});

it('fails for a listed file that is not there', async () => {
  await expect(packPk3(folder, [...LISTED, 'missing.lmp'])).rejects.toThrow('missing.lmp');
});
