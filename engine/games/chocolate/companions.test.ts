import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandLine } from '../common/command-line.ts';
import { wadGrants } from '../common/wad-grants.ts';
import { companionOf } from './companions.ts';

const CHEX = ['E1M1', 'E4M1', 'W94_1', 'POSSH0M0'];

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'companions-test-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

function put(name: string, content: Uint8Array | string = ''): string {
  const file = path.join(folder, name);
  fs.writeFileSync(file, content);
  return file;
}
/** A WAD of empty lumps. */
function wad(name: string, ...lumps: string[]): string {
  const bytes = Buffer.alloc(12 + lumps.length * 16);
  bytes.write('IWAD', 0, 'latin1');
  bytes.writeInt32LE(lumps.length, 4);
  bytes.writeInt32LE(12, 8);
  for (const [i, lump] of lumps.entries()) bytes.write(lump, 12 + i * 16 + 8, 'latin1');
  return put(name, bytes);
}

describe('issue 9, 4.2: what a game reads beside its IWAD', () => {
  it('is chex.deh for Chex Quest, whatever its file is called, and french.deh for the French Doom II', () => {
    expect(companionOf(wad('CHEX.WAD', 'E1M1'))).toEqual({
      name: 'chex.deh',
      iwad: 'chex.wad',
      path: undefined,
    });
    expect(companionOf(wad('quest.wad', ...CHEX))?.name).toBe('chex.deh');
    expect(companionOf(wad('doom2f.wad', 'MAP01', 'WIOBJ'))).toEqual({ name: 'french.deh', path: undefined });
    expect(companionOf(wad('doom2.wad', 'MAP01', 'WIOSTF', 'WIOBJ'))).toBeUndefined();
    expect(companionOf(wad('doom.wad', 'E1M1', 'E4M1'))).toBeUndefined();
  });

  it('is found in any capitals, and is a file', () => {
    const iwad = wad('chex.wad', ...CHEX);
    fs.mkdirSync(path.join(folder, 'chex.deh'));
    expect(companionOf(iwad)?.path).toBeUndefined();
    fs.rmdirSync(path.join(folder, 'chex.deh'));
    fs.symlinkSync('chex.deh', path.join(folder, 'chex.deh'));
    expect(companionOf(iwad)?.path).toBeUndefined();
    fs.rmSync(path.join(folder, 'chex.deh'));
    const upper = put('CHEX.DEH');
    expect(companionOf(iwad)?.path).toBe(upper);
    // Where capitals make another file, the exact name comes first.
    const exact = put('chex.deh');
    if (fs.readdirSync(folder).includes('CHEX.DEH')) expect(companionOf(iwad)?.path).toBe(exact);
  });

  it('stands beside the IWAD by its own name, and is no switch’s file', () => {
    const files = { wads: ['/a/Quest.wad', '/a/chex.wad'], merge: ['/a/m.wad'], patches: ['/b/chex.deh'] };
    const grants = wadGrants(files, false, { name: 'chex.deh', iwad: 'chex.wad', path: '/a/CHEX.DEH' });
    expect(grants).toEqual([
      ['chex.wad', '/a/Quest.wad'],
      ['chex-2.wad', '/a/chex.wad'],
      ['m.wad', '/a/m.wad'],
      ['chex-2.deh', '/b/chex.deh'],
      ['chex.deh', '/a/CHEX.DEH'],
    ]);
    const line = commandLine('Doom', grants, { ...files, args: [] });
    expect(line.join(' ')).toBe(
      'doom -iwad /wads/chex.wad -deh /wads/chex-2.deh -merge /wads/m.wad -file /wads/chex-2.wad',
    );
  });
});
