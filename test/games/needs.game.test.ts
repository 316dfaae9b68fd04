import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SourcePort } from '../../engine/games/source-ports.ts';
import type { Rehearsal } from '../../engine/session/game/fixtures.ts';
import { gridMap } from '../../main/library/files/grid-map-fixture.ts';
import { roomMap } from '../../main/library/files/map-fixture.ts';
import { makeWad } from '../../main/library/files/wad-fixture.ts';
import { Library } from '../../main/library/library.ts';
import { Examiner } from '../../main/library/needs/examination.ts';
import { messageText } from '../../main/protocol/texts/index.ts';
import { needText } from '../../main/protocol/texts/needs.ts';
import { told } from '../../main/protocol/texts/told-fixture.ts';
import { FREEDOOM_1, MODULE, press, Stage } from './rehearse.ts';

/** What the launcher chooses for a WAD, and what the real games then do: Woof acts as the WAD says, and Chocolate Doom does not. */

const FREEDOOM_2 = path.join(path.dirname(FREEDOOM_1), 'freedoom2.wad');
const WOOF = path.join(path.dirname(MODULE), 'woof.wasm');
const RESOURCES = [path.join(path.dirname(MODULE), 'woof.pk3')];

let stage: Stage;
beforeAll(() => {
  stage = new Stage();
});
afterAll(() => stage.remove());

type Lumps = Parameters<typeof makeWad>[0]['lumps'];
const pwad = (...lumps: Lumps) => stage.file('addon.wad', makeWad({ magic: 'PWAD', lumps }));

/** Which port is chosen for a WAD with Freedoom: Phase 2, and the reasons. */
async function chosen(file: string): Promise<{ port: SourcePort; reasons: string }> {
  const userData = fs.mkdtempSync(path.join(stage.folder, 'library-'));
  const library = await Library.open({ bundled: path.join(userData, 'none'), userData });
  const [iwad, addOn] = await Promise.all(
    [FREEDOOM_2, file].map(async (one) => {
      const result = await library.add(one);
      if (!result.ok) throw new Error(messageText(result.reason));
      return result.entry;
    }),
  );
  const examiner = new Examiner(async () => ['chocolate', 'woof']);
  const { choice } = await examiner.examine(iwad!, [addOn!], [], undefined);
  return { port: choice.port, reasons: choice.needs.map(({ need }) => needText(need)).join(' | ') };
}

/** Plays the first map for so many frames. */
function play(port: SourcePort, file: string, frames = 70, args: readonly string[] = []): Rehearsal {
  const wads = [FREEDOOM_2, file];
  const all = ['-warp', '1', '-skill', '4', ...args];
  return port === 'woof'
    ? stage.doom({ module: WOOF, resources: RESOURCES, wads, args: all }).run(frames)
    : stage.doom({ wads, args: all, dehackedLumps: true }).run(frames);
}

/** The player's view at last, without the status bar: its face looks around by chance. */
function view(game: Rehearsal): string {
  expect(told(game.session.end)).toBeUndefined();
  const { pixels, width, height } = game.frames.at(-1)!;
  const rows = Math.floor((height * 168) / 200);
  return createHash('sha256')
    .update(pixels.subarray(0, width * rows))
    .digest('hex');
}

const PLAIN = { floor: 0, light: 160 };
const plainGrid = () => pwad(...gridMap('MAP01', 4, () => PLAIN));
const error = (message: string) => ({ cause: 'game-error', message: expect.stringContaining(message) });

describe('issue 12, 4: what the launcher chooses Woof for acts there, and not in Chocolate Doom', () => {
  it('a conveyor carries the player over a generalized line, which raises a floor', async () => {
    /** Carries the cells in the west to the north. The line there raises the cells in the east to their ceiling: `W1`, fast. */
    const grid = (conveyor: number, raise: number) =>
      pwad(
        ...gridMap(
          'MAP01',
          4,
          (x) => ({ ...PLAIN, tag: x === 0 ? 5 : x >= 2 ? 6 : 0 }),
          (x1, y1, x2, y2) => {
            if (x1 === 1 && x2 === 1 && y1 === 0) return [conveyor, 5];
            return y1 === 1 && y2 === 1 && x1 === 0 ? [raise, 6] : [0];
          },
        ),
      );
    const all = grid(253, 0x6250);
    expect(await chosen(all)).toEqual({
      port: 'woof',
      reasons:
        'MAP01 uses Boom’s generalized linedefs (1 line). | MAP01 uses Boom’s linedef types, such as 253 (1 line).',
    });
    const [none, conveyor] = [grid(0, 0), grid(253, 0)];
    const woof = [none, conveyor, all].map((file) => view(play('woof', file)));
    expect(new Set(woof).size).toBe(3);
    const chocolate = [none, conveyor, all].map((file) => view(play('chocolate', file)));
    expect(new Set(chocolate).size).toBe(1);
  }, 240_000);

  it('an MBF21 sector kills, unless COMPLVL asks for Boom’s rules; Chocolate Doom ends', async () => {
    const grid = (type: number, ...lumps: Lumps) =>
      pwad(...gridMap('MAP01', 4, () => ({ ...PLAIN, type })), ...lumps);
    const deadly = grid(0x1000);
    const boom = grid(0x1000, ['COMPLVL', Buffer.from('boom')]);
    const mbf21 = grid(0x1000, ['COMPLVL', Buffer.from('mbf21')]);
    expect(await chosen(deadly)).toEqual({
      port: 'woof',
      reasons: 'MAP01 uses MBF21’s sector types (16 sectors).',
    });
    expect((await chosen(boom)).reasons).toContain('It asks for the rules of Boom (COMPLVL).');
    const alive = view(play('woof', plainGrid()));
    expect(view(play('woof', deadly))).not.toBe(alive);
    expect(view(play('woof', mbf21))).not.toBe(alive);
    expect(view(play('woof', boom))).toBe(alive);
    expect(told(play('chocolate', deadly).session.end)).toMatchObject(error('unknown special 4096'));
  }, 240_000);

  it('a DSDHacked thing stands there; Chocolate Doom ends', async () => {
    const patch = Buffer.from(
      [
        'Patch File for DeHackEd v3.0',
        'Doom version = 2021',
        'Patch format = 6',
        '',
        'Thing 1000 (Pillar)',
        'ID # = 20000',
        'Initial frame = 10000',
        '',
        'Frame 10000',
        // The lamp's (`SPR_COLU`).
        'Sprite number = 60',
        'Duration = -1',
        '',
      ].join('\n'),
    );
    const room = (type: number) =>
      pwad(...roomMap('MAP01', { things: [[type, 160, 128, 0]] }), ['DEHACKED', patch]);
    const file = room(20_000);
    const { port, reasons } = await chosen(file);
    expect(port).toBe('woof');
    expect(reasons).toContain('Its patch defines things beyond Doom’s own (1, from 1000).');
    expect(reasons).toContain('Its patch defines frames beyond Doom’s own (1, from 10000).');
    expect(reasons).toContain('MAP01 has 1 thing of a type that Doom does not know (20000).');
    expect(view(play('woof', file))).not.toBe(view(play('woof', room(20_001))));
    expect(told(play('chocolate', file).session.end)).toMatchObject(error('Unknown type 20000'));
  }, 240_000);

  it('a map without nodes is played; Chocolate Doom ends', async () => {
    const file = pwad(...roomMap('MAP01', { nodes: false }));
    expect(await chosen(file)).toMatchObject({
      port: 'woof',
      reasons: expect.stringContaining('MAP01 has no nodes.'),
    });
    expect(view(play('woof', file))).toBe(view(play('woof', pwad(...roomMap('MAP01')))));
    expect(told(play('chocolate', file).session.end)).toBeDefined();
  }, 240_000);

  it('a map of 2,112 lines over the limit of visplanes is played; Chocolate Doom ends', async () => {
    const file = pwad(...gridMap('MAP01', 32));
    expect(await chosen(file)).toMatchObject({
      port: 'woof',
      reasons: expect.stringContaining('1,040 floors and ceilings at once, and Doom takes 128.'),
    });
    view(play('woof', file));
    expect(told(play('chocolate', file).session.end)).toMatchObject(error('R_FindPlane: no more visplanes'));
  }, 240_000);

  it('a map just below that limit is played by Chocolate Doom', async () => {
    // 120 floors and one ceiling.
    const file = pwad(...gridMap('MAP01', 11, (x, y) => ({ floor: -Math.min(x + y * 11, 119), light: 160 })));
    expect((await chosen(file)).reasons).not.toContain('floors and ceilings');
    expect(told(play('chocolate', file, 20).session.end)).toBeUndefined();
  }, 240_000);

  it('UMAPINFO names a level in the automap, and ends the game behind it', async () => {
    const named = (name: string, more = '') =>
      pwad(...roomMap('MAP01', { start: 208 }), [
        'UMAPINFO',
        Buffer.from(`MAP MAP01\n{\nlevelname = "${name}"\n${more}}\n`),
      ]);
    const one = named('The Cellar');
    expect(await chosen(one)).toEqual({
      port: 'woof',
      reasons: 'It describes its levels in UMAPINFO (MAP01).',
    });
    const automap = (port: SourcePort, file: string) => {
      const game = play(port, file, 60);
      press(game, 'Tab');
      return view(game.run(20));
    };
    expect(automap('woof', one)).not.toBe(automap('woof', named('The Attic')));
    expect(automap('chocolate', one)).toBe(automap('chocolate', named('The Attic')));
    /** What is shown after the exit was used, and the figures were passed. */
    const behind = (file: string) => {
      const game = play('woof', file, 60);
      for (let i = 0; i < 6; i++) {
        press(game, 'Space');
        game.run(60);
      }
      return view(game);
    };
    const next = behind(one);
    const cast = behind(named('The Cellar', 'endcast = true\n'));
    const ending = behind(named('The Cellar', 'endpic = "CREDIT"\n'));
    expect(new Set([next, cast, ending]).size).toBe(3);
  }, 240_000);
});
