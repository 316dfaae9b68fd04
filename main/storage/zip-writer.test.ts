import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, open, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ZipWriter } from './zip-writer.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-zip-'));
  file = path.join(folder, 'out.zip');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A zip of these files, in this order. */
async function zip(
  files: readonly (readonly [name: string, content: Uint8Array | number])[],
): Promise<Buffer> {
  const writer = await ZipWriter.create(file);
  for (const [name, content] of files) {
    const source = path.join(folder, 'source');
    await writeFile(source, typeof content === 'number' ? '' : content);
    if (typeof content === 'number') await truncate(source, content);
    const handle = await open(source);
    const { size } = await handle.stat();
    await writer.add(name, { handle, bytes: size, changed: new Date(2026, 10, 22, 18, 30, 4) }, () => {});
    await handle.close();
  }
  await writer.finish();
  await writer.close();
  return readFile(file);
}

/** Method and sizes of each entry, as its local header says. */
function headers(
  bytes: Buffer,
): { name: string; method: number; packed: number; size: number; time: number }[] {
  const found = [];
  for (let at = 0; bytes.readUInt32LE(at) === 0x04034b50; ) {
    const [packed, size] = [bytes.readUInt32LE(at + 18), bytes.readUInt32LE(at + 22)];
    const [nameBytes, extraBytes] = [bytes.readUInt16LE(at + 26), bytes.readUInt16LE(at + 28)];
    const name = bytes.toString('utf8', at + 30, at + 30 + nameBytes);
    found.push({ name, method: bytes.readUInt16LE(at + 8), packed, size, time: bytes.readUInt32LE(at + 10) });
    at += 30 + nameBytes + extraBytes + packed;
  }
  return found;
}

describe('ZipWriter', () => {
  it('packs what others unpack, whatever its size', async () => {
    const files: [string, Uint8Array][] = [0, 1, 63, 64, 5000, 262_144, 262_145, 700_000].map((size) => [
      `savegames/größe ${size}.dsg`,
      Buffer.alloc(size, 'the marine '),
    ]);
    files.push(['random', randomBytes(600_000)]);
    const unpacked = unzipSync(await zip(files));
    expect(Object.keys(unpacked)).toEqual(files.map(([name]) => name));
    for (const [name, content] of files)
      expect(Buffer.from(content).equals(unpacked[name]!), name).toBe(true);
  });

  it('issue 9, 1.6: stores what is compressed already, and compresses the rest', async () => {
    const bytes = await zip([
      ['shot.png', randomBytes(500_000)],
      ['default.cfg', Buffer.alloc(500_000, 'key_up 72\n')],
    ]);
    const [shot, config] = headers(bytes);
    expect(shot).toMatchObject({ method: 0, packed: 500_000, size: 500_000 });
    expect(config).toMatchObject({ method: 8, size: 500_000 });
    expect(config!.packed).toBeLessThan(10_000);
    // APPNOTE.TXT 4.4.6: 2026-11-22, 18:30:04.
    expect(shot?.time).toBe((((2026 - 1980) * 512 + 11 * 32 + 22) * 65536 + 18 * 2048 + 30 * 32 + 2) >>> 0);
  });

  it('gives no name that leads elsewhere or is taken, on any system', async () => {
    const names = [
      '../up',
      'a/../../b',
      '/etc/passwd',
      'C:\\windows\\x',
      '..\\..\\x',
      'a//b',
      'nul\0byte',
      'stream:x',
      'Same.txt',
      'same.txt',
      'same.txt',
      'trailing. ',
      '',
      '.',
      '..',
      `${'long/'.repeat(300)}x`,
    ];
    const bytes = await zip(names.map((name, i) => [name, Buffer.from(String(i))]));
    const found = headers(bytes).map(({ name }) => name);
    expect(new Set(found.map((name) => name.toLowerCase())).size).toBe(names.length);
    for (const name of found) {
      expect(name).not.toMatch(/[\\:\p{Cc}]|^\//u);
      for (const part of name.split('/')) expect(part).not.toMatch(/^\.{0,2}$|[. ]$/);
    }
    expect(Object.keys(unzipSync(bytes))).toHaveLength(names.length);
  });

  it('holds what grows while it is read to what it was, and what shrinks to what is left', async () => {
    const source = path.join(folder, 'source');
    await writeFile(source, Buffer.alloc(600_000, 'x'));
    const writer = await ZipWriter.create(file);
    const handle = await open(source);
    let shrunk = false;
    await writer.add('grown', { handle, bytes: 300_000, changed: new Date() }, () => {});
    await truncate(source, 400_000);
    await writer.add('shrunk', { handle, bytes: 600_000, changed: new Date() }, () => {
      shrunk = true;
    });
    await handle.close();
    await writer.finish();
    await writer.close();
    expect(shrunk).toBe(true);
    const unpacked = unzipSync(await readFile(file));
    expect([unpacked['grown']?.length, unpacked['shrunk']?.length]).toEqual([300_000, 400_000]);
  });

  it('tells that its disk is full, by the zip’s own words', async () => {
    if (!existsSync('/dev/full')) return;
    const writer = await ZipWriter.create(file);
    await writer.close();
    await writeFile(path.join(folder, 'source'), 'x');
    const handle = await open(path.join(folder, 'source'));
    await expect(writer.add('x', { handle, bytes: 1, changed: new Date() }, () => {})).rejects.toThrow(
      'The zip could not be written',
    );
    await handle.close();
    expect((await stat(file)).size).toBe(0);
  });
});
