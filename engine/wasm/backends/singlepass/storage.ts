import type { GlobalStorage, MemoryStorage, TableStorage } from '../../runtime/backend.ts';
import { UsageError } from '../../runtime/errors.ts';
import { Func } from '../../runtime/func.ts';
import { Trap } from '../../runtime/trap.ts';
import type { Ref, Value } from '../../runtime/values.ts';
import { MAX_JS_MEMORY_PAGES, MAX_TABLE_SIZE } from '../../spec/limits.ts';
import {
  F32,
  F64,
  type GlobalType,
  I32,
  I64,
  type MemoryType,
  PAGE_SIZE,
  type TableType,
} from '../../spec/types.ts';
import { bigFromPair } from './calling.ts';

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
    if (min > MAX_JS_MEMORY_PAGES) throw new UsageError('backend "singlepass" has no memories over 2 GiB');
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

/** The canonical type id of an empty slot. */
const NO_TYPE = -1;

/**
 * A table: references, and beside them the canonical type ids of the functions, so that `call_indirect` checks bounds, null and
 * signature in one compare. A slot is a reference or null; its id follows from it.
 */
export class JsTable implements TableStorage {
  refs: Ref[];
  ids: Int32Array;
  readonly #max: number;

  constructor(type: TableType, init: Ref) {
    const { min, max } = type.limits;
    this.#max = Math.min(max ?? MAX_TABLE_SIZE, MAX_TABLE_SIZE);
    if (min > MAX_TABLE_SIZE) {
      throw new UsageError(`backend "singlepass" has no tables over ${MAX_TABLE_SIZE} elements`);
    }
    this.refs = new Array(min).fill(init);
    this.ids = new Int32Array(min).fill(idOf(init));
  }

  get size(): number {
    return this.refs.length;
  }

  get(index: number): Ref {
    return this.refs[index];
  }

  set(index: number, ref: Ref): void {
    this.refs[index] = ref;
    this.ids[index] = idOf(ref);
  }

  /** `table.copy` (§4.4.6) within checked bounds; the tables may be one, the ranges may overlap. */
  copy(source: JsTable, to: number, from: number, count: number): void {
    this.ids.set(source.ids.subarray(from, from + count), to);
    source.refs.slice(from, from + count).forEach((ref, i) => {
      this.refs[to + i] = ref;
    });
  }

  grow(delta: number, init: Ref): number {
    const old = this.refs.length;
    const size = old + (delta >>> 0);
    if (size > this.#max) return -1;
    const ids = new Int32Array(size);
    ids.set(this.ids);
    ids.fill(idOf(init), old);
    this.ids = ids;
    for (let i = old; i < size; i++) this.refs.push(init);
    return old;
  }
}

function idOf(ref: Ref): number {
  return ref instanceof Func ? ref.typeId : NO_TYPE;
}

/**
 * A global: number types in typed arrays of its own (never in object fields, where a value beyond small integers would be boxed),
 * a reference in `ref`. An i64 is a pair, low half first.
 */
export class JsGlobal implements GlobalStorage {
  readonly type: GlobalType;
  readonly i32 = new Int32Array(new ArrayBuffer(8));
  readonly f64 = new Float64Array(this.i32.buffer);
  ref: Ref = null;

  constructor(type: GlobalType, value: Value) {
    this.type = type;
    this.set(value);
  }

  get(): Value {
    switch (this.type.type) {
      case I32:
        return this.i32[0];
      case I64:
        return bigFromPair(this.i32[0]!, this.i32[1]!);
      case F32:
      case F64:
        return this.f64[0];
      default:
        return this.ref;
    }
  }

  set(value: Value): void {
    switch (this.type.type) {
      case I32:
        this.i32[0] = value as number;
        break;
      case I64:
        this.i32[0] = Number(BigInt.asIntN(32, value as bigint));
        this.i32[1] = Number(BigInt.asIntN(32, (value as bigint) >> 32n));
        break;
      case F32:
        this.f64[0] = Math.fround(value as number);
        break;
      case F64:
        this.f64[0] = value as number;
        break;
      default:
        this.ref = value;
    }
  }
}
