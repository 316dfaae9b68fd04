import type { Control } from '../protocol/controls.ts';

/** The game's two files: what Doom had in 1993, and what Chocolate Doom added. */
export const CONFIG_FILES = ['default.cfg', 'chocolate-doom.cfg'] as const;
export type ConfigName = (typeof CONFIG_FILES)[number];

/** What the editor shows, except for its value. */
export type Definition = Omit<Control, 'value'> & { readonly file: ConfigName; readonly float?: boolean };

const VANILLA: ConfigName = 'default.cfg';
const EXTRA: ConfigName = 'chocolate-doom.cfg';

type Row = readonly [name: string, label: string, value: number];

const keys = (
  group: string,
  context: NonNullable<Control['context']>,
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
    group: 'Mouse buttons',
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
    group: 'Gamepad buttons',
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
  label: string,
  group: string,
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
  ...keys('Movement', 'play', VANILLA, [
    ['up', 'Walk forward', 72],
    ['down', 'Walk backward', 80],
    ['left', 'Turn left', 75],
    ['right', 'Turn right', 77],
    ['strafeleft', 'Step left', 51],
    ['straferight', 'Step right', 52],
    ['strafe', 'Step instead of turning', 56],
    ['speed', 'Run', 54],
  ]),
  setting(ALWAYS_RUN, 'Always run', 'Movement', VANILLA, 0, {
    text: 'Without holding the key. The gamepad’s run button then does nothing.',
  }),
  ...keys('Action', 'play', VANILLA, [
    ['fire', 'Fire', 29],
    ['use', 'Use, open', 57],
  ]),
  ...keys('Weapons', 'play', EXTRA, [
    ...[
      'Fist, chainsaw',
      'Pistol',
      'Shotgun',
      'Chaingun',
      'Rocket launcher',
      'Plasma rifle',
      'BFG',
      'Chainsaw',
    ].map((label, i) => [`weapon${i + 1}`, label, i + 2] as const),
    ['prevweapon', 'Previous weapon', 0],
    ['nextweapon', 'Next weapon', 0],
  ]),
  ...keys('Game', 'play', EXTRA, [
    ['menu_activate', 'Menu', 1],
    ['menu_help', 'Help', 59],
    ['menu_save', 'Save', 60],
    ['menu_load', 'Load', 61],
    ['menu_qsave', 'Quick save', 64],
    ['menu_qload', 'Quick load', 67],
    ['menu_volume', 'Volume', 62],
    ['menu_detail', 'Detail', 63],
    ['menu_gamma', 'Brightness', 87],
    ['menu_messages', 'Messages on and off', 66],
    ['menu_endgame', 'End game', 65],
    ['menu_quit', 'Quit', 68],
    ['menu_incscreen', 'Larger view', 13],
    ['menu_decscreen', 'Smaller view', 12],
    ['menu_screenshot', 'The game’s screenshot', 0],
    ['demo_quit', 'Finish recording', 16],
    ['pause', 'Pause', 69],
    ['message_refresh', 'Last message', 28],
    ['spy', 'Other player’s view', 88],
    ['map_toggle', 'Map', 15],
  ]),
  ...keys('Map', 'map', EXTRA, [
    ['map_north', 'Up', 72],
    ['map_south', 'Down', 80],
    ['map_west', 'Left', 75],
    ['map_east', 'Right', 77],
    ['map_zoomin', 'Larger', 13],
    ['map_zoomout', 'Smaller', 12],
    ['map_maxzoom', 'All of it', 11],
    ['map_follow', 'Follow the player', 33],
    ['map_grid', 'Grid', 34],
    ['map_mark', 'Set a mark', 50],
    ['map_clearmark', 'Clear marks', 46],
  ]),
  ...keys('Menus', 'menu', EXTRA, [
    ['menu_up', 'Up', 72],
    ['menu_down', 'Down', 80],
    ['menu_left', 'Left', 75],
    ['menu_right', 'Right', 77],
    ['menu_forward', 'Choose', 28],
    ['menu_back', 'Back', 14],
    ['menu_confirm', 'Yes', 21],
    ['menu_abort', 'No', 49],
  ]),
  ...keys('Other players', 'chat', EXTRA, [
    ['multi_msg', 'Message to all', 20],
    ['multi_msgplayer1', 'To green', 34],
    ['multi_msgplayer2', 'To indigo', 23],
    ['multi_msgplayer3', 'To brown', 48],
    ['multi_msgplayer4', 'To red', 19],
  ]),
  ...mouseButtons(VANILLA, [
    ['fire', 'Fire', 0],
    ['strafe', 'Step instead of turning', 1],
    ['forward', 'Walk forward', 2],
    ['speed', 'Run', 3],
  ]),
  ...mouseButtons(EXTRA, [
    ['backward', 'Walk backward', -1],
    ['use', 'Use, open', -1],
    ['strafeleft', 'Step left', -1],
    ['straferight', 'Step right', -1],
    ['turnleft', 'Turn left', -1],
    ['turnright', 'Turn right', -1],
    ['prevweapon', 'Previous weapon', -1],
    ['nextweapon', 'Next weapon', -1],
  ]),
  setting('use_mouse', 'Play with the mouse', 'Mouse', VANILLA, 1),
  setting('mouse_sensitivity', 'Sensitivity', 'Mouse', VANILLA, 5, { kind: 'number', max: 30 }),
  setting('mouse_acceleration', 'Acceleration', 'Mouse', EXTRA, 2, {
    kind: 'number',
    float: true,
    min: 1,
    max: 5,
    step: 0.1,
    text: 'How much faster movement beyond the threshold counts; 1 for none.',
  }),
  setting('mouse_threshold', 'Threshold', 'Mouse', EXTRA, 10, {
    kind: 'number',
    max: 32,
    text: 'How fast the mouse must be to be accelerated.',
  }),
  setting('novert', 'Only turn with the mouse', 'Mouse', EXTRA, 0, {
    text: 'Moving the mouse forward and back does not walk.',
  }),
  setting('dclick_use', 'A double click opens doors', 'Mouse', EXTRA, 1),
  ...padButtons(VANILLA, [
    ['fire', 'Fire; choose in menus', 7],
    ['use', 'Use, open; back in menus', 0],
    ['speed', 'Run', 1],
    ['strafe', 'Step instead of turning', -1],
  ]),
  ...padButtons(EXTRA, [
    ['strafeleft', 'Step left', -1],
    ['straferight', 'Step right', -1],
    ['prevweapon', 'Previous weapon', 4],
    ['nextweapon', 'Next weapon', 5],
    ['menu_activate', 'Menu', 9],
    ['toggle_automap', 'Map', 8],
  ]),
  setting('use_joystick', 'Play with a gamepad', 'Gamepad', VANILLA, 1, {
    text: 'The left stick walks, the right one turns.',
  }),
  setting('vanilla_keyboard_mapping', 'Type as on a US keyboard', 'Typing', EXTRA, 1, {
    text: 'As in 1993: names of saved games and messages come out as on a US keyboard. Off, as on yours.',
  }),
  ...(['sfx', 'music'] as const).map((what) =>
    setting(`${what}_volume`, what === 'sfx' ? 'Effects' : 'Music', 'Volumes', VANILLA, 8, {
      kind: 'number',
      max: VOLUME_MAX,
      text: 'The same as in the game’s own menu.',
    }),
  ),
];

export const definitionOf = new Map(DEFINITIONS.map((definition) => [definition.name, definition]));
