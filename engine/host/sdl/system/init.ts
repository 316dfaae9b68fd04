import { z } from 'zod';
import type { FunctionTable } from '../../functions.ts';
import { count, pointer } from '../../state.ts';
import { DRIVER, INIT, type SdlCore } from '../core.ts';

/** The version whose headers the games are compiled with: structure layouts are those of 2.26. */
const VERSION = { major: 2, minor: 26, patch: 5 };

/** The name that SDL's own headers have for WASI's likes is none: games show this one to players. */
const PLATFORM = 'WebAssembly';

/** The most hints that a game sets, and how long names and values of hints may be, in characters. */
const HINTS_MAX = 256;
const HINT_NAME_MAX = 256;
const HINT_VALUE_MAX = 4096;

/** What shells answer for a command they cannot find, as wait() encodes it: there is no shell here. */
const COMMAND_NOT_FOUND = 127 << 8;

export const subsystemsState = z.strictObject({
  /** How many users each subsystem has, by its bit. */
  users: z.array(z.tuple([z.int(), count])),
  hintPointers: z.array(z.tuple([z.string(), pointer])),
  constants: z.array(z.tuple([z.string(), pointer])),
});
export type SubsystemsState = z.infer<typeof subsystemsState>;

/**
 * SDL.h, SDL_error.h, SDL_hints.h, SDL_version.h, SDL_platform.h, SDL_filesystem.h, SDL_stdinc.h, and the C library's `system`. Of
 * SDL_video.h, the driver's name: SDL has it once video is initialized.
 */
export class Subsystems {
  readonly #core: SdlCore;
  /** What happens when a subsystem gets its first user, by its bit. */
  readonly #onInit: ReadonlyMap<number, () => void>;
  /** What happens when the last user of a subsystem quits it, by its bit. */
  readonly #onQuit: ReadonlyMap<number, () => void>;
  /** How often each subsystem was initialized and not yet quit. */
  readonly #counts = new Map<number, number>();
  /** Hint values as C strings: SDL hands out its own copies. */
  readonly #hintPointers = new Map<string, number>();
  /** Names that are SDL's own constants, as C strings. */
  readonly #constants = new Map<string, number>();

  constructor(
    core: SdlCore,
    onInit: ReadonlyMap<number, () => void>,
    onQuit: ReadonlyMap<number, () => void>,
  ) {
    this.#core = core;
    this.#onInit = onInit;
    this.#onQuit = onQuit;
  }

  /** SDL_InitSubSystem: all that `flags` ask for, or none. */
  #init(flags: number): number {
    if (flags & INIT.AUDIO && this.#core.platform.sound === undefined)
      return this.#core.fail('No available audio device');
    if (flags & INIT.HAPTIC) return this.#core.fail('SDL not built with haptic (force feedback) support');
    if (flags & INIT.SENSOR) return this.#core.fail('SDL not built with sensor support');
    for (const bit of this.#implied(flags)) {
      const count = this.#counts.get(bit) ?? 0;
      this.#counts.set(bit, count + 1);
      if (count === 0) this.#onInit.get(bit)?.();
    }
    return 0;
  }

  #quit(flags: number): void {
    for (const bit of this.#implied(flags)) {
      const count = this.#counts.get(bit) ?? 0;
      if (count === 0) continue;
      this.#counts.set(bit, count - 1);
      if (count === 1) this.#onQuit.get(bit)?.();
    }
  }

  /** The bits of `flags` with those that they bring along. */
  #implied(flags: number): number[] {
    let all = flags;
    if (all & INIT.GAMECONTROLLER) all |= INIT.JOYSTICK;
    if (all & (INIT.VIDEO | INIT.JOYSTICK)) all |= INIT.EVENTS;
    return Object.values(INIT).filter((bit) => all & bit);
  }

  #quitAll(): void {
    for (const quit of this.#onQuit.values()) quit();
    this.#counts.clear();
  }

  #running(flags: number): number {
    const bits = Object.values(INIT).filter((bit) => (this.#counts.get(bit) ?? 0) > 0);
    const running = bits.reduce((sum, bit) => sum | bit, 0);
    return flags === 0 ? running : running & flags;
  }

  #setHint(name: string, value: string): number {
    const { hints } = this.#core;
    if (name.length > HINT_NAME_MAX || value.length > HINT_VALUE_MAX) return 0;
    if (hints.size >= HINTS_MAX && !hints.has(name)) return 0;
    hints.set(name, value);
    return 1;
  }

  /** A constant's address in the guest's memory. */
  #constant(text: string): number {
    const pointer = this.#constants.get(text) ?? this.#core.memory.allocateText(text);
    if (pointer === 0) return this.#core.outOfMemory();
    this.#constants.set(text, pointer);
    return pointer;
  }

  capture(): SubsystemsState {
    return {
      users: [...this.#counts],
      hintPointers: [...this.#hintPointers],
      constants: [...this.#constants],
    };
  }

  restore({ users, hintPointers, constants }: SubsystemsState): void {
    this.#constants.clear();
    for (const [text, address] of constants) this.#constants.set(text, address);
    this.#counts.clear();
    for (const [bit, uses] of users) this.#counts.set(bit, uses);
    this.#hintPointers.clear();
    for (const [name, address] of hintPointers) this.#hintPointers.set(name, address);
  }

  functions(): FunctionTable {
    const core = this.#core;
    const { memory } = core;
    const hintPointers = this.#hintPointers;
    return {
      SDL_Init: ['(i32)->i32', (flags: number) => this.#init(flags)],
      SDL_InitSubSystem: ['(i32)->i32', (flags: number) => this.#init(flags)],
      SDL_QuitSubSystem: ['(i32)->', (flags: number) => this.#quit(flags)],
      SDL_Quit: ['()->', () => this.#quitAll()],
      SDL_WasInit: ['(i32)->i32', (flags: number) => this.#running(flags)],
      SDL_GetError: ['()->i32', () => core.errorPointer()],
      SDL_ClearError: ['()->', () => core.clearError()],
      SDL_SetHint: [
        '(i32,i32)->i32',
        (name: number, value: number) => this.#setHint(memory.text(name), memory.text(value)),
      ],
      SDL_SetHintWithPriority: [
        '(i32,i32,i32)->i32',
        (name: number, value: number) => this.#setHint(memory.text(name), memory.text(value)),
      ],
      SDL_GetHint: [
        '(i32)->i32',
        (namePointer: number) => {
          const name = memory.text(namePointer);
          const value = core.hints.get(name);
          if (value === undefined) return 0;
          memory.free(hintPointers.get(name) ?? 0);
          hintPointers.set(name, memory.allocateText(value));
          return hintPointers.get(name) ?? 0;
        },
      ],
      SDL_GetVersion: [
        '(i32)->',
        (pointer: number) => memory.bytes(pointer, 3).set([VERSION.major, VERSION.minor, VERSION.patch]),
      ],
      SDL_GetPlatform: ['()->i32', () => this.#constant(PLATFORM)],
      SDL_GetCurrentVideoDriver: [
        '()->i32',
        () => {
          if (this.#running(INIT.VIDEO) !== 0) return this.#constant(DRIVER);
          return core.failNull('Video subsystem has not been initialized');
        },
      ],
      SDL_GetBasePath: [
        '()->i32',
        () => memory.allocateText(core.platform.basePath ?? '/') || core.outOfMemory(),
      ],
      SDL_GetPrefPath: [
        '(i32,i32)->i32',
        (organization: number, application: number) => {
          const path = core.platform.prefPath(memory.text(organization), memory.text(application));
          if (path === undefined) return core.failNull("Couldn't find a directory for preferences");
          return memory.allocateText(path) || core.outOfMemory();
        },
      ],
      SDL_malloc: ['(i32)->i32', (size: number) => memory.guest.malloc(Math.max(size >>> 0, 1))],
      SDL_free: ['(i32)->', (pointer: number) => memory.free(pointer)],
      system: [
        '(i32)->i32',
        (command: number) => {
          if (command === 0) return 0;
          core.platform.log(`The game wanted to run a command, which is not done: ${memory.text(command)}`);
          return COMMAND_NOT_FOUND;
        },
      ],
    };
  }
}
