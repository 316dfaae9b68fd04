import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Rehearsal } from '../../engine/session/game/fixtures.ts';
import { HomeDemos } from '../../main/demos/demos.ts';
import { Homes } from '../../main/homes/homes.ts';
import { NO_CONTENTS } from '../../main/library/files/contents.ts';
import { roomMap } from '../../main/library/files/map-fixture.ts';
import { makeWad } from '../../main/library/files/wad-fixture.ts';
import type { LaunchOptions } from '../../main/protocol/launch-options.ts';
import type { LibraryEntry, SessionStart } from '../../main/protocol/launcher.ts';
import { told } from '../../main/protocol/texts/told-fixture.ts';
import { startArguments } from '../../main/sessions/start.ts';
import { LevelJournal } from '../../main/statistics/journal.ts';
import { FREEDOOM_1, Stage } from './rehearse.ts';

/** Demos and statistics in the real Woof!, started as the launcher starts it. */

const GAMES = path.resolve(import.meta.dirname, '../../assets/games');
const IWAD: LibraryEntry = {
  ...{ id: 'f'.repeat(64), title: 'Freedoom: Phase 1', kind: 'iwad', game: 'doom', path: FREEDOOM_1 },
  ...{ bytes: 1, lumps: 1, contents: { ...NO_CONTENTS, maps: ['E1M1', 'E1M2'] }, bundled: true },
};

let stage: Stage;
let place: string;
beforeAll(async () => {
  stage = new Stage();
  ({ path: place } = await new Homes(stage.folder).prepare({ iwad: IWAD, pwads: [], port: 'woof' }));
});
afterAll(() => stage.remove());

async function play(start: SessionStart, options: LaunchOptions = {}, wads = [FREEDOOM_1]) {
  fs.writeFileSync(path.join(place, 'woof.cfg'), 'show_endoom 0\n');
  const started = { home: place, iwad: IWAD, addOns: [], start, port: 'woof', options } as const;
  const args = ['-nosound', '-window', ...(await startArguments(started))];
  const module = path.join(GAMES, 'woof.wasm');
  const resources = [path.join(GAMES, 'woof.pk3')];
  return new Rehearsal({
    module,
    resources,
    wads,
    home: place,
    backend: 'native',
    args,
  }).start();
}

const demos = () => new HomeDemos(place, 'woof').list([IWAD], false);
const file = (name: string) => ({ kind: 'file', file: `demos/${name}.lmp` }) as const;

describe('issue 12, 5: demos of Woof!', () => {
  it.each([
    ['vanilla', 109],
    ['boom', 202],
    ['mbf', 203],
    ['mbf21', 221],
  ] as const)('recorded by the rules of %s say so, play, and are timed', async (complevel, version) => {
    const start = { kind: 'record', name: complevel, map: 'E1M2', skill: 4, longtics: false } as const;
    const game = (await play(start, { complevel })).run(40);
    game.event({ type: 'key', code: 'ArrowUp', down: true, repeat: false });
    game.run(40);
    game.event({ type: 'quit' });
    game.run(20);
    expect([complevel, game.session.end]).toMatchObject([complevel, { message: { code: 'demo-recorded' } }]);
    const recorded = (await demos()).find(({ name }) => name === complevel);
    expect(recorded).toMatchObject({ facts: { version, map: 'E1M2', skill: 3, players: 1 } });
    expect(recorded).not.toHaveProperty('problem');
    expect(recorded!.facts!.tics).toBeGreaterThan(40);

    const timed = (await play({ kind: 'demo', place: file(complevel), time: true })).run(400);
    expect(told(timed.session.end)?.message).toMatch(/^Timed \d+ gametics in/);
    const shown = (await play({ kind: 'demo', place: file(complevel), time: false })).run(400);
    expect(shown.session.end?.cause).toBe('quit');
  });

  it('counts a level as soon as it is finished', async () => {
    const room = stage.file('room.wad', makeWad({ magic: 'PWAD', lumps: roomMap('E1M1', { start: 208 }) }));
    const game = (await play({ kind: 'title' }, { map: 'E1M1', skill: 2 }, [FREEDOOM_1, room])).run(110);
    game.event({ type: 'key', code: 'Space', down: true, repeat: false });
    game.run(60);
    expect(game.session.end).toBeUndefined();

    const found = await new LevelJournal(place).list(false);
    expect(found).toMatchObject([{ map: 'E1M1', kills: { got: 0 }, secrets: { got: 0 } }]);
    expect(found[0]!.seconds).toBeLessThan(10);
    game.session.stop();
    expect(await new LevelJournal(place).collect(false)).toBe(1);
  });
});
