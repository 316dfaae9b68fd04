import { z } from 'zod';
import { GuestMemory } from '../guest-memory.ts';
import type { SdlPlatform } from '../platform.ts';
import { pointer } from '../state.ts';
import { Handles, handlesState } from './handles.ts';
import { PixelBudget } from './video/pixel-budget.ts';

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

/** What this host calls its video driver and its renderer. */
export const DRIVER = 'trapdoom';

/** As long as an error text gets before it is cut. */
const ERROR_SIZE = 1024;

export const coreState = z.strictObject({
  error: z.string(),
  errorBuffer: pointer,
  hints: z.array(z.tuple([z.string(), z.string()])),
  locks: z.int(),
  handles: handlesState,
});
export type CoreState = z.infer<typeof coreState>;

/**
 * What all areas share: the guest's memory, the platform, the error text, hints, and the handles behind SDL's opaque pointers.
 */
export class SdlCore {
  readonly platform: SdlPlatform;
  readonly memory = new GuestMemory();
  readonly hints = new Map<string, string>();
  readonly handles = new Handles();
  readonly pixels = new PixelBudget();
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

  capture(): CoreState {
    const { hints, locks } = this;
    return {
      error: this.#error,
      errorBuffer: this.#errorBuffer,
      hints: [...hints],
      locks,
      handles: this.handles.capture(),
    };
  }

  /** `objects`: by handle. */
  restore(state: CoreState, objects: ReadonlyMap<number, object>): void {
    this.#error = state.error;
    this.#errorBuffer = state.errorBuffer;
    this.hints.clear();
    for (const [name, value] of state.hints) this.hints.set(name, value);
    this.locks = state.locks;
    this.handles.restore(state.handles, objects);
  }

  /** Sets the text of `SDL_GetError` and returns -1, which most functions return on failure. */
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

  /** The handle of a new object; 0 with the error set where there are too many. */
  handle(object: object): number {
    return this.handles.add(object) || this.outOfMemory();
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
