import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LibraryEntry, loadCheck } from '../../protocol/launcher.ts';
import { needText } from '../../protocol/texts/needs.ts';
import { contentsOf } from '../files/contents.ts';
import { gridMap } from '../files/grid-map-fixture.ts';
import { roomMap } from '../files/map-fixture.ts';
import { MAP_LUMPS } from '../files/maps.ts';
import { readWad } from '../files/wad.ts';
import { GAME_LUMPS, makeWad } from '../files/wad-fixture.ts';
import { Examiner } from './examination.ts';
import { type GeometryLumps, readGeometry } from './map-geometry.ts';
import { patchFacts } from './patch-needs.ts';
import { countView } from './view-counts.ts';

let folder: string;
let iwad: LibraryEntry;
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-hostile-'));
  iwad = (await entry(makeWad({ lumps: [...GAME_LUMPS, ...roomMap('MAP01')] }), 'iwad'))!;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A library's entry of these bytes; undefined where they are no WAD. */
async function entry(
  content: Uint8Array,
  kind: LibraryEntry['kind'] = 'pwad',
): Promise<LibraryEntry | undefined> {
  const file = path.join(folder, `${++files}.wad`);
  await writeFile(file, content);
  const wad = await readWad(file).catch(() => undefined);
  if (wad === undefined) return undefined;
  const contents = await contentsOf(file, wad).catch(() => undefined);
  if (contents === undefined) return undefined;
  const facts = { game: 'doom', bytes: content.length, lumps: wad.lumps.length, bundled: false } as const;
  return { id: `file ${files}`, title: `${files}`, kind, path: file, contents, ...facts };
}

/** What is said of an add-on: it passes the window's schema, and has words. */
async function said(addOn: LibraryEntry): Promise<string> {
  const found = await new Examiner(async () => ['chocolate', 'woof']).examine(iwad, [addOn], [], undefined);
  const { choice } = loadCheck.parse(found);
  const all = [...choice.needs, ...choice.unplayable, ...choice.extras];
  return all.map(({ need }) => needText(need)).join(' | ');
}

/** Pseudorandom numbers, the same in each run (Park and Miller). */
function randoms(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

describe('issue 12: damaged WADs have clear ends', () => {
  const whole = makeWad({
    magic: 'PWAD',
    lumps: [
      ...gridMap('MAP01', 9),
      ...roomMap('MAP02', { lines: [[0x6000], [253]], sector: 0x1000 }),
      ['UMAPINFO', Buffer.from('MAP MAP01\n{\nlevelname = "x"\n}\n')],
      ['COMPLVL', Buffer.from('mbf21')],
      [
        'DEHACKED',
        Buffer.from(
          'Patch File for DeHackEd v3.0\n\nThing 1000\nID # = 5\n\n[CODEPTR]\nFrame 5 = Mushroom\n',
        ),
      ],
      ['D_RUNNIN', Buffer.from('OggS0123456789abcdef')],
    ],
  });

  it('500 mutations', async () => {
    const random = randoms(12);
    const texts = new Set<string>();
    for (let i = 0; i < 500; i++) {
      const bytes = Buffer.from(whole.subarray(0, random(4) === 0 ? random(whole.length) : whole.length));
      // Most in the directory and the maps' small lumps, which are at the end.
      const from = random(2) === 0 ? 0 : Math.max(0, bytes.length - 2000);
      for (let n = random(30); n >= 0 && bytes.length > 0; n--)
        bytes[from + random(bytes.length - from)] = random(256);
      if (bytes.length >= 12 && random(2) === 0) whole.copy(bytes, 0, 0, 12);
      const addOn = await entry(bytes);
      if (addOn !== undefined) texts.add(await said(addOn));
    }
    expect(texts.size).toBeGreaterThan(20);
  }, 120_000);

  it('trees of nodes with circles', () => {
    const lumps = Object.fromEntries(gridMap('MAP01', 8).slice(1) as [string, Buffer][]) as GeometryLumps;
    const random = randoms(5);
    for (let round = 0; round < 50; round++) {
      const NODES = Buffer.from(lumps.NODES);
      for (let at = 0; at < NODES.length; at += 28)
        for (const child of [24, 26]) if (random(3) === 0) NODES.writeUInt16LE(random(63), at + child);
      const map = readGeometry({ ...lumps, NODES });
      // A child that leads back is not followed forever.
      expect(map && countView(map, 32, 32, 1).planes).toBeLessThan(129);
    }
  });

  it('records that name what is not there', () => {
    const lumps = Object.fromEntries(gridMap('MAP01', 4).slice(1) as [string, Buffer][]) as GeometryLumps;
    expect(readGeometry(lumps)).toBeDefined();
    const cut = (name: keyof GeometryLumps) =>
      readGeometry({ ...lumps, [name]: lumps[name].subarray(0, 20) });
    for (const name of ['LINEDEFS', 'SIDEDEFS', 'VERTEXES', 'SEGS', 'SECTORS'] as const)
      expect(cut(name)).toBeUndefined();
    expect(readGeometry({ ...lumps, NODES: Buffer.alloc(28, 0xff) })).toBeUndefined();
  });

  it('5,000 maps, each of the whole file', async () => {
    const names = Array.from({ length: 5000 }, (_, i) => `MAP${String(i % 100).padStart(2, '0')}`);
    const wad = makeWad({
      magic: 'PWAD',
      lumps: [['BIG', Buffer.alloc(4 * 1024 * 1024, 0x41)], ...names.flatMap((name) => [name, ...MAP_LUMPS])],
    });
    const directory = wad.readInt32LE(8);
    for (let at = directory + 16; at < wad.length; at += 16) {
      wad.writeInt32LE(12, at);
      wad.writeInt32LE(4 * 1024 * 1024, at + 4);
    }
    const before = process.memoryUsage().rss;
    expect(await said((await entry(wad))!)).toContain('too large for Doom');
    expect(process.memoryUsage().rss - before).toBeLessThan(600 * 1024 * 1024);
  }, 120_000);

  it('a patch of 2 MB that numbers everything, and lines without end', () => {
    const many = Array.from({ length: 150_000 }, (_, i) => `Thing ${i}\n`).join('');
    const { needs } = patchFacts(Buffer.from(`Patch File for DeHackEd v3.0\n${many}`));
    expect(needs).toEqual([{ code: 'patch-numbers', params: { part: 'thing', count: 10_000, first: 138 } }]);
    expect(patchFacts(Buffer.alloc(2 * 1024 * 1024, ' ')).needs).toHaveLength(1);
    expect(patchFacts(Buffer.from(`Text 999999999 1\n${many}`)).needs).toHaveLength(1);
  });
});
