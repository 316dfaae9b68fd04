import type { PlayerRequest } from '../../engine/session/protocol.ts';

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
}

/** What the launcher itself does at a key, in the middle of a game. */
export type LauncherCommand = 'fullscreen' | 'menu';

/**
 * The keys that no game gets. Escape is not among them: games open their menus with it; nor Alt+Enter and F11, full screen and gamma
 * correction to Doom.
 */
export const MENU_KEYS = 'Ctrl+Shift+Backspace';
export const FULLSCREEN_KEYS = 'Ctrl+Shift+Enter';

export function launcherCommand(event: KeyInput): LauncherCommand | undefined {
  const { code, altKey, ctrlKey, metaKey, shiftKey } = event;
  if (metaKey || altKey || !ctrlKey || !shiftKey) return undefined;
  if (code === 'Enter' || code === 'NumpadEnter') return 'fullscreen';
  if (code === 'Backspace') return 'menu';
  return undefined;
}

/**
 * Turns key events into the game's, and remembers what is held: a key is let go only where it was pressed, and all of them at once when
 * the game loses the keyboard.
 */
export class Keyboard {
  readonly #held = new Set<string>();

  get held(): ReadonlySet<string> {
    return this.#held;
  }

  /** What to send at a `keydown`; undefined for keys that are the system's, the launcher's or an input method's. */
  down(event: KeyInput): PlayerRequest | undefined {
    const { code, key, repeat, timeStamp: time } = event;
    if (!forGames(event)) return undefined;
    // Held since before the game had the keyboard: the Enter that pressed Play is not the game's.
    if (repeat && !this.#held.has(code)) return undefined;
    this.#held.add(code);
    const text = typed(key) ? { text: key } : {};
    return { type: 'key', code, down: true, repeat, ...text, ...(time !== undefined && { time }) };
  }

  /** What to send at a `keyup`. */
  up(event: KeyInput): PlayerRequest | undefined {
    // While Meta is held, macOS reports no other key's release.
    if (event.code === 'MetaLeft' || event.code === 'MetaRight') return this.release();
    if (!this.#held.delete(event.code)) return undefined;
    return { type: 'key', code: event.code, down: false, repeat: false };
  }

  /** What to send when the game loses the keyboard; undefined if nothing is held. */
  release(): PlayerRequest | undefined {
    if (this.#held.size === 0) return undefined;
    this.#held.clear();
    return { type: 'release-keys' };
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
