import { GuestMemory } from './memory.ts';
import type { SdlPlatform } from './platform.ts';

/** Subsystem bits of `SDL_Init`. */
export const INIT = {
  TIMER: 0x1,
  AUDIO: 0x10,
  VIDEO: 0x20,
  JOYSTICK: 0x200,
  HAPTIC: 0x1000,
  GAMECONTROLLER: 0x2000,
  EVENTS: 0x4000,
  SENSOR: 0x8000,
} as const;

/** As long as an error text gets before it is cut. */
const ERROR_SIZE = 1024;

/**
 * What all areas share: the guest's memory, the platform, the error text, hints, and the handles behind SDL's opaque pointers.
 */
export class SdlCore {
  readonly platform: SdlPlatform;
  readonly memory = new GuestMemory();
  readonly hints = new Map<string, string>();
  readonly handles = new Handles();
  /** Mutexes that the game holds, each as often as it does. */
  locks = 0;
  #error = '';
  #errorBuffer = 0;

  constructor(platform: SdlPlatform) {
    this.platform = platform;
  }

  get error(): string {
    return this.#error;
  }

  /** Sets the text of `SDL_GetError` and answers -1, which most functions return on failure. */
  fail(message: string): -1 {
    this.#error = message;
    return -1;
  }

  /** The same for functions that return a pointer, a count or a boolean. */
  failNull(message: string): 0 {
    this.#error = message;
    return 0;
  }

  clearError(): void {
    this.#error = '';
  }

  /** SDL's message for an argument it does not accept. */
  invalid(parameter: string): -1 {
    return this.fail(`Parameter '${parameter}' is invalid`);
  }

  invalidNull(parameter: string): 0 {
    this.invalid(parameter);
    return 0;
  }

  outOfMemory(): 0 {
    return this.failNull('Out of memory');
  }

  /** The error text in the guest's memory; the buffer is SDL's and written again by the next call. */
  errorPointer(): number {
    if (this.#errorBuffer === 0) this.#errorBuffer = this.memory.allocate(ERROR_SIZE);
    if (this.#errorBuffer !== 0) this.memory.setText(this.#errorBuffer, this.#error, ERROR_SIZE);
    return this.#errorBuffer;
  }

  /** SDL_GetTicks: whole milliseconds, modulo 2^32. */
  ticks(): number {
    return Math.floor(this.platform.now()) >>> 0;
  }
}

/**
 * The objects behind opaque pointers (windows, textures, mutexes). No guest address is ever in this range, and no handle is used
 * twice, so a stale or mistaken pointer is told from a good one.
 */
class Handles {
  readonly #objects = new Map<number, object>();
  #next = 0x7f000010;

  add(object: object): number {
    const handle = this.#next;
    this.#next += 16;
    this.#objects.set(handle, object);
    return handle;
  }

  /** The object of class `kind` behind a handle; undefined if there is none or it is something else. */
  get<T extends object>(handle: number, kind: abstract new (...args: never[]) => T): T | undefined {
    const object = this.#objects.get(handle);
    return object instanceof kind ? object : undefined;
  }

  delete(handle: number): void {
    this.#objects.delete(handle);
  }

  /** All objects of a class, oldest first, with their handles. */
  *all<T extends object>(kind: abstract new (...args: never[]) => T): Generator<[number, T]> {
    for (const [handle, object] of this.#objects) if (object instanceof kind) yield [handle, object];
  }
}
