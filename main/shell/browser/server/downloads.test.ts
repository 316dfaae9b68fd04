import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Downloads } from './downloads.ts';
import { PageServer } from './server.ts';

let folder: string;
let downloads: Downloads;
let server: PageServer;
let cookie: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-downloads-'));
  downloads = new Downloads(path.join(folder, 'exports'));
  server = await PageServer.start({ content: folder, downloads, onPage: () => {} });
  const entry = await fetch(server.entry!, { redirect: 'manual' });
  cookie = entry.headers.getSetCookie()[0]!.split(';')[0]!;
});
afterEach(async () => {
  await server.close();
  await downloads.close();
  await rm(folder, { recursive: true, force: true });
});
const made = () => readdir(path.join(folder, 'exports'));
const get = (href: string, headers: Record<string, string> = { cookie }) =>
  fetch(`${server.origin}${href}`, { headers });
async function make(content = 'PK'): Promise<string> {
  const saved = await downloads.make('Doom (größer).zip', (file) => writeFile(file, content));
  if (saved.kind !== 'link') throw new Error('no link');
  return saved.href;
}

describe('a download', () => {
  it('issue 9, 1.6: is a file of the disk, served once under its name, and gone then', async () => {
    const href = await make('content');
    const response = await get(href);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-disposition')).toBe(
      "attachment; filename*=UTF-8''Doom%20(gr%C3%B6%C3%9Fer).zip",
    );
    expect(response.headers.get('content-length')).toBe('7');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await response.text()).toBe('content');
    await expect.poll(made).toEqual([]);
    expect((await get(href)).status).toBe(404);
  });

  it('is given to nobody without the page’s cookie, and to nobody who only has that', async () => {
    const href = await make();
    expect((await get(href, {})).status).toBe(403);
    expect((await get(`/download/${'0'.repeat(64)}`)).status).toBe(404);
    expect((await get('/download/')).status).toBe(404);
    expect((await get('/download/../exports')).status).toBe(404);
    expect((await get(href)).status).toBe(200);
  });

  it('leaves nothing where it could not be made, was not fetched, or its launcher was killed', async () => {
    await expect(
      downloads.make('x.zip', async (file) => {
        await writeFile(file, 'half');
        throw new Error('cancelled');
      }),
    ).rejects.toThrow('cancelled');
    expect(await made()).toEqual([]);
    await make();
    await downloads.close();
    expect(await made()).toEqual([]);
    await writeFile(path.join(folder, 'exports', `${'ab'.repeat(32)}.zip`), 'of a killed launcher');
    await writeFile(path.join(folder, 'exports', 'mine.zip'), 'the player’s');
    await downloads.sweep();
    expect(await made()).toEqual(['mine.zip']);
  });
});
