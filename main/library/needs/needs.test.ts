import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SourcePort } from '../../../engine/games/source-ports.ts';
import type { LibraryEntry } from '../../protocol/launcher.ts';
import { addOnWarningText } from '../../protocol/texts/add-ons.ts';
import { messageText } from '../../protocol/texts/index.ts';
import { needText } from '../../protocol/texts/needs.ts';
import { gridMap } from '../files/grid-map-fixture.ts';
import { hexenMap, roomMap, udmfMap } from '../files/map-fixture.ts';
import { GAME_LUMPS, makeWad } from '../files/wad-fixture.ts';
import { Library } from '../library.ts';
import { Examiner } from './examination.ts';

let folder: string;
let library: Library;
let doom2: LibraryEntry;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-needs-'));
  library = await Library.open({ bundled: path.join(folder, 'none'), userData: path.join(folder, 'data') });
  doom2 = await added('doom2.wad', makeWad({ lumps: [...GAME_LUMPS, ...roomMap('MAP01')] }));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

type Lumps = Parameters<typeof makeWad>[0]['lumps'];
const BOTH: readonly SourcePort[] = ['chocolate', 'woof'];

async function added(name: string, content: Uint8Array): Promise<LibraryEntry> {
  const file = path.join(folder, name);
  await writeFile(file, content);
  const result = await library.add(file);
  if (!result.ok) throw new Error(messageText(result.reason));
  return result.entry;
}
const pwad = (...lumps: Lumps) => added('addon.wad', makeWad({ magic: 'PWAD', lumps }));
const deh = (body: string) => added('patch.deh', Buffer.from(`Patch File for DeHackEd v3.0\n\n${body}`));

async function examined(addOns: LibraryEntry[], own?: SourcePort, installed = BOTH) {
  const { choice, warnings } = await new Examiner(async () => installed).examine(doom2, addOns, [], own);
  return {
    port: choice.port,
    by: choice.by,
    needs: choice.needs.map(({ need }) => needText(need)).join(' | '),
    unplayable: choice.unplayable.map(({ need }) => needText(need)).join(' | '),
    extras: choice.extras.map(({ need }) => needText(need)).join(' | '),
    warnings: warnings.map(({ warning }) => addOnWarningText(warning)).join(' | '),
  };
}

describe('issue 12, 4: a load order is played by Woof', () => {
  const maps: readonly (readonly [what: string, lumps: Lumps, reason: RegExp])[] = [
    [
      'generalized lines',
      [...roomMap('MAP03', { lines: [[0x6000], [0x2f80], [0x7fff], [0x2f7f]] })],
      /^MAP03 uses Boom’s generalized linedefs \(3 lines\)\.$/,
    ],
    [
      'a conveyor',
      [...roomMap('MAP01', { lines: [[253], [141], [142]] }), ...roomMap('MAP02', { lines: [[269], [270]] })],
      /^MAP01 and MAP02 use Boom’s linedef types, such as 253 \(3 lines\)\.$/,
    ],
    ['a pass-use line', [...roomMap('MAP01', { lines: [[1, 0x200]] })], /a use passes through/],
    ['a friction sector', [...roomMap('MAP01', { sector: 0x100 })], /Boom’s sector types \(1 sector\)/],
    ['a sky transfer', [...roomMap('MAP01', { lines: [[271]] })], /MBF’s linedef types/],
    ['a friend', [...roomMap('MAP01', { things: [[3004, 96, 96, 0, 0x87]] })], /friendly monsters/],
    ['an MBF21 line', [...roomMap('MAP01', { lines: [[1024]] })], /MBF21’s linedef types/],
    ['an MBF21 flag', [...roomMap('MAP01', { lines: [[0, 0x2000]] })], /MBF21’s line flags/],
    ['an MBF21 sector', [...roomMap('MAP01', { sector: 0x1000 })], /^MAP01 uses MBF21’s sector types/],
    [
      'an unknown thing',
      [...roomMap('MAP01', { things: [[5001, 96, 96, 0]] })],
      /^MAP01 has 1 thing of a type that Doom does not know \(5001\)\.$/,
    ],
    ['no nodes', [...roomMap('MAP01', { nodes: false })], /^MAP01 has no nodes\.$/],
    ['COMPLVL', [['COMPLVL', Buffer.from('mbf21')]], /the rules of MBF21 \(COMPLVL\)/],
    [
      'UMAPINFO',
      [['UMAPINFO', Buffer.from('MAP MAP02\n{\nlevelname = "x"\n}\nmap map01 { next = "MAP02" }')]],
      /^It describes its levels in UMAPINFO \(MAP01 and MAP02\)\.$/,
    ],
    ['MUSINFO', [['MUSINFO', Buffer.from('MAP01\n1 D_E1M1')]], /music that changes/],
    ['a song in OGG', [['D_RUNNIN', Buffer.from('OggS 0123456789abcdef')]], /music in OGG \(D_RUNNIN\)/],
    ['a sound in WAV', [['DSPISTOL', Buffer.from('RIFF 0123456789abcdef')]], /sounds in WAV/],
    ['a PNG', [['TITLEPIC', Buffer.from('\x89PNG\r\n\x1a\n0123456789', 'latin1')]], /images in PNG/],
    [
      'a patch in it',
      [['DEHACKED', Buffer.from('Patch File for DeHackEd v3.0\n\nThing 1000 (Imp)\nID # = 9000\n')]],
      /defines things beyond Doom’s own \(1, from 1000\)/,
    ],
    [
      'a map over the limit of visplanes',
      [...gridMap('MAP01', 32)],
      /^MAP01 has too much in view for Doom: 1,040 floors and ceilings at once, and Doom takes 128\./,
    ],
  ];

  it.each(maps)('for %s', async (_what, lumps, reason) => {
    const found = await examined([await pwad(...lumps)]);
    expect(found.needs).toMatch(reason);
    expect(found).toMatchObject({ port: 'woof', by: 'needs' });
  });

  it.each([
    ['things', 'Thing 151\nHit points = 5\n', /things beyond Doom’s own \(1, from 151\)/],
    ['frames', 'Frame 10000\nDuration = 5\n', /frames beyond Doom’s own/],
    ['sprites', 'Frame 5\nSprite number = 150\n', /sprites beyond/],
    ['sounds', 'Sound 500\nZero/One = 1\n', /sounds beyond/],
    ['MBF’s pointers', '[CODEPTR]\nFrame 10 = Mushroom\n', /MBF’s code pointers: Mushroom/],
    ['MBF21’s pointers', '[CODEPTR]\nFrame 10 = WeaponProjectile\n', /MBF21’s code pointers/],
    ['MBF21’s fields', 'Frame 10\nArgs1 = 5\nMBF21 Bits = 1\n', /MBF21’s fields: Args1 and MBF21 Bits/],
    ['strings', '[STRINGS]\nHUSTR_1 = Mine\n', /sections of Boom’s format: \[STRINGS\]/],
  ])('for %s in a patch', async (_what, body, reason) => {
    const found = await examined([await deh(body)]);
    expect(found.needs).toMatch(reason);
    expect(found.port).toBe('woof');
  });
});

describe('issue 12, 4: vanilla is enough', () => {
  it.each<[string, Lumps]>([
    ['for a plain map', roomMap('MAP01')],
    ['for Doom’s own types', roomMap('MAP01', { lines: [[141], [48], [11], [1]], sector: 9 })],
    ['for rubbish in flags that says it is', roomMap('MAP01', { lines: [[0, 0xfe00]] })],
    ['for a thing in multiplayer only', roomMap('MAP01', { things: [[5001, 96, 96, 0, 0x17]] })],
    ['for COMPLVL vanilla', [['COMPLVL', Buffer.from('vanilla')]]],
    ['for a grid of few planes', gridMap('MAP01', 8, () => ({ floor: 0, light: 160 }))],
    ['for an empty UMAPINFO', [['UMAPINFO', Buffer.from('// nothing')]]],
    [
      'for a MIDI and a DMX sound',
      [
        ['D_RUNNIN', Buffer.from('MThd')],
        ['DSPISTOL', Buffer.of(3, 0, 1, 0, 0, 0)],
      ],
    ],
  ])('%s', async (_what, lumps) => {
    expect(await examined([await pwad(...lumps)])).toMatchObject({
      port: 'chocolate',
      by: 'default',
      needs: '',
    });
  });

  it('for a patch of Doom’s own numbers, whatever its texts hold', async () => {
    const patch = await deh(
      'Thing 137\nHit points = 1\n\nFrame 966\nNext frame = 1\n\nText 11 4\nThing 1000\nabcd\n',
    );
    expect(await examined([patch])).toMatchObject({ port: 'chocolate', needs: '' });
  });

  it('for things that a patch defines', async () => {
    const map = await pwad(...roomMap('MAP01', { things: [[9000, 96, 96, 0]] }));
    expect((await examined([map])).port).toBe('woof');
    const patch = await deh('Thing 12\nID # = 9000\n');
    expect(await examined([map, patch])).toMatchObject({ port: 'chocolate', needs: '' });
  });

  it('for a game that uses some of Boom itself, as Freedoom does', async () => {
    doom2 = await added(
      'boom.wad',
      makeWad({ lumps: [...GAME_LUMPS, ...roomMap('MAP01', { lines: [[0x6000]] })] }),
    );
    const found = await examined([await pwad(...roomMap('MAP02'))]);
    expect(found).toMatchObject({ port: 'chocolate', needs: '' });
    expect(found.extras).toMatch(/^MAP01 uses Boom’s generalized linedefs/);
  });

  it('where Woof would only adorn it, which is told', async () => {
    const found = await examined([await pwad(['BRGHTMPS', Buffer.from('brightmap X 1')])]);
    expect(found).toMatchObject({
      port: 'chocolate',
      needs: '',
      extras: 'It has textures that glow (BRGHTMPS).',
    });
  });
});

describe('issue 12, 4: the player chooses', () => {
  it('Chocolate Doom, and learns what is lost', async () => {
    const map = await pwad(...roomMap('MAP03', { lines: [[0x6000]] }));
    const found = await examined([map], 'chocolate');
    expect(found).toMatchObject({ port: 'chocolate', by: 'player' });
    expect(found.needs).toContain('MAP03 uses Boom’s generalized linedefs');
  });

  it('Woof for what needs nothing', async () => {
    expect(await examined([], 'woof')).toMatchObject({ port: 'woof', by: 'player', needs: '' });
  });

  it('and has no choice where Woof is not installed', async () => {
    const map = await pwad(...roomMap('MAP03', { lines: [[0x6000]] }));
    expect(await examined([map], 'woof', ['chocolate'])).toMatchObject({ port: 'chocolate', by: 'missing' });
    expect(await examined([], 'woof', ['chocolate'])).toMatchObject({ port: 'chocolate', by: 'default' });
  });
});

describe('issue 12, 4: what neither plays', () => {
  it.each<[string, Lumps, RegExp]>([
    ['UDMF', udmfMap('MAP01'), /^All its maps \(MAP01\) are in the text format UDMF\.$/],
    ['Hexen’s format', hexenMap('MAP01'), /^All its maps \(MAP01\) are in Hexen’s format\.$/],
  ])('is named: %s', async (_what, lumps, reason) => {
    const found = await examined([await pwad(...lumps)]);
    expect(found.unplayable).toMatch(reason);
    expect(found.warnings).toContain('GZDoom');
    expect((await examined([await pwad(...lumps)], 'woof')).warnings).toContain('GZDoom');
  });

  it('is told of some maps among others', async () => {
    const found = await examined([await pwad(...udmfMap('MAP01'), ...roomMap('MAP02'))]);
    expect(found).toMatchObject({ unplayable: '', extras: 'MAP01 is in the text format UDMF.' });
    expect(found.warnings).toContain('GZDoom');
  });

  it('is told of scripts for GZDoom', async () => {
    expect((await examined([await pwad(['DECORATE', Buffer.from('actor')])])).extras).toContain('DECORATE');
  });
});

describe('issue 12, 4: warnings are those of the port that plays', () => {
  it('Woof merges by itself, and shows nothing for a missing texture', async () => {
    const lumps: Lumps = ['S_START', 'POSSA1', 'S_END', ...roomMap('MAP01', { wall: 'NOWHERE' })];
    const map = await pwad(...lumps);
    const iwad = await added(
      'with.wad',
      makeWad({
        lumps: [
          ...GAME_LUMPS.filter((name) => name !== 'TEXTURE1'),
          ['TEXTURE1', TEXTURES],
          ...roomMap('MAP01'),
        ],
      }),
    );
    const texts = async (own: SourcePort) => {
      const { warnings } = await new Examiner(async () => BOTH).examine(iwad, [map], [], own);
      return warnings.map(({ warning }) => addOnWarningText(warning)).join(' | ');
    };
    expect(await texts('chocolate')).toMatch(/merge it.*NOWHERE.*the game ends where you enter it/);
    expect(await texts('woof')).toMatch(/^MAP01 uses NOWHERE.*The game shows nothing there/);
  });
});

/** A TEXTURE1 with one texture, of no patch. */
const TEXTURES = Buffer.concat([
  Buffer.of(1, 0, 0, 0, 8, 0, 0, 0),
  Buffer.from('SKY1\0\0\0\0'),
  Buffer.alloc(14),
]);

describe('what was found is remembered', () => {
  it('for as long as the files have the same content', async () => {
    const map = await pwad(...roomMap('MAP01', { lines: [[253]] }));
    const examiner = new Examiner(async () => BOTH);
    const first = await examiner.examine(doom2, [map], [], undefined);
    await rm(map.path);
    expect(await examiner.examine(doom2, [map], [], undefined)).toEqual(first);
    // Another order of other files is examined by itself: the file is gone, so nothing is found.
    expect((await examiner.examine(doom2, [map], [map.id], undefined)).choice.port).toBe('chocolate');
  });
});
