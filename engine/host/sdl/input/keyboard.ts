import type { FunctionTable } from '../../functions.ts';
import type { InputEvent } from '../../platform.ts';
import type { SdlCore } from '../core.ts';
import { EVENT, type EventQueue } from './events.ts';
import { keycodeOf, keyName, NUM_SCANCODES, scancodeName, scancodeOf } from './scancodes.ts';
import type { KeyboardState } from './state.ts';

/** SDL_Keymod, by the scancode that sets it while held. */
const HELD_MODS: ReadonlyMap<number, number> = new Map([
  [225, 0x1],
  [229, 0x2],
  [224, 0x40],
  [228, 0x80],
  [226, 0x100],
  [230, 0x200],
  [227, 0x400],
  [231, 0x800],
]);

/** KMOD_NUM and KMOD_CAPS. */
const NUM = 0x1000;
const CAPS = 0x2000;
/** Locks change when their key goes down. */
const LOCK_MODS: ReadonlyMap<number, number> = new Map([
  [83, NUM],
  [57, CAPS],
]);

/** SDL_SCANCODE_RETURN and KMOD_LALT. */
const ENTER = 40;
const LEFT_ALT = 0x100;

const NAME_SIZE = 32;

/** The keyboard: which keys are down, and the modifiers. */
export class Keyboard {
  readonly #core: SdlCore;
  readonly #queue: EventQueue;
  readonly #down = new Set<number>();
  /** Keycodes of the player's layout, as far as they have been seen. */
  readonly #layout = new Map<number, number>();
  #mods = 0;
  #statePointer = 0;
  #namePointer = 0;

  constructor(core: SdlCore, queue: EventQueue) {
    this.#core = core;
    this.#queue = queue;
  }

  /** A key went down or up in window `window`. Keys that SDL does not know are left out. */
  key(window: number, event: Omit<Extract<InputEvent, { type: 'key' }>, 'type'>): void {
    const scancode = scancodeOf(event.code);
    const { text, key, caps, num } = event;
    if (key !== undefined && isTyped(key)) this.#layout.set(scancode, key.codePointAt(0) ?? 0);
    // The locks may have changed while another window had the keyboard; their own keys change them here.
    if (!LOCK_MODS.has(scancode)) {
      this.#lock(CAPS, caps);
      this.#lock(NUM, num);
    }
    if (scancode !== 0) this.#press(window, scancode, event.down, event.repeat);
    if (event.down && text !== undefined && isTyped(text)) this.#queue.text(window, text);
  }

  /** Enter goes down and up in window `window` while Alt is held, which itself is not told of. */
  altEnter(window: number): void {
    const key = { scancode: ENTER, keycode: keycodeOf(ENTER), mods: this.#mods | LEFT_ALT };
    this.#queue.key(window, true, false, key);
    this.#queue.key(window, false, false, key);
  }

  /** Every held key goes up, as when the window loses the keyboard. */
  release(window: number): void {
    for (const scancode of [...this.#down].sort((a, b) => a - b)) this.#press(window, scancode, false, false);
  }

  capture(): KeyboardState {
    return {
      down: [...this.#down],
      layout: [...this.#layout],
      mods: this.#mods,
      statePointer: this.#statePointer,
      namePointer: this.#namePointer,
    };
  }

  restore(state: KeyboardState): void {
    this.#down.clear();
    for (const scancode of state.down) this.#down.add(scancode);
    this.#layout.clear();
    for (const [scancode, keycode] of state.layout) this.#layout.set(scancode, keycode);
    this.#mods = state.mods;
    this.#statePointer = state.statePointer;
    this.#namePointer = state.namePointer;
  }

  #lock(mod: number, on: boolean | undefined): void {
    if (on === undefined) return;
    this.#mods = on ? this.#mods | mod : this.#mods & ~mod;
  }

  /** The keycode of a key in the player's layout; a US keyboard's until the key has been pressed. */
  #keycode(scancode: number): number {
    return this.#layout.get(scancode) ?? keycodeOf(scancode);
  }

  #press(window: number, scancode: number, down: boolean, repeat: boolean): void {
    const held = this.#down.has(scancode);
    if (!down && !held) return;
    const mod = HELD_MODS.get(scancode) ?? 0;
    if (down) this.#mods |= mod;
    else this.#mods &= ~mod;
    if (down && !held) this.#mods ^= LOCK_MODS.get(scancode) ?? 0;
    if (down) this.#down.add(scancode);
    else this.#down.delete(scancode);
    if (this.#statePointer !== 0) this.#core.memory.setU8(this.#statePointer + scancode, down ? 1 : 0);
    const key = { scancode, keycode: this.#keycode(scancode), mods: this.#mods };
    this.#queue.key(window, down, down && (held || repeat), key);
  }

  /** SDL_GetKeyboardState's array, one byte a scancode, kept up to date from the first call on. */
  #state(): number {
    const { memory } = this.#core;
    if (this.#statePointer === 0) {
      this.#statePointer = memory.allocate(NUM_SCANCODES);
      if (this.#statePointer === 0) return this.#core.outOfMemory();
      for (const scancode of this.#down) memory.setU8(this.#statePointer + scancode, 1);
    }
    return this.#statePointer;
  }

  /** A name in SDL's one buffer for names. */
  #name(text: string): number {
    const { memory } = this.#core;
    if (this.#namePointer === 0) this.#namePointer = memory.allocate(NAME_SIZE);
    if (this.#namePointer !== 0) memory.setText(this.#namePointer, text, NAME_SIZE);
    return this.#namePointer;
  }

  functions(): FunctionTable {
    const core = this.#core;
    const isScancode = (scancode: number) => scancode >= 0 && scancode < NUM_SCANCODES;
    return {
      SDL_GetKeyboardState: [
        '(i32)->i32',
        (count: number) => {
          core.memory.setOut(count, NUM_SCANCODES);
          return this.#state();
        },
      ],
      SDL_GetModState: ['()->i32', () => this.#mods],
      SDL_SetModState: [
        '(i32)->',
        (mods: number) => {
          this.#mods = mods;
        },
      ],
      SDL_GetKeyFromScancode: [
        '(i32)->i32',
        (scancode: number) => {
          if (!isScancode(scancode)) return core.invalidNull('scancode');
          return this.#keycode(scancode);
        },
      ],
      SDL_GetKeyName: ['(i32)->i32', (keycode: number) => this.#name(keyName(keycode))],
      SDL_GetScancodeName: [
        '(i32)->i32',
        (scancode: number) => {
          if (!isScancode(scancode)) core.invalid('scancode');
          return this.#name(scancodeName(scancode));
        },
      ],
      // SDL starts text input together with video, and keeps no account of it but the state of its event.
      SDL_StartTextInput: ['()->', () => this.#queue.enable(EVENT.TEXTINPUT, true)],
      SDL_StopTextInput: ['()->', () => this.#queue.enable(EVENT.TEXTINPUT, false)],
      SDL_IsTextInputActive: ['()->i32', () => (this.#queue.enabled(EVENT.TEXTINPUT) ? 1 : 0)],
      SDL_SetTextInputRect: ['(i32)->', () => undefined],
    };
  }
}

/** Whether a text is something typed: Enter and Backspace send control characters, which are no text input. */
function isTyped(text: string): boolean {
  const first = text.codePointAt(0) ?? 0;
  return first >= 32 && first !== 127;
}
