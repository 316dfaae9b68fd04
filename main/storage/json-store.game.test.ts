import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import type { DocumentFormat } from './document.ts';
import { JsonStore } from './json-store.ts';

/** `named` is essential: without it nothing can be made of a document. */
const format: DocumentFormat<{ name: string }> = {
  version: 1,
  migrations: [],
  schema: z.object({ name: z.string() }),
};
const defaults = { name: 'default' };
let folder: string;
let file: string;
const open = () => new JsonStore({ file, format, defaults, document: 'settings' });
const named = (name: string) => ({ name });

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-store-'));
  file = path.join(folder, 'settings.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('is whole whenever a writing process is killed', async () => {
  // The writer repeats save's steps on documents of 200 kB, as fast as it can, until it is killed at some point within them.
  const writer = `
    import fs from 'node:fs';
    for (let i = 0; ; i++) {
      const text = JSON.stringify({ version: 1, name: String(i).padStart(200000, '.') });
      const temporary = ${JSON.stringify(file)} + '.' + i + '.tmp';
      const fd = fs.openSync(temporary, 'wx');
      fs.writeSync(fd, text.slice(0, 100000)); fs.writeSync(fd, text.slice(100000)); fs.fsyncSync(fd); fs.closeSync(fd);
      if (i > 0) {
        fs.linkSync(${JSON.stringify(file)}, temporary + '.bak');
        fs.renameSync(temporary + '.bak', ${JSON.stringify(`${file}.bak`)});
      }
      fs.renameSync(temporary, ${JSON.stringify(file)});
      if (i === 0) process.stdout.write('go');
    }`;
  for (const extra of [0, 3, 7]) {
    await rm(folder, { recursive: true, force: true });
    await open().save(named('before'));
    await rm(file);
    const child = spawn(process.execPath, ['--input-type=module', '-e', writer]);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await new Promise((resolve) => setTimeout(resolve, extra));
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    const loaded = await open().load();
    expect(loaded.value.name).toMatch(/^\.+\d+$/);
    expect((await readdir(folder)).filter((name) => name.includes('.unreadable-'))).toEqual([]);
  }
});
