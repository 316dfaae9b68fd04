import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ERRNO } from '../abi.ts';
import { HostTree } from './host-tree.ts';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hosttree-test-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

it.skipIf(process.platform === 'win32')('does not block on a pipe put in place of a file', () => {
  execFileSync('mkfifo', [path.join(folder, 'pipe')]);
  const options = { read: true, write: false, create: false, exclusive: false, truncate: false };
  expect(() => new HostTree(folder, true).open(['pipe'], options)).toThrow(
    expect.objectContaining({ errno: ERRNO.ACCES }),
  );
});
