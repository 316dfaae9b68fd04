import type { GlobalType, MemoryType, TableType } from '../../spec/types.ts';
import type { EngineCore } from '../store.ts';
import type { Ref, Value } from '../values.ts';

/**
 * What memories, tables and globals of a store keep their content in. There are two: `OWN_STORAGE`, which the code of every compiler
 * and interpreter of ours accesses, and V8's objects, which only V8's code accesses (`backends/native/storage.ts`).
 */
export interface Storage {
  /** A memory, zeroed. Throws `UsageError` where the machine cannot provide it; so does `table`. */
  memory(type: MemoryType, engine: EngineCore): MemoryStorage;
  /** A table, all slots `init`. */
  table(type: TableType, init: Ref, engine: EngineCore): TableStorage;
  global(type: GlobalType, value: Value): GlobalStorage;
}

/** A memory's bytes. `bytes` and `view` are current only until the next call into a guest, or `grow`. */
export interface MemoryStorage {
  /** Size in pages of 64 KiB. */
  readonly size: number;
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /**
   * All bytes as an `ArrayBuffer` of exactly the memory's size, as the JavaScript API shows them. It is the same object until the
   * memory grows, by 0 pages included. Growing detaches it.
   */
  exposeBuffer(): ArrayBuffer;
  /** The old size in pages, or -1 where the maximum or the host's memory does not allow it (§4.5.3.9). */
  grow(delta: number): number;
}

/** A table's slots. `Table` checks indices, types and stores before it calls. */
export interface TableStorage {
  readonly size: number;
  get(index: number): Ref;
  set(index: number, ref: Ref): void;
  /** The old size, or -1 (§4.5.3.8). */
  grow(delta: number, init: Ref): number;
}

/** A global's value. `Global` checks mutability, types and stores before it calls. */
export interface GlobalStorage {
  get(): Value;
  set(value: Value): void;
  /** The bits of a number or vector, unsigned, each NaN with its payload: a number of JavaScript may lose that. */
  bits(): bigint;
  /** Sets the bits. Backends that leave storage to V8 can only where the global is mutable. */
  setBits(bits: bigint): void;
}
