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
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ASSET_FILES, sumsText } from './assets.mjs';
import { assets, root } from './paths.mjs';
import { hashFile } from './stamp.mjs';
import { SUMS } from './sums.mjs';

const OWN = ['.cache', '.git', 'assets', 'build'];
/** What is not in git below assets/. */
const UNPACKED = ['games', 'wads', SUMS];
let checkout: string;

/** A checkout with this one's sources, npm packages and bundle, but with no games or WADs, nor stamps of them. */
beforeEach(() => {
  checkout = mkdtempSync(path.join(tmpdir(), 'trapdoom-off-debian-'));
  cpSync(path.join(root, 'build'), path.join(checkout, 'build'), { recursive: true });
  for (const name of readdirSync(root).filter((entry) => !OWN.includes(entry)))
    symlinkSync(path.join(root, name), path.join(checkout, name));
  mkdirSync(path.join(checkout, 'assets'));
  for (const name of readdirSync(assets).filter((entry) => !UNPACKED.includes(entry)))
    symlinkSync(path.join(assets, name), path.join(checkout, 'assets', name));
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

/** A release's assets, unpacked: short ones, since setup asks for nothing but that they are as listed. */
function unpackAssets() {
  const at = (name: string) => path.join(checkout, 'assets', name);
  for (const folder of ['games', 'wads']) mkdirSync(at(folder));
  for (const name of ASSET_FILES) writeFileSync(at(name), `content of ${name}`);
  writeFileSync(at(SUMS), sumsText(at('')));
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
  expect(status, said).toBe(0);
  expect(existsSync(path.join(checkout, '.cache', 'stamps', 'games'))).toBe(false);
  expect(setup({ TRAPDOOM_ASSETS: 'prebuilt' }).status).toBe(0);
});

it('issue 10, 1: a damaged asset ends setup with one line that names it', () => {
  unpackAssets();
  writeFileSync(path.join(checkout, 'assets', 'wads', 'freedoom2.wad'), 'damaged');
  const { status, said } = setup();
  expect(status).toBe(1);
  expect(said.trimEnd().split('\n')).toEqual([expect.stringMatching(/wads\/freedoom2\.wad is damaged/)]);
});

it('issue 10, 1: what a release packs is what another checkout needs, byte for byte the same each time', () => {
  unpackAssets();
  const pack = (folder: string) => {
    const to = path.join(checkout, folder);
    const args = [path.join(checkout, 'build', 'assets.mjs'), '--pack', to];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(status, stderr).toBe(0);
    expect(stdout.trim()).toMatch(/trapdoom-assets-\d+\.\d+\.\d+\S*\.tar\.gz$/);
    return stdout.trim();
  };
  const archive = pack('one');
  for (const name of ASSET_FILES) utimesSync(path.join(checkout, 'assets', name), 1, 1);
  expect(hashFile(pack('other'))).toBe(hashFile(archive));
  for (const name of UNPACKED) rmSync(path.join(checkout, 'assets', name), { recursive: true });
  expect(spawnSync('tar', ['-xf', archive, '-C', checkout]).status).toBe(0);
  const listed = spawnSync('tar', ['-tf', archive], { encoding: 'utf8' }).stdout.trim().split('\n');
  expect(listed).toEqual([SUMS, ...ASSET_FILES].map((name) => `assets/${name}`));
  expect(setup({ TRAPDOOM_ASSETS: 'prebuilt' }).status).toBe(0);
});
