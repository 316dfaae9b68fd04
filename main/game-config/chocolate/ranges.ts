import { scanInteger } from '../c-integer.ts';
import type { Range } from '../port-configuration.ts';
import { CONFIG_FILES, type ConfigName } from './variables.ts';

const [VANILLA, EXTRA] = CONFIG_FILES;
const INT_MAX = 2 ** 31 - 1;

type Row = readonly [name: string, min: number, max: number, initial: number];

/**
 * Chocolate Doom checks none of these. Beyond them it divides by zero (`R_ExecuteSetViewSize`). It reads outside of its tables
 * (`R_SetupFrame`, `M_DrawOptions`, `I_SetPalette`, `G_BuildTiccmd`), or draws outside of the screen (`M_DrawThermo`). It ends with a
 * message (`S_SetSfxVolume`, `CreateUpscaledTexture`, `SetVideoMode`). Keys are safe: a number that is no key is none (`SetVariable`).
 */
const ROWS: Readonly<Record<ConfigName, readonly Row[]>> = {
  [VANILLA]: [
    ['screenblocks', 3, 11, 10],
    ['detaillevel', 0, 1, 0],
    ['mouse_sensitivity', 0, 30, 5],
    ['show_messages', 0, 1, 1],
    ['sfx_volume', 0, 15, 8],
    ['music_volume', 0, 15, 8],
    ['snd_channels', 0, 32, 8],
    ['usegamma', 0, 4, 0],
    ...['fire', 'strafe', 'forward', 'speed'].map((name): Row => [`mouseb_${name}`, -1, 7, -1]),
    ...['fire', 'strafe', 'use'].map((name): Row => [`joyb_${name}`, -1, 19, -1]),
    // Beyond all buttons it means to run always.
    ['joyb_speed', -1, INT_MAX, -1],
  ],
  [EXTRA]: [
    ...'backward use strafeleft straferight turnleft turnright prevweapon nextweapon'
      .split(' ')
      .map((name): Row => [`mouseb_${name}`, -1, 7, -1]),
    ...'strafeleft straferight menu_activate toggle_automap prevweapon nextweapon'
      .split(' ')
      .map((name): Row => [`joyb_${name}`, -1, 19, -1]),
    ['window_width', 0, 8192, 800],
    ['window_height', 0, 8192, 600],
    ['fullscreen_width', 0, 8192, 0],
    ['fullscreen_height', 0, 8192, 0],
    ['max_scaling_buffer_pixels', 64_000, INT_MAX, 16_000_000],
    // Milliseconds that the game waits before its first frame.
    ['startup_delay', 0, 10_000, 1000],
  ],
};

export const RANGES: readonly Range[] = CONFIG_FILES.flatMap((file) =>
  ROWS[file].map(([name, min, max, initial]) => ({ file, name, min, max, default: initial })),
);

/**
 * The value to start the game with in place of a value that it would not survive; undefined where it survives this one. Of what is no
 * number the game makes whatever stands in its memory.
 */
export function safeValue(text: string, { min, max, default: initial }: Range): string | undefined {
  const value = leadingNumber(text);
  if (value === undefined) return String(initial);
  return value >= min && value <= max ? undefined : String(Math.min(max, Math.max(min, value)));
}

/** Whatever follows the number is passed over, and quotation marks around it are dropped (`LoadDefaultCollection`). */
function leadingNumber(quoted: string): number | undefined {
  return scanInteger(/^".*"$/.test(quoted) ? quoted.slice(1, -1) : quoted)?.value;
}
