import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InputEvent } from '../../engine/host/platform.ts';
import type { BackendName, SessionEnd } from '../../engine/session/protocol.ts';
import { BACKEND_NAMES } from '../../engine/wasm/spec/backends.ts';
import { parseDemo } from '../../main/library/files/lmp.ts';
import { roomMap } from '../../main/library/files/map-fixture.ts';
import { makeWad } from '../../main/library/files/wad-fixture.ts';
import { told } from '../../main/protocol/texts/told-fixture.ts';
import { parseStatdump } from '../../main/statistics/statdump.ts';
import { CHOCOLATE_DOOM, findNativeDoom, PROGRAM, playNatively } from '../interop/native-doom.ts';
import { FREEDOOM_1, Stage } from './rehearse.ts';

/** Demos in the real game: recorded here, played here on every backend and by Debian's native game, and the other way round. */

const unavailable = await findNativeDoom();

// Machines that have other things to do take long to interpret a game's start.

let stage: Stage;
beforeAll(() => {
  stage = new Stage();
});
afterAll(() => stage.remove());

const key = (code: string, down: boolean): InputEvent => ({ type: 'key', code, down, repeat: false });
const RECORDED: SessionEnd = { cause: 'quit', message: { code: 'demo-recorded', params: {} }, exitCode: -1 };
const RECORD = ['-warp', '1', '1', '-skill', '4', '-record', '/home/demos/mine of ü'];

/** Walks, turns and shoots, and ends the recording by `ending`. */
function record(backend: BackendName, ending: InputEvent, more: string[] = []) {
  const game = stage.doom({ backend, args: [...RECORD, ...more] }).run(70);
  game.event(key('ArrowUp', true));
  game.event(key('ControlLeft', true));
  game.run(50);
  game.event(key('ArrowLeft', true));
  game.run(30);
  game.event({ type: 'release-keys' });
  for (let i = 0; i < 40 && game.session.end === undefined; i++) {
    game.event(ending);
    game.run(2);
  }
  const file = path.join(game.home, 'demos/mine of ü.lmp');
  return { home: game.home, end: game.session.end, file, demo: fs.readFileSync(file) };
}

/** Plays a demo of a home as fast as it goes: its length as the game counts it, and all its frames. */
function time(backend: BackendName, home: string, name: string) {
  const game = stage.doom({ backend, home, args: ['-timedemo', `/home/demos/${name}`] }).run(2000);
  const hash = createHash('sha256');
  for (const { pixels } of game.frames) hash.update(pixels);
  return { message: told(game.session.end)?.message.split(' in ')[0], hash: hash.digest('hex') };
}

/** Runs the native game without window and sound until it ends; returns what it printed. */
async function native(args: readonly string[]): Promise<string> {
  const folder = fs.mkdtempSync(path.join(stage.folder, 'native-'));
  const env = { ...process.env, HOME: folder, XDG_DATA_HOME: folder, SDL_VIDEODRIVER: 'dummy' };
  const child = spawn(PROGRAM, ['-iwad', FREEDOOM_1, '-nosound', '-nogui', ...args], { env, cwd: folder });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data));
  await once(child, 'close');
  return said;
}

describe('a recorded demo', () => {
  it('is on disk after the key that ends it, the same from every backend, and plays in sync on all', () => {
    const [first, ...others] = BACKEND_NAMES.map((backend) => record(backend, key('KeyQ', true)));
    expect(first?.end).toEqual(RECORDED);
    const { facts, problem } = parseDemo(first!.demo, false);
    expect(problem).toBeUndefined();
    expect(facts).toMatchObject({ version: 109, map: 'E1M1', skill: 3, players: 1 });
    for (const other of others) {
      expect(other.end).toEqual(RECORDED);
      expect(other.demo.equals(first!.demo)).toBe(true);
    }
    const [played, ...alike] = BACKEND_NAMES.map((backend) => time(backend, first!.home, 'mine of ü'));
    expect(played?.message).toMatch(/^timed \d+ gametics$/);
    // The game counts the tics before and after the demo too: at most a second.
    expect(Math.abs(Number(played!.message!.split(' ')[1]) - facts!.tics)).toBeLessThan(35);
    for (const other of alike) expect(other).toEqual(played);
  });

  it.each(BACKEND_NAMES)('is on disk after the window was closed on %s, with fine turns, too', (backend) => {
    const { end, demo } = record(backend, { type: 'quit' }, ['-longtics', '-maxdemo', '1024']);
    expect(end).toEqual(RECORDED);
    expect(parseDemo(demo, false)).toMatchObject({ facts: { version: 111, map: 'E1M1' } });
  });

  it.skipIf(unavailable !== undefined)(
    'plays in sync in the native game, and its demos play here',
    async () => {
      const ours = record('singlepass', key('KeyQ', true));
      const here = time('native', ours.home, 'mine of ü');
      const there = await native(['-timedemo', ours.file]);
      expect(there).toContain(`${here.message} in`);

      const theirs = path.join(ours.home, 'demos/theirs');
      const args = ['-iwad', FREEDOOM_1, '-warp', '1', '1', '-skill', '2', '-record', theirs];
      const keys = [
        { key: 'up', from: 30, to: 70 },
        { key: 'left', from: 75, to: 90 },
        { key: 'q', from: 140, to: 143 },
      ] as const;
      await playNatively(CHOCOLATE_DOOM, stage.folder, args, keys, `${theirs}.lmp`);
      const demo = fs.readFileSync(`${theirs}.lmp`);
      expect(parseDemo(demo, false)).toMatchObject({ facts: { version: 109, map: 'E1M1', skill: 1 } });
      const natively = await native(['-timedemo', `${theirs}.lmp`]);
      for (const backend of BACKEND_NAMES)
        expect(natively).toContain(`${time(backend, ours.home, 'theirs').message} in`);
    },
    120_000,
  );
});

it.each(BACKEND_NAMES)('a demo recorded with a patch goes another way without it, on %s', (backend) => {
  const things = [[3004, 250, 128, 180]] as const;
  const room = makeWad({ magic: 'PWAD', lumps: roomMap('E1M1', { things }) });
  const wads = [FREEDOOM_1, stage.file('room.wad', room)];
  const weak = stage.file(
    'weak.deh',
    'Patch File for DeHackEd v3.0\n\nDoom version = 19\nPatch format = 6\n\nThing 2 (Trooper)\nHit points = 1\n',
  );
  const game = stage.doom({ backend, wads, patches: [weak], args: RECORD }).run(45);
  game.event(key('ControlLeft', true));
  game.run(20);
  game.event({ type: 'release-keys' });
  game.event(key('ArrowUp', true));
  game.run(45);
  game.event(key('Space', true));
  game.run(10);
  game.event({ type: 'release-keys' });
  game.run(40);
  game.event(key('KeyQ', true));
  game.run(10);
  expect(game.session.end).toEqual(RECORDED);
  const kills = (patches: string[]) => {
    const args = ['-playdemo', '/home/demos/mine of ü', '-statdump', '/home/s.txt'];
    const played = stage.doom({ backend, wads, patches, home: game.home, args }).run(1000);
    expect(played.session.end?.cause).toBe('quit');
    return parseStatdump(fs.readFileSync(path.join(game.home, 's.txt'), 'utf8'), false);
  };
  expect(kills([weak])).toMatchObject([{ map: 'E1M1', kills: { got: 1, of: 1 } }]);
  expect(kills([])).toMatchObject([{ map: 'E1M1', kills: { got: 0, of: 1 } }]);
});

describe('statistics', () => {
  const room = () =>
    stage.file(
      'room.wad',
      makeWad({ magic: 'PWAD', lumps: roomMap('E1M1', { start: 208, things: [[2014, 128, 128, 0]] }) }),
    );

  it.each(BACKEND_NAMES)('of a level that was finished are written when the game ends, on %s', (backend) => {
    const game = stage
      .doom({
        backend,
        wads: [FREEDOOM_1, room()],
        args: ['-warp', '1', '1', '-skill', '2', '-statdump', '/home/stats.txt'],
      })
      .run(110);
    game.event(key('Space', true));
    game.run(20);
    for (let i = 0; i < 60 && game.session.end === undefined; i++) {
      game.event({ type: 'quit' });
      game.run(2);
    }
    game.run(400);
    const text = fs.readFileSync(path.join(game.home, 'stats.txt'), 'utf8');
    expect(parseStatdump(text, false)).toEqual([
      {
        map: 'E1M1',
        seconds: expect.any(Number),
        parSeconds: 30,
        kills: { got: 0, of: 0 },
        items: { got: 0, of: 1 },
        secrets: { got: 0, of: 0 },
      },
    ]);
  });

  /** Finishes the level that the player has before them, and continues to the next. */
  const finish = (game: ReturnType<Stage['doom']>) => {
    game.event(key('Space', true));
    game.run(20);
    game.event({ type: 'release-keys' });
    game.run(20);
  };

  it.each(BACKEND_NAMES)(
    'of each level are there as soon as it is finished, however the game ends, on %s',
    (backend) => {
      const rooms = ['E1M1', 'E1M2'].flatMap((map) => roomMap(map, { start: 208 }));
      const wads = [FREEDOOM_1, stage.file('rooms.wad', makeWad({ magic: 'PWAD', lumps: rooms }))];
      const args = ['-warp', '1', '1', '-skill', '2', '-statdump', '/home/stats.txt'];
      const game = stage.doom({ backend, wads, args }).run(110);
      const maps = () =>
        parseStatdump(fs.readFileSync(path.join(game.home, 'stats.txt'), 'utf8'), false).map(
          ({ map }) => map,
        );
      expect(fs.existsSync(path.join(game.home, 'stats.txt'))).toBe(false);
      finish(game);
      expect(maps()).toEqual(['E1M1']);
      // Its figures are counted up, then the map of the episode is shown.
      for (let i = 0; i < 4; i++) {
        game.event(key('Space', true));
        game.run(10);
        game.event({ type: 'release-keys' });
        game.run(60);
      }
      expect(maps()).toEqual(['E1M1']);
      finish(game);
      expect(maps()).toEqual(['E1M1', 'E1M2']);
      expect(game.session.end).toBeUndefined();
    },
  );

  it.each(BACKEND_NAMES)('that cannot be written are no reason to end the game, on %s', (backend) => {
    const args = ['-warp', '1', '1', '-skill', '2', '-statdump', '/home/stats.txt'];
    const game = stage.doom({ backend, wads: [FREEDOOM_1, room()], args });
    fs.mkdirSync(path.join(game.home, 'stats.txt'));
    finish(game.run(110));
    game.run(100);
    expect(game.session.end).toBeUndefined();
    expect(game.lines.filter((line) => line.includes('could not be written'))).toEqual([
      'session: The statistics of this game’s levels could not be written.',
    ]);
  });

  it('of no finished level are none', () => {
    const game = stage.doom({ args: ['-warp', '1', '1', '-statdump', '/home/stats.txt'] }).run(50);
    for (let i = 0; i < 60 && game.session.end === undefined; i++) {
      game.event({ type: 'quit' });
      game.run(2);
    }
    game.run(400);
    expect(parseStatdump(fs.readFileSync(path.join(game.home, 'stats.txt'), 'utf8'), false)).toEqual([]);
  });
});
