/**
 * Keys of the PC keyboard by the scancode that Doom's configuration has for them (set 1, without prefixes: the two Ctrl are one, the
 * numeric pad and the keys beside it are one), with every KeyboardEvent.code that the game takes for it, and a name for keys that type
 * nothing. A key that is not here Doom does not know.
 */
const KEYS: readonly (readonly [scancode: number, codes: readonly string[], name?: string])[] = [
  [1, ['Escape'], 'Esc'],
  ...[...'1234567890'].map((digit, i) => [2 + i, [`Digit${digit}`]] as const),
  [12, ['Minus', 'NumpadSubtract']],
  [13, ['Equal', 'NumpadEqual']],
  [14, ['Backspace'], 'Backspace'],
  [15, ['Tab'], 'Tab'],
  ...[...'QWERTYUIOP'].map((letter, i) => [16 + i, [`Key${letter}`]] as const),
  [26, ['BracketLeft']],
  [27, ['BracketRight']],
  [28, ['Enter', 'NumpadEnter'], 'Enter'],
  [29, ['ControlLeft', 'ControlRight'], 'Ctrl'],
  ...[...'ASDFGHJKL'].map((letter, i) => [30 + i, [`Key${letter}`]] as const),
  [39, ['Semicolon']],
  [40, ['Quote']],
  [41, ['Backquote']],
  [43, ['Backslash']],
  ...[...'ZXCVBNM'].map((letter, i) => [44 + i, [`Key${letter}`]] as const),
  [51, ['Comma']],
  [52, ['Period']],
  [53, ['Slash', 'NumpadDivide']],
  [54, ['ShiftRight', 'ShiftLeft'], 'Shift'],
  [55, ['NumpadMultiply'], 'Keypad *'],
  [56, ['AltLeft', 'AltRight'], 'Alt'],
  [57, ['Space'], 'Space'],
  [58, ['CapsLock'], 'Caps Lock'],
  ...Array.from({ length: 10 }, (_, i) => [59 + i, [`F${i + 1}`], `F${i + 1}`] as const),
  [69, ['Pause'], 'Pause'],
  [70, ['ScrollLock'], 'Scroll Lock'],
  [71, ['Home', 'Numpad7'], 'Home'],
  [72, ['ArrowUp', 'Numpad8'], '↑'],
  [73, ['PageUp', 'Numpad9'], 'Page Up'],
  [75, ['ArrowLeft', 'Numpad4'], '←'],
  [76, ['Numpad5'], 'Keypad 5'],
  [77, ['ArrowRight', 'Numpad6'], '→'],
  [78, ['NumpadAdd'], 'Keypad +'],
  [79, ['End', 'Numpad1'], 'End'],
  [80, ['ArrowDown', 'Numpad2'], '↓'],
  [81, ['PageDown', 'Numpad3'], 'Page Down'],
  [82, ['Insert', 'Numpad0'], 'Insert'],
  [83, ['Delete'], 'Delete'],
  [87, ['F11'], 'F11'],
  [88, ['F12'], 'F12'],
  [126, ['PrintScreen'], 'Print Screen'],
];

/** Left Shift has a scancode of its own, which the game reads as the right one's. */
const SAME_AS: ReadonlyMap<number, number> = new Map([
  [42, 54],
  [74, 12],
]);

const US: Readonly<Record<string, string>> = {
  Minus: '-',
  Equal: '=',
  BracketLeft: '[',
  BracketRight: ']',
  Semicolon: ';',
  Quote: "'",
  Backquote: '`',
  Backslash: '\\',
  Comma: ',',
  Period: '.',
  Slash: '/',
};

const scancodes = new Map(KEYS.flatMap(([scancode, codes]) => codes.map((code) => [code, scancode])));
const keys = new Map(KEYS.map((key) => [key[0], key]));

/** The scancode for a KeyboardEvent.code; undefined for a key that Doom does not know. */
export function scancodeOf(code: string): number | undefined {
  return scancodes.get(code);
}

/** What stands on a key; `keyOf` tells what it types in the player's layout, if that is known. Empty for none. */
export function keyName(scancode: number, keyOf: (code: string) => string | undefined): string {
  const key = keys.get(SAME_AS.get(scancode) ?? scancode);
  if (key === undefined) return scancode === 0 ? '' : `Key ${scancode}`;
  const [, [code], name] = key;
  if (name !== undefined || code === undefined) return name ?? '';
  return (keyOf(code) ?? US[code] ?? code.replace(/^(Key|Digit)/, '')).toUpperCase();
}

/** What stands on the key of a KeyboardEvent.code, with the numeric pad's keys as keys of their own. */
export function codeName(code: string, keyOf: (code: string) => string | undefined): string {
  const keypad = /^Numpad(\d|Divide|Add|Subtract|Multiply|Decimal)$/.exec(code)?.[1];
  if (keypad !== undefined) return `Keypad ${KEYPAD[keypad] ?? keypad}`;
  const scancode = scancodeOf(code);
  return scancode === undefined ? code : keyName(scancode, keyOf);
}

const KEYPAD: Readonly<Record<string, string>> = {
  Divide: '/',
  Add: '+',
  Subtract: '−',
  Multiply: '*',
  Decimal: '.',
};

/** Doom's mouse buttons: the wheel stands between the three and those at the side. */
const MOUSE = [
  'Left button',
  'Right button',
  'Middle button',
  'Wheel up',
  'Wheel down',
  'Side, back',
  'Side, forward',
  'Wheel left',
  'Wheel right',
];
const DOOM_BUTTONS = [0, 2, 1, 5, 6];
export const WHEEL_UP = 3;
export const WHEEL_DOWN = 4;
export const WHEEL_LEFT = 7;
export const WHEEL_RIGHT = 8;

export function mouseButtonName(button: number): string {
  return button < 0 ? '' : (MOUSE[button] ?? `Button ${button + 1}`);
}

/** Doom's number of a MouseEvent.button; undefined for one that it does not know. */
export function mouseButtonOf(button: number): number | undefined {
  return DOOM_BUTTONS[button];
}

/** The buttons of the standard pad, as most pads have them. */
const PAD = [
  'A / Cross',
  'B / Circle',
  'X / Square',
  'Y / Triangle',
  'Left shoulder',
  'Right shoulder',
  'Left trigger',
  'Right trigger',
  'Back / Select',
  'Start',
  'Left stick, pressed',
  'Right stick, pressed',
  'Cross up',
  'Cross down',
  'Cross left',
  'Cross right',
  'Guide',
];
/** What Woof has beyond them: buttons of some gamepads, and the sticks' directions. */
const MORE_PAD_INPUTS = [
  'Extra button',
  'Paddle 1',
  'Paddle 2',
  'Paddle 3',
  'Paddle 4',
  'Touchpad, pressed',
  'Touchpad, touched',
  ...['Left', 'Right'].flatMap((side) =>
    ['up', 'down', 'left', 'right'].map((way) => `${side} stick ${way}`),
  ),
];
/** The first of the sticks' directions. */
export const STICKS_FROM = 24;

export function padButtonName(button: number): string {
  return button < 0 ? '' : (PAD[button] ?? `Button ${button + 1}`);
}

/** The name of a gamepad's input as Woof counts them. */
export function padInputName(button: number): string {
  return MORE_PAD_INPUTS[button - PAD.length] ?? padButtonName(button);
}
