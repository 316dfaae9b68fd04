import type { Variables } from '../variables.ts';
import type { ConfigName } from './variables.ts';

const VANILLA: ConfigName = 'default.cfg';
const EXTRA: ConfigName = 'chocolate-doom.cfg';

/** The GUID of the joystick that the SDL host always has; see engine/host/sdl/input/pads.ts. */
export const ANY_PAD = 'ff00000054726170646f6f6d00000000';

/** A joystick's buttons reach the game by a number of its own: of these it translates, and beyond them takes them as they are. */
const VIRTUAL_BUTTONS = 11;
/** From this number on `joyb_speed` is no button: one always runs. */
const RUNS_FROM = 20;
/** What Chocolate Doom's own set-up writes for that, and what it goes back to. */
const ALWAYS = 29;
const SPEED_BUTTON = 2;

/** The number that each action's button has, in the game's files; none is used twice. */
const NUMBER_OF: ReadonlyMap<string, number> = new Map([
  ['joyb_fire', 0],
  ['joyb_strafe', 1],
  ['joyb_speed', SPEED_BUTTON],
  ['joyb_use', 3],
  ['joyb_strafeleft', 4],
  ['joyb_straferight', 5],
  ['joyb_prevweapon', 6],
  ['joyb_nextweapon', 7],
  ['joyb_menu_activate', 8],
  ['joyb_toggle_automap', 9],
]);
/** What Chocolate Doom has where nothing is written. */
const GAME_DEFAULT: ReadonlyMap<string, number> = new Map([
  ['joyb_fire', 0],
  ['joyb_strafe', 1],
  ['joyb_use', 3],
  ['joyb_speed', SPEED_BUTTON],
]);

/** Which axis does what on a standard pad: the left stick walks and steps, the right one turns. */
const AXES: readonly (readonly [name: string, value: number])[] = [
  ['joystick_index', 0],
  ['joystick_x_axis', 2],
  ['joystick_x_invert', 0],
  ['joystick_y_axis', 1],
  ['joystick_y_invert', 0],
  ['joystick_strafe_axis', 0],
  ['joystick_strafe_invert', 0],
  ['joystick_look_axis', -1],
  ['joystick_look_invert', 0],
];

/** The pad's own button behind an action, -1 for none. */
export function padButton(variables: Variables, file: ConfigName, name: string): number {
  const number = numberOf(variables, file, name);
  if (number < 0 || number >= RUNS_FROM) return -1;
  if (number >= VIRTUAL_BUTTONS) return number;
  return readNumber(variables.get(EXTRA, `joystick_physical_button${number}`)) ?? number;
}

/** Gives an action a button of the pad, -1 for none. Other actions keep theirs. */
export function setPadButton(variables: Variables, file: ConfigName, name: string, button: number): void {
  const number = NUMBER_OF.get(name);
  if (number === undefined) throw new Error(`${name} is no button of a pad`);
  if (button < 0) {
    variables.set(file, name, '-1');
    return;
  }
  // Another action may use this number, in a configuration that was made elsewhere: it moves to its own first.
  for (const [other, own] of NUMBER_OF) {
    const otherFile = GAME_DEFAULT.has(other) ? VANILLA : EXTRA;
    if (other === name || own === number || numberOf(variables, otherFile, other) !== number) continue;
    const its = padButton(variables, otherFile, other);
    variables.set(otherFile, other, String(own));
    variables.set(EXTRA, `joystick_physical_button${own}`, String(its));
  }
  variables.set(file, name, String(number));
  variables.set(EXTRA, `joystick_physical_button${number}`, String(button));
}

export function alwaysRuns(variables: Variables): boolean {
  return numberOf(variables, VANILLA, 'joyb_speed') >= RUNS_FROM;
}

export function setAlwaysRuns(variables: Variables, on: boolean): void {
  if (alwaysRuns(variables) !== on) variables.set(VANILLA, 'joyb_speed', String(on ? ALWAYS : SPEED_BUTTON));
}

/** Whether the player has chosen a joystick, here or in the game's own set-up. */
export function hasJoystick(variables: Variables): boolean {
  return !['', '""'].includes(variables.get(EXTRA, 'joystick_guid') ?? '');
}

/**
 * Gives a game that knows no joystick the one that is always there, with buttons `buttons` (pad's own, by action). What differs from the
 * game's own defaults was chosen by the player, and stays.
 */
export function supplyPad(
  variables: Variables,
  buttons: readonly { readonly name: string; readonly file: ConfigName; readonly default: number }[],
): void {
  if (hasJoystick(variables)) return;
  variables.set(EXTRA, 'joystick_guid', `"${ANY_PAD}"`);
  variables.set(VANILLA, 'use_joystick', '1');
  for (const [name, value] of AXES) variables.set(EXTRA, name, String(value));
  for (const { name, file, default: button } of buttons) {
    if (numberOf(variables, file, name) === (GAME_DEFAULT.get(name) ?? -1))
      setPadButton(variables, file, name, button);
  }
}

function numberOf(variables: Variables, file: ConfigName, name: string): number {
  return readNumber(variables.get(file, name)) ?? GAME_DEFAULT.get(name) ?? -1;
}

function readNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : undefined;
}
