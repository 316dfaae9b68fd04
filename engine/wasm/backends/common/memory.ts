import type { MemoryStorage } from '../../runtime/backend.ts';
import { UsageError } from '../../runtime/errors.ts';
import { Trap } from '../../runtime/trap.ts';
import { MAX_JS_MEMORY_PAGES } from '../../spec/limits.ts';
import { type MemoryType, PAGE_SIZE } from '../../spec/types.ts';

/** Least bytes a memory reserves if it may grow, so that a small guest grows in place. */
const MIN_RESERVE = 256 * PAGE_SIZE;

/**
 * A memory: one preallocated buffer and views over its current size. Growing within the reserve makes new views over the same
 * buffer: nothing is copied, nothing detached (a detached buffer anywhere slows V8's DataView code, and resizable buffers are far
 * slower). Beyond the reserve, the buffer doubles. Untouched pages of the reserve cost address space only.
 */
export class JsMemory implements MemoryStorage {
  /** What generated code accesses: bounds are the memory's, so that V8's own check is the trap. */
  dv: DataView;
  u8: Uint8Array;
  size: number;
  readonly #max: number;
  #buffer: ArrayBuffer;

  constructor(type: MemoryType) {
    const { min, max } = type.limits;
    this.#max = Math.min(max ?? MAX_JS_MEMORY_PAGES, MAX_JS_MEMORY_PAGES);
    if (min > MAX_JS_MEMORY_PAGES) throw new UsageError('this backend has no memories over 2 GiB');
    const wanted = Math.max(2 * min * PAGE_SIZE, MIN_RESERVE);
    this.#buffer = allocate(Math.min(wanted, this.#max * PAGE_SIZE)) ?? mustAllocate(min * PAGE_SIZE);
    this.size = min;
    this.dv = new DataView(this.#buffer, 0, min * PAGE_SIZE);
    this.u8 = new Uint8Array(this.#buffer, 0, min * PAGE_SIZE);
  }

  get bytes(): Uint8Array {
    return this.u8;
  }

  get view(): DataView {
    return this.dv;
  }

  grow(delta: number): number {
    const old = this.size;
    const size = old + (delta >>> 0);
    if (size > this.#max) return -1;
    if (delta === 0) return old;
    const length = size * PAGE_SIZE;
    if (length > this.#buffer.byteLength) {
      const buffer = allocate(Math.min(2 * length, this.#max * PAGE_SIZE)) ?? allocate(length);
      if (buffer === undefined) return -1;
      new Uint8Array(buffer).set(this.u8);
      this.#buffer = buffer;
    }
    this.size = size;
    this.dv = new DataView(this.#buffer, 0, length);
    this.u8 = new Uint8Array(this.#buffer, 0, length);
    return old;
  }

  /** `memory.fill` (§4.4.7); operands are unsigned after `>>> 0`. */
  fill(at: number, value: number, count: number): void {
    this.#check(at >>> 0, count >>> 0);
    this.u8.fill(value, at >>> 0, (at >>> 0) + (count >>> 0));
  }

  /** `memory.copy` (§4.4.7). */
  copy(to: number, from: number, count: number): void {
    this.#check(from >>> 0, count >>> 0);
    this.#check(to >>> 0, count >>> 0);
    this.u8.copyWithin(to >>> 0, from >>> 0, (from >>> 0) + (count >>> 0));
  }

  /** `memory.init` (§4.4.7) from a segment's bytes, empty once dropped. */
  init(segment: Uint8Array, to: number, from: number, count: number): void {
    const end = (from >>> 0) + (count >>> 0);
    if (end > segment.length) throw outOfBounds(from >>> 0, count >>> 0, segment.length);
    this.#check(to >>> 0, count >>> 0);
    this.u8.set(segment.subarray(from >>> 0, end), to >>> 0);
  }

  #check(address: number, size: number): void {
    if (address + size > this.u8.length) throw outOfBounds(address, size, this.u8.length);
  }
}

function outOfBounds(address: number, size: number, limit: number): Trap {
  return new Trap('memory-out-of-bounds', { address, size, limit });
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
