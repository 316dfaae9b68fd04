import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LibraryEntry } from '../../protocol/launcher.ts';
import { addOnWarningText } from '../../protocol/texts/add-ons.ts';
import { messageText } from '../../protocol/texts/index.ts';
import { roomMap } from '../files/map-fixture.ts';
import { MAP_LUMPS } from '../files/maps.ts';
import { GAME_LUMPS, makeWad } from '../files/wad-fixture.ts';
import { Library } from '../library.ts';
import { runChecks } from './check.ts';
import { ignoredSections } from './patch-sections.ts';

let folder: string;
let library: Library;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-check-'));
  library = await Library.open({ bundled: path.join(folder, 'none'), userData: path.join(folder, 'data') });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function added(name: string, content: Uint8Array): Promise<LibraryEntry> {
  const file = path.join(folder, name);
  await writeFile(file, content);
  const result = await library.add(file);
  if (!result.ok) throw new Error(messageText(result.reason));
  return result.entry;
}
type Lumps = Parameters<typeof makeWad>[0]['lumps'];
const pwad = (...lumps: Lumps) => makeWad({ magic: 'PWAD', lumps });
const texts = async (iwad: LibraryEntry, ...addOns: LibraryEntry[]) =>
  (await runChecks(iwad, addOns, [])).warnings.map(({ warning }) => addOnWarningText(warning)).join(' | ');

describe('issue 9, 4.5: sections of patches', () => {
  const patch = (body: string) => ignoredSections(Buffer.from(`Patch File for DeHackEd v3.0\n${body}`));

  it('that the game passes over are named', () => {
    expect(patch('\n[STRINGS]\nX = Y\n\n[PARS]\npar 1 1 10\n')).toEqual(['[STRINGS]', '[PARS]']);
    expect(patch('\r\n[strings]\r\n# a comment\r\nX = Y\r\n')).toEqual(['[STRINGS]']);
    expect(patch('\n[STRINGS]\nX = Y\n\n# *allow-extended-strings*\n')).toEqual(['[STRINGS]']);
  });

  it.each([
    ['allowed', '# *allow-extended-strings*\n\n[STRINGS]\nX = Y\n'],
    ['allowed within a section', '\nThing 1\n# *allow-extended-strings*\nID # = 1\n\n[STRINGS]\nX = Y\n'],
    [
      'allowed, with a line of several',
      '#*allow-extended-strings*\n[STRINGS]\nX = a\\\n\n[PARS]\\\n\nY = b\n',
    ],
    ['empty', '\n[STRINGS]\n\n[PARS]\n# nothing\n'],
    ['a text, no section', '\nText 20 9\n[STRINGS]\nX = Y12345[PARS]\nab\n'],
    ['a line of another section', '\nThing 1\n[STRINGS]\nX = Y\n'],
    ['a comment', '\n# [STRINGS]\n# X = Y\n'],
    ['a text of a length beyond the end', '\nText 999999999 999999999\n[STRINGS]\nX = Y\n'],
  ])('have no warning where they are %s', (_what, body) => {
    expect(patch(body)).toEqual([]);
  });
});

describe('issue 9, 4.5: maps that no menu reaches', () => {
  it('are told by what the game has: three episodes, four, or numbers', async () => {
    const lumps = (...names: string[]) => makeWad({ lumps: [...GAME_LUMPS, ...names] });
    const three = ['DPHOOF', 'BFGGA0', 'HEADA1', 'CYBRA1', 'SPIDA1D1', 'E1M1', 'E2M1', 'E3M1'];
    const doom = await added('doom.wad', lumps(...three));
    const ultimate = await added('ultimate.wad', lumps(...three, 'E4M1', 'E4M2'));
    const doom2 = await added('doom2.wad', lumps('MAP01'));
    const fourth = await added('e4.wad', pwad(...roomMap('E4M1'), ...roomMap('E3M9')));
    expect(await texts(doom, fourth)).toContain('No menu leads to E4M1: Doom has three episodes.');
    expect(await texts(ultimate, fourth)).not.toContain('No menu');
    const zero = await added('map00.wad', pwad(...roomMap('MAP00'), ...roomMap('MAP32')));
    expect(await texts(doom2, zero)).toContain('No menu leads to MAP00, and Doom II cannot start it');
    const high = await added('map41.wad', pwad(...roomMap('MAP41')));
    expect(await texts(doom2, high)).toMatch(/choose MAP41 as its level\.$/);
  });
});

describe('issue 9, 4.5: title demos', () => {
  const demo = Buffer.from([109, 2, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0x80]);
  const three = ['DEMO1', 'DEMO2', 'DEMO3'].map((name) => [name, demo] as const);

  it('that the title screen comes to and that are not there are told of the game itself', async () => {
    const plain = await added('doom2.wad', makeWad({ lumps: [...GAME_LUMPS, 'MAP01', ...three] }));
    expect(await texts(plain)).toBe('');
    const tnt = await added('tnt.wad', makeWad({ lumps: [...GAME_LUMPS, 'MAP01', 'REDTNT2', ...three] }));
    const demos = [{ code: 'missing', params: { demo: 'DEMO4' } }];
    expect((await runChecks(tnt, [], [])).warnings).toEqual([
      { id: tnt.id, warning: { code: 'title-demos', params: { demos } } },
    ]);
    const fourth = await added('fourth.wad', pwad(['DEMO4', demo]));
    expect(await texts(tnt, fourth)).toBe('');
  });

  it('that show the view of nobody are told: the game hangs in them', async () => {
    const plain = await added('doom2.wad', makeWad({ lumps: [...GAME_LUMPS, 'MAP01', ...three] }));
    const seenBySecond = Buffer.from([109, 2, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0x80]);
    const nobody = Buffer.from([109, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80]);
    for (const bad of [nobody, seenBySecond]) {
      const wad = await added('nobody.wad', pwad(['DEMO1', bad]));
      expect(await texts(plain, wad)).toContain('DEMO1 shows the view of a player who does not play in it');
    }
  });

  it('are told once each, of the add-on that has them', async () => {
    const plain = await added('doom2.wad', makeWad({ lumps: [...GAME_LUMPS, 'MAP01', ...three] }));
    const boom = Buffer.from([203, 2, 1, 1]);
    const wad = await added('boom.wad', pwad(['DEMO1', boom], ['DEMO2', new Uint8Array(0)], ['DEMO4', boom]));
    expect(await texts(plain, wad)).toMatch(
      /^The title screen .*: DEMO1 was recorded .*\(203\); DEMO2 is empty\. Press Escape [^|]*$/,
    );
    const good = await added('good.wad', pwad(['DEMO1', demo], ['DEMO2', demo]));
    expect(await texts(plain, wad, good)).toBe('');
  });
});

describe('issue 9, 4.5: hostile WADs are looked through within bounds', () => {
  it.each([
    ['maps that all share 4 MB of sides', 3000],
    ['lists of textures that overlap', 1],
  ])(
    '%s',
    async (_what, count) => {
      const doom2 = await added('doom2.wad', makeWad({ lumps: [...GAME_LUMPS, 'MAP01'] }));
      const big = Buffer.alloc(4 * 1024 * 1024, 0x41);
      big.writeUInt32LE(1_000_000, 0);
      const maps = Array.from({ length: count }, (_, i) => [
        `MAP${String(i % 100).padStart(2, '0')}`,
        ...MAP_LUMPS,
      ]).flat();
      const wad = pwad(['TEXTURE1', big], ['PNAMES', big], ...maps);
      // All empty lumps of maps are the whole file, more than once.
      const directory = wad.readInt32LE(8);
      for (let at = directory + 32; at < wad.length; at += 16) {
        wad.writeInt32LE(12, at);
        wad.writeInt32LE(4 * 1024 * 1024, at + 4);
      }
      const hostile = await added('hostile.wad', wad);
      const before = process.memoryUsage().rss;
      expect(await texts(doom2, hostile)).not.toBe('');
      expect(process.memoryUsage().rss - before).toBeLessThan(600 * 1024 * 1024);
    },
    60_000,
  );
});
