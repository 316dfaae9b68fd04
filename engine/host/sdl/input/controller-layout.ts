/** How joysticks of the standard layout are game controllers: SDL_gamecontroller.h. */

/** SDL_GameControllerButton by the W3C standard gamepad's button. The triggers are axes. */
const BUTTONS: readonly (number | undefined)[] = [
  ...[0, 1, 2, 3, 9, 10, undefined, undefined],
  ...[4, 6, 7, 8, 11, 12, 13, 14, 5],
];
/** SDL_CONTROLLER_AXIS_TRIGGERLEFT and _TRIGGERRIGHT. Sticks and triggers of a joystick have the controller's order. */
const TRIGGERS = [4, 5];

/** The SDL_GameControllerButton of a joystick's button; undefined for a trigger. */
export function controllerButton(button: number): number | undefined {
  return BUTTONS[button];
}

/**
 * The value of an SDL_GameControllerAxis for the joystick's axis of the same number: sticks as they are, without a dead zone. Triggers go
 * from 0 to 32767. They are scaled in single precision and rounded towards 0, as SDL does.
 */
export function controllerAxis(axis: number, value: number): number {
  if (!TRIGGERS.includes(axis)) return value;
  const pulled = Math.fround((value + 32768) / 65535);
  return Math.trunc(Math.fround(pulled * 32767));
}

/** SDL_CONTROLLER_TYPE_UNKNOWN. */
export const UNKNOWN_TYPE = 0;

const MICROSOFT = 0x045e;
const SONY = 0x054c;
const NINTENDO = 0x057e;

/** SDL_GameControllerType by vendor and product, of the makers' own pads: their drivers and the USB ID repository name these. */
const TYPES: readonly (readonly [type: number, vendor: number, products: readonly number[]])[] = [
  [1, MICROSOFT, [0x028e, 0x028f, 0x0291, 0x02a1, 0x0719]],
  [2, MICROSOFT, [0x02d1, 0x02dd, 0x02e0, 0x02e3, 0x02ea, 0x02fd, 0x02ff]],
  [2, MICROSOFT, [0x0b00, 0x0b05, 0x0b0a, 0x0b12, 0x0b13, 0x0b20, 0x0b21, 0x0b22]],
  [3, SONY, [0x0268]],
  [4, SONY, [0x05c4, 0x09cc, 0x0ba0]],
  [5, NINTENDO, [0x2009]],
  [7, SONY, [0x0ce6, 0x0df2]],
  [8, 0x1949, [0x0419]],
  [9, 0x18d1, [0x9400]],
  [10, 0x0955, [0x7210, 0x7214]],
  [11, NINTENDO, [0x2006]],
  [12, NINTENDO, [0x2007]],
];

/** The SDL_GameControllerType of a device, by its SDL_JoystickGUID in hexadecimal. */
export function controllerType(guid: string): number {
  const bytes = Buffer.from(guid, 'hex');
  const vendor = bytes.readUInt16LE(4);
  const product = bytes.readUInt16LE(8);
  return TYPES.find(([, of, products]) => of === vendor && products.includes(product))?.[0] ?? UNKNOWN_TYPE;
}
