import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WadProblem } from '../messages.ts';
import { checkWad } from './identify-files.ts';
import { hasNumberedMaps, isWhole, lumpRange, wadProblem } from './wad.ts';
import { wadGrants } from './wad-grants.ts';

let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wad-test-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

function wad(
  lumps: { name: string; offset: number; length: number }[],
  { magic = 'IWAD', claim = lumps.length } = {},
) {
  const bytes = Buffer.alloc(12 + 64 + lumps.length * 16);
  bytes.write(magic, 0, 'latin1');
  bytes.writeInt32LE(claim, 4);
  bytes.writeInt32LE(76, 8);
  lumps.forEach(({ name, offset, length }, i) => {
    bytes.writeInt32LE(offset, 76 + i * 16);
    bytes.writeInt32LE(length, 80 + i * 16);
    bytes.write(name, 84 + i * 16, 'latin1');
  });
  return bytes;
}

function problem(bytes: Uint8Array): WadProblem['code'] | undefined {
  const file = path.join(folder, 'test.wad');
  fs.writeFileSync(file, bytes);
  return wadProblem(file)?.code;
}

describe('what is no WAD', () => {
  it.each([
    ['empty', Buffer.alloc(0), 'wad-without-magic'],
    ['text', Buffer.from('hello, this is not a WAD'), 'wad-without-magic'],
    ['a huge directory', wad([], { claim: 0x7fffffff }), 'wad-lump-count'],
    ['a negative one', wad([], { claim: -1 }), 'wad-lump-count'],
    ['a directory beyond the end', wad([], { claim: 50 }), 'wad-directory-outside'],
    [
      'a truncated file',
      wad([{ name: 'A', offset: 12, length: 64 }]).subarray(0, 80),
      'wad-directory-outside',
    ],
  ])('%s', (_name, bytes, reason) => {
    expect(problem(bytes)).toBe(reason);
  });

  it('a WAD is one, whatever offsets its empty lumps have', () => {
    expect(
      problem(
        wad([
          { name: 'A', offset: 12, length: 64 },
          { name: 'END', offset: -1, length: 0 },
        ]),
      ),
    ).toBeUndefined();
    expect(problem(wad([], { magic: 'PWAD' }))).toBeUndefined();
  });

  it('issue 9, 4.7: a WAD is one, whatever its unused lumps claim, and without any lump', () => {
    const entries = [
      { name: 'BEYOND', offset: 12, length: 1000 },
      { name: 'FAR', offset: 0x7fff_ffff, length: 0x7fff_ffff },
      { name: 'BEFORE', offset: -4, length: 4 },
      { name: 'NEGATIVE', offset: 12, length: -1 },
    ];
    expect(problem(wad(entries))).toBeUndefined();
    const empty = Buffer.alloc(12);
    empty.write('PWAD', 0, 'latin1');
    expect(problem(empty)).toBeUndefined();
    // Where a WAD without lumps says that its directory lies means nothing.
    empty.writeInt32LE(-1, 8);
    expect(problem(empty)).toBeUndefined();
  });

  it('issue 9, 4.7: what the file has of a lump is never outside of it', () => {
    const range = (offset: number, size: number) => {
      const { offset: from, length } = lumpRange({ name: 'X', offset, size }, 100);
      return [from, length];
    };
    expect(range(12, 20)).toEqual([12, 20]);
    expect(range(90, 20)).toEqual([90, 10]);
    expect(range(200, 20)).toEqual([100, 0]);
    expect(range(-4, 20)).toEqual([0, 0]);
    expect(range(12, -1)).toEqual([12, 0]);
    const whole = (offset: number, size: number) => isWhole({ name: 'X', offset, size }, 100);
    expect([whole(80, 20), whole(81, 20), whole(-1, 0), whole(12, -1)]).toEqual([true, false, true, false]);
  });

  it.skipIf(process.platform === 'win32')('is refused by its name', () => {
    expect(() => checkWad(path.join(folder, 'none.wad'))).toThrow(/files-unopened .*none\.wad.*ENOENT/);
    expect(() => checkWad(folder)).toThrow(/wad-unplayable .*wad-not-a-file/);
  });
});

it('tells how maps are called by what comes first, as the game does', () => {
  const named = (...names: string[]) => {
    const file = path.join(folder, 'maps.wad');
    fs.writeFileSync(file, wad(names.map((name) => ({ name, offset: 12, length: 0 }))));
    return hasNumberedMaps(file);
  };
  expect(named('X', 'MAP01', 'E1M1')).toBe(true);
  expect(named('e1m1', 'MAP01')).toBe(false);
  expect(named('MAP02')).toBeUndefined();
});

it('WADs of one name do not clash in the guest’s directory', () => {
  expect(
    wadGrants({ wads: ['/a/doom.wad', '/b/DOOM.wad', '/c/doom.wad', '/c/doom-2.wad'] }).map(([name]) => name),
  ).toEqual(['doom.wad', 'DOOM-2.wad', 'doom-3.wad', 'doom-2-2.wad']);
});
