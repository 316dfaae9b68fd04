import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runTimedemo } from '../../engine/offline/timedemo.ts';
import { EngineProcess, useEngineProcesses } from '../../engine/session/process/process-fixture.ts';
import type { SessionEnd } from '../../engine/session/protocol.ts';
import { roomMap } from '../../main/library/files/map-fixture.ts';
import { makeWad } from '../../main/library/files/wad-fixture.ts';
import { told } from '../../main/protocol/texts/told-fixture.ts';
import { parseStatdump } from '../../main/statistics/statdump.ts';
import { FREEDOOM_1, MODULE, Stage } from './rehearse.ts';

/** Demos as a player sees them: in an engine process, in real time or as fast as it goes. */

useEngineProcesses();

let stage: Stage;
let wads: string[];
beforeAll(() => {
  stage = new Stage();
  const room = makeWad({ magic: 'PWAD', lumps: roomMap('E1M1', { start: 208 }) });
  wads = [FREEDOOM_1, stage.file('room.wad', room)];
});
afterAll(() => stage.remove());

const QUIT: SessionEnd = { cause: 'quit', message: { code: 'game-quit', params: {} }, exitCode: 0 };

const PLAY = ['-playdemo', '/home/demos/out', '-statdump', '/home/stats.txt'];

const key = (code: string, down: boolean) => ({ type: 'key', code, down, repeat: false }) as const;
const hashOf = (pixels: Uint8Array) => createHash('sha256').update(pixels).digest('hex');

/** Records a demo of a level that is finished after a few seconds; returns the home that it is in. */
function record(): string {
  const args = ['-warp', '1', '1', '-skill', '2', '-record', '/home/demos/out'];
  const game = stage.doom({ wads, args }).run(200);
  game.event(key('Space', true));
  game.run(20);
  game.event({ type: 'release-keys' });
  game.run(30);
  game.event(key('KeyQ', true));
  game.run(10);
  expect(told(game.session.end)?.message).toBe('The demo was recorded.');
  return game.home;
}

/** The levels that the last game in this home has counted, once. */
function finished(home: string) {
  const file = path.join(home, 'stats.txt');
  const text = fs.readFileSync(file, 'utf8');
  fs.rmSync(file);
  return parseStatdump(text, false);
}

/** Plays it in a process, as it should be first, then at `speed`: how it ended, what was finished and what was shown. */
async function play(home: string, speed: number, pace: 'real' | 'free') {
  const args = ['-nosound', ...PLAY];
  const engine = new EngineProcess().start({ module: MODULE, wads, home, backend: 'native', args, pace });
  // In real time, a busy machine leaves frames out as long as the speed is normal.
  if (pace === 'free') await engine.until(() => engine.frames.length >= 3);
  engine.player({ type: 'speed', times: speed });
  const { end } = await engine.end();
  return { end, levels: finished(home), shown: engine.frames.map(({ pixels }) => hashOf(pixels)) };
}

/** Those of the frames that do not follow, among `all`, the one before them. */
function outOfOrder(shown: readonly string[], all: readonly string[]): string[] {
  let place = 0;
  return shown.filter((hash) => {
    const found = all.indexOf(hash, place);
    place = Math.max(place, found);
    return found < 0;
  });
}

describe('a demo in an engine process', () => {
  it('shows, fast forward, what it shows without, counts the same levels, and ends by itself', async () => {
    const home = record();
    const whole = stage.doom({ wads, home, args: PLAY }).run(1000);
    expect(whole.session.end).toEqual(QUIT);
    const pictures = whole.frames.map(({ pixels }) => hashOf(pixels));
    const levels = finished(home);
    expect(levels).toMatchObject([{ map: 'E1M1', kills: { got: 0, of: 0 } }]);
    for (const [speed, pace] of [
      [16, 'real'],
      [16, 'free'],
      [4, 'free'],
    ] as const) {
      const played = await play(home, speed, pace);
      expect(played.end).toEqual(QUIT);
      expect(played.levels).toEqual(levels);
      expect(outOfOrder(played.shown, pictures)).toEqual([]);
    }
  });

  it('is timed: its length, its pictures, and their hash, which is that of the command line', async () => {
    const { gametics, frames, hash } = runTimedemo({
      module: MODULE,
      wad: FREEDOOM_1,
      demo: 'demo3',
      backend: 'native',
    });
    const engine = new EngineProcess().start({
      module: MODULE,
      wads: [FREEDOOM_1],
      home: path.join(stage.folder, 'timing'),
      backend: 'native',
      args: ['-nosound', '-timedemo', 'demo3'],
      timing: true,
    });
    const { end } = await engine.end();
    expect(end.timing).toEqual({ length: gametics, frames, hash, seconds: expect.any(Number) });
    expect(told(end)?.message).toMatch(
      /^The game computed [\d,]+ frames in \d+\.\d\d s: [\d,]+ frames a second\.$/,
    );
    // Some are shown, so that the player sees that it continues.
    expect(engine.frames.length).toBeGreaterThan(0);
    expect(engine.frames.length).toBeLessThan(frames);
  });
});

it('a finished level is counted though the process is killed', async () => {
  const home = path.join(stage.folder, 'killed');
  const args = ['-nosound', '-warp', '1', '1', '-statdump', '/home/stats.txt'];
  const engine = new EngineProcess().start({ module: MODULE, wads, home, backend: 'singlepass', args });
  const file = path.join(home, 'stats.txt');
  // The player stands before the exit; the level's first frame melts in.
  while (!fs.existsSync(file)) {
    engine.player(key('Space', true));
    await setTimeout(200);
    engine.player({ type: 'release-keys' });
    await setTimeout(200);
  }
  engine.child.kill('SIGKILL');
  await engine.exited;
  expect(finished(home)).toMatchObject([{ map: 'E1M1' }]);
});
