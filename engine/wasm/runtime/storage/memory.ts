import { MAX_JS_MEMORY_PAGES } from '../../spec/limits.ts';
import { type MemoryType, PAGE_SIZE } from '../../spec/types.ts';
import { UsageError } from '../errors.ts';
import { inChunks } from '../interrupt.ts';
import { Trap } from '../trap.ts';
import type { MemoryStorage } from './storage.ts';

/** Bytes that are written between two checks of the interrupt: new pages take a millisecond or two. */
const PIECE = 1 << 20;

/** Least bytes a memory reserves if it may grow, so that a small guest grows in place. */
const MIN_RESERVE = 256 * PAGE_SIZE;

/**
 * A memory: one preallocated buffer and views over its current size. Growing within the reserve makes new views over the same
 * buffer, copies nothing and detaches nothing. A detached buffer anywhere slows V8's DataView code, and resizable buffers are far
 * slower. Beyond the reserve, the buffer doubles. Untouched pages of the reserve cost address space only.
 *
 * A memory whose buffer was shown to JavaScript is the exception, because glue code relies on what the JavaScript API promises.
 * That buffer has exactly the memory's size. Growing detaches it, and costs a copy and slower DataView code.
 */
export class JsMemory implements MemoryStorage {
  /**
   * What generated code accesses: bounds are the memory's, so that V8's own check is the trap. It is only declared here, and so never
   * undefined: V8 then takes it for a DataView without looking.
   */
  declare view: DataView;
  declare bytes: Uint8Array;
  size: number;
  readonly #interruptible: boolean;
  readonly #max: number;
  #buffer: ArrayBuffer;
  /** JavaScript has been shown this very buffer. */
  #exposed = false;

  /** `interruptible`: an interrupt ends what takes long here, too. */
  constructor(type: MemoryType, interruptible = false) {
    this.#interruptible = interruptible;
    const { min, max } = type.limits;
    this.#max = Math.min(max ?? MAX_JS_MEMORY_PAGES, MAX_JS_MEMORY_PAGES);
    if (min > MAX_JS_MEMORY_PAGES) throw new UsageError('this backend has no memories over 2 GiB');
    const wanted = Math.max(2 * min * PAGE_SIZE, MIN_RESERVE);
    this.#buffer = allocate(Math.min(wanted, this.#max * PAGE_SIZE)) ?? mustAllocate(min * PAGE_SIZE);
    this.size = min;
    this.view = new DataView(this.#buffer, 0, min * PAGE_SIZE);
    this.bytes = new Uint8Array(this.#buffer, 0, min * PAGE_SIZE);
  }

  /** See `MemoryStorage`. Throws `RangeError` where the machine cannot provide the copy. */
  exposeBuffer(): ArrayBuffer {
    const { length } = this.bytes;
    if (this.#buffer.byteLength !== length) {
      const exact = new ArrayBuffer(length);
      new Uint8Array(exact).set(this.bytes);
      this.#use(exact, length);
    }
    this.#exposed = true;
    return this.#buffer;
  }

  grow(delta: number): number {
    const old = this.size;
    const size = old + (delta >>> 0);
    if (size > this.#max) return -1;
    const length = size * PAGE_SIZE;
    const shown = this.#exposed ? this.#buffer : undefined;
    if (size === old) {
      // Code of a memory that cannot grow holds on to its view for good.
      if (shown === undefined || size === this.#max) return old;
      this.#use(detach(shown), length);
    } else if (shown === undefined && length <= this.#buffer.byteLength) {
      this.#use(this.#buffer, length);
    } else {
      // Who has been shown the buffer will ask for the next one, so that one is exact at once.
      const reserve = shown === undefined ? Math.min(2 * length, this.#max * PAGE_SIZE) : length;
      const buffer = allocate(reserve) ?? allocate(length);
      if (buffer === undefined) return -1;
      const bytes = new Uint8Array(buffer);
      this.#pieces(this.bytes.length, false, (at, size) => bytes.set(this.bytes.subarray(at, at + size), at));
      this.#use(buffer, length);
      if (shown !== undefined) detach(shown);
    }
    this.#exposed = false;
    this.size = size;
    return old;
  }

  /** `memory.fill` (§4.4.7); operands are unsigned after `>>> 0`. */
  fill(at: number, value: number, count: number): void {
    const start = at >>> 0;
    this.#check(start, count >>> 0);
    if (count >>> 0 <= PIECE) this.bytes.fill(value, start, start + (count >>> 0));
    else this.#pieces(count >>> 0, false, (i, size) => this.bytes.fill(value, start + i, start + i + size));
  }

  /** `memory.copy` (§4.4.7). */
  copy(to: number, from: number, count: number): void {
    const source = from >>> 0;
    const target = to >>> 0;
    this.#check(source, count >>> 0);
    this.#check(target, count >>> 0);
    if (count >>> 0 <= PIECE) this.bytes.copyWithin(target, source, source + (count >>> 0));
    else {
      this.#pieces(count >>> 0, target > source, (i, size) =>
        this.bytes.copyWithin(target + i, source + i, source + i + size),
      );
    }
  }

  /** `memory.init` (§4.4.7) from a segment's bytes, empty once dropped. */
  init(segment: Uint8Array, to: number, from: number, count: number): void {
    const end = (from >>> 0) + (count >>> 0);
    if (end > segment.length) throw outOfBounds(from >>> 0, count >>> 0, segment.length);
    this.#check(to >>> 0, count >>> 0);
    this.bytes.set(segment.subarray(from >>> 0, end), to >>> 0);
  }

  #pieces(count: number, descending: boolean, move: (at: number, size: number) => void): void {
    inChunks(this.#interruptible, PIECE, count, descending, move);
  }

  #use(buffer: ArrayBuffer, length: number): void {
    this.#buffer = buffer;
    this.view = new DataView(buffer, 0, length);
    this.bytes = new Uint8Array(buffer, 0, length);
  }

  #check(address: number, size: number): void {
    if (address + size > this.bytes.length) throw outOfBounds(address, size, this.bytes.length);
  }
}

function outOfBounds(address: number, size: number, limit: number): Trap {
  return new Trap('memory-out-of-bounds', { address, size, limit });
}

/** Detaches a buffer, and returns another with its bytes, which have not moved. */
function detach(buffer: ArrayBuffer): ArrayBuffer {
  return structuredClone(buffer, { transfer: [buffer] });
}

function allocate(length: number): ArrayBuffer | undefined {
  try {
    return new ArrayBuffer(length);
  } catch {
    return undefined;
  }
}

function mustAllocate(length: number): ArrayBuffer {
  const buffer = allocate(length);
  if (buffer === undefined) throw new UsageError(`this machine cannot provide a memory of ${length} bytes`);
  return buffer;
}
