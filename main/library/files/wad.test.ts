import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashFile, readLumps, readWad, WadError } from './wad.ts';
import { makeWad } from './wad-fixture.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-wad-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function stored(bytes: Uint8Array, name = 'test.wad'): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, bytes);
  return file;
}
/** A WAD's bytes with one i32 overwritten. */
function patched(at: number, value: number): Buffer {
  const wad = makeWad({ lumps: ['MAP01', ['THINGS', new Uint8Array(20)]] });
  wad.writeInt32LE(value, at);
  return wad;
}

describe('readWad', () => {
  it('reads header and directory', async () => {
    const file = await stored(makeWad({ magic: 'PWAD', lumps: ['map01', ['THINGS', new Uint8Array(20)]] }));
    expect(await readWad(file)).toEqual({
      magic: 'PWAD',
      bytes: 12 + 20 + 32,
      lumps: [
        { name: 'MAP01', offset: 12, size: 0 },
        { name: 'THINGS', offset: 12, size: 20 },
      ],
    });
  });

  it('cuts names at the first NUL and never shows unprintable bytes', async () => {
    const wad = makeWad({ lumps: ['X'] });
    wad.write('AB\0JUNK\u0001', wad.length - 8, 8, 'latin1');
    expect((await readWad(await stored(wad))).lumps[0]!.name).toBe('AB');
    wad.write('A\u0007\u00ffB', wad.length - 8, 4, 'latin1');
    expect((await readWad(await stored(wad))).lumps[0]!.name).toBe('A??BUNK?');
  });

  it.each([
    ['an empty file', Buffer.alloc(0), 'is empty'],
    ['text', Buffer.from('hello, this is a readme'), 'is not a WAD'],
    ['a PK3', Buffer.from('PK\x03\x04 and so on'), 'Unpack it'],
    ['a cut header', Buffer.from('IWAD\x01\0'), 'incomplete'],
    ['a negative count', patched(4, -1), '-1 entr'],
    ['a huge count', patched(4, 0x7fff_ffff), '2,147,483,647 entries'],
    ['a count beyond the file', patched(4, 100_000), 'directory of 100,000 entries'],
    ['a negative directory', patched(8, -5), 'incomplete'],
    ['a directory in the header', patched(8, 4), 'incomplete'],
    ['a directory beyond the file', patched(8, 0x7fff_fff0), 'incomplete'],
    ['a truncated WAD', makeWad({ lumps: [['THINGS', new Uint8Array(20)]] }).subarray(0, 30), 'incomplete'],
  ])('refuses %s', async (_what, bytes, reason) => {
    const reading = readWad(await stored(bytes));
    await expect(reading).rejects.toBeInstanceOf(WadError);
    await expect(reading).rejects.toThrow(reason);
    await expect(reading).rejects.toThrow('test.wad');
  });

  it('issue 9, 4.7: reads WADs with lumps that are not there, and without any', async () => {
    const contents = async (bytes: Uint8Array) => {
      const file = await stored(bytes);
      return readLumps(file, (await readWad(file)).lumps);
    };
    const lengths = async (bytes: Uint8Array) => (await contents(bytes)).map(({ length }) => length);
    expect(await lengths(patched(12 + 20 + 16, 50))).toEqual([0, 14]);
    expect(await lengths(patched(12 + 20 + 16, -4))).toEqual([0, 0]);
    expect(await lengths(patched(12 + 20 + 16 + 4, -3))).toEqual([0, 0]);
    expect(await lengths(patched(12 + 20 + 16 + 4, 0x7fff_ffff))).toEqual([0, 52]);
    expect(await lengths(makeWad({ magic: 'PWAD', lumps: [] }))).toEqual([]);
  });

  it('says what is wrong with a path', async () => {
    await expect(readWad(path.join(folder, 'gone.wad'))).rejects.toThrow('gone.wad does not exist');
    await expect(readWad(folder)).rejects.toThrow('Choose a .wad file');
  });

  it('answers or refuses with a reason for 200 mutations', async () => {
    const good = makeWad({
      lumps: ['E1M1', ['THINGS', new Uint8Array(40)], ['PLAYPAL', new Uint8Array(30)]],
    });
    let seed = 1;
    const random = (below: number) => (seed = (Math.imul(seed, 48271) >>> 0) % 0x7fff_ffff) % below;
    for (let i = 0; i < 200; i++) {
      const bytes = Buffer.from(good.subarray(0, i % 4 === 0 ? random(good.length) : good.length));
      for (let n = random(4); n >= 0 && bytes.length > 0; n--) bytes[random(bytes.length)] = random(256);
      const file = await stored(bytes);
      const outcome = await readWad(file).catch((error: Error) => error);
      if (outcome instanceof Error) expect(outcome).toBeInstanceOf(WadError);
      else {
        for (const content of await readLumps(file, outcome.lumps))
          expect(content.length).toBeLessThanOrEqual(bytes.length);
      }
    }
  });
});

describe('hashFile', () => {
  it('streams both hashes', async () => {
    expect(await hashFile(await stored(Buffer.from('abc')))).toEqual({
      sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      md5: '900150983cd24fb0d6963f7d28e17f72',
    });
  });
});
