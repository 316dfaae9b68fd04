import { GuestMemory } from '../guest-memory.ts';
import type { SdlPlatform } from '../platform.ts';
import { AlBuffer } from './buffer.ts';
import { AL, MAX_BUFFER_BYTES, MAX_BUFFERS } from './constants.ts';
import type { Context } from './context.ts';
import type { Source } from './source.ts';

export type OpenAlPlatform = Pick<SdlPlatform, 'now' | 'ahead' | 'sound'>;

/** What a game has besides OpenAL. */
export interface OpenAlOptions {
  /**
   * Calls what would run in other threads of the game up to `time`, in milliseconds of the session: its timers. Called before each block of
   * sound, since the game may refill a queue of buffers there.
   */
  readonly threads?: ((time: number) => void) | undefined;
  /** Whether the game holds a lock, so that its other threads may have to wait. */
  readonly locked?: (() => boolean) | undefined;
}

/** What all areas share: the guest's memory, the device, its buffers, and its one context. */
export class OpenAlCore {
  readonly platform: OpenAlPlatform;
  readonly memory = new GuestMemory();
  readonly buffers = new Map<number, AlBuffer>();
  readonly #options: OpenAlOptions;
  nextBuffer = 1;
  /** Bytes of all buffers. */
  bufferBytes = 0;
  /** The handle of the open device; 0 for none. */
  device = 0;
  /** The context of the device, whether it is current or not. */
  created: Context | undefined;
  /** Whether `created` is current. */
  current = false;
  nextHandle = 1;
  /** Addresses of texts that the game was given. */
  readonly texts = new Map<string, number>();

  constructor(platform: OpenAlPlatform, options: OpenAlOptions) {
    this.platform = platform;
    this.#options = options;
  }

  /** The current context. */
  get context(): Context | undefined {
    return this.current ? this.created : undefined;
  }

  locked(): boolean {
    return this.#options.locked?.() ?? false;
  }

  runThreads(time: number): void {
    this.#options.threads?.(time);
  }

  /** A text in the game's memory, of which one copy is kept; 0 where there is no memory left. */
  text(text: string): number {
    const known = this.texts.get(text);
    if (known !== undefined) return known;
    const pointer = this.memory.allocateText(text);
    if (pointer !== 0) this.texts.set(text, pointer);
    return pointer;
  }

  /** Runs what needs a current context. `action` returns AL's error, which alGetError returns to the game. */
  perform(action: (context: Context) => number): void {
    const { context } = this;
    if (context === undefined) return;
    const error = action(context);
    if (error !== AL.NO_ERROR) context.fail(error);
  }

  /** The same for a source by its name. */
  performOn(name: number, action: (source: Source, context: Context) => number): void {
    this.perform((context) => {
      const source = context.sources.get(name >>> 0);
      return source === undefined ? AL.INVALID_NAME : action(source, context);
    });
  }

  /** New buffers; undefined for too many. */
  generate(count: number): AlBuffer[] | undefined {
    if (this.buffers.size + count > MAX_BUFFERS) return undefined;
    return Array.from({ length: count }, () => {
      const buffer = new AlBuffer(this.nextBuffer++);
      this.buffers.set(buffer.name, buffer);
      return buffer;
    });
  }

  /** Whether a buffer may grow from `before` to `after` bytes. */
  hasRoom(before: number, after: number): boolean {
    return this.bufferBytes - before + after <= MAX_BUFFER_BYTES;
  }

  /** Forgets all buffers. No source uses them any more. */
  closeDevice(): void {
    this.device = 0;
    this.buffers.clear();
    this.bufferBytes = 0;
  }
}
