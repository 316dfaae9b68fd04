import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { Message } from '../protocol/messages.ts';
import { messageText } from '../protocol/texts/index.ts';
import { writeFileAtomically } from './atomic-file.ts';
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
const noticeOf = ({ notices }: { readonly notices: readonly Message[] }) =>
  notices.map(messageText).join(' ');
const named = (name: string) => ({ name });

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-store-'));
  file = path.join(folder, 'settings.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('JsonStore', () => {
  it('starts with the defaults, silently', async () => {
    expect(await open().load()).toEqual({ value: defaults, notices: [] });
  });

  it('returns what was stored and keeps the version before as backup', async () => {
    const store = open();
    await store.save(named('first'));
    await store.save(named('second'));
    expect(await open().load()).toEqual({ value: named('second'), notices: [] });
    expect(JSON.parse(await readFile(`${file}.bak`, 'utf8'))).toEqual({ version: 1, name: 'first' });
    expect((await readdir(folder)).sort()).toEqual(['settings.json', 'settings.json.bak']);
  });

  it('applies writes in the order they were asked for', async () => {
    const store = open();
    await Promise.all(Array.from({ length: 20 }, (_, i) => store.save(named(`n${i}`))));
    expect((await open().load()).value).toEqual(named('n19'));
  });

  it.each([
    ['half-written', '{"version":1,"na'],
    ['empty', ''],
    ['without what it needs', '{"version":1,"names":["x"]}'],
    ['no object', '["x"]'],
  ])('falls back to the backup when the file is %s, and keeps the bad file', async (_what, text) => {
    const store = open();
    await store.save(named('first'));
    await store.save(named('second'));
    await writeFile(file, text);
    const loaded = await open().load();
    expect(loaded.value).toEqual(named('first'));
    expect(noticeOf(loaded)).toContain(file);
    const aside = (await readdir(folder)).find((name) => name.includes('.unreadable-'))!;
    expect(await readFile(path.join(folder, aside), 'utf8')).toBe(text);
    expect(noticeOf(loaded)).toContain(aside);
  });

  it('puts aside what is no file, and what no document can be', async () => {
    await mkdir(file);
    expect(noticeOf(await open().load())).toContain('it is not a file');
    await writeFile(file, '');
    await truncate(file, 2 ** 33);
    expect(noticeOf(await open().load())).toContain(`it has ${(2 ** 33).toLocaleString('en')} bytes`);
    expect((await readdir(folder)).filter((name) => name.includes('.unreadable-'))).toHaveLength(2);
  });

  it('goes on with the defaults where a bad file cannot be put aside', async () => {
    await writeFile(file, 'broken');
    // A name in a folder that is not there: renaming to it fails, as in a folder that may not be written.
    const stamp = vi.spyOn(Date.prototype, 'toISOString').mockReturnValue('none/none');
    const loaded = await open().load();
    stamp.mockRestore();
    expect(loaded.value).toEqual(defaults);
    expect(noticeOf(loaded)).toContain('stays where it is');
    expect(await readFile(file, 'utf8')).toBe('broken');
  });

  it('falls back to the defaults when file and backup are broken, and keeps both', async () => {
    await writeFile(file, 'broken');
    await writeFile(`${file}.bak`, 'broken too');
    const loaded = await open().load();
    expect(loaded.value).toEqual(defaults);
    expect(noticeOf(loaded)).toContain('start afresh');
    expect((await readdir(folder)).filter((name) => name.includes('.unreadable-'))).toHaveLength(2);
  });

  it('issue 9, 1.7: takes the new document that lay complete when an older Trapdoom was killed', async () => {
    await open().save(named('first'));
    await rename(file, `${file}.bak`);
    await writeFile(`${file}.0123456789ab.tmp`, JSON.stringify({ version: 1, name: 'second' }));
    await writeFile(`${file}.ba9876543210.tmp`, '{"version":1,"na');
    expect(await open().load()).toEqual({ value: named('second'), notices: [] });
    expect(await open().load()).toEqual({ value: named('second'), notices: [] });
  });

  it('issue 9, 1.7: has a document at every moment of a write', async () => {
    const store = open();
    await store.save(named('first'));
    let missing = 0;
    let writing = true;
    const watching = (async () => {
      while (writing) {
        if (!existsSync(file)) missing++;
        await new Promise(setImmediate);
      }
    })();
    for (let i = 0; i < 200; i++) await store.save(named(`n${i}`));
    writing = false;
    await watching;
    expect(missing).toBe(0);
    expect((await readdir(folder)).sort()).toEqual(['settings.json', 'settings.json.bak']);
    expect(JSON.parse(await readFile(`${file}.bak`, 'utf8'))).toEqual({ version: 1, name: 'n198' });
  });

  it('tells once that it fell back to the backup, to whoever is to be told', async () => {
    await open().save(named('first'));
    await open().save(named('second'));
    await writeFile(file, 'broken');
    const told: string[] = [];
    const store = new JsonStore({
      file,
      format,
      defaults,
      document: 'settings',
      tell: (notice) => told.push(messageText(notice)),
    });
    await store.load();
    expect(await store.load()).toEqual({ value: named('first'), notices: [] });
    expect(told).toEqual([expect.stringContaining('as of the last backup')]);
  });

  it.skipIf(process.platform === 'win32')('issue 9, 1.7: is the player’s alone', async () => {
    file = path.join(folder, 'new', 'settings.json');
    await open().save(named('first'));
    await open().save(named('second'));
    for (const name of [file, `${file}.bak`]) expect((await stat(name)).mode & 0o777).toBe(0o600);
    expect((await stat(path.dirname(file))).mode & 0o777).toBe(0o700);
  });

  it('survives a crash between putting the backup in place and the rename', async () => {
    await open().save(named('first'));
    await rename(file, `${file}.bak`);
    const loaded = await open().load();
    expect(loaded.value).toEqual(named('first'));
    expect(noticeOf(loaded)).toContain('missing');
  });

  it('refuses to store what its schema refuses, and leaves the file alone', async () => {
    const store = open();
    await store.save(named('kept'));
    expect(() => store.save({ name: 5 } as unknown as typeof defaults)).toThrow(z.ZodError);
    expect((await open().load()).value).toEqual(named('kept'));
  });

  it('leaves the old content and no temporary file when a write fails', async () => {
    await writeFileAtomically(file, 'old');
    const failing = writeFileAtomically(file, 'new', {
      beforeRename: () => Promise.reject(new Error('disk full')),
    });
    await expect(failing).rejects.toThrow('disk full');
    expect(await readFile(file, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['settings.json']);
  });
});
