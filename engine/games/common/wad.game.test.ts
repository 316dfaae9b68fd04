import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkWad } from './identify-files.ts';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wad-test-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

it.skipIf(process.platform === 'win32')('a pipe is refused by its name', () => {
  execFileSync('mkfifo', [path.join(folder, 'pipe.wad')]);
  expect(() => checkWad(path.join(folder, 'pipe.wad'))).toThrow('wad-not-a-file');
});
