import type { ControlInput } from '../../protocol/controls.ts';

/** More than one action has (`NUM_INPUTS`). */
export const INPUTS_MAX = 4;
/** As much of one input as the game reads. */
const WORD_MAX = 79;

/**
 * The keys that Woof knows (`SCANCODE_TO_KEYS_ARRAY` in doomkeys.h), with the KeyboardEvent.code of each. Its file has a name for a key
 * (`key_names` in m_input.c), or the key's own character. Keys of one row are one for the game.
 */
const KEYS: readonly (readonly [name: string, ...codes: string[]])[] = [
  ...[...'abcdefghijklmnopqrstuvwxyz'].map((key) => [key, `Key${key.toUpperCase()}`] as const),
  ...[...'0123456789'].map((key) => [key, `Digit${key}`] as const),
  ['-', 'Minus'],
  // The game writes these three as the characters of the same keys with Shift.
  ['+', 'Equal', 'NumpadEqual'],
  ['<', 'Comma'],
  ['>', 'Period'],
  ['[', 'BracketLeft'],
  [']', 'BracketRight'],
  ['\\', 'Backslash'],
  [';', 'Semicolon'],
  ["'", 'Quote'],
  ['`', 'Backquote'],
  ['/', 'Slash'],
  ['tab', 'Tab'],
  ['enter', 'Enter', 'NumpadEnter'],
  ['esc', 'Escape'],
  ['spacebar', 'Space'],
  ['backspace', 'Backspace'],
  ['ctrl', 'ControlLeft', 'ControlRight'],
  ['leftarrow', 'ArrowLeft'],
  ['uparrow', 'ArrowUp'],
  ['rightarrow', 'ArrowRight'],
  ['downarrow', 'ArrowDown'],
  ['shift', 'ShiftLeft', 'ShiftRight'],
  ['alt', 'AltLeft', 'AltRight'],
  ['capslock', 'CapsLock'],
  ...Array.from({ length: 12 }, (_, i) => [`f${i + 1}`, `F${i + 1}`] as const),
  ['scrolllock', 'ScrollLock'],
  ['home', 'Home'],
  ['pageup', 'PageUp'],
  ['end', 'End'],
  ['pagedown', 'PageDown'],
  ['insert', 'Insert'],
  ['pause', 'Pause'],
  ['del', 'Delete'],
  ['prtscr', 'PrintScreen'],
  ...[...'0123456789'].map((key) => [`num${key}`, `Numpad${key}`] as const),
  ['num/', 'NumpadDivide'],
  ['num+', 'NumpadAdd'],
  ['num-', 'NumpadSubtract'],
  ['num*', 'NumpadMultiply'],
  ['num.', 'NumpadDecimal'],
];

/** Names by the editor's numbers (`mouseb_names`). */
const MOUSE_INPUTS = [
  'mouse1',
  'mouse2',
  'mouse3',
  'wheelup',
  'wheeldown',
  'mouse4',
  'mouse5',
  'wheelleft',
  'wheelright',
];

/** Names (`joyb_names`): the standard gamepad's buttons in its order, then what only some gamepads have, then the sticks' directions. */
export const PAD_INPUTS = [
  ...['pada', 'padb', 'padx', 'pady', 'lb', 'rb', 'lt', 'rt', 'back', 'start', 'ls', 'rs'],
  ...['padup', 'paddown', 'padleft', 'padright', 'guide'],
  ...['misc1', 'paddle1', 'paddle2', 'paddle3', 'paddle4', 'tppress', 'tptouch'],
  ...['lsup', 'lsdown', 'lsleft', 'lsright', 'rsup', 'rsdown', 'rsleft', 'rsright'],
];

const nameOfCode = new Map(KEYS.flatMap(([name, ...codes]) => codes.map((code) => [code, name])));
const codeOfName = new Map(KEYS.map(([name, code]) => [name, code!]));
/** What the game reads as other keys. It has no name for a comma, which separates inputs. */
const SAME_KEY: ReadonlyMap<string, string> = new Map([
  ['=', '+'],
  ['.', '>'],
]);

/** The inputs of an action, as the game reads them (`M_ParseOption`); what it has no name for it drops, and so does this. */
export function parseInputs(value: string): ControlInput[] {
  let inputs: ControlInput[] = [];
  for (const part of value.split(',')) {
    const [word = ''] = part.trim().split(/\s/, 1);
    const input = inputOf(word.slice(0, WORD_MAX));
    if (input === undefined || inputs.some((other) => sameInput(other, input))) continue;
    // A fifth replaces the four before it (`InputAdd`).
    if (inputs.length >= INPUTS_MAX) inputs = [];
    inputs.push(input);
  }
  return inputs;
}

/** The inputs of an action as the game writes them; what the game has no name for is left out. */
export function formatInputs(inputs: readonly ControlInput[]): string {
  const names = inputs.map(nameOf).filter((name) => name !== undefined);
  return names.length === 0 ? 'NONE' : [...new Set(names)].join(', ');
}

/** The input of that name, with the first of the codes that are one for the game. */
export function nameOf(input: ControlInput): string | undefined {
  if (input.kind === 'key') return nameOfCode.get(input.code);
  return (input.kind === 'mouse-button' ? MOUSE_INPUTS : PAD_INPUTS)[input.button];
}

function inputOf(word: string): ControlInput | undefined {
  // A single character is a key in any case, and capital letters are on none.
  const name = word.length === 1 ? (SAME_KEY.get(word) ?? word) : word.toLowerCase();
  const code = codeOfName.get(name);
  if (code !== undefined) return { kind: 'key', code };
  const pad = PAD_INPUTS.indexOf(name);
  if (pad >= 0) return { kind: 'pad-button', button: pad };
  const mouse = MOUSE_INPUTS.indexOf(name);
  return mouse < 0 ? undefined : { kind: 'mouse-button', button: mouse };
}

function sameInput(a: ControlInput, b: ControlInput): boolean {
  return nameOf(a) === nameOf(b) && a.kind === b.kind;
}
