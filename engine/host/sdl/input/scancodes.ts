/**
 * Every key: KeyboardEvent.code (UI Events: code values), SDL scancode (SDL_scancode.h, USB usage page 7), SDL's name of it, and the
 * character it types on a US keyboard without modifiers where that is its keycode (SDL_keycode.h).
 */
const KEYS: readonly (readonly [string, number, string, string?])[] = [
  ...[...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map(
    (letter, i) => [`Key${letter}`, 4 + i, letter, letter.toLowerCase()] as const,
  ),
  ...[...'1234567890'].map((digit, i) => [`Digit${digit}`, 30 + i, digit, digit] as const),
  ['Enter', 40, 'Return', '\r'],
  ['Escape', 41, 'Escape', '\x1b'],
  ['Backspace', 42, 'Backspace', '\b'],
  ['Tab', 43, 'Tab', '\t'],
  ['Space', 44, 'Space', ' '],
  ['Minus', 45, '-', '-'],
  ['Equal', 46, '=', '='],
  ['BracketLeft', 47, '[', '['],
  ['BracketRight', 48, ']', ']'],
  ['Backslash', 49, '\\', '\\'],
  ['IntlHash', 50, '#', '#'],
  ['Semicolon', 51, ';', ';'],
  ['Quote', 52, "'", "'"],
  ['Backquote', 53, '`', '`'],
  ['Comma', 54, ',', ','],
  ['Period', 55, '.', '.'],
  ['Slash', 56, '/', '/'],
  ['CapsLock', 57, 'CapsLock'],
  ...Array.from({ length: 12 }, (_, i) => [`F${i + 1}`, 58 + i, `F${i + 1}`] as const),
  ['PrintScreen', 70, 'PrintScreen'],
  ['ScrollLock', 71, 'ScrollLock'],
  ['Pause', 72, 'Pause'],
  ['Insert', 73, 'Insert'],
  ['Home', 74, 'Home'],
  ['PageUp', 75, 'PageUp'],
  ['Delete', 76, 'Delete', '\x7f'],
  ['End', 77, 'End'],
  ['PageDown', 78, 'PageDown'],
  ['ArrowRight', 79, 'Right'],
  ['ArrowLeft', 80, 'Left'],
  ['ArrowDown', 81, 'Down'],
  ['ArrowUp', 82, 'Up'],
  ['NumLock', 83, 'Numlock'],
  ['NumpadDivide', 84, 'Keypad /'],
  ['NumpadMultiply', 85, 'Keypad *'],
  ['NumpadSubtract', 86, 'Keypad -'],
  ['NumpadAdd', 87, 'Keypad +'],
  ['NumpadEnter', 88, 'Keypad Enter'],
  ...[...'1234567890'].map((digit, i) => [`Numpad${digit}`, 89 + i, `Keypad ${digit}`] as const),
  ['NumpadDecimal', 99, 'Keypad .'],
  ['IntlBackslash', 100, ''],
  ['ContextMenu', 101, 'Application'],
  ['Power', 102, 'Power'],
  ['NumpadEqual', 103, 'Keypad ='],
  ...Array.from({ length: 12 }, (_, i) => [`F${i + 13}`, 104 + i, `F${i + 13}`] as const),
  ['Open', 116, 'Execute'],
  ['Help', 117, 'Help'],
  ['Props', 118, 'Menu'],
  ['Select', 119, 'Select'],
  ['Again', 121, 'Again'],
  ['Undo', 122, 'Undo'],
  ['Cut', 123, 'Cut'],
  ['Copy', 124, 'Copy'],
  ['Paste', 125, 'Paste'],
  ['Find', 126, 'Find'],
  ['AudioVolumeMute', 127, 'Mute'],
  ['AudioVolumeUp', 128, 'VolumeUp'],
  ['AudioVolumeDown', 129, 'VolumeDown'],
  ['NumpadComma', 133, 'Keypad ,'],
  ['IntlRo', 135, ''],
  ['KanaMode', 136, ''],
  ['IntlYen', 137, ''],
  ['Convert', 138, ''],
  ['NonConvert', 139, ''],
  ['Lang1', 144, ''],
  ['Lang2', 145, ''],
  ['Lang3', 146, ''],
  ['Lang4', 147, ''],
  ['Lang5', 148, ''],
  ['NumpadParenLeft', 182, 'Keypad ('],
  ['NumpadParenRight', 183, 'Keypad )'],
  ['NumpadBackspace', 187, 'Keypad Backspace'],
  ['NumpadMemoryStore', 208, 'Keypad MemStore'],
  ['NumpadMemoryRecall', 209, 'Keypad MemRecall'],
  ['NumpadMemoryClear', 210, 'Keypad MemClear'],
  ['NumpadMemoryAdd', 211, 'Keypad MemAdd'],
  ['NumpadMemorySubtract', 212, 'Keypad MemSubtract'],
  ['NumpadClear', 216, 'Keypad Clear'],
  ['NumpadClearEntry', 217, 'Keypad ClearEntry'],
  ['ControlLeft', 224, 'Left Ctrl'],
  ['ShiftLeft', 225, 'Left Shift'],
  ['AltLeft', 226, 'Left Alt'],
  ['MetaLeft', 227, 'Left GUI'],
  ['ControlRight', 228, 'Right Ctrl'],
  ['ShiftRight', 229, 'Right Shift'],
  ['AltRight', 230, 'Right Alt'],
  ['MetaRight', 231, 'Right GUI'],
  ['MediaTrackNext', 258, 'AudioNext'],
  ['MediaTrackPrevious', 259, 'AudioPrev'],
  ['MediaStop', 260, 'AudioStop'],
  ['MediaPlayPause', 261, 'AudioPlay'],
  ['MediaSelect', 263, 'MediaSelect'],
  ['LaunchMail', 265, 'Mail'],
  ['LaunchApp2', 266, 'Calculator'],
  ['LaunchApp1', 267, 'Computer'],
  ['BrowserSearch', 268, 'AC Search'],
  ['BrowserHome', 269, 'AC Home'],
  ['BrowserBack', 270, 'AC Back'],
  ['BrowserForward', 271, 'AC Forward'],
  ['BrowserStop', 272, 'AC Stop'],
  ['BrowserRefresh', 273, 'AC Refresh'],
  ['BrowserFavorites', 274, 'AC Bookmarks'],
  ['Eject', 281, 'Eject'],
  ['Sleep', 282, 'Sleep'],
];

/** SDL_NUM_SCANCODES. */
export const NUM_SCANCODES = 512;

/** SDLK_SCANCODE_MASK: keycodes of keys without a character are their scancode with this bit. */
const SCANCODE_MASK = 1 << 30;

const scancodeByCode = new Map(KEYS.map(([code, scancode]) => [code, scancode]));
const keyByScancode = new Map(KEYS.map((key) => [key[1], key]));

/** The scancode of a KeyboardEvent.code, 0 (SDL_SCANCODE_UNKNOWN) for one that SDL has no key for. */
export function scancodeOf(code: string): number {
  return scancodeByCode.get(code) ?? 0;
}

/** The keycode of a scancode on a US keyboard. */
export function keycodeOf(scancode: number): number {
  const key = keyByScancode.get(scancode);
  if (key === undefined) return 0;
  const [, , name, character] = key;
  if (character !== undefined) return character.charCodeAt(0);
  // The keys of other countries' keyboards have no name and no place on a US one.
  return name === '' ? 0 : SCANCODE_MASK | scancode;
}

/** SDL_GetScancodeName: empty where the key has no name. */
export function scancodeName(scancode: number): string {
  return keyByScancode.get(scancode)?.[2] ?? '';
}

/** SDL_GetKeyName: of keys that type something, the capital letter. */
export function keyName(keycode: number): string {
  if (keycode & SCANCODE_MASK) return scancodeName(keycode & ~SCANCODE_MASK);
  const key = KEYS.find(([, , , character]) => character?.charCodeAt(0) === keycode);
  if (key !== undefined) return key[2];
  return keycode > 0 && keycode <= 0x10ffff ? String.fromCodePoint(keycode) : '';
}
