import { describe, expect, it } from 'vitest';
import type { PictureSettings } from '../../protocol/picture.ts';
import { WoofConfigFile } from './config-file.ts';
import { changedPicture, writePicture } from './picture.ts';

const PICTURE: PictureSettings = { resolution: 600, widescreen: 'window', frameRate: 'display' };

function written(picture: PictureSettings, lines: number, window = { width: 1920, height: 1080 }) {
  const file = WoofConfigFile.empty();
  const variables = {
    get: (_: string, name: string, accepted?: (value: string) => boolean) => file.get(name, accepted),
    set: (_: string, name: string, value: string) => file.set(name, value),
  };
  const start = { picture, lines, window };
  writePicture(variables, start);
  return { file, variables, start, value: (name: string) => Number(file.get(name)) };
}

describe('the settings of frames in woof.cfg', () => {
  it('are written for a start', () => {
    const { value } = written(PICTURE, 600);
    const names = ['current_video_height', 'widescreen', 'uncapped', 'fpslimit', 'dynamic_resolution'];
    expect(names.map(value)).toEqual([600, 1, 1, 0, 0]);
    expect([value('max_video_width'), value('max_video_height')]).toEqual([1920, 1080]);
    const capped = written({ ...PICTURE, widescreen: '16:9', frameRate: 35 }, 200);
    expect(names.map(capped.value)).toEqual([200, 3, 0, 0, 0]);
  });

  it('give the game a display that has room for the lines, of a shape that it takes', () => {
    const tall = written(PICTURE, 800, { width: 600, height: 800 });
    expect([tall.value('max_video_width'), tall.value('max_video_height')]).toEqual([1280, 960]);
    const wide = written(PICTURE, 200, { width: 5000, height: 500 });
    expect([wide.value('max_video_width'), wide.value('max_video_height')]).toEqual([1800, 500]);
    for (const lines of [200, 400, 600, 800, 901, 1800]) {
      const { value } = written(PICTURE, lines, { width: 320, height: 240 });
      // As `I_InitVideoParms` computes them.
      expect(Math.floor(value('max_video_height') / 1.2)).toBeGreaterThanOrEqual(lines);
      expect(value('max_video_width') / value('max_video_height')).toBeGreaterThanOrEqual(4 / 3);
    }
  });

  it('are taken over where the player has changed them in the game', () => {
    const { file, variables, start } = written(PICTURE, 600);
    expect(changedPicture(variables, start)).toEqual({});
    file.set('current_video_height', '450');
    file.set('widescreen', '2');
    file.set('uncapped', '0');
    expect(changedPicture(variables, start)).toEqual({ resolution: 450, widescreen: '16:10', frameRate: 35 });
    // What no setting can be is left.
    file.set('current_video_height', '7');
    file.set('widescreen', '99');
    expect(changedPicture(variables, start)).toEqual({});
  });
});
