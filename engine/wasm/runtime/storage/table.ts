import { MAX_TABLE_SIZE } from '../../spec/limits.ts';
import type { TableType } from '../../spec/types.ts';
import { UsageError } from '../errors.ts';
import { Func } from '../func.ts';
import { inChunks } from '../interrupt.ts';
import type { Ref } from '../values.ts';
import type { TableStorage } from './storage.ts';

/** Slots that are written between two checks of the interrupt. */
const PIECE = 1 << 16;

/** The canonical type id of an empty slot. */
const NO_TYPE = -1;

/**
 * A table: references, and beside them the canonical type ids of the functions, so that `call_indirect` checks bounds, null and
 * signature in one compare. A slot is a reference or null; its id follows from it.
 */
export class JsTable implements TableStorage {
  // Only declared, and so never undefined: while they are not replaced, V8 takes them for constants.
  declare refs: Ref[];
  declare ids: Int32Array;
  readonly #interruptible: boolean;
  readonly #max: number;

  /** `interruptible`: an interrupt ends what takes long here, too. */
  constructor(type: TableType, init: Ref, interruptible = false) {
    this.#interruptible = interruptible;
    const { min, max } = type.limits;
    this.#max = Math.min(max ?? MAX_TABLE_SIZE, MAX_TABLE_SIZE);
    if (min > MAX_TABLE_SIZE) {
      throw new UsageError(`this backend has no tables over ${MAX_TABLE_SIZE} elements`);
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

  /** `table.fill` (§4.4.6) within checked bounds. */
  fill(to: number, ref: Ref, count: number): void {
    inChunks(this.#interruptible, PIECE, count, false, (at, size) => {
      this.refs.fill(ref, to + at, to + at + size);
      this.ids.fill(idOf(ref), to + at, to + at + size);
    });
  }

  /** `table.copy` (§4.4.6) within checked bounds; the tables may be one, the ranges may overlap. */
  copy(source: JsTable, to: number, from: number, count: number): void {
    inChunks(this.#interruptible, PIECE, count, to > from, (at, size) => {
      this.ids.set(source.ids.subarray(from + at, from + at + size), to + at);
      source.refs.slice(from + at, from + at + size).forEach((ref, i) => {
        this.refs[to + at + i] = ref;
      });
    });
  }

  /** Doubles what it reserves, so that growing one by one takes no more time than growing at once. */
  grow(delta: number, init: Ref): number {
    const old = this.refs.length;
    const size = old + (delta >>> 0);
    if (size > this.#max) return -1;
    const reserve = this.ids.buffer;
    if (size * 4 <= reserve.byteLength) this.ids = new Int32Array(reserve, 0, size);
    else {
      const ids = new Int32Array(Math.min(2 * size, this.#max)).subarray(0, size);
      ids.set(this.ids);
      this.ids = ids;
    }
    this.ids.fill(idOf(init), old);
    // Copying all is three times faster for each slot that is new, so it pays where those are many; never where few come again and again.
    if (size - old < Math.max(PIECE, old >>> 1)) for (let i = old; i < size; i++) this.refs.push(init);
    else this.refs = this.refs.concat(new Array(size - old).fill(init));
    return old;
  }
}

function idOf(ref: Ref): number {
  return ref instanceof Func ? ref.typeId : NO_TYPE;
}
