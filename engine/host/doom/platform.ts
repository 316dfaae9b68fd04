import { Trap } from '../../wasm/runtime/trap.ts';
import { asTrap, C_CALLING, type Calling } from '../functions.ts';
import type { GuestMemory } from '../guest-memory.ts';
import type { Host } from '../host.ts';
import type { InputEvent, SdlFrame } from '../platform.ts';
import { asOnTerminal } from '../wasi/terminal-line.ts';

/** What a small Doom learns from outside and gives away. */
export interface DoomPlatform {
  /** Milliseconds since the session began; never goes back. May throw `Unwind`. */
  now(): number;
  /** A frame is complete. The host never writes to its arrays again. */
  present(frame: SdlFrame): void;
  line(stream: 'stdout' | 'stderr', text: string): void;
  /** One line for the session's log: what the host had to refuse. */
  log(text: string): void;
}

/** A Doom that is called once a frame: the host of its imports, and the calls of its exports. */
export interface DoomHost extends Host {
  /** How often `step` is to be called in a second. */
  readonly framesPerSecond: number;
  /** Starts the game that is attached. `step` may be called afterwards. */
  start(): void;
  /** Runs one iteration of the game's loop. */
  step(): void;
  /** Delivers an event, between two steps. These games ignore the mouse and pads. */
  dispatch(event: InputEvent): void;
}

/** As much of one message is read. */
const MESSAGE_MAX = 65536;

const decoder = new TextDecoder();

/**
 * The lines of a message of the guest's. Each message ends its last line, whether it ends in a line feed or not. Empty lines are left
 * out, as the pages of these games show messages. Control characters have their effect. What is no UTF-8 becomes U+FFFD.
 */
export function messageLines(memory: GuestMemory, pointer: number, length: number): string[] {
  const size = length >>> 0;
  memory.check(pointer, size);
  // Copied: a shared buffer cannot be decoded in place.
  const text = decoder.decode(memory.bytes(pointer, Math.min(size, MESSAGE_MAX)).slice());
  return asOnTerminal(text)
    .split('\n')
    .filter((line) => line !== '');
}

/** A copy of an image of four bytes a pixel, as R, G, B, A. A is 255, because what games leave in that byte is no transparency. */
export function opaque(pixels: Uint8Array, order: 'rgba' | 'bgra'): Uint8Array {
  const copy = pixels.slice();
  for (let at = 0; at < copy.length; at += 4) {
    if (order === 'bgra') {
      const blue = copy[at]!;
      copy[at] = copy[at + 2]!;
      copy[at + 2] = blue;
    }
    copy[at + 3] = 255;
  }
  return copy;
}

/** Hands keys to a game's held keys; everything else is nothing to it. */
export function dispatchKeys(
  event: InputEvent,
  keys: {
    press(event: { code: string; text?: string | undefined }): void;
    release(code: string): void;
    releaseAll(): void;
  },
): void {
  if (event.type === 'key') {
    if (event.down) keys.press(event);
    else keys.release(event.code);
  } else if (event.type === 'release-keys' || (event.type === 'focus' && !event.gained)) keys.releaseAll();
}

/** These modules' traps name a function with its import module. */
export const DOOM_CALLING: Calling = {
  ...C_CALLING,
  failed(error, module, name) {
    throw asTrap(`${module}.${name}`, error);
  },
};

/** The guest called `name` with what cannot be. */
export function refused(name: string, expected: string, actual: string): Trap {
  return new Trap('host-error', { function: name, expected, actual });
}
