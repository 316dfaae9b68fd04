import type { PlayerRequest } from '../../engine/session/protocol.ts';
import { KeyboardLayout } from './layout.ts';

/** What is used of a KeyboardEvent. */
export interface KeyInput {
  readonly code: string;
  readonly key: string;
  readonly repeat: boolean;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly isComposing: boolean;
  /** When it happened, in milliseconds by `performance`. */
  readonly timeStamp?: number;
  getModifierState?(name: 'AltGraph' | 'CapsLock' | 'NumLock'): boolean;
}

/** What the launcher itself does at a key, during a game. */
export type LauncherCommand = 'fullscreen' | 'menu' | 'screenshot' | 'speed';

/**
 * The keys that no game gets. Escape is not among them: games open their menus with it; nor Alt+Enter and F11, full screen and gamma
 * correction to Doom.
 */
export const MENU_KEYS = 'Ctrl+Shift+Backspace';
export const FULLSCREEN_KEYS = 'Ctrl+Shift+Enter';
/** Print, too, where the system lets a page have it. */
export const SCREENSHOT_KEYS = 'Ctrl+Shift+F12';
export const SPEED_KEYS = 'Ctrl+Shift+F';
export const PRINT_KEY = 'PrintScreen';

export function launcherCommand(event: KeyInput): LauncherCommand | undefined {
  const { code, altKey, ctrlKey, metaKey, shiftKey } = event;
  if (metaKey || altKey || !ctrlKey || !shiftKey) return undefined;
  if (code === 'Enter' || code === 'NumpadEnter') return 'fullscreen';
  if (code === 'Backspace') return 'menu';
  if (code === 'F12') return 'screenshot';
  if (code === 'KeyF') return 'speed';
  return undefined;
}

/** Windows presses this key when AltGr goes down, in the same moment; to Doom it is fire. */
const ALT_GR_GHOST = 'ControlLeft';
/** What "the same moment" is, in milliseconds. */
const GHOST_MS = 3;

/**
 * Turns key events into the game's, and remembers what is held. A key is released only where it was pressed. All keys are released when
 * the game loses the keyboard.
 */
export class Keyboard {
  readonly layout = new KeyboardLayout();
  readonly #held = new Set<string>();
  /** When left Ctrl went down. */
  #ghostAt = Number.NEGATIVE_INFINITY;

  get held(): ReadonlySet<string> {
    return this.#held;
  }

  /** What to send at a `keydown`; nothing for keys that are the system's, the launcher's or an input method's. */
  down(event: KeyInput): PlayerRequest[] {
    const { code, key, repeat, timeStamp: time } = event;
    if (!forGames(event)) return [];
    // Held since before the game had the keyboard: the Enter that pressed Play is not the game's.
    if (repeat && !this.#held.has(code)) return [];
    const messages = key === 'AltGraph' ? this.#letGhostGo(time) : [];
    this.#held.add(code);
    if (code === ALT_GR_GHOST && !repeat) this.#ghostAt = time ?? this.#ghostAt;
    messages.push({
      type: 'key',
      code,
      down: true,
      repeat,
      ...this.#symbols(event),
      ...(time !== undefined && { time }),
    });
    return messages;
  }

  /** What to send at a `keyup`. */
  up(event: KeyInput): PlayerRequest[] {
    const { code } = event;
    // While Meta is held, macOS reports no other key's release.
    if (code === 'MetaLeft' || code === 'MetaRight') return this.release();
    const up: PlayerRequest = { type: 'key', code, down: false, repeat: false };
    if (this.#held.delete(code)) return [up];
    // Of this key browsers only tell that it is up.
    return code === 'PrintScreen' && forGames(event) ? [{ ...up, down: true }, up] : [];
  }

  /** What a key types and what it is in the player's layout, and the locks. */
  #symbols(event: KeyInput): Partial<Extract<PlayerRequest, { type: 'key' }>> {
    const { code, key, altKey, ctrlKey, shiftKey } = event;
    const state = (name: 'AltGraph' | 'CapsLock' | 'NumLock') => event.getModifierState?.(name);
    const altGr = state('AltGraph') === true;
    const caps = state('CapsLock');
    const num = state('NumLock');
    if (
      typed(key) &&
      !altKey &&
      !ctrlKey &&
      !shiftKey &&
      !altGr &&
      caps !== true &&
      !code.startsWith('Numpad')
    )
      this.layout.learn(code, key);
    const plain = this.layout.keyOf(code);
    return {
      // With Ctrl a key is a command and types nothing; AltGr is Ctrl and Alt to some systems.
      ...(typed(key) && (!ctrlKey || altGr) && { text: key }),
      ...(plain !== undefined && typed(plain) && { key: plain }),
      ...(caps !== undefined && { caps }),
      ...(num !== undefined && { num }),
    };
  }

  #letGhostGo(now: number | undefined): PlayerRequest[] {
    if (now === undefined || now - this.#ghostAt > GHOST_MS || !this.#held.delete(ALT_GR_GHOST)) return [];
    return [{ type: 'key', code: ALT_GR_GHOST, down: false, repeat: false }];
  }

  /** What to send when the game loses the keyboard; nothing if nothing is held. */
  release(): PlayerRequest[] {
    if (this.#held.size === 0) return [];
    this.#held.clear();
    return [{ type: 'release-keys' }];
  }
}

function forGames(event: KeyInput): boolean {
  const { code, isComposing, metaKey } = event;
  return code !== '' && code.length <= 32 && !isComposing && !metaKey && launcherCommand(event) === undefined;
}

/** Whether `key` is a character rather than a key's name such as "ArrowUp". */
function typed(key: string): boolean {
  return [...key].length === 1;
}
