import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SdlFrame } from '../../engine/host/platform.ts';
import { EngineProcess, useEngineProcesses } from '../../engine/session/process/process-fixture.ts';
import { WoofPlay, WoofStage } from './stage.ts';

/** Woof! as it is played: driven by frames, at the display's rate. */

useEngineProcesses();

let stage: WoofStage;
beforeAll(() => {
  stage = new WoofStage();
});
afterAll(() => stage.remove());

const LEVEL = ['-nosound', '-warp', '1', '-skill', '1'];
const hashOf = ({ pixels }: SdlFrame) => createHash('sha256').update(pixels).digest('hex');

describe('Woof! (issue 12)', () => {
  it.each([60, 144])('draws between its steps at %d Hz, and fades a screen within one call', (hertz) => {
    const play = new WoofPlay(stage.config({ args: LEVEL }), hertz).run(1);
    expect(play.session.game).toMatchObject({ abi: 'woof', loop: 'frames' });
    expect(play.session.drawsAtAnyRate).toBe(true);
    // The level melts in.
    expect(play.refreshes).toBeGreaterThan(hertz / 3);
    play.run(5);
    const before = play.session.step ?? 0;
    play.key('ArrowLeft', true);
    play.frames.length = 0;
    play.run(hertz);
    const steps = (play.session.step ?? 0) - before;
    expect(Math.abs(steps - 35)).toBeLessThanOrEqual(1);
    expect(play.session.end).toBeUndefined();
    // The player turns all the time, so each frame is another. A few of the first ones come before the key is seen.
    expect(new Set(play.frames.map(hashOf)).size).toBeGreaterThan(hertz * 0.9);
  });

  it('is called for each of its own steps where its frames are capped', () => {
    const play = new WoofPlay(stage.config({ args: LEVEL }, 'uncapped 0\n'), 35).run(5);
    expect(play.session.drawsAtAnyRate).toBe(false);
    const before = play.session.step ?? 0;
    play.run(70);
    expect((play.session.step ?? 0) - before).toBe(70);
  });

  it('sounds on while the screen fades', () => {
    let samples = 0;
    const config = stage.config({ args: LEVEL.slice(1) });
    const play = new WoofPlay(config, 60, ({ samples: block }) => {
      samples += block.length / 2;
    });
    play.run(1);
    expect(play.refreshes).toBeGreaterThan(20);
    expect(samples / 44_100).toBeGreaterThan((play.refreshes - 6) / 60);
  });

  it('is stopped while the screen fades, and its configuration is written', async () => {
    const engine = new EngineProcess().start(stage.config({ args: LEVEL }));
    await engine.until(() => engine.frames.length >= 3);
    engine.control({ type: 'stop' });
    const { end } = await engine.end();
    expect(end.cause).toBe('quit');
  });

  it('follows the display in real time, and its own steps in fast forward', async () => {
    const engine = new EngineProcess().start(stage.config({ args: LEVEL }));
    await engine.until(() => engine.of('started').length > 0 && engine.frames.length > 60);
    const before = engine.frames.length;
    await setTimeout(2000);
    // As many as a busy machine can; more than the game's own steps on any other.
    expect(engine.frames.length - before).toBeGreaterThan(10);
    expect(engine.frames.length - before).toBeLessThan(130);
    engine.player({ type: 'display', width: 640, height: 480, hertz: 20 });
    await setTimeout(500);
    const then = engine.frames.length;
    await setTimeout(2000);
    expect(engine.frames.length - then).toBeLessThan(44);
    engine.player({ type: 'speed', times: 8 });
    await setTimeout(500);
    engine.control({ type: 'stop' });
    expect((await engine.end()).end.cause).toBe('quit');
  });
});
