import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ASSET_FILES, checkAssets, requireAssetsOrDebian, sumsText, usesPrebuiltAssets } from './assets.mjs';
import { parseSums, SUMS } from './sums.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'trapdoom-assets-'));
  for (const name of ASSET_FILES) put(name, `content of ${name}`);
  put(SUMS, sumsText(folder));
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(name: string, content: string | Uint8Array) {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
}

/** What the check says; it is one line always. */
function complaint(check: () => unknown = () => checkAssets(folder)): string {
  try {
    check();
  } catch (error) {
    const { name, message } = error as Error;
    expect(name).toBe('SetupError');
    expect(message).not.toContain('\n');
    return message;
  }
  return 'none';
}

const HASH = 'ab'.repeat(32);
const GAME = 'games/chocolate-doom.wasm';

describe('issue 10, 1: SHA256SUMS', () => {
  it('lists every module, WAD and licence, with / and sorted, as sha256sum -c reads it', () => {
    expect(ASSET_FILES).toEqual([
      'games/COPYING-chocolate-doom.txt',
      'games/COPYING-woof.txt',
      'games/chocolate-doom.wasm',
      'games/chocolate-heretic.wasm',
      'games/chocolate-hexen.wasm',
      'games/chocolate-strife.wasm',
      'games/woof.pk3',
      'games/woof.wasm',
      'wads/COPYING-freedoom.txt',
      'wads/freedoom1.wad',
      'wads/freedoom2.wad',
    ]);
    const lines = sumsText(folder).split('\n');
    expect(lines.slice(0, -1).map((line) => line.slice(66))).toEqual(ASSET_FILES);
    expect(lines.slice(0, -1).every((line) => /^[0-9a-f]{64} {2}\S+$/.test(line))).toBe(true);
    expect(checkAssets(folder).map((asset) => asset.path)).toEqual(ASSET_FILES);
  });

  it('takes line ends of Windows, upper case and the mark of binary files', () => {
    const text = sumsText(folder).replaceAll('\n', '\r\n').replaceAll('  ', ' *').toUpperCase();
    const sums = parseSums(
      text.replaceAll(/ \*.*/g, (name) => name.toLowerCase().replace('copying', 'COPYING')),
      SUMS,
    );
    expect([...sums]).toEqual([...parseSums(sumsText(folder), SUMS)]);
  });

  it.each([
    'games/../../../etc/passwd',
    '../games/chocolate-doom.wasm',
    '/etc/passwd',
    'C:/games/a.wasm',
    'games\\chocolate-doom.wasm',
    'games/sub/a.wasm',
    'games/..',
    'games/.hidden',
    'other/a.wasm',
    './games/chocolate-doom.wasm',
    'games/\u001b[31m.wasm',
    'games/a b.wasm',
    'SHA256SUMS',
  ])('refuses the path %j, naming the line', (name) => {
    put(SUMS, `${sumsText(folder)}${HASH}  ${name}\n`);
    const said = complaint();
    expect(said).toMatch(
      new RegExp(
        `SHA256SUMS, line ${ASSET_FILES.length + 1}: .* is refused: assets have paths like games/NAME or wads/NAME`,
      ),
    );
    expect(said).not.toContain('\u001b');
  });

  it.each([
    ['something else', 'line 1: "something else" is not a SHA-256'],
    [`${HASH}${GAME}`, 'line 1'],
    [`${HASH.slice(1)}  ${GAME}`, 'line 1'],
    [`${HASH}  ${GAME}\n${HASH}  ${GAME}`, `line 2: ${GAME} is listed twice`],
    ['', `does not list ${ASSET_FILES[0]}`],
    [`${HASH}  ${GAME}\n`, `does not list ${ASSET_FILES[0]}`],
    ['\0'.repeat(200), 'line 1'],
    ['x'.repeat(70_000), 'too long'],
  ])('refuses the list %.20j in one line', (text, words) => {
    put(SUMS, text);
    expect(complaint()).toContain(words);
  });
});

describe('issue 10, 1: checking assets', () => {
  it.each(ASSET_FILES)('names %s if it is missing, damaged, cut short, or no file', (name) => {
    const file = path.join(folder, name);
    writeFileSync(file, `Content of ${name}`);
    expect(complaint()).toContain(`${file} is damaged`);
    writeFileSync(file, `content of ${name}`);
    expect(complaint()).toBe('none');
    truncateSync(file, 5);
    expect(complaint()).toContain(`${file} is damaged`);
    rmSync(file);
    expect(complaint()).toContain(`${file} is missing`);
    mkdirSync(file);
    expect(complaint()).toContain(`${file} is missing`);
  });

  it.skipIf(process.platform === 'win32')('reads no device (skipped on Windows)', () => {
    rmSync(path.join(folder, GAME));
    symlinkSync('/dev/zero', path.join(folder, GAME));
    expect(complaint()).toContain('is missing');
  });

  it('compares what else the list names', () => {
    put('wads/extra.wad', 'more');
    put(SUMS, `${sumsText(folder)}${HASH}  wads/extra.wad\n`);
    expect(complaint()).toContain(`${path.join('wads', 'extra.wad')} is damaged`);
  });
});

describe('issue 10, 1: whether prebuilt assets are used', () => {
  const uses = (stamped: boolean, wanted?: string) => usesPrebuiltAssets({ folder, stamped, wanted });

  it('is decided by the stamps where there are any, whatever the list says', () => {
    expect(uses(true)).toBe(false);
    put(GAME, 'made anew');
    expect(uses(true)).toBe(false);
  });

  it('is decided by the list where there are no stamps', () => {
    expect(uses(false)).toBe(true);
    put(GAME, 'damaged');
    expect(complaint(() => uses(false))).toContain(`${path.join(folder, GAME)} is damaged`);
    rmSync(path.join(folder, SUMS));
    expect(uses(false)).toBe(false);
  });

  it('is decided by the list if TRAPDOOM_ASSETS is prebuilt, in spite of stamps', () => {
    expect(uses(true, 'prebuilt')).toBe(true);
    put(GAME, 'damaged');
    expect(complaint(() => uses(true, 'prebuilt'))).toContain('is damaged');
    rmSync(path.join(folder, SUMS));
    expect(complaint(() => uses(true, 'prebuilt'))).toContain('SHA256SUMS is missing');
  });

  it('refuses another value of TRAPDOOM_ASSETS; an empty one is none', () => {
    expect(complaint(() => uses(true, 'prebuild'))).toContain('TRAPDOOM_ASSETS is "prebuild"');
    expect(uses(true, '')).toBe(false);
  });
});

describe('issue 10, 1: off Debian', () => {
  it('says in one line what to get, unless the assets were made here', () => {
    expect(complaint(() => requireAssetsOrDebian({ canBuild: false, made: false }))).toMatch(
      /compiled on Debian.* unpack trapdoom-assets-\d+\.\d+\.\d+\S*\.tar\.gz .*or use an installer/,
    );
    expect(complaint(() => requireAssetsOrDebian({ canBuild: false, made: true }))).toBe('none');
    expect(complaint(() => requireAssetsOrDebian({ canBuild: true, made: false }))).toBe('none');
  });
});
