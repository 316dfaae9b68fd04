import type { PadState } from '../../platform.ts';

/**
 * The joystick that is always plugged in, and the first of all: every pad of the standard layout plays it. Browsers show a pad only after
 * its first button, and Doom looks for its joystick only as it starts: this one it finds, whichever pad comes when.
 */
export const ANY_PAD_NAME = 'Trapdoom';

/** Bus types of SDL's GUIDs (SDL_joystick.c: SDL_HARDWARE_BUS_USB, SDL_HARDWARE_BUS_VIRTUAL). */
const BUS_USB = 0x03;
const BUS_VIRTUAL = 0xff;
const GUID_SIZE = 16;
const MAX_NAME = 127;

/** Where everything of a joystick is: axes -32768 to 32767, buttons 0 and 1, hats as SDL_HAT_* bits. */
export interface JoystickState {
  readonly axes: readonly number[];
  readonly buttons: readonly number[];
  readonly hats: readonly number[];
}

/** SDL_HAT_UP, _RIGHT, _DOWN, _LEFT by the buttons of the W3C standard gamepad's cross. */
const CROSS: readonly (readonly [button: number, hat: number])[] = [
  [12, 1],
  [15, 2],
  [13, 4],
  [14, 8],
];
/** The standard gamepad's triggers, which are buttons with a way to go. */
const TRIGGERS = [6, 7];
const STANDARD_AXES = 4;
const STANDARD_BUTTONS = 17;

/** A pad of the standard layout that nobody touches. */
export const STANDARD_AT_REST: JoystickState = standardState([], []);

/** What SDL would say of a pad: of the standard layout sticks, triggers, buttons and the cross as a hat too; of others what there is. */
export function joystickState({ standard, axes, buttons }: PadState): JoystickState {
  if (standard) return standardState(axes, buttons);
  return { axes: axes.map(axisValue), buttons: buttons.map(pressed), hats: [] };
}

function standardState(axes: readonly number[], buttons: readonly number[]): JoystickState {
  const sticks = Array.from({ length: STANDARD_AXES }, (_, i) => axisValue(axes[i] ?? 0));
  // As SDL has triggers: from one end of their axis to the other.
  const triggers = TRIGGERS.map((button) => axisValue((buttons[button] ?? 0) * 2 - 1));
  const hat = CROSS.reduce((sum, [button, bit]) => sum | (pressed(buttons[button] ?? 0) * bit), 0);
  return {
    axes: [...sticks, ...triggers],
    buttons: Array.from({ length: STANDARD_BUTTONS }, (_, i) => pressed(buttons[i] ?? 0)),
    hats: [hat],
  };
}

/** Several standard pads as one: buttons of all, each axis where it is farthest from rest. */
export function together(states: readonly JoystickState[]): JoystickState {
  return states.reduce(
    (all, state) => ({
      axes: all.axes.map((value, i) => fartherFrom(STANDARD_AT_REST.axes[i]!, value, state.axes[i] ?? 0)),
      buttons: all.buttons.map((value, i) => value | (state.buttons[i] ?? 0)),
      hats: all.hats.map((value, i) => value | (state.hats[i] ?? 0)),
    }),
    STANDARD_AT_REST,
  );
}

function fartherFrom(rest: number, a: number, b: number): number {
  return Math.abs(b - rest) > Math.abs(a - rest) ? b : a;
}

/** -1 to 1 as SDL's 16 bits. */
function axisValue(value: number): number {
  return Math.max(-32768, Math.min(32767, Math.round(value * (value < 0 ? 32768 : 32767))));
}

function pressed(value: number): number {
  return value >= 0.5 ? 1 : 0;
}

/** Chromium: "Name (STANDARD GAMEPAD Vendor: 045e Product: 028e)"; Firefox: "045e-028e-Name". */
const CHROMIUM_ID = /^(.*?)\s*\((?:.*\s)?Vendor: ([\da-f]{4}) Product: ([\da-f]{4})\)/i;
const FIREFOX_ID = /^([\da-f]{1,4})-([\da-f]{1,4})-(.*)$/i;

/** The name of a pad, without what a browser adds to it, and its SDL_JoystickGUID in hexadecimal. */
export function padIdentity(id: string): { readonly name: string; readonly guid: string } {
  const [, chromiumName, chromiumVendor, chromiumProduct] = CHROMIUM_ID.exec(id) ?? [];
  const [, firefoxVendor, firefoxProduct, firefoxName] = FIREFOX_ID.exec(id) ?? [];
  const vendor = Number.parseInt(chromiumVendor ?? firefoxVendor ?? '', 16);
  const product = Number.parseInt(chromiumProduct ?? firefoxProduct ?? '', 16);
  const name = (chromiumName ?? firefoxName ?? id).slice(0, MAX_NAME) || 'Gamepad';
  if (Number.isNaN(vendor) || Number.isNaN(product)) return { name, guid: namedGuid(BUS_USB, name) };
  const guid = Buffer.alloc(GUID_SIZE);
  guid.writeUInt16LE(BUS_USB, 0);
  guid.writeUInt16LE(vendor, 4);
  guid.writeUInt16LE(product, 8);
  return { name, guid: guid.toString('hex') };
}

/** SDL_CreateJoystickGUID for what has no vendor and product: the bus, and the beginning of the name with a zero behind it. */
function namedGuid(bus: number, name: string): string {
  const guid = Buffer.alloc(GUID_SIZE);
  guid.writeUInt16LE(bus, 0);
  guid.write(name.slice(0, GUID_SIZE - 5), 4, 'latin1');
  return guid.toString('hex');
}

export const ANY_PAD_GUID = namedGuid(BUS_VIRTUAL, ANY_PAD_NAME);
