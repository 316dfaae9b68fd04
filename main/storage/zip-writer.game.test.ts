import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ZipWriter } from './zip-writer.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-zip-'));
  file = path.join(folder, 'out.zip');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it.skipIf(process.platform !== 'linux')(
  'packs more than 65,535 files, as other programs read them',
  async () => {
    const writer = await ZipWriter.create(file);
    await writeFile(path.join(folder, 'source'), 'x');
    const handle = await open(path.join(folder, 'source'));
    for (let i = 0; i < 65_540; i++)
      await writer.add(`f${i}`, { handle, bytes: 0, changed: new Date() }, () => {});
    await handle.close();
    await writer.finish();
    await writer.close();
    const bytes = await readFile(file);
    // APPNOTE.TXT 4.3.14: the zip64 end of central directory has the count in 64 bits.
    const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 6, 6]));
    expect(bytes.readBigUInt64LE(end + 32)).toBe(65_540n);
    expect(Number(bytes.readBigUInt64LE(end + 48)) + Number(bytes.readBigUInt64LE(end + 40))).toBe(end);
    if (existsSync('/usr/bin/python3')) {
      const count = execFileSync('python3', [
        '-c',
        'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(len(z.namelist()), z.testzip())',
        file,
      ]);
      expect(count.toString().trim()).toBe('65540 None');
    }
  },
);
