import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { saveProblemText } from '../../protocol/texts/homes.ts';
import { saveBytes } from './save-fixture.ts';
import { parseSave, saveReach } from './savegame.ts';

const { headerBytes, tailBytes } = saveReach('chocolate');
const parse = (bytes: Uint8Array, maps?: 'episodes' | 'numbered') =>
  parseSave('chocolate', bytes.subarray(0, headerBytes), bytes.subarray(-tailBytes), maps);

describe('a saved game of Doom', () => {
  it('tells description, map, skill and time', () => {
    expect(
      parse(saveBytes({ description: 'before the boss', episode: 2, map: 8, tics: 70_000 }), 'episodes'),
    ).toEqual({
      description: 'before the boss',
      map: 'E2M8',
      skill: 2,
      levelSeconds: 2000,
    });
    expect(parse(saveBytes({ map: 3 }), 'numbered')).toMatchObject({ map: 'MAP03' });
    expect(parse(saveBytes({ map: 12 }))).toMatchObject({ map: 'MAP12' });
  });

  it('may fill its description without an end, with any bytes', () => {
    const bytes = saveBytes({ description: 'abcdefghijklmnopqrstuvwx' });
    bytes[3] = 0x9b;
    bytes[4] = 7;
    expect(parse(bytes, 'episodes')).toMatchObject({ description: 'abc??fghijklmnopqrstuvwx', map: 'E1M1' });
  });

  it.each([
    ['Crispy Doom’s lines', 'crispy-doom 6.0\nwadfilename é.wad\n'],
    ['a line for each of many sectors', 'soundtarget 1000 20\n'.repeat(5000)],
    ['the rest of a block', '\0'.repeat(511)],
  ])('may have %s behind its end', (_what, more) => {
    const bytes = Buffer.concat([saveBytes(), Buffer.from(more)]);
    expect(parse(bytes, 'episodes')).toMatchObject({ description: 'a save', map: 'E1M1' });
    expect(parse(bytes.subarray(0, 1000), 'episodes')).toMatchObject({ problem: expect.anything() });
  });

  it.each([
    [
      'another version',
      saveBytes({ version: 'version 110' }),
      /Another version of Doom made it \(“version 110”\)/,
    ],
    ['a cut-off file', saveBytes().subarray(0, 900), /cut off/],
    ['a file of nothing', new Uint8Array(0), /not a saved game/],
    ['a header alone', saveBytes().subarray(0, headerBytes), /cut off/],
    ['a picture', new Uint8Array(1000).fill(0x1d), /not a saved game/],
    ['a skill that is none', saveBytes({ skill: 5 }), /impossible values/],
    ['nobody who plays', saveBytes({ players: [0, 0, 0, 0] }), /impossible values/],
    ['a map of another game', saveBytes({ map: 31 }), /to another game: this one has no map 31 in episode 1/],
  ])('is not %s', (_what, bytes, problem) => {
    const parsed = parse(bytes, 'episodes');
    expect('problem' in parsed && saveProblemText(parsed.problem)).toMatch(problem);
  });

  it('is told from any bytes without an error', () => {
    const maps = fc.constantFrom('episodes' as const, 'numbered' as const, undefined);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), maps, (bytes, numbering) => {
        const parsed = parse(bytes, numbering);
        expect(parsed.description).toMatch(/^[ -~]{0,24}$/);
      }),
    );
  });
});
