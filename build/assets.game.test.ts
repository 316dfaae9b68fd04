import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ASSET_FILES, sumsText } from './assets.mjs';
import { which } from './run.mjs';
import { SUMS } from './sums.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'trapdoom-assets-'));
  for (const name of ASSET_FILES) put(name, `content of ${name}`);
  put(SUMS, sumsText(folder));
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(name: string, content: string) {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
}

it.skipIf(!which('sha256sum'))(
  'SHA256SUMS is confirmed by sha256sum itself, and a damaged file is not (skipped without coreutils)',
  () => {
    const check = () => spawnSync('sha256sum', ['-c', '--quiet', SUMS], { cwd: folder }).status;
    expect(check()).toBe(0);
    put('games/chocolate-doom.wasm', 'something else');
    expect(check()).toBe(1);
  },
);
