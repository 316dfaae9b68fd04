import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashOf } from './content-hash.ts';
import { foundFile } from './files.ts';

let home: string;
beforeEach(async () => {
  home = await fs.mkdtemp(path.join(os.tmpdir(), 'content-hash-'));
});
afterEach(() => fs.rm(home, { recursive: true, force: true }));

const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');
const hash = async () => hashOf((await foundFile(home, 'save'))!);

describe('the hash of a file', () => {
  it('is of all its bytes, however many', async () => {
    for (const size of [0, 1, 1024 * 1024, 3 * 1024 * 1024 + 5]) {
      const content = Buffer.alloc(size, 'a save');
      await fs.writeFile(path.join(home, 'save'), content);
      expect(await hash()).toBe(sha256(content));
    }
  });

  it('issue 9, 1.6: is not computed again until the file changes, be it in size and date the same', async () => {
    const file = path.join(home, 'save');
    await fs.writeFile(file, 'first');
    await fs.utimes(file, 1000, 1000);
    const found = (await foundFile(home, 'save'))!;
    expect(await hashOf(found)).toBe(sha256(Buffer.from('first')));
    await fs.writeFile(file, 'other');
    await fs.utimes(file, 1000, 1000);
    // As it was found before, it is remembered; the file is not read.
    expect(await hashOf(found)).toBe(sha256(Buffer.from('first')));
    expect(await hash()).toBe(sha256(Buffer.from('other')));
  });
});
