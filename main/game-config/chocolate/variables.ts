import type { ControlGroup, ControlLabel } from '../../protocol/control-names.ts';
import type { SingleDefinition } from '../port-configuration.ts';

/** The game's two files: what Doom had in 1993, and what Chocolate Doom added. */
export const CONFIG_FILES = ['default.cfg', 'chocolate-doom.cfg'] as const;
export type ConfigName = (typeof CONFIG_FILES)[number];

type Definition = SingleDefinition & { readonly file: ConfigName };

const VANILLA: ConfigName = 'default.cfg';
const EXTRA: ConfigName = 'chocolate-doom.cfg';

type Row = readonly [name: string, label: ControlLabel, value: number];

const keys = (
  group: ControlGroup,
  context: NonNullable<Definition['context']>,
  file: ConfigName,
  rows: readonly Row[],
): Definition[] =>
  rows.map(([name, label, value]) => ({
    name: `key_${name}`,
    label,
    group,
    kind: 'key',
    context,
    file,
    default: value,
    min: 0,
    max: 127,
    step: 1,
  }));

/** Left, right, middle, wheel up and down, two at the side. */
const MOUSE_BUTTONS = 7;
const mouseButtons = (file: ConfigName, rows: readonly Row[]): Definition[] =>
  rows.map(([name, label, value]) => ({
    name: `mouseb_${name}`,
    label,
    group: 'mouse-buttons',
    kind: 'mouse-button',
    file,
    default: value,
    min: -1,
    max: MOUSE_BUTTONS - 1,
    step: 1,
  }));

/** As many buttons as the game reads. */
const PAD_BUTTONS = 20;
const padButtons = (file: ConfigName, rows: readonly Row[]): Definition[] =>
  rows.map(([name, label, value]) => ({
    name: `joyb_${name}`,
    label,
    group: 'pad-buttons',
    kind: 'pad-button',
    file,
    default: value,
    min: -1,
    max: PAD_BUTTONS - 1,
    step: 1,
  }));

/** The game's own volumes, as its menu shows them. */
const VOLUME_MAX = 15;

const setting = (
  name: string,
  label: ControlLabel,
  group: ControlGroup,
  file: ConfigName,
  value: number,
  more: Partial<Definition> = {},
): Definition => ({
  name,
  label,
  group,
  kind: 'switch',
  file,
  default: value,
  min: 0,
  max: 1,
  step: 1,
  ...more,
});

/** The joysticks' `speed` beyond all buttons: the way of Doom's own set-up to have one always run. */
export const ALWAYS_RUN = 'always_run';

/** Everything that can be edited, with the defaults that Chocolate Doom writes, in the editor's order. */
export const DEFINITIONS: readonly Definition[] = [
  ...keys('movement', 'play', VANILLA, [
    ['up', 'walk-forward', 72],
    ['down', 'walk-backward', 80],
    ['left', 'turn-left', 75],
    ['right', 'turn-right', 77],
    ['strafeleft', 'step-left', 51],
    ['straferight', 'step-right', 52],
    ['strafe', 'strafe', 56],
    ['speed', 'run', 54],
  ]),
  setting(ALWAYS_RUN, 'always-run', 'movement', VANILLA, 0, {
    text: 'always-run',
  }),
  ...keys('action', 'play', VANILLA, [
    ['fire', 'fire', 29],
    ['use', 'use', 57],
  ]),
  ...keys('weapons', 'play', EXTRA, [
    ['weapon1', 'fist-chainsaw', 2],
    ['weapon2', 'pistol', 3],
    ['weapon3', 'shotgun', 4],
    ['weapon4', 'chaingun', 5],
    ['weapon5', 'rocket-launcher', 6],
    ['weapon6', 'plasma-rifle', 7],
    ['weapon7', 'bfg', 8],
    ['weapon8', 'chainsaw', 9],
    ['prevweapon', 'previous-weapon', 0],
    ['nextweapon', 'next-weapon', 0],
  ]),
  ...keys('game', 'play', EXTRA, [
    ['menu_activate', 'menu', 1],
    ['menu_help', 'help', 59],
    ['menu_save', 'save', 60],
    ['menu_load', 'load', 61],
    ['menu_qsave', 'quick-save', 64],
    ['menu_qload', 'quick-load', 67],
    ['menu_volume', 'volume', 62],
    ['menu_detail', 'detail', 63],
    ['menu_gamma', 'brightness', 87],
    ['menu_messages', 'messages', 66],
    ['menu_endgame', 'end-game', 65],
    ['menu_quit', 'quit', 68],
    ['menu_incscreen', 'larger-view', 13],
    ['menu_decscreen', 'smaller-view', 12],
    ['menu_screenshot', 'screenshot', 0],
    ['demo_quit', 'finish-recording', 16],
    ['pause', 'pause', 69],
    ['message_refresh', 'last-message', 28],
    ['spy', 'other-view', 88],
    ['map_toggle', 'map', 15],
  ]),
  ...keys('map', 'map', EXTRA, [
    ['map_north', 'up', 72],
    ['map_south', 'down', 80],
    ['map_west', 'left', 75],
    ['map_east', 'right', 77],
    ['map_zoomin', 'zoom-in', 13],
    ['map_zoomout', 'zoom-out', 12],
    ['map_maxzoom', 'whole-map', 11],
    ['map_follow', 'follow-player', 33],
    ['map_grid', 'grid', 34],
    ['map_mark', 'set-mark', 50],
    ['map_clearmark', 'clear-marks', 46],
  ]),
  ...keys('menus', 'menu', EXTRA, [
    ['menu_up', 'up', 72],
    ['menu_down', 'down', 80],
    ['menu_left', 'left', 75],
    ['menu_right', 'right', 77],
    ['menu_forward', 'choose', 28],
    ['menu_back', 'back', 14],
    ['menu_confirm', 'yes', 21],
    ['menu_abort', 'no', 49],
  ]),
  ...keys('players', 'chat', EXTRA, [
    ['multi_msg', 'message-all', 20],
    ['multi_msgplayer1', 'message-green', 34],
    ['multi_msgplayer2', 'message-indigo', 23],
    ['multi_msgplayer3', 'message-brown', 48],
    ['multi_msgplayer4', 'message-red', 19],
  ]),
  ...mouseButtons(VANILLA, [
    ['fire', 'fire', 0],
    ['strafe', 'strafe', 1],
    ['forward', 'walk-forward', 2],
    ['speed', 'run', 3],
  ]),
  ...mouseButtons(EXTRA, [
    ['backward', 'walk-backward', -1],
    ['use', 'use', -1],
    ['strafeleft', 'step-left', -1],
    ['straferight', 'step-right', -1],
    ['turnleft', 'turn-left', -1],
    ['turnright', 'turn-right', -1],
    ['prevweapon', 'previous-weapon', -1],
    ['nextweapon', 'next-weapon', -1],
  ]),
  setting('use_mouse', 'use-mouse', 'mouse', VANILLA, 1),
  setting('mouse_sensitivity', 'mouse-sensitivity', 'mouse', VANILLA, 5, { kind: 'number', max: 30 }),
  setting('mouse_acceleration', 'mouse-acceleration', 'mouse', EXTRA, 2, {
    kind: 'number',
    float: true,
    min: 1,
    max: 5,
    step: 0.1,
    text: 'mouse-acceleration',
  }),
  setting('mouse_threshold', 'mouse-threshold', 'mouse', EXTRA, 10, {
    kind: 'number',
    max: 32,
    text: 'mouse-threshold',
  }),
  setting('novert', 'only-turn', 'mouse', EXTRA, 0, {
    text: 'only-turn',
  }),
  setting('dclick_use', 'double-click', 'mouse', EXTRA, 1),
  ...padButtons(VANILLA, [
    ['fire', 'fire-choose', 7],
    ['use', 'use-back', 0],
    ['speed', 'run', 1],
    ['strafe', 'strafe', -1],
  ]),
  ...padButtons(EXTRA, [
    ['strafeleft', 'step-left', -1],
    ['straferight', 'step-right', -1],
    ['prevweapon', 'previous-weapon', 4],
    ['nextweapon', 'next-weapon', 5],
    ['menu_activate', 'menu', 9],
    ['toggle_automap', 'map', 8],
  ]),
  setting('use_joystick', 'use-gamepad', 'pad', VANILLA, 1, {
    text: 'sticks',
  }),
  setting('vanilla_keyboard_mapping', 'us-keyboard', 'typing', EXTRA, 1, {
    text: 'us-keyboard',
  }),
  ...(['sfx', 'music'] as const).map((what) =>
    setting(`${what}_volume`, what === 'sfx' ? 'effects-volume' : 'music-volume', 'volumes', VANILLA, 8, {
      kind: 'number',
      max: VOLUME_MAX,
      text: 'game-menu',
    }),
  ),
];

export const definitionOf = new Map(DEFINITIONS.map((definition) => [definition.name, definition]));
