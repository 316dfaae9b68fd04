import { MAX_ELEMENTS } from '../spec/limits.ts';
import { isRefType, type TableType, valTypeName } from '../spec/types.ts';
import { checkStore } from './checks.ts';
import { UsageError } from './errors.ts';
import { checkCount, checkedLimits, limitedTo } from './memory.ts';
import { Reference } from './reference.ts';
import type { TableStorage } from './storage/storage.ts';
import type { Store } from './store.ts';
import { Trap } from './trap.ts';
import { type Ref, typeMismatch } from './values.ts';

/** A table instance (§4.2.7): each slot a reference or null, and nothing else. */
export class Table extends Reference {
  readonly kind = 'table';
  readonly store: Store;
  /** The type that it was made with. */
  readonly declared: TableType;
  readonly storage: TableStorage;

  /** A table with all slots `init`, by default null. `storage` is for backends that made it themselves. Throws `UsageError`. */
  constructor(store: Store, type: TableType, init: Ref = null, storage?: TableStorage) {
    super();
    checkStore(store);
    if (!isRefType(type?.element)) throw new UsageError('the elements of a table are funcref or externref');
    this.store = store;
    this.declared = { element: type.element, limits: checkedLimits(type.limits, MAX_ELEMENTS, 'table') };
    this.#check(init);
    if (storage === undefined) {
      const limits = limitedTo(
        store.engine.limits.tableElements,
        this.declared.limits,
        'elements in a table',
      );
      this.storage = store.storage.table({ ...this.declared, limits }, init, store.engine);
      store.register(this);
    } else {
      this.storage = storage;
    }
  }

  /** The type it has now: the minimum is the current size, which is what imports are matched with (§4.5.2). */
  get type(): TableType {
    return { element: this.declared.element, limits: { ...this.declared.limits, min: this.size } };
  }

  get size(): number {
    this.store.checkUsable();
    return this.storage.size;
  }

  /** The reference in a slot, null where it is empty. Throws a `table-out-of-bounds` trap beyond the end: the C API has null for both. */
  get(index: number): Ref {
    this.#checkIndex(index);
    return this.storage.get(index);
  }

  /** Sets a slot. Throws a `table-out-of-bounds` trap beyond the end, `UsageError` for a reference of another type or store. */
  set(index: number, ref: Ref): void {
    this.#check(ref);
    this.#checkIndex(index);
    this.storage.set(index, ref);
  }

  /** Grows by `delta` slots of `init`; the old size, or -1 where it cannot grow that far. */
  grow(delta: number, init: Ref = null): number {
    this.store.checkUsable();
    checkCount(delta, 'delta');
    this.#check(init);
    return this.storage.grow(delta, init);
  }

  #checkIndex(index: number): void {
    this.store.checkUsable();
    checkCount(index, 'table index');
    if (index >= this.size) throw new Trap('table-out-of-bounds', { index, limit: this.size });
  }

  #check(ref: Ref): void {
    const { element } = this.declared;
    const fault = typeMismatch(this.store, element, ref);
    if (fault !== undefined) throw new UsageError(`a table of ${valTypeName(element)} cannot hold ${fault}`);
  }
}
