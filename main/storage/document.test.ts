import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Message } from '../protocol/messages.ts';
import { messageText } from '../protocol/texts/index.ts';
import { type DocumentFormat, type JsonObject, understand } from './document.ts';
import { JsonStore } from './json-store.ts';

const format = {
  version: 3,
  migrations: [
    // 1: `loud` was yes or no. 2: `sound`, in parts of one.
    ({ loud, ...rest }: JsonObject) => ({ ...rest, sound: loud === true ? 1 : 0 }),
    ({ sound, ...rest }: JsonObject) => ({ ...rest, volume: Number(sound) * 100 }),
  ],
  schema: z.object({
    volume: z.number().min(0).max(100).default(100),
    scaling: z.enum(['smooth', 'soft']).default('smooth'),
    pad: z.object({ id: z.string(), axis: z.object({ rest: z.number() }).optional() }).optional(),
    wads: z.array(z.object({ id: z.string(), kind: z.enum(['iwad', 'pwad']) })).default([]),
    runs: z.array(z.object({ map: z.string(), tics: z.number() })).default([]),
    keys: z.record(z.string(), z.number()).default({}),
  }),
} satisfies DocumentFormat<unknown>;
const DEFAULTS = format.schema.parse({});

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-document-'));
  file = path.join(folder, 'a.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = () => new JsonStore({ file, format, defaults: DEFAULTS, document: 'settings' });
const noticeOf = ({ notices }: { readonly notices: readonly Message[] }) =>
  notices.map(messageText).join(' ');
const put = (document: unknown) => writeFile(file, JSON.stringify(document));
const stored = async () => JSON.parse(await readFile(file, 'utf8')) as unknown;
const others = async () => (await readdir(folder)).filter((name) => name !== 'a.json');

describe('issue 11, 5: a stored document', () => {
  it('of an older version goes through each step to ours', async () => {
    await put({ version: 1, loud: true, colour: 'red' });
    const store = open();
    expect(await store.load()).toEqual({ value: { ...DEFAULTS, volume: 100 }, notices: [] });
    await store.save({ ...DEFAULTS, volume: 40 });
    expect(await stored()).toEqual({ version: 3, ...DEFAULTS, volume: 40, colour: 'red' });
    await put({ version: 2, sound: 0.5 });
    expect((await open().load()).value.volume).toBe(50);
  });

  it('keeps unknown keys, however deep, also when it is saved without having been loaded', async () => {
    const document = {
      version: 3,
      ...DEFAULTS,
      glow: { strong: true },
      pad: { id: 'p', colour: 'red', axis: { rest: 0, curve: [1] } },
      wads: [
        { id: 'a', kind: 'iwad', rating: 5 },
        { id: 'b', kind: 'pwad', rating: 4 },
      ],
      runs: [{ map: 'E1M1', tics: 5, by: 'me' }],
      keys: { up: 1 },
    };
    await put(document);
    expect((await open().load()).notices).toEqual([]);
    await open().save({
      ...DEFAULTS,
      pad: { id: 'q', axis: { rest: 1 } },
      wads: [
        { id: 'b', kind: 'iwad' },
        { id: 'c', kind: 'pwad' },
      ],
      runs: [
        { map: 'E1M2', tics: 6 },
        { map: 'E1M1', tics: 5 },
      ],
      keys: { up: 2 },
    });
    expect(await stored()).toEqual({
      ...document,
      pad: { id: 'q', colour: 'red', axis: { rest: 1, curve: [1] } },
      wads: [
        { id: 'b', kind: 'iwad', rating: 4 },
        { id: 'c', kind: 'pwad' },
      ],
      runs: [
        { map: 'E1M2', tics: 6 },
        { map: 'E1M1', tics: 5, by: 'me' },
      ],
      keys: { up: 2 },
    });
  });

  it('resets a value out of range alone, tells once, and keeps the file as it was', async () => {
    const document = { version: 3, volume: 900, scaling: 'soft', glow: 1 };
    await put(document);
    const { value, notices } = await open().load();
    const notice = noticeOf({ notices });
    expect(value).toEqual({ ...DEFAULTS, scaling: 'soft' });
    expect(notice).toContain('volume');
    expect(await stored()).toMatchObject({ version: 3, volume: 100, scaling: 'soft', glow: 1 });
    const [kept] = await others();
    expect(kept).toMatch(/^a\.json\.kept-/);
    expect(notice).toContain(kept);
    expect(JSON.parse(await readFile(path.join(folder, kept!), 'utf8'))).toEqual(document);
    expect((await open().load()).notices).toEqual([]);
    expect(await others()).toEqual([kept]);
  });

  it('is reset once where several read it at the same time', async () => {
    await put({ version: 3, volume: 900, glow: 1 });
    const loaded = await Promise.all([open(), open(), open()].map((store) => store.load()));
    expect(loaded.map(({ notices }) => notices.length)).toEqual([1, 0, 0]);
    expect(await others()).toHaveLength(1);
    await Promise.all([10, 20, 30].map((volume) => open().save({ ...DEFAULTS, volume })));
    expect(await stored()).toMatchObject({ volume: 30, glow: 1 });
  });

  it('keeps items that are not understood in their list, and says so', async () => {
    const strange = { id: 'x', kind: 'music' };
    await put({ version: 3, wads: [{ id: 'a', kind: 'iwad' }, strange, 7], keys: { up: 1, down: 'S' } });
    const store = open();
    const { value, notices } = await store.load();
    const notice = noticeOf({ notices });
    expect(value).toMatchObject({ wads: [{ id: 'a', kind: 'iwad' }], keys: { up: 1 } });
    expect(notice).toContain('wads: 2');
    await store.save({ ...value, wads: [...value.wads, { id: 'b', kind: 'pwad' }] });
    expect(await stored()).toMatchObject({
      wads: [{ id: 'a', kind: 'iwad' }, { id: 'b', kind: 'pwad' }, strange, 7],
      keys: { up: 1, down: 'S' },
    });
    expect(await others()).toEqual(['a.json.bak']);
  });

  it('of a newer version is opened as far as it is understood, and never loses what is not', async () => {
    const document = { version: 9, volume: 30, scaling: { mode: 'crt' }, wads: 'see wads.db', glow: 1 };
    await put(document);
    const store = open();
    const { value, notices } = await store.load();
    const notice = noticeOf({ notices });
    expect(value).toEqual({ ...DEFAULTS, volume: 30 });
    expect(notice).toContain('newer Trapdoom');
    expect(await stored()).toEqual(document);
    await store.save({ ...value, volume: 20, scaling: 'soft', wads: [{ id: 'a', kind: 'iwad' }] });
    await store.save({ ...value, volume: 10 });
    expect(await stored()).toMatchObject({ ...document, volume: 10 });
    expect(JSON.parse(await readFile(`${file}.version-9`, 'utf8'))).toEqual(document);
    expect((await open().load()).value.volume).toBe(10);
  });

  it.each([
    ['a list', []],
    ['null', null],
    ['a text', 'x'],
  ])('is damaged where it is %s', (_what, json) => {
    expect(understand(format, json)).toHaveProperty('problem');
  });

  it.each([['3'], [0], [-1], [1.5], [null], [1e300]])('of version %s is read as one of ours', (version) => {
    expect(understand(format, { version, volume: 5 })).toMatchObject({ value: { volume: 5 } });
  });

  it('is replaced whole where it is another', async () => {
    await put({ version: 3, volume: 1, glow: 1 });
    await open().replace({ ...DEFAULTS, volume: 2 });
    expect(await stored()).toEqual({ version: 3, ...DEFAULTS, volume: 2 });
    expect(JSON.parse(await readFile(`${file}.bak`, 'utf8'))).toMatchObject({ glow: 1 });
  });
});
