import type { ControlHint, ControlLabel } from '../../protocol/control-names.ts';
import type { InputsDefinition, SingleDefinition } from '../port-configuration.ts';
import { INPUTS_MAX, parseInputs } from './inputs.ts';

export const CONFIG_FILE = 'woof.cfg';

type Context = NonNullable<InputsDefinition['context']>;
type Row = readonly [name: string, label: ControlLabel, inputs?: string];

/** Actions, with the inputs that Woof gives them (`default_inputs` in m_input.c). */
const actions = (
  group: InputsDefinition['group'],
  context: Context,
  rows: readonly Row[],
): InputsDefinition[] =>
  rows.map(([name, label, inputs = 'NONE']) => ({
    name: `input_${name}`,
    label,
    group,
    kind: 'inputs',
    context,
    file: CONFIG_FILE,
    default: parseInputs(inputs),
    most: INPUTS_MAX,
  }));

type Setting = readonly [
  name: string,
  label: ControlLabel,
  value: number,
  max?: number | undefined,
  text?: ControlHint,
];

/** Switches, and numbers from 0 to `max` where there is one. */
const settings = (group: SingleDefinition['group'], rows: readonly Setting[]): SingleDefinition[] =>
  rows.map(([name, label, value, max, text]) => ({
    name,
    label,
    group,
    kind: max === undefined ? 'switch' : 'number',
    file: CONFIG_FILE,
    default: value,
    min: 0,
    max: max ?? 1,
    step: 1,
    ...(text !== undefined && { text }),
  }));

/** Sensitivities have no upper limit in the game's file; so far goes its own menu (`M_THRM_UL_VAL`). */
const SENSITIVITY_MAX = 50;
/** Degrees in a second. */
const SPEED_MAX = 720;

/** Everything that can be edited, with the defaults of Woof 15.2.0, in the editor's order. Keys that cheat are left to the game's menu. */
export const DEFINITIONS: readonly (InputsDefinition | SingleDefinition)[] = [
  ...actions('movement', 'play', [
    ['forward', 'walk-forward', 'w, uparrow'],
    ['backward', 'walk-backward', 's, downarrow'],
    ['turnleft', 'turn-left', 'leftarrow'],
    ['turnright', 'turn-right', 'rightarrow'],
    ['strafeleft', 'step-left', 'a'],
    ['straferight', 'step-right', 'd'],
    ['strafe', 'strafe', 'alt, mouse2'],
    ['speed', 'run', 'shift'],
    ['autorun', 'toggle-run', 'capslock, ls'],
    ['reverse', 'turn-around', '/'],
  ]),
  ...settings('movement', [['autorun', 'always-run', 1, undefined, 'always-run-toggle']]),
  ...actions('action', 'play', [
    ['fire', 'fire', 'ctrl, mouse1, rt'],
    ['use', 'use', 'spacebar, pada'],
  ]),
  ...actions('weapons', 'play', [
    ['weapon1', 'fist-chainsaw', '1'],
    ['weapon2', 'pistol', '2'],
    ['weapon3', 'shotguns', '3'],
    ['weapon4', 'chaingun', '4'],
    ['weapon5', 'rocket-launcher', '5'],
    ['weapon6', 'plasma-rifle', '6'],
    ['weapon7', 'bfg', '7'],
    ['weapon8', 'chainsaw', '8'],
    ['weapon9', 'super-shotgun', '9'],
    ['prevweapon', 'previous-weapon', 'wheeldown, lb'],
    ['nextweapon', 'next-weapon', 'wheelup, rb'],
    ['weapontoggle', 'best-weapons', '0'],
    ['lastweapon', 'last-weapon'],
  ]),
  ...actions('game', 'play', [
    ['savegame', 'save', 'f2'],
    ['loadgame', 'load', 'f3'],
    ['soundvolume', 'volume', 'f4'],
    ['hud', 'hud', 'f5'],
    ['quicksave', 'quick-save', 'f6'],
    ['endgame', 'end-game', 'f7'],
    ['messages', 'messages', 'f8'],
    ['quickload', 'quick-load', 'f9'],
    ['quit', 'quit', 'f10'],
    ['gamma', 'brightness', 'f11'],
    ['spy', 'other-view', 'f12'],
    ['zoomin', 'larger-view', '+'],
    ['zoomout', 'smaller-view', '-'],
    ['screenshot', 'screenshot'],
    ['clean_screenshot', 'clean-screenshot'],
    ['pause', 'pause', 'pause'],
    ['hud_timestats', 'level-statistics'],
    ['menu_reloadlevel', 'restart-level'],
    ['menu_nextlevel', 'next-level'],
    ['map', 'map', 'tab, pady'],
  ]),
  ...actions('map', 'map', [
    ['map_up', 'up', 'uparrow'],
    ['map_down', 'down', 'downarrow'],
    ['map_left', 'left', 'leftarrow'],
    ['map_right', 'right', 'rightarrow'],
    ['map_zoomin', 'zoom-in', '+, wheelup'],
    ['map_zoomout', 'zoom-out', '-, wheeldown'],
    ['map_gobig', 'whole-map', '0'],
    ['map_follow', 'follow-player', 'f'],
    ['map_grid', 'grid', 'g'],
    ['map_mark', 'set-mark', 'm'],
    ['map_clear', 'clear-marks', 'c'],
    ['map_overlay', 'map-overlay', 'o'],
    ['map_rotate', 'map-rotate', 'r'],
  ]),
  ...actions('demos', 'play', [
    ['demo_quit', 'finish-recording'],
    ['demo_join', 'join-recording'],
    ['demo_fforward', 'fast-forward'],
    ['speed_up', 'faster'],
    ['speed_down', 'slower'],
    ['speed_default', 'normal-speed'],
  ]),
  ...actions('players', 'chat', [
    ['chat', 'message-all', 't'],
    ['chat_dest0', 'message-green', 'g'],
    ['chat_dest1', 'message-gray', 'i'],
    ['chat_dest2', 'message-brown', 'b'],
    ['chat_dest3', 'message-red', 'r'],
  ]),
  ...actions('mouse', 'play', [
    ['novert', 'toggle-only-turn'],
    ['freelook', 'toggle-look'],
  ]),
  ...settings('mouse', [
    ['mouse_sensitivity', 'turn-sensitivity', 15, SENSITIVITY_MAX],
    ['mouse_sensitivity_y_look', 'look-sensitivity', 15, SENSITIVITY_MAX],
    ['mouse_acceleration', 'mouse-acceleration', 0, 40],
    ['mouselook', 'look-by-mouse', 0],
    ['novert', 'only-turn', 1, undefined, 'only-turn'],
    ['dclick_use', 'double-click', 1],
  ]),
  ...settings('pad', [
    ['joy_enable', 'use-gamepad', 1, undefined, 'sticks'],
    ['joy_turn_speed', 'pad-turn-speed', 240, SPEED_MAX, 'degrees'],
    ['joy_look_speed', 'pad-look-speed', 135, SPEED_MAX, 'degrees'],
    ['padlook', 'look-by-pad', 0],
    ['joy_rumble', 'vibration', 5, 10, 'vibration'],
  ]),
  ...actions('pad', 'play', [['gyro', 'gyro', 'tptouch, lt']]),
  ...settings('volumes', [
    ['sfx_volume', 'effects-volume', 8, 15, 'game-menu'],
    ['music_volume', 'music-volume', 8, 15, 'game-menu'],
  ]),
];
