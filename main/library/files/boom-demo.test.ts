import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { demoProblemText } from '../../protocol/texts/demos.ts';
import { boomDemo, umapinfoDemo } from './boom-demo-fixture.ts';
import { parseDemo, WOOF_PLAYED } from './lmp.ts';

const parse = (bytes: Uint8Array) => parseDemo(bytes, true, WOOF_PLAYED);
const problem = (bytes: Uint8Array) => {
  const found = parse(bytes).problem;
  return found && demoProblemText(found);
};

describe('issue 12, 5: a demo of Boom’s family', () => {
  it.each([
    ['Boom 2.0', 200],
    ['Boom', 202],
    ['MBF', 203],
    ['MBF21', 221],
  ])('of %s says what it is', (_what, version) => {
    const facts = { version, map: 'MAP07', skill: 4, players: 2, tics: 35 };
    expect(parse(boomDemo(35, { version, map: 7, skill: 4, players: 2 }))).toEqual({ facts });
  });

  it('may be recorded with UMAPINFO, and with fewer options than MBF21 has now', () => {
    expect(parse(umapinfoDemo(boomDemo(9)))).toMatchObject({ facts: { version: 202, tics: 9 } });
    expect(parse(boomDemo(9, { version: 221, count: 23 }))).toEqual({
      facts: { version: 221, map: 'MAP02', skill: 3, players: 1, tics: 9 },
    });
  });

  it.each([
    ['half a header', boomDemo(5).subarray(0, 60), /ends within its header/],
    ['a header of UMAPINFO alone', umapinfoDemo(Buffer.alloc(0)), /ends within its header/],
    ['no end', boomDemo(5).subarray(0, -1), /its end is missing/],
    ['more options than the game knows', boomDemo(5, { version: 221, count: 26 }), /newer engine .* 221/],
    ['the version of PrBoom', boomDemo(5, { version: 214 }), /newer engine recorded it \(demo version 214\)/],
    ['Eternity’s header', Buffer.from('\xffETERN\0 and more', 'latin1'), /newer engine .* 255/],
    ['nobody in it', boomDemo(5, { players: 0 }), /nobody plays/],
    ['another’s view than a player’s', boomDemo(5, { viewed: 2 }), /player 3, who does not play/],
    ['a player that cannot be', boomDemo(5, { viewed: 200 }), /player 201/],
    ['a skill that cannot be', boomDemo(5, { skill: 7 }), /is impossible/],
    ['a level that cannot be', boomDemo(5, { map: 0 }), /is impossible/],
  ])('with %s has a problem', (_what, bytes, text) => {
    expect(problem(bytes)).toMatch(text);
  });

  it('is offered by Woof! only', () => {
    const { facts, problem: found } = parseDemo(boomDemo(3), true);
    expect(facts).toMatchObject({ version: 202, tics: 3 });
    expect(found && demoProblemText(found)).toMatch(/rules of Boom \(demo version 202\)\. Play it on Woof!/);
  });

  it('of any bytes does no harm (500 mutations)', () => {
    const whole = boomDemo(20, { version: 221 });
    const changed = fc
      .array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 10 })
      .map((changes) => changes.reduce((bytes, [at, value]) => bytes.with(at, value), new Uint8Array(whole)));
    const cut = fc.nat(whole.length).map((length) => new Uint8Array(whole.subarray(0, length)));
    fc.assert(
      fc.property(
        fc.oneof(changed, cut, fc.uint8Array({ maxLength: 300 })),
        fc.boolean(),
        (bytes, numbered) => {
          const { facts, problem: found } = parseDemo(bytes, numbered, WOOF_PLAYED);
          expect(facts !== undefined || found !== undefined).toBe(true);
          if (facts !== undefined) expect(facts.tics).toBeLessThanOrEqual(bytes.length);
        },
      ),
      { numRuns: 500 },
    );
  });
});
