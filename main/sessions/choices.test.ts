import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SourcePort } from '../../engine/games/source-ports.ts';
import { Homes } from '../homes/homes.ts';
import type { LibraryEntry } from '../protocol/launcher.ts';
import type { Message } from '../protocol/messages.ts';
import { Choices, choicesHandlers } from './choices.ts';

let userData: string;
let told: Message[];

beforeEach(async () => {
  userData = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-choices-'));
  told = [];
});
afterEach(() => rm(userData, { recursive: true, force: true }));

const file = () => path.join(userData, 'choices.json');
const make = (port?: SourcePort) =>
  new Choices(userData, new Homes(userData), port, (notice) => told.push(notice));
function entry(id: string, kind: LibraryEntry['kind'] = 'pwad'): LibraryEntry {
  const contents = { maps: [], sections: false, dehacked: 'none' as const };
  const title = `Title of ${id}`;
  return { id, title, kind, game: 'doom', path: '', bytes: 1, lumps: 1, contents, bundled: false };
}
const iwad = entry('doom2', 'iwad');
const [map, sprites, patch] = [entry('map'), entry('sprites'), entry('patch', 'patch')];

describe('Choices', () => {
  it('keeps a port and options for each load order, for the next start of Trapdoom too', async () => {
    const plain = { iwad, pwads: [] };
    const modded = { iwad, pwads: [map] };
    await make().write(modded, { port: 'woof', options: { complevel: 'boom', skill: 4 } });
    await make().write(plain, { options: { fastMonsters: true } });
    expect(await make().of(modded)).toEqual({ port: 'woof', options: { complevel: 'boom', skill: 4 } });
    expect(await make().of(plain)).toEqual({ options: { fastMonsters: true } });
    expect(await make().of({ iwad, pwads: [sprites] })).toEqual({});
    expect(await make().of({ iwad, pwads: [map], merge: [map.id] })).toEqual({});
  });

  it('writes at the same time lose none, and a choice of nothing removes what was chosen', async () => {
    const choices = make();
    const all = [map, sprites, patch].map((one) => ({ iwad, pwads: [one] }));
    await Promise.all(all.map((key) => choices.write(key, { port: 'woof' })));
    for (const key of all) expect(await choices.of(key)).toEqual({ port: 'woof' });
    await choices.write(all[0]!, { options: {} });
    expect(await choices.of(all[0]!)).toEqual({});
    expect(await readFile(file(), 'utf8')).not.toContain(new Homes(userData).of(all[0]!).id);
  });

  it('keeps what a newer Trapdoom stored', async () => {
    const key = { iwad, pwads: [map] };
    const { id } = new Homes(userData).of(key);
    const newer = { id, port: 'woof', options: { skill: 3, turbo: 255 }, note: 'mine' };
    const strange = { id: 'other', port: 'port-of-tomorrow' };
    await writeFile(file(), JSON.stringify({ version: 2, choices: [newer, strange], theme: 'dark' }));
    expect(await make().of(key)).toEqual({ port: 'woof', options: { skill: 3 } });
    await make().write(key, { port: 'chocolate', options: { skill: 5 } });
    expect(JSON.parse(await readFile(file(), 'utf8'))).toEqual({
      version: 2,
      choices: [{ ...newer, port: 'chocolate', options: { skill: 5, turbo: 255 } }, strange],
      theme: 'dark',
    });
  });

  it('plays what has no choice on the port that this start of Trapdoom names', async () => {
    const [plain, modded] = [
      { iwad, pwads: [] },
      { iwad, pwads: [map] },
    ];
    await make().write(plain, { port: 'chocolate' });
    await make().write(modded, { options: { skill: 2 } });
    expect(await make('woof').of(plain)).toEqual({ port: 'chocolate' });
    expect(await make('woof').of(modded)).toEqual({ port: 'woof', options: { skill: 2 } });
    expect(await make('woof').of({ iwad, pwads: [sprites] })).toEqual({ port: 'woof' });
    expect(await readFile(file(), 'utf8')).not.toContain('woof"');
  });

  it('starts afresh from a damaged document, and says so', async () => {
    await writeFile(file(), '{"choices": [');
    expect(await make().of({ iwad, pwads: [] })).toEqual({});
    expect(told).toMatchObject([{ code: 'document-starts-afresh', params: { document: 'choices' } }]);
  });
});

describe('choicesHandlers', () => {
  const entries = new Map([iwad, map, sprites, patch].map((one) => [one.id, one]));
  const handlers = () => choicesHandlers(make(), { entry: (id: string) => entries.get(id) });

  it('knows a load order again by what the game reads, in whatever order patches and merged WADs stand', async () => {
    const { 'choice.read': read, 'choice.write': write } = handlers();
    const of = { iwad: 'doom2', pwads: ['map', 'sprites', 'patch'], merge: ['sprites'] };
    expect(await write({ of, port: 'woof' })).toEqual({ port: 'woof' });
    expect(await read({ ...of, pwads: ['patch', 'sprites', 'map'] })).toEqual({ port: 'woof' });
    expect(await read({ ...of, merge: [] })).toEqual({});
  });

  it('refuses what the library does not have', async () => {
    const of = { iwad: 'doom2', pwads: ['gone'], merge: [] };
    await expect(handlers()['choice.read'](of)).rejects.toMatchObject({ told: { code: 'wad-unknown' } });
    await expect(handlers()['choice.write']({ of, port: 'woof' })).rejects.toMatchObject({
      told: { code: 'wad-unknown' },
    });
  });
});
