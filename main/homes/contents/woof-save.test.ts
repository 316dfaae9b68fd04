import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { saveProblemText } from '../../protocol/texts/homes.ts';
import { saveBytes } from './save-fixture.ts';
import { parseSave, saveReach } from './savegame.ts';
import { snapshotOf } from './woof-save.ts';
import { woofSaveBytes } from './woof-save-fixture.ts';

const { headerBytes, tailBytes } = saveReach('woof');
const parse = (bytes: Uint8Array, maps?: 'episodes' | 'numbered') =>
  parseSave('woof', bytes.subarray(0, headerBytes), bytes.subarray(-tailBytes), maps);
const problem = (bytes: Uint8Array, maps: 'episodes' | 'numbered' = 'numbered') => {
  const parsed = parse(bytes, maps);
  return 'problem' in parsed ? saveProblemText(parsed.problem) : '';
};

describe('a saved game of Woof!', () => {
  it('says description, map, skill, time, and that it has an image', () => {
    const bytes = woofSaveBytes({ description: 'in the lift', map: 7, skill: 3, tics: 70_000 });
    const facts = { description: 'in the lift', skill: 3, levelSeconds: 2000, snapshot: true };
    expect(parse(bytes, 'numbered')).toEqual({ ...facts, map: 'MAP07' });
    expect(parse(bytes, 'episodes')).toEqual({ ...facts, map: 'E1M7' });
  });

  it.each([
    ['rules of vanilla, whose options are longer', { demoVersion: 109 }],
    ['rules of Boom', { demoVersion: 202 }],
    [
      'the WADs of a long load order',
      { wads: Array.from({ length: 255 }, (_, i) => `${'w'.repeat(200)}${i}`) },
    ],
    ['Woof! 13', { version: 'Woof 13.0.0' }],
    ['Woof! 6, without the music behind the end', { version: 'Woof 6.0.0', behind: 4 }],
    ['MBF', { version: 'MBF 203', behind: 0, snapshot: false }],
  ])('may be of %s', (_what, how) => {
    expect(parse(woofSaveBytes(how), 'numbered')).toMatchObject({ map: 'MAP01', levelSeconds: 10 });
  });

  it('knows maps that only UMAPINFO names, and a game without monsters', () => {
    expect(parse(woofSaveBytes({ map: 33 }), 'numbered')).toMatchObject({ map: 'MAP33' });
    expect(parse(woofSaveBytes({ episode: 6, map: 9 }), 'episodes')).toMatchObject({ map: 'E6M9' });
    const parsed = parse(woofSaveBytes({ skill: 255 }), 'numbered');
    expect(parsed).toMatchObject({ map: 'MAP01' });
    expect(parsed).not.toHaveProperty('skill');
  });

  it.each([
    [
      'a newer version',
      woofSaveBytes({ version: 'Woof 16.0.0' }),
      /made it \(“Woof 16\.0\.0”\).* loads saved games of MBF/,
    ],
    [
      'a save of Doom 1.9',
      saveBytes(),
      /of Chocolate Doom, and Woof! cannot load it.* played by Chocolate Doom/,
    ],
    ['a file that ends in its image', woofSaveBytes().subarray(0, -1), /cut off/],
    ['a file that ends in its world', woofSaveBytes().subarray(0, 400), /cut off/],
    ['a header', woofSaveBytes().subarray(0, 120), /cut off/],
    ['the names of WADs without an end', woofSaveBytes().subarray(0, 60), /cut off/],
    ['one without its end mark', woofSaveBytes({ behind: 3 }), /cut off/],
    ['one without its image', woofSaveBytes({ snapshot: false }), /cut off/],
    [
      'names of WADs without an end in a long file',
      new Uint8Array([...woofSaveBytes().subarray(0, 53), ...new Uint8Array(200_000).fill(65)]),
      /impossible values/,
    ],
    ['a skill that is none', woofSaveBytes({ skill: 5 }), /impossible values/],
    ['nobody who plays', woofSaveBytes({ players: [0, 0, 0, 0] }), /impossible values/],
    ['a time before the level', woofSaveBytes({ tics: -1 }), /impossible values/],
    ['a map of another game', woofSaveBytes({ episode: 3 }), /no map 1 in episode 3/],
    ['a file of nothing', new Uint8Array(0), /not a saved game/],
    ['an image', new Uint8Array(1000).fill(0xe6), /not a saved game/],
  ])('is not %s', (_what, bytes, text) => {
    expect(problem(bytes)).toMatch(text);
  });

  it('is nothing that Chocolate Doom loads', () => {
    const bytes = woofSaveBytes();
    const parsed = parseSave('chocolate', bytes.subarray(0, 50), bytes, 'numbered');
    expect('problem' in parsed && saveProblemText(parsed.problem)).toMatch(
      /of Woof!, and Chocolate Doom cannot/,
    );
  });

  it('is told from any bytes without an error (500 mutations)', () => {
    const whole = woofSaveBytes({ world: 10 });
    const mutated = fc
      .array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 12 })
      .map((changes) => changes.reduce((bytes, [at, value]) => bytes.with(at, value), whole));
    const cut = fc.nat(whole.length).map((length) => whole.subarray(0, length));
    const bytes = fc.oneof(mutated, cut, fc.uint8Array({ maxLength: 200 }));
    fc.assert(
      fc.property(
        bytes,
        fc.constantFrom('episodes' as const, 'numbered' as const, undefined),
        (file, maps) => {
          const parsed = parse(file, maps);
          expect(parsed.description).toMatch(/^[ -~]{0,24}$/);
          if (!('problem' in parsed)) expect(parsed.map).toMatch(/^(E[1-9]M[1-9]|MAP\d\d)$/);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('snapshotOf', () => {
  const palette = Uint8Array.from({ length: 768 }, (_, i) => i & 255);

  it('is what the player saw, in the colours of the game', () => {
    const frame = snapshotOf(woofSaveBytes(), palette);
    expect(frame).toMatchObject({ format: 'indexed', width: 320, height: 200 });
    expect(frame?.pixels.length).toBe(64_000);
    expect([frame?.pixels[0], frame?.pixels[320], frame?.pixels.at(-1)]).toEqual([0, 1, 199]);
  });

  it('is nothing without an image or colours', () => {
    expect(snapshotOf(woofSaveBytes({ snapshot: false }), palette)).toBeUndefined();
    expect(snapshotOf(woofSaveBytes(), palette.subarray(1))).toBeUndefined();
    expect(snapshotOf(new Uint8Array(3), palette)).toBeUndefined();
  });
});
