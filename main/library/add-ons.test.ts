import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Homes } from '../homes/homes.ts';
import type { LibraryEntry } from '../protocol/launcher.ts';
import { addOnWarningText } from '../protocol/texts/add-ons.ts';
import { messageText } from '../protocol/texts/index.ts';
import { runChecks } from './check/check.ts';
import { hexenMap, roomMap } from './files/map-fixture.ts';
import { GAME_LUMPS, makeWad } from './files/wad-fixture.ts';
import { Library } from './library.ts';
import { inOrder, loadOrder, sessionFiles } from './load-order.ts';

const PATCH = 'Patch File for DeHackEd v3.0\n\nDoom version = 19\nPatch format = 6\n';

let folder: string;
let library: Library;
async function add(name: string, content: Uint8Array | string) {
  const file = path.join(folder, name);
  await writeFile(file, content);
  return library.add(file);
}
async function added(name: string, content: Uint8Array | string): Promise<LibraryEntry> {
  const result = await add(name, content);
  if (!result.ok) throw new Error(messageText(result.reason));
  return result.entry;
}
const pwad = (...lumps: Parameters<typeof makeWad>[0]['lumps']) => makeWad({ magic: 'PWAD', lumps });

/** TEXTURE1 with textures of these names. */
function textures(...names: string[]): readonly [string, Uint8Array] {
  const bytes = Buffer.alloc(4 + names.length * 12);
  bytes.writeUInt32LE(names.length, 0);
  for (const [i, name] of names.entries()) {
    bytes.writeUInt32LE(4 + names.length * 4 + i * 8, 4 + i * 4);
    bytes.write(name, 4 + names.length * 4 + i * 8, 'latin1');
  }
  return ['TEXTURE1', bytes];
}
const gameLumps = (...names: string[]) => [
  ...GAME_LUMPS.filter((name) => name !== 'TEXTURE1'),
  textures(...names),
];

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-add-ons-'));
  library = await Library.open({ bundled: path.join(folder, 'none'), userData: path.join(folder, 'data') });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a patch', () => {
  it('is taken by its name and its first line, and remembered', async () => {
    const entry = await added('-my patch (ü).BEX', PATCH);
    expect(entry).toMatchObject({ title: '-my patch (ü)', kind: 'patch', lumps: 0, bytes: PATCH.length });
    const again = await Library.open({
      bundled: path.join(folder, 'none'),
      userData: path.join(folder, 'data'),
    });
    expect(again.entry(entry.id)).toEqual(entry);
    expect(await added('dos.deh', PATCH.replaceAll('\n', '\r\n'))).toMatchObject({ kind: 'patch' });
  });

  it('issue 9, 4.7: is taken with NUL bytes, which the game passes over', async () => {
    expect(await added('end.deh', `${PATCH}\0\0\0`)).toMatchObject({ kind: 'patch' });
    expect(await added('within.deh', `Patch\0${PATCH.slice(5)}`)).toMatchObject({ kind: 'patch' });
  });

  it.each([
    ['nothing', '', 'it is empty'],
    ['another text', 'Hello', 'does not begin with “Patch File for DeHackEd v3.0”'],
    ['an old one', 'Patch File for DeHackEd v2.1\n', 'another version (“Patch File for DeHackEd v2.1”)'],
    ['a longer first line', 'Patch File for DeHackEd v3.0 \n', 'another version'],
    ['control characters', 'Patch File for DeHackEd \u001b[2J', 'DeHackEd ?[2J'],
    ['a byte order mark', `\ufeff${PATCH}`, 'byte order mark'],
    ['UTF-16', Buffer.from(`\ufeff${PATCH}`, 'utf16le'), 'UTF-16; save it as plain text'],
    [
      'UTF-16, big-endian',
      Buffer.from(`\ufeff${PATCH}`, 'utf16le').swap16(),
      'UTF-16; save it as plain text',
    ],
    ['too much', PATCH + ' '.repeat(3 << 20), 'too large'],
  ])('with %s is refused by its name', async (_what, content, reason) => {
    const result = await add('bad.deh', content);
    const text = result.ok ? '' : messageText(result.reason);
    expect(text).toContain(reason);
    expect(text.startsWith('bad.deh')).toBe(true);
  });
});

describe('a WAD', () => {
  it('says what it holds', async () => {
    const wad = pwad(...roomMap('MAP07'), 'S_START', 'S_END', ['DEHACKED', Buffer.from(PATCH)]);
    const { contents } = await added('a.wad', wad);
    expect(contents).toEqual({ maps: ['MAP07'], sections: true, dehacked: 'valid' });
    const bad = await added('b.wad', pwad(['DEHACKED', Buffer.from('x')], ['DEHACKED', Buffer.from(PATCH)]));
    expect(bad.contents).toEqual({ maps: [], sections: false, dehacked: 'invalid' });
  });

  it('with maps of Hexen’s is not played, and the reason given', async () => {
    const entry = await added('hex.wad', pwad(...hexenMap('MAP01')));
    expect(entry).toMatchObject({
      kind: 'pwad',
      game: 'hexen',
      problem: { code: 'hexen-maps' },
    });
  });

  it.each([
    ['one map of Hexen’s among Doom’s', [...roomMap('MAP01'), ...hexenMap('MAP02')]],
    ['a BEHAVIOR directly behind a map of Doom’s', [...roomMap('MAP01'), 'BEHAVIOR']],
    ['a UDMF map', [...roomMap('MAP01'), 'MAP02', 'TEXTMAP', 'ZNODES', 'BEHAVIOR', 'ENDMAP']],
    ['a stray BEHAVIOR', [...roomMap('MAP01'), 'X', 'BEHAVIOR']],
    ['a BEHAVIOR and no map', ['BEHAVIOR']],
    ['only a UDMF map', ['MAP01', 'TEXTMAP', 'BEHAVIOR', 'ENDMAP']],
  ])('issue 9, 4.3: with %s is played', async (_what, lumps) => {
    const entry = await added('mixed.wad', pwad(...lumps));
    expect(entry).toMatchObject({ kind: 'pwad', game: 'doom' });
    expect(entry).not.toHaveProperty('problem');
  });

  it('issue 9, 4.7: with no lumps, or one that is not there, is added', async () => {
    expect(await added('NULL.WAD', pwad())).toMatchObject({ title: 'NULL', kind: 'pwad', lumps: 0 });
    const wad = pwad('UNUSED');
    wad.writeInt32LE(-1, wad.length - 12);
    expect(await added('unused.wad', wad)).not.toHaveProperty('problem');
  });
});

describe('the load order', () => {
  it('is the game’s: patches, merged WADs, other WADs; and each order has an identity of its own', async () => {
    const iwad = await added('doom2.wad', makeWad({ lumps: [...GAME_LUMPS, 'MAP01'] }));
    const a = await added('a.wad', pwad('A', ['DEHACKED', Buffer.from(PATCH)]));
    const b = await added('b.wad', pwad('B'));
    const p = await added('p.deh', PATCH);
    const files = sessionFiles(iwad, loadOrder([a, p, b], [b.id]));
    expect(files).toEqual({
      wads: [iwad.path, a.path],
      merge: [b.path],
      patches: [p.path],
      dehackedLumps: true,
    });
    const bad = await added('bad.wad', pwad(['DEHACKED', Buffer.from('x')]));
    expect(sessionFiles(iwad, loadOrder([a, bad], []))).toEqual({ wads: [iwad.path, a.path, bad.path] });

    const identity = (addOns: LibraryEntry[], merge: string[] = []) =>
      new Homes(folder).of({ iwad, pwads: inOrder(loadOrder(addOns, merge)), merge }).id;
    expect(identity([a, p, b])).toBe(identity([p, a, b]));
    const different = [
      identity([a, b]),
      identity([b, a]),
      identity([a, b], [a.id]),
      identity([a, b], [b.id]),
    ];
    expect(new Set(different).size).toBe(4);
  });
});

describe('warnings', () => {
  const texts = async (iwad: LibraryEntry, addOns: LibraryEntry[], merge: string[] = []) =>
    (await runChecks(iwad, addOns, merge)).warnings
      .map(({ warning }) => addOnWarningText(warning))
      .join(' | ');
  let doom: LibraryEntry;
  let doom2: LibraryEntry;
  beforeEach(async () => {
    const doomLumps = [...gameLumps('STARTAN3'), 'E1M1', 'E2M1', 'E3M1', 'FREEDOOM'];
    doom = await added('doom.wad', makeWad({ lumps: doomLumps }));
    doom2 = await added('doom2.wad', makeWad({ lumps: [...gameLumps('startan3'), 'MAP01'] }));
  });

  it('are none for what fits', async () => {
    expect(await texts(doom, [await added('a.wad', pwad(...roomMap('E1M1')))])).toBe('');
    const own = await added('b.wad', pwad(textures('OWNWALL'), ...roomMap('MAP01', { wall: 'ownwall' })));
    expect(await texts(doom2, [own, await added('p.deh', PATCH)])).toBe('');
  });

  it('tell of maps that the game has no names for', async () => {
    const map = await added('a.wad', pwad(...roomMap('MAP01'), ...roomMap('MAP02')));
    expect(await texts(doom, [map])).toMatch(
      /^You will not see its maps \(MAP01 …\): .* E1M1 .*Choose Doom II/,
    );
    const episode = await added('b.wad', pwad(...roomMap('E1M1')));
    expect(await texts(doom2, [episode])).toMatch(/^You will not see its maps \(E1M1\)/);
  });

  it('tell of walls that are not there: a map of Heretic’s, say', async () => {
    const map = await added('a.wad', pwad(...roomMap('E1M1', { wall: 'GRSTNPB' })));
    expect(await texts(doom, [map])).toMatch(/^E1M1 uses GRSTNPB, a wall that .* made for another game/);
    const walls = await added('b.wad', pwad(textures('GRSTNPB')));
    expect(await texts(doom, [map, walls])).toBe('');
  });

  it('tell of sprites that are not merged, of patches left out, of too much, and of the shareware game', async () => {
    const sprites = await added('a.wad', pwad('SS_START', 'SS_END', ['DEHACKED', Buffer.from('x')]));
    expect(await texts(doom, [sprites])).toMatch(/merge it.*Trapdoom leaves such patches out/);
    expect(await texts(doom, [sprites], [sprites.id])).not.toMatch(/merge it/);
    const many = await added('b.wad', pwad(...Array.from({ length: 4047 }, () => 'X')));
    expect(await texts(doom, [many])).toContain('4,047 entries, and the game ends at more than 4,046');
    const shareware = await added('s.wad', makeWad({ lumps: [...gameLumps('STARTAN3'), 'E1M1'] }));
    expect(await texts(shareware, [await added('c.wad', pwad(...roomMap('E1M1')))])).toContain(
      'takes no add-ons',
    );
  });

  it('survive what is damaged', async () => {
    const broken = Buffer.alloc(64, 0xff);
    const wad = await added(
      'a.wad',
      pwad(['TEXTURE1', broken], 'E1M1', 'THINGS', 'LINEDEFS', ['SIDEDEFS', broken]),
    );
    expect(await texts(doom, [wad])).toContain('????????');
    await rm(wad.path);
    expect(await texts(doom, [wad])).toBe('');
  });
});
