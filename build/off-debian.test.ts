import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ASSET_FILES, SUMS, sumsText } from './assets.mjs';
import { assets, root } from './paths.mjs';

const OWN = ['.cache', '.git', 'assets', 'build'];
let checkout: string;

/** A checkout with this one's sources, npm packages and bundle, but with no games or WADs, nor stamps of them. */
beforeEach(() => {
  checkout = mkdtempSync(path.join(tmpdir(), 'trapdoom-off-debian-'));
  cpSync(path.join(root, 'build'), path.join(checkout, 'build'), { recursive: true });
  for (const name of readdirSync(root).filter((entry) => !OWN.includes(entry)))
    symlinkSync(path.join(root, name), path.join(checkout, name));
  mkdirSync(path.join(checkout, 'assets'));
  const stamps = path.join('.cache', 'stamps');
  mkdirSync(path.join(checkout, stamps), { recursive: true });
  for (const name of ['npm', 'bundle'])
    copyFileSync(path.join(root, stamps, name), path.join(checkout, stamps, name));
});
afterEach(() => rmSync(checkout, { recursive: true }));

/** Runs setup where no other program, apt-get included, can be found. */
function setup(env: NodeJS.ProcessEnv = {}) {
  const { PATH: _, TRAPDOOM_ASSETS: __, ...rest } = process.env;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(checkout, 'build', 'setup.mjs')],
    {
      env: { ...rest, PATH: checkout, ...env },
      encoding: 'utf8',
    },
  );
  expect(stdout).toBe('');
  return { status, said: stderr };
}

/** A release's assets, unpacked. */
function unpackAssets() {
  for (const name of ASSET_FILES) cpSync(path.join(assets, name), path.join(checkout, 'assets', name));
  writeFileSync(path.join(checkout, 'assets', SUMS), sumsText(assets));
}

it('issue 10, 1: without apt-get and without assets, setup says in one line what to get', () => {
  const { status, said } = setup();
  expect(status).toBe(1);
  expect(said.trimEnd().split('\n')).toEqual([
    expect.stringMatching(/compiled on Debian.*unpack trapdoom-assets-\S+\.tar\.gz/),
  ]);
  expect(said).toContain(checkout);
});

it("issue 10, 1: without apt-get, a release's assets are all that setup needs", () => {
  unpackAssets();
  const { status, said } = setup();
  expect(said).not.toMatch(/Debian|games|WAD/);
  expect(status).toBe(0);
  expect(existsSync(path.join(checkout, '.cache', 'stamps', 'games'))).toBe(false);
  expect(setup({ TRAPDOOM_ASSETS: 'prebuilt' }).status).toBe(0);
}, 60_000);

it('issue 10, 1: a damaged asset ends setup with one line that names it', () => {
  unpackAssets();
  writeFileSync(path.join(checkout, 'assets', 'wads', 'freedoom2.wad'), 'damaged');
  const { status, said } = setup();
  expect(status).toBe(1);
  expect(said.trimEnd().split('\n')).toEqual([expect.stringMatching(/wads\/freedoom2\.wad is damaged/)]);
});
