import { PIXEL_HEIGHT } from '../../picture/plan.ts';
import {
  type PictureSettings,
  pictureSettings,
  WIDESCREENS,
  type WindowSize,
} from '../../protocol/picture.ts';
import type { StartPicture } from '../start-picture.ts';
import type { Variables } from '../variables.ts';
import { readInteger } from './numbers.ts';
import { CONFIG_FILE } from './variables.ts';

/** Woof's numbers of its shapes (`aspect_ratio_mode_t`): the window's is called Auto. */
const SHAPES: Readonly<Record<PictureSettings['widescreen'], number>> = {
  '4:3': 0,
  window: 1,
  '16:10': 2,
  '16:9': 3,
  '21:9': 4,
  '32:9': 5,
};
/** Woof refuses a display that is narrower, and draws at most 32:9. */
const ASPECT_MIN = 4 / 3;
const ASPECT_MAX = 3.6;
/** The game's own rate. */
const TICS = 35;

/**
 * Writes the settings for a start. Woof takes the display's size for the window's (`max_video_*`). It limits frames by a loop that polls
 * the time, which stands still within a frame, so `fpslimit` stays off: Trapdoom paces frames. `dynamic_resolution` measures by that
 * time, too.
 */
export function writePicture(variables: Variables, start: StartPicture): void {
  for (const [name, value] of Object.entries(valuesOf(start)))
    variables.set(CONFIG_FILE, name, String(value));
}

/**
 * What the player has changed of them in the game's own menu since `writePicture`. Settings take that over, because the next game is to
 * look the same, and one place says how. The 35 or more frames a second are the one rate that the game's menu and the settings share.
 */
export function changedPicture(variables: Variables, start: StartPicture): Partial<PictureSettings> {
  const before = valuesOf(start);
  const now = (name: keyof typeof before) => {
    const text = variables.get(CONFIG_FILE, name, (value) => readInteger(value) !== undefined);
    const value = text === undefined ? undefined : readInteger(text);
    return value === before[name] ? undefined : value;
  };
  const [lines, shape, uncapped] = [now('current_video_height'), now('widescreen'), now('uncapped')];
  const widescreen = WIDESCREENS.find((name) => SHAPES[name] === shape);
  const changed = {
    ...(lines !== undefined && { resolution: lines }),
    ...(widescreen !== undefined && { widescreen }),
    ...(uncapped !== undefined && { frameRate: uncapped === 0 ? TICS : ('display' as const) }),
  };
  return pictureSettings.partial().safeParse(changed).success ? changed : {};
}

function valuesOf({ picture, lines, window }: StartPicture) {
  const display = displayFor(lines, window);
  return {
    current_video_height: lines,
    max_video_width: display.width,
    max_video_height: display.height,
    widescreen: SHAPES[picture.widescreen],
    uncapped: picture.frameRate === TICS ? 0 : 1,
    fpslimit: 0,
    dynamic_resolution: 0,
  };
}

/** A display of the window's shape that is high enough for the lines. */
function displayFor(lines: number, window: WindowSize): WindowSize {
  const height = Math.max(window.height, Math.ceil(lines * PIXEL_HEIGHT));
  const aspect = Math.min(ASPECT_MAX, Math.max(ASPECT_MIN, window.width / window.height));
  return { width: Math.ceil(height * aspect), height };
}
