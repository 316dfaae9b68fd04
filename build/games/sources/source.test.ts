import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { verifyTarball } from './source.mjs';

let folder: string;
let tarball: string;
const content = Buffer.from('the source that is pinned');
const pinned = createHash('sha256').update(content).digest('hex');
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'trapdoom-source-'));
  tarball = path.join(folder, 'game.orig.tar.gz');
});
afterAll(() => rmSync(folder, { recursive: true }));

it('accepts the pinned tarball', () => {
  writeFileSync(tarball, content);
  expect(() => verifyTarball(tarball, pinned)).not.toThrow();
});

it('refuses a tampered tarball, naming the file and both hashes', () => {
  const tampered = Buffer.concat([content, Buffer.from([0])]);
  writeFileSync(tarball, tampered);
  const found = createHash('sha256').update(tampered).digest('hex');
  expect(() => verifyTarball(tarball, pinned)).toThrow(
    expect.objectContaining({
      name: 'SetupError',
      message: expect.stringMatching(new RegExp(`${tarball}[^]*refused[^]*${pinned}[^]*${found}`)),
    }),
  );
});
