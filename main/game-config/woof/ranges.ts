import type { Range } from '../port-configuration.ts';
import { readInteger } from './numbers.ts';
import { CONFIG_FILE } from './variables.ts';

const INT_MIN = -(2 ** 31);

/**
 * Woof ignores a number outside of the limits that it has for it. These have no limits, or not all that they need. With `screenblocks` and
 * `midi_player_menu`, the game reads outside of its tables (mn_setup.c: 14 sizes, one player). With `max_video_height` below 240, it ends
 * with a message (I_InitVideoParms). A large one, or `max_player_corpse` (G_CheckSpot), takes more memory than there is. A window
 * without width or height divides by zero (UpdateMouseMenu).
 */
const ROWS: readonly (readonly [name: string, min: number, max: number, initial: number])[] = [
  ['screenblocks', 3, 13, 10],
  ['midi_player_menu', 0, 0, 0],
  ['max_player_corpse', INT_MIN, 1_000_000, 32],
  ['max_video_width', 320, 8192, 1280],
  ['max_video_height', 240, 4320, 720],
  ['window_width', 320, 8192, 1065],
  ['window_height', 200, 8192, 600],
];

export const RANGES: readonly Range[] = ROWS.map(([name, min, max, initial]) => ({
  file: CONFIG_FILE,
  name,
  min,
  max,
  default: initial,
}));

/** 0 is the display's own size. */
const MAY_BE_ZERO = ['max_video_width', 'max_video_height'];

/** The value to start the game with in place of a value that it would not survive; undefined where it survives this one. */
export function safeValue(text: string, { name, min, max }: Range): string | undefined {
  const value = readInteger(text);
  // The game ignores what is no number.
  if (value === undefined || (value === 0 && MAY_BE_ZERO.includes(name))) return undefined;
  return value >= min && value <= max ? undefined : String(Math.min(max, Math.max(min, value)));
}
