import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkSums, SUMS } from './sums.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-sums-'));
  await mkdir(path.join(folder, 'games'));
  await writeFile(path.join(folder, 'games', 'doom.wasm'), 'module');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const list = (text: string) => writeFile(path.join(folder, SUMS), text);
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('issue 10, 3: the assets’ checksums', () => {
  it('hold for whole assets, in any form that sha256sum writes', async () => {
    await list(`${sha256('module').toUpperCase()} *games/doom.wasm\r\n\n`);
    await checkSums(folder);
  });

  it('are not needed', async () => {
    await checkSums(folder);
  });

  it.each([
    [
      'a damaged file',
      `${sha256('modulo')}  games/doom.wasm\n`,
      /doom\.wasm is damaged: .* Install Trapdoom again\.$/,
    ],
    ['a missing file', `${sha256('module')}  wads/doom.wad\n`, /doom\.wad is missing, but /],
    ['a path out of the assets', `${sha256('module')}  games/../../x\n`, /line 1, is not /],
    ['something else', `${sha256('module')}  games/doom.wasm\nnothing\n`, /line 2, is not /],
    ['a list without end', `${'#'.repeat(70_000)}`, /is no list of Trapdoom’s assets/],
  ])('name %s in one line', async (_what, text, message) => {
    await list(text);
    await expect(checkSums(folder)).rejects.toThrow(message);
  });

  it('name a folder that stands where the list should', async () => {
    await mkdir(path.join(folder, SUMS));
    await expect(checkSums(folder)).rejects.toThrow('is no list');
  });
});
