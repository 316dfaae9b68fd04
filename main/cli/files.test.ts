import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findWad } from './files.ts';

let folder: string;
let bundled: string;
let here: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-files-'));
  bundled = path.join(folder, 'wads');
  here = path.join(folder, 'here');
  await mkdir(bundled);
  await mkdir(here);
  for (const file of [
    path.join(bundled, 'freedoom1.wad'),
    path.join(bundled, 'both.wad'),
    path.join(here, 'both.wad'),
  ]) {
    await writeFile(file, '');
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('findWad', () => {
  it('looks here first, then among the bundled ones', () => {
    expect(findWad('both.wad', bundled, here)).toBe(path.join(here, 'both.wad'));
    expect(findWad('freedoom1.wad', bundled, here)).toBe(path.join(bundled, 'freedoom1.wad'));
  });

  it('takes a path as it is', () => {
    expect(findWad('../wads/freedoom1.wad', bundled, here)).toBe(path.join(bundled, 'freedoom1.wad'));
    expect(() => findWad('./freedoom1.wad', bundled, here)).toThrow('There is no WAD');
  });

  it('says what there is', () => {
    expect(() => findWad('doom9.wad', bundled, here)).toThrow('Trapdoom brings both.wad and freedoom1.wad.');
  });
});
