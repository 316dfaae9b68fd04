import { z } from 'zod';
import { keycodeOf, scancodeOf } from '../sdl/input/scancodes.ts';
import { int32 } from '../state.ts';

/** What a key does: its KeyboardEvent.code, and what it types in the player's layout. */
export interface KeyPress {
  readonly code: string;
  readonly text?: string | undefined;
}

/** Doom's own numbers of keys that type nothing (doomdef.h of linuxdoom 1.10; doomkeys.h), by KeyboardEvent.code. */
const DOOM_KEYS: ReadonlyMap<string, number> = new Map<string, number>([
  ['ArrowLeft', 0xac],
  ['ArrowUp', 0xad],
  ['ArrowRight', 0xae],
  ['ArrowDown', 0xaf],
  ['ControlLeft', 0x9d],
  ['ControlRight', 0x9d],
  ['ShiftLeft', 0xb6],
  ['ShiftRight', 0xb6],
  ['AltLeft', 0xb8],
  ['AltRight', 0xb8],
  ['Backspace', 127],
  ['Enter', 13],
  ['NumpadEnter', 13],
  ['Escape', 27],
  ['Tab', 9],
  ['Pause', 0xff],
  ...Array.from({ length: 10 }, (_, i) => [`F${i + 1}`, 187 + i] as const),
  ...[...'0123456789'].map((digit) => [`Numpad${digit}`, digit.charCodeAt(0)] as const),
]);

/** wasm-fizzbuzz numbers F11 and F12 after F10, as its page's script does; Doom itself by their places on the keyboard. */
const FIZZBUZZ_KEYS = new Map([...DOOM_KEYS, ['F11', 197], ['F12', 198]]);
const PLAIN_KEYS = new Map([...DOOM_KEYS, ['F11', 0xd7], ['F12', 0xd8]]);

/** The names of doom.wasm's exported KEY_ globals for keys with a meaning of their own. */
const NAMED_KEYS: ReadonlyMap<string, string> = new Map([
  ['ArrowLeft', 'KEY_LEFTARROW'],
  ['ArrowRight', 'KEY_RIGHTARROW'],
  ['ArrowUp', 'KEY_UPARROW'],
  ['ArrowDown', 'KEY_DOWNARROW'],
  ['Comma', 'KEY_STRAFE_L'],
  ['Period', 'KEY_STRAFE_R'],
  ['ControlLeft', 'KEY_FIRE'],
  ['ControlRight', 'KEY_FIRE'],
  ['Space', 'KEY_USE'],
  ['ShiftLeft', 'KEY_SHIFT'],
  ['ShiftRight', 'KEY_SHIFT'],
  ['Tab', 'KEY_TAB'],
  ['Escape', 'KEY_ESCAPE'],
  ['Enter', 'KEY_ENTER'],
  ['NumpadEnter', 'KEY_ENTER'],
  ['Backspace', 'KEY_BACKSPACE'],
  ['AltLeft', 'KEY_ALT'],
  ['AltRight', 'KEY_ALT'],
]);

/** The key of wasm-fizzbuzz' `add_browser_event`; undefined for one that it has no number for. */
export function fizzbuzzKey(press: KeyPress): number | undefined {
  return FIZZBUZZ_KEYS.get(press.code) ?? typed(press);
}

/** The key of doom.wasm's `reportKeyDown`: as its global says, where it exports one, else Doom's own number. */
export function doomWasmKey(
  press: KeyPress,
  named: (global: string) => number | undefined,
): number | undefined {
  const name = NAMED_KEYS.get(press.code);
  return (name === undefined ? undefined : named(name)) ?? PLAIN_KEYS.get(press.code) ?? typed(press);
}

/**
 * The character that a key types without modifiers, in lower case. Letters follow the player's layout. The rest follow the US one:
 * with Shift they type another character, and Shift is Doom's key to run.
 */
function typed({ code, text }: KeyPress): number | undefined {
  if (text !== undefined && /^[a-z]$/i.test(text)) return text.toLowerCase().charCodeAt(0);
  const keycode = keycodeOf(scancodeOf(code));
  return keycode >= 32 && keycode < 127 ? keycode : undefined;
}

export const heldKeysState = z.array(z.tuple([z.string(), int32])).max(1024);
export type HeldKeysState = z.infer<typeof heldKeysState>;

/**
 * Which keys are down for the game. A key goes up as the number it went down with, even if the layout has changed since. It goes up only
 * when no other key that means the same is down.
 */
export class HeldKeys {
  readonly #held = new Map<string, number>();
  readonly #numberOf: (press: KeyPress) => number | undefined;
  readonly #report: (down: boolean, key: number) => void;

  constructor(
    numberOf: (press: KeyPress) => number | undefined,
    report: (down: boolean, key: number) => void,
  ) {
    this.#numberOf = numberOf;
    this.#report = report;
  }

  press(press: KeyPress): void {
    const key = this.#held.get(press.code) ?? this.#numberOf(press);
    if (key === undefined) return;
    this.#held.set(press.code, key);
    this.#report(true, key);
  }

  release(code: string): void {
    const key = this.#held.get(code);
    if (key === undefined) return;
    this.#held.delete(code);
    if (![...this.#held.values()].includes(key)) this.#report(false, key);
  }

  /** The held keys, each with the number that it went down with. */
  capture(): HeldKeysState {
    return [...this.#held];
  }

  restore(held: HeldKeysState): void {
    this.#held.clear();
    for (const [code, key] of held) this.#held.set(code, key);
  }

  releaseAll(): void {
    for (const code of [...this.#held.keys()]) this.release(code);
  }
}
