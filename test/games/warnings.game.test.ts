import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runChecks } from '../../main/library/check/check.ts';
import { hexenMap, roomMap } from '../../main/library/files/map-fixture.ts';
import { readLumps, readWad } from '../../main/library/files/wad.ts';
import { makeWad } from '../../main/library/files/wad-fixture.ts';
import { Library } from '../../main/library/library.ts';
import { addOnWarningText } from '../../main/protocol/texts/add-ons.ts';
import { messageText } from '../../main/protocol/texts/index.ts';
import { told } from '../../main/protocol/texts/told-fixture.ts';
import { FREEDOOM_1, press, Stage } from './rehearse.ts';

/** What the launcher warns of, and what the real game then does: each warning is true, and what plays has none. */

const FREEDOOM_2 = path.join(path.dirname(FREEDOOM_1), 'freedoom2.wad');
const WARP = ['-warp', '1', '1'];

let stage: Stage;
beforeAll(() => {
  stage = new Stage();
});
afterAll(() => stage.remove());

type Lumps = Parameters<typeof makeWad>[0]['lumps'];
type Content = readonly [name: string, content: Uint8Array];

const pwad = (name: string, ...lumps: Lumps) => stage.file(name, makeWad({ magic: 'PWAD', lumps }));

/** What the launcher says of these files with a game, in this order. */
async function warnings(files: readonly string[], iwad = FREEDOOM_1): Promise<string> {
  const userData = fs.mkdtempSync(path.join(stage.folder, 'library-'));
  const library = await Library.open({ bundled: path.join(userData, 'none'), userData });
  const [game, ...addOns] = await Promise.all(
    [iwad, ...files].map(async (file) => {
      const result = await library.add(file);
      if (!result.ok) throw new Error(messageText(result.reason));
      return result.entry;
    }),
  );
  return (await runChecks(game!, addOns, [])).warnings
    .map(({ warning }) => addOnWarningText(warning))
    .join(' | ');
}

/** How the game ends with these files within so many frames; undefined where it plays on. */
function end(files: readonly string[], args: readonly string[] = WARP, frames = 20, iwad = FREEDOOM_1) {
  const patches = files.filter((file) => file.endsWith('.deh'));
  const wads = [iwad, ...files.filter((file) => !file.endsWith('.deh'))];
  return stage.doom({ wads, patches, args: [...args] }).run(frames).session.end;
}

const text8 = (name: string) => Buffer.from(name.padEnd(8, '\0'), 'latin1');

async function lumpOf(iwad: string, name: string): Promise<Buffer> {
  const { lumps } = await readWad(iwad);
  const [content] = await readLumps(iwad, [lumps.findLast((one) => one.name === name)!]);
  return content!;
}

/** A TEXTURE1 with one texture more, of the first patch of PNAMES. */
function withTexture(list: Buffer, name: string): Buffer {
  const count = list.readUInt32LE(0);
  const texture = Buffer.alloc(32);
  texture.write(name, 0, 'latin1');
  texture.writeUInt16LE(8, 12);
  texture.writeUInt16LE(8, 14);
  texture.writeUInt16LE(1, 20);
  const directory = Buffer.alloc(4 + (count + 1) * 4);
  directory.writeUInt32LE(count + 1, 0);
  for (let i = 0; i < count; i++) directory.writeUInt32LE(list.readUInt32LE(4 + i * 4) + 4, 4 + i * 4);
  directory.writeUInt32LE(list.length + 4, 4 + count * 4);
  return Buffer.concat([directory, list.subarray(4 + count * 4), texture]);
}

/** The room, with lumps replaced by name; one that is undefined is left out. */
function room(name: string, changes: Readonly<Record<string, Uint8Array | undefined>>): (string | Content)[] {
  return roomMap(name).flatMap((lump): (string | Content)[] => {
    const [lumpName] = typeof lump === 'string' ? [lump] : lump;
    if (!Object.hasOwn(changes, lumpName)) return [lump];
    const content = changes[lumpName];
    return content === undefined ? [] : [[lumpName, content]];
  });
}

const NOTHING = new Uint8Array(0);
/** XNOD: numbers of vertices, new vertices, subsectors with their segs, segs of eleven bytes, nodes of 32 bytes. */
function extendedNodes(magic: string): Buffer {
  const bytes = Buffer.alloc(4 + 4 + 4 + 4 + 4 + 4 + 44 + 4);
  bytes.write(magic, 0, 'latin1');
  bytes.writeUInt32LE(4, 4);
  bytes.writeUInt32LE(1, 12);
  bytes.writeUInt32LE(4, 16);
  bytes.writeUInt32LE(4, 20);
  return bytes;
}

describe('issue 9, 4.5: textures', () => {
  it('of a list that another add-on replaces', async () => {
    const list = await lumpOf(FREEDOOM_1, 'TEXTURE1');
    const own = pwad(
      'own.wad',
      ['TEXTURE1', withTexture(list, 'OWNWALL')],
      ...roomMap('E1M1', { wall: 'OWNWALL' }),
    );
    const other = pwad('other.wad', ['TEXTURE1', withTexture(list, 'OTHER')]);
    expect(await warnings([own])).toBe('');
    expect(end([own])).toBeUndefined();
    expect(await warnings([other, own])).toBe('');
    expect(end([other, own])).toBeUndefined();
    expect(await warnings([own, other])).toMatch(
      /^E1M1 uses OWNWALL, a wall that only the TEXTURE1 of own has\. The TEXTURE1 of other replaces it/,
    );
    expect(told(end([own, other]))).toMatchObject({ message: expect.stringContaining('OWNWALL not found') });
  });

  it('of the game, which an add-on’s list does not have', async () => {
    const list = Buffer.alloc(8 + 32);
    list.writeUInt32LE(1, 0);
    list.writeUInt32LE(8, 4);
    list.write('OWNWALL', 8, 'latin1');
    list.writeUInt16LE(8, 20);
    list.writeUInt16LE(8, 22);
    list.writeUInt16LE(1, 28);
    const other = pwad('heretic.wad', ['TEXTURE1', list]);
    expect(await warnings([other])).toMatch(
      /^The game will not start: the TEXTURE1 of this add-on .* lacks SKY1 and \d+ more/,
    );
    expect(told(end([other]))).toMatchObject({
      cause: 'game-error',
      message: expect.stringContaining('not found'),
    });
  });

  it('made of patches that another add-on’s PNAMES does not have', async () => {
    const names = Buffer.alloc(12);
    names.writeUInt32LE(1, 0);
    text8('NOPATCH').copy(names, 4);
    const list = await lumpOf(FREEDOOM_1, 'TEXTURE1');
    const own = pwad('own.wad', ['PNAMES', names]);
    expect(await warnings([own])).toMatch(
      /^The game will not start: the texture \S+ in the TEXTURE1 of Freedoom.* PNAMES/,
    );
    expect(end([own])).toBeDefined();
    const whole = pwad('whole.wad', ['PNAMES', await lumpOf(FREEDOOM_1, 'PNAMES')], ['TEXTURE1', list]);
    expect(await warnings([own, whole])).toBe('');
    expect(end([own, whole])).toBeUndefined();
  });

  it('without a name', async () => {
    const nameless = pwad('nameless.wad', ...roomMap('E1M1', { wall: '' }));
    expect(await warnings([nameless])).toMatch(/^E1M1 uses a wall without a name, a wall that/);
    expect(told(end([nameless]))).toMatchObject({
      message: expect.stringMatching(/^R_TextureNumForName: +not found/),
    });
  });

  it('floors that are not there', async () => {
    const floor = pwad('floor.wad', ...roomMap('E1M1', { floor: 'NOFLOOR' }));
    expect(await warnings([floor])).toMatch(/^E1M1 uses NOFLOOR, a floor that/);
    expect(told(end([floor]))).toMatchObject({ message: expect.stringContaining('NOFLOOR not found') });
    const nameless = pwad('nameless.wad', ...roomMap('E1M1', { floor: '' }));
    expect(await warnings([nameless])).toMatch(/^E1M1 uses a floor without a name, a floor that/);
    expect(told(end([nameless]))).toMatchObject({
      message: expect.stringMatching(/^R_FlatNumForName: +not found/),
    });
  });

  it.each([
    ['TEXTURE1', 'one more than there is', (count: number) => count + 1],
    ['PNAMES', 'far more than there are', () => 0x7fff_ffff],
    ['PNAMES', 'less than none', () => -1],
  ])('listed in a damaged %s: %s', async (name, _what, claimed) => {
    const list = Buffer.from(await lumpOf(FREEDOOM_1, name));
    list.writeInt32LE(claimed(list.readInt32LE(0)), 0);
    const damaged = pwad('damaged.wad', [name, list]);
    expect(await warnings([damaged])).toMatch(new RegExp(`^The game will not start: ${name} is damaged`));
    expect(end([damaged])).toBeDefined();
  });
});

/** What is seen in the first level after some steps forward: the frame, or how the game has ended. */
function walk(file: string): string {
  const game = stage.doom({ wads: [FREEDOOM_1, file], args: WARP }).run(40);
  game.event({ type: 'key', code: 'ArrowUp', down: true, repeat: false });
  const last = game.run(80).frames.at(-1);
  const { end } = game.session;
  if (end !== undefined || last?.format !== 'indexed') return `ended: ${end?.message}`;
  return Buffer.from(last.pixels).toString('base64');
}

describe('issue 9, 4.5: maps', () => {
  it.each([
    [
      'XNOD (stands still)',
      room('E1M1', { NODES: extendedNodes('XNOD'), SSECTORS: NOTHING, SEGS: NOTHING }),
      'extended nodes',
    ],
    [
      'ZNOD (stands still)',
      room('E1M1', { NODES: extendedNodes('ZNOD'), SSECTORS: NOTHING, SEGS: NOTHING }),
      'extended nodes',
    ],
    [
      'XGLN',
      room('E1M1', { SSECTORS: extendedNodes('XGLN'), NODES: NOTHING, SEGS: NOTHING }),
      'extended nodes',
    ],
    [
      'ZGL2',
      room('E1M1', { SSECTORS: extendedNodes('ZGL2'), NODES: NOTHING, SEGS: NOTHING }),
      'extended nodes',
    ],
    [
      'DeePBSP (stands still)',
      room('E1M1', {
        NODES: Buffer.concat([Buffer.from('xNd4\0\0\0\0', 'latin1'), Buffer.alloc(32)]),
        SSECTORS: Buffer.from([0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 4, 0]),
        SEGS: Buffer.alloc(64),
      }),
      'DeePBSP',
    ],
    ['no nodes', room('E1M1', { SSECTORS: NOTHING, SEGS: NOTHING }), 'without nodes'],
    [
      'no lumps for nodes',
      room('E1M1', { SSECTORS: undefined, SEGS: undefined, NODES: undefined }),
      'without nodes',
    ],
    ['no BLOCKMAP', room('E1M1', { BLOCKMAP: NOTHING }), 'without a BLOCKMAP'],
    ['no VERTEXES', room('E1M1', { VERTEXES: undefined }), 'without VERTEXES data in its place'],
    ['Hexen’s format', [...hexenMap('E1M1'), ...roomMap('E1M2')], 'Hexen’s format'],
    ['a name with no map behind it', ['E1M1'], 'only the name, without a map'],
    ['a name that hides the map before it', [...roomMap('E1M1'), 'E1M1'], 'only the name'],
    [
      'no start',
      room('E1M1', { THINGS: Buffer.from([64, 0, 128, 0, 0, 0, 2, 0, 7, 0]) }),
      'without a start for player 1',
    ],
    ['no things', room('E1M1', { THINGS: NOTHING }), 'its THINGS data is empty'],
    ['no sides', room('E1M1', { SIDEDEFS: NOTHING }), 'its SIDEDEFS data is empty'],
    ['UDMF', ['E1M1', ['TEXTMAP', Buffer.from('namespace="doom";')], 'ENDMAP'], 'UDMF'],
  ] as [string, Lumps, string][])('%s', async (name, lumps, text) => {
    const file = pwad('map.wad', ...lumps);
    expect(await warnings([file])).toMatch(new RegExp(`^E1M1: .*${text}[^|]*$`));
    // Nodes read as what they are not may be a circle: the game stands still, forever.
    if (!name.includes('stands still'))
      expect(walk(file)).not.toBe(walk(pwad('room.wad', ...roomMap('E1M1'))));
  });

  it('in Doom’s format with a BEHAVIOR behind it have no warning', async () => {
    const file = pwad('map.wad', ...roomMap('E1M1'), ['BEHAVIOR', Buffer.from('ACS\0')]);
    expect(await warnings([file])).toBe('');
    expect(end([file])).toBeUndefined();
  });

  it('whose nodes only begin like extended ones have no warning', async () => {
    const node = (begin: string) => {
      const bytes = Buffer.alloc(28);
      bytes.write(begin, 0, 'latin1');
      bytes.writeInt16LE(64, 4);
      for (const side of [0, 1]) {
        for (const [i, edge] of [256, 0, 0, 256].entries()) bytes.writeInt16LE(edge, 8 + side * 8 + i * 2);
        bytes.writeUInt16LE(0x8000 | side, 24 + side * 2);
      }
      return bytes;
    };
    for (const begin of ['XNOD', 'ZNOD', 'XGLN', 'xNd4\0\0\0\0']) {
      const NODES = node(begin);
      const file = pwad(
        'map.wad',
        ...room('E1M1', { NODES, SSECTORS: Buffer.from([4, 0, 0, 0, 4, 0, 0, 0]) }),
      );
      expect(await warnings([file])).toBe('');
      expect(end([file])).toBeUndefined();
    }
  });

  it('that no menu reaches', async () => {
    const fifth = pwad('fifth.wad', ...roomMap('E5M1'));
    expect(await warnings([fifth])).toBe(
      'No menu of Freedoom: Phase 1 leads to E5M1. To play it, record a demo on the Demos page and choose E5M1 as its level.',
    );
    expect(end([fifth], ['-warp', '5', '1'])).toBeUndefined();
    const later = pwad('later.wad', ...roomMap('MAP01'), ...roomMap('MAP33'), ...roomMap('MAP34'));
    expect(await warnings([later], FREEDOOM_2)).toMatch(
      /^No menu leads to MAP33, MAP34\. To play them, record .* MAP33 as its level, or type idclev33 while you play\.$/,
    );
    expect(end([later], ['-warp', '33'], 20, FREEDOOM_2)).toBeUndefined();
  });
});

describe('issue 9, 4.5: other lumps', () => {
  it.each([
    [
      'of Boom’s version',
      Buffer.from(
        [203, 0x1d, ...'MBF'].map((byte) => (typeof byte === 'number' ? byte : byte.charCodeAt(0))),
      ),
      'DEMO1 was recorded by another engine or version (203)',
    ],
    [
      'of an older Doom',
      Buffer.from([106, 2, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0x80]),
      'DEMO1 was recorded by another engine or version (106)',
    ],
    [
      'with finer turns',
      Buffer.from([111, 2, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0x80]),
      'DEMO1 was recorded by another engine or version (111)',
    ],
    ['without content', NOTHING, 'DEMO1 is empty'],
    [
      'of a map that is not there',
      Buffer.from([109, 2, 5, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0x80]),
      'DEMO1 plays in E5M1, which is missing',
    ],
  ] as [string, Buffer, string][])('a title demo %s', async (_what, demo, text) => {
    const file = pwad('demo.wad', ['DEMO1', demo]);
    expect(await warnings([file])).toContain(text);
    expect(end([file], [], 240)).toMatchObject({ cause: 'game-error' });
  });

  it('music in formats that the game does not play', async () => {
    const song = Buffer.concat([Buffer.from('OggS\0\x02'), Buffer.alloc(400)]);
    const file = pwad(
      'music.wad',
      ['D_E1M1', song],
      ['D_E1M2', Buffer.from('ID3\x03 and more')],
      ['D_OTHER', song],
    );
    expect(await warnings([file])).toMatch(/^Its music D_E1M1 and 1 more will be silent: it is OGG and MP3/);
    const peak = (...wads: string[]) => {
      let loudest = 0;
      const args = [...WARP, '-nosfx'];
      stage
        .doom({ wads: [FREEDOOM_1, ...wads], args }, ({ samples }) => {
          for (const sample of samples) loudest = Math.max(loudest, Math.abs(sample));
        })
        .run(70);
      return loudest;
    };
    expect(peak()).toBeGreaterThan(100);
    expect(peak(file)).toBe(0);
  });

  it('texts of a patch that are left out', async () => {
    const head = 'Patch File for DeHackEd v3.0\n';
    const body = '\nDoom version = 19\nPatch format = 6\n\n[STRINGS]\nHUSTR_E1M1 = A NAME OF THIS PATCH\n';
    const without = stage.file('without.deh', head + body);
    const allowed = stage.file('allowed.deh', `${head}# *allow-extended-strings*${body}`);
    expect(await warnings([without])).toMatch(/^The game ignores its texts \(\[STRINGS\]\)/);
    expect(await warnings([allowed])).toBe('');
    /** The map, which has the level's name below. */
    const map = (...patches: string[]) => {
      const game = stage.doom({ patches, args: [...WARP, '-nodeh'] }).run(40);
      press(game, 'Tab');
      const last = game.run(5).frames.at(-1);
      if (last?.format !== 'indexed') throw new Error('no picture');
      return Buffer.from(last.pixels).toString('base64');
    };
    expect(map(without)).toBe(map());
    expect(map(allowed)).not.toBe(map());
  });

  it('are none for 4,211 lumps behind a header that says IWAD, and none for the games alone', async () => {
    const many = stage.file(
      'many.wad',
      makeWad({ magic: 'IWAD', lumps: Array.from({ length: 4211 }, () => 'X') }),
    );
    expect(await warnings([many])).toBe('');
    expect(end([many])).toBeUndefined();
    expect(await warnings([], FREEDOOM_1)).toBe('');
    expect(await warnings([], FREEDOOM_2)).toBe('');
  });
});
