import fs from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runTimedemo } from '../../engine/offline/timedemo.ts';
import { EngineProcess, useEngineProcesses } from '../../engine/session/process/process-fixture.ts';
import { WoofPlay, WoofStage } from './stage.ts';

/** issue 12, 5: Woof!, moved from backend to backend while it runs. Its demos' frames are compared in test/games/woof-timedemos.game.test.ts. */

useEngineProcesses();

let stage: WoofStage;
beforeAll(() => {
  stage = new WoofStage();
});
afterAll(() => stage.remove());

const LEVEL = ['-nosound', '-warp', '1', '-skill', '1'];

it('sounds as it would have sounded, effects and music', () => {
  const { module, resources = [], wads } = stage.config();
  const home = { 'woof.cfg': 'current_video_height 200\nwidescreen 0\ndynamic_resolution 0\n' };
  const request = { module, resources, wad: wads[0]!, demo: 'demo1', home, sound: true } as const;
  const { hash, audioHash, audioPeak } = runTimedemo({ ...request, backend: 'native' });
  expect(audioPeak).toBeGreaterThan(1000);
  // In a round of three, from native: the interpreter, singlepass, native. The interpreter takes a minute of such music.
  const moved = runTimedemo({ ...request, backend: 'native', switchEvery: 450 });
  expect(moved).toMatchObject({ hash, audioHash, audioPeak, switches: 3 });
});

it('saves after a move, and loads in another run that moves', () => {
  const home = path.join(stage.folder, 'saves');
  const config = stage.config({ home, args: LEVEL, memoryBytes: 2 ** 40 });
  const game = new WoofPlay(config, 60).run(60);
  expect(game.session.switchBackend('singlepass', 'player')).toBeUndefined();
  const press = (code: string) => {
    game.key(code, true);
    game.run(4);
    game.key(code, false);
    game.run(10);
  };
  for (const code of ['F2', 'Enter', 'KeyA', 'Enter']) press(code);
  game.run(30);
  expect(game.session.end).toBeUndefined();
  const folder = path.join(home, 'savegames/freedoom2.wad');
  expect(fs.readdirSync(folder)).toEqual(['woofsav0.dsg']);
  const save = fs.readFileSync(path.join(folder, 'woofsav0.dsg'));
  game.session.stop();
  const again = new WoofPlay({ ...config, args: ['-nosound', '-loadgame', '0'] }, 60).run(30);
  expect(again.session.switchBackend('interpreter', 'player')).toBeUndefined();
  again.run(5);
  expect(again.session.end).toBeUndefined();
  expect(again.session.stats()).toMatchObject({ backend: 'interpreter' });
  expect(save.length).toBeGreaterThan(1000);
});

describe('in an engine process', () => {
  it('moves when the fade of its screen is over, and plays on', async () => {
    const engine = new EngineProcess().start(stage.config({ args: LEVEL.slice(1) }));
    await engine.until(() => engine.frames.length >= 3);
    engine.control({ type: 'backend', backend: 'singlepass' });
    await engine.until(() => engine.of('backend').length > 0);
    expect(engine.of('backend')).toEqual([{ type: 'backend', backend: 'singlepass' }]);
    const { length } = engine.frames;
    await engine.until(() => engine.frames.length > length + 20);
    engine.control({ type: 'stop' });
    expect((await engine.end()).end.cause).toBe('quit');
  });

  it('quits at its own pace when it is stopped: its configuration is written', async () => {
    const home = path.join(stage.folder, 'stopped');
    const engine = new EngineProcess().start(stage.config({ home, args: LEVEL }));
    await engine.until(() => engine.frames.length >= 60);
    const before = fs.readFileSync(path.join(home, 'woof.cfg'), 'utf8');
    engine.control({ type: 'stop' });
    const { end } = await engine.end();
    expect(end).toMatchObject({ cause: 'quit', exitCode: 0 });
    const written = fs.readFileSync(path.join(home, 'woof.cfg'), 'utf8');
    expect(written.length).toBeGreaterThan(before.length);
    expect(written).toContain('current_video_height');
  });

  it('stands still while it is paused, within a fade too', async () => {
    const engine = new EngineProcess().start(stage.config({ args: LEVEL }));
    await engine.until(() => engine.frames.length >= 3);
    engine.control({ type: 'pause' });
    await engine.until(() => engine.of('stats').at(-1)?.stats.paused === true);
    await setTimeout(300);
    const { length } = engine.frames;
    await setTimeout(500);
    expect(engine.frames.length).toBe(length);
    engine.control({ type: 'resume' });
    await engine.until(() => engine.frames.length > length + 60);
  });
});
