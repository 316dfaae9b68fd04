import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { FREEDOOM_DEMOS } from '../../engine/offline/freedoom-fixture.ts';
import { runTimedemo, type TimedemoRequest } from '../../engine/offline/timedemo.ts';

/** issue 12, 5 and 6: Woof! plays Freedoom's demos as Chocolate Doom does, the same on every backend. */

const ASSETS = path.resolve(import.meta.dirname, '../../assets');

/** Small frames, which take the least time. Woof! lowers a higher resolution by the clock; that is switched off. */
const SMALL = 'current_video_height 200\nwidescreen 0\ndynamic_resolution 0\n';

const play = (phase: number, demo: string, more: Pick<TimedemoRequest, 'backend' | 'switchEvery'>) =>
  runTimedemo({
    module: path.join(ASSETS, 'games/woof.wasm'),
    resources: [path.join(ASSETS, 'games/woof.pk3')],
    wad: path.join(ASSETS, `wads/freedoom${phase}.wad`),
    demo,
    home: { 'woof.cfg': SMALL },
    ...more,
  });

/** What each backend has to agree on. */
const shown = ({ gametics, frames, hash }: ReturnType<typeof runTimedemo>) => ({ gametics, frames, hash });

describe('Freedoom’s demos on Woof!', () => {
  it.each(FREEDOOM_DEMOS)('phase %i, %s: %i gametics', (phase, demo, gametics) => {
    const played = play(phase, demo, { backend: 'native' });
    expect(played.gametics).toBe(gametics);
    expect(played.frames).toBeGreaterThan(gametics);
  });

  it('shows the same frames on every backend', () => {
    const native = shown(play(1, 'demo3', { backend: 'native' }));
    expect(shown(play(1, 'demo3', { backend: 'singlepass' }))).toEqual(native);
    expect(shown(play(1, 'demo3', { backend: 'interpreter' }))).toEqual(native);
  });

  it('shows the same frames when it is moved round the backends every 100 frames', () => {
    const native = play(2, 'demo1', { backend: 'native' });
    const moved = play(2, 'demo1', { backend: 'interpreter', switchEvery: 100 });
    expect(shown(moved)).toEqual(shown(native));
    expect(moved.switches).toBe(Math.floor((moved.frames - 1) / 100));
    expect(shown(play(2, 'demo1', { backend: 'singlepass' }))).toEqual(shown(native));
  });
});
