import { UsageError } from '../../runtime/errors.ts';
import type { GlobalStorage, MemoryStorage, Storage, TableStorage } from '../../runtime/storage/storage.ts';
import { type Ref, type Value, valueOfBits } from '../../runtime/values.ts';
import { MAX_TABLE_SIZE } from '../../spec/limits.ts';
import {
  EXTERNREF,
  F32,
  F64,
  FUNCREF,
  type GlobalType,
  I32,
  I64,
  type Limits,
  type MemoryType,
  PAGE_SIZE,
  type TableType,
  V128,
  type ValType,
} from '../../spec/types.ts';
import { GlobalBits, needsBits } from './global-bits.ts';
import { fromV8, toV8 } from './refs.ts';
import { type V8Global, type V8Memory, type V8Table, type V8ValueType, v8 } from './v8.ts';
import { vectorGlobal } from './vectors.ts';

/** A memory that V8 keeps. */
export class NativeMemory implements MemoryStorage {
  readonly memory: V8Memory;
  #bytes = new Uint8Array(0);
  #view = new DataView(new ArrayBuffer(0));

  constructor(memory: V8Memory) {
    this.memory = memory;
  }

  /** Throws `UsageError` where the machine cannot provide it. */
  static create({ limits }: MemoryType): NativeMemory {
    try {
      return new NativeMemory(new v8.Memory(descriptor(limits)));
    } catch (cause) {
      throw new UsageError(`this machine cannot provide a memory of ${limits.min} pages`, { cause });
    }
  }

  get size(): number {
    return this.memory.buffer.byteLength / PAGE_SIZE;
  }

  /** Growing detaches V8's buffer, so the views are made anew when it is another one. */
  get bytes(): Uint8Array {
    const { buffer } = this.memory;
    if (this.#bytes.buffer !== buffer) this.#bytes = new Uint8Array(buffer);
    return this.#bytes;
  }

  get view(): DataView {
    const { buffer } = this.memory;
    if (this.#view.buffer !== buffer) this.#view = new DataView(buffer);
    return this.#view;
  }

  exposeBuffer(): ArrayBuffer {
    return this.memory.buffer;
  }

  grow(delta: number): number {
    return unlessRangeError(() => this.memory.grow(delta));
  }
}

/** A table that V8 keeps. */
export class NativeTable implements TableStorage {
  readonly table: V8Table;
  readonly #element: ValType;

  constructor(table: V8Table, element: ValType) {
    this.table = table;
    this.#element = element;
  }

  /** Throws `UsageError` where V8 has no tables of that size. */
  static create({ element, limits }: TableType, init: Ref): NativeTable {
    if (limits.min > MAX_TABLE_SIZE) {
      throw new UsageError(`backend "native" has no tables over ${MAX_TABLE_SIZE} elements`);
    }
    const type = { element: element === FUNCREF ? ('anyfunc' as const) : ('externref' as const) };
    return new NativeTable(new v8.Table({ ...type, ...descriptor(limits) }, toV8(element, init)), element);
  }

  get size(): number {
    return this.table.length;
  }

  get(index: number): Ref {
    return fromV8(this.#element, this.table.get(index));
  }

  set(index: number, ref: Ref): void {
    this.table.set(index, toV8(this.#element, ref));
  }

  grow(delta: number, init: Ref): number {
    return unlessRangeError(() => this.table.grow(delta, toV8(this.#element, init)));
  }
}

/** A global that V8 keeps. */
export class NativeGlobal implements GlobalStorage {
  readonly global: V8Global;
  readonly #type: GlobalType;
  #access: GlobalBits | undefined;

  constructor(global: V8Global, type: GlobalType) {
    this.global = global;
    this.#type = type;
  }

  static create(type: GlobalType, value: Value): NativeGlobal {
    const { type: content, mutable } = type;
    const global =
      content === V128
        ? vectorGlobal(mutable, value as Uint8Array)
        : new v8.Global({ value: TYPE_NAMES.get(content)!, mutable }, toV8(content, value));
    return new NativeGlobal(global, type);
  }

  get(): Value {
    const { type } = this.#type;
    return type === V128 ? valueOfBits(type, this.bits()) : fromV8(type, this.global.value);
  }

  set(value: Value): void {
    const { type } = this.#type;
    if (type === V128) this.setBits(bitsOfBytes(value as Uint8Array));
    else this.global.value = toV8(type, value);
  }

  bits(): bigint {
    const { type } = this.#type;
    if (needsBits(type)) return this.#bits.get();
    const { value } = this.global;
    return type === I64 ? BigInt.asUintN(64, value as bigint) : BigInt((value as number) >>> 0);
  }

  setBits(bits: bigint): void {
    const { type } = this.#type;
    if (needsBits(type)) this.#bits.set(bits);
    else this.global.value = type === I64 ? bits : Number(bits) | 0;
  }

  get #bits(): GlobalBits {
    this.#access ??= new GlobalBits(this.global, this.#type);
    return this.#access;
  }
}

/** V8's own objects: what V8's code accesses. */
export const V8_STORAGE: Storage = {
  memory: NativeMemory.create,
  table: NativeTable.create,
  global: NativeGlobal.create,
};

function bitsOfBytes({ buffer, byteOffset }: Uint8Array): bigint {
  const view = new DataView(buffer, byteOffset, 16);
  return (view.getBigUint64(8, true) << 64n) | view.getBigUint64(0, true);
}

const TYPE_NAMES: ReadonlyMap<ValType, V8ValueType> = new Map([
  [I32, 'i32'],
  [I64, 'i64'],
  [F32, 'f32'],
  [F64, 'f64'],
  [FUNCREF, 'anyfunc'],
  [EXTERNREF, 'externref'],
]);

function descriptor({ min, max }: Limits): { initial: number; maximum?: number } {
  return { initial: min, ...(max !== undefined && { maximum: max }) };
}

/** V8 throws where the specification's `grow` returns -1. */
function unlessRangeError(grow: () => number): number {
  try {
    return grow();
  } catch (error) {
    if (error instanceof RangeError) return -1;
    throw error;
  }
}
