import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WoofPlay, WoofStage } from './stage.ts';

/** issue 12, 2: what Woof! itself does with SDL: frames of each size, and game controllers. */

let stage: WoofStage;
beforeAll(() => {
  stage = new WoofStage();
});
afterAll(() => stage.remove());

const LEVEL = ['-nomonsters', '-warp', '1', '-skill', '1'];
const SILENT = ['-nosound', ...LEVEL];
const RATIO = { original: 0, '16:9': 3 };

describe('frames', () => {
  it.each([
    [200, '16:9', 426],
    [600, 'original', 960],
    [600, '16:9', 1278],
    [1800, 'original', 2880],
  ] as const)('of %i lines, %s, arrive as 8-bit images %i wide with tall pixels', (lines, ratio, width) => {
    const size = `current_video_height ${lines}\nwidescreen ${RATIO[ratio]}\n`;
    const config = stage.config({ args: SILENT }, `${size}dynamic_resolution 0\nscreen_melt 0\n`);
    // As tall as 1,800 lines want it.
    const display = { type: 'display', width: 3840, height: 2160, hertz: 60 } as const;
    const { frames, session } = new WoofPlay(config, 60, undefined, [display]).run(3);
    expect(session.end).toBeUndefined();
    const shapes = new Set(frames.map((frame) => `${frame.format} ${frame.width}x${frame.height}`));
    expect([...shapes]).toEqual([`indexed ${width}x${lines}`]);
    expect(frames.at(-1)?.tall).toBeCloseTo(1.2, 2);
  });
});

describe('a pad', () => {
  /** Two seconds in a level, with the sticks so and the right trigger pulled or not. */
  function played(axes: readonly number[], fire: boolean): WoofPlay {
    const play = new WoofPlay(stage.config({ args: LEVEL }, 'screen_melt 0\n'), 35, () => {}).run(10);
    const buttons = Array.from({ length: 17 }, (_, button) => (button === 7 && fire ? 1 : 0));
    const pad = { id: 'Pad', standard: true, axes: [...axes], buttons, rumble: true };
    play.event({ type: 'gamepad', index: 2, pad });
    return play.run(70);
  }

  it('walks, turns and fires; a shot makes it rumble', () => {
    const still = played([0, 0, 0, 0], false);
    const walking = played([0, -1, 0, 0], false);
    const turning = played([0, 0, 1, 0], false);
    const firing = played([0, 0, 0, 0], true);
    const last = [still, walking, turning, firing].map(({ frames }) => Buffer.from(frames.at(-1)!.pixels));
    for (const other of last.slice(1)) expect(other.equals(last[0]!)).toBe(false);
    expect(still.told.map(({ type }) => type)).not.toContain('pad-rumble');
    const strong = firing.told.flatMap((event) => (event.type === 'pad-rumble' ? [event] : []));
    expect(strong[0]).toMatchObject({ index: 2, milliseconds: 1000 });
    expect(Math.max(...strong.map(({ low, high }) => low + high))).toBeGreaterThan(5000);
  });
});
