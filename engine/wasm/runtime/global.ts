import { type GlobalType, valTypeName } from '../spec/types.ts';
import type { GlobalStorage } from './backend.ts';
import { UsageError } from './errors.ts';
import { Reference } from './reference.ts';
import type { Store } from './store.ts';
import { type Value, valueFault } from './values.ts';

/** A global instance (§4.2.9). */
export class Global extends Reference {
  readonly kind = 'global';
  readonly store: Store;
  readonly type: GlobalType;
  readonly storage: GlobalStorage;

  /** A global of the given value. `storage` is for backends that made it themselves. Throws `UsageError`. */
  constructor(store: Store, type: GlobalType, value: Value, storage?: GlobalStorage) {
    super();
    store.checkUsable();
    this.store = store;
    this.type = type;
    if (storage === undefined) this.#check(value);
    this.storage = storage ?? store.backend.createGlobal(store, type, value);
  }

  get(): Value {
    this.store.checkUsable();
    return this.storage.get();
  }

  /** Throws `UsageError` for an immutable global and for a value of another type or store. */
  set(value: Value): void {
    this.store.checkUsable();
    if (!this.type.mutable) throw new UsageError('an immutable global cannot be set');
    this.#check(value);
    this.storage.set(value);
  }

  #check(value: Value): void {
    const fault = valueFault(this.store, this.type.type, value);
    if (fault !== undefined)
      throw new UsageError(`a global of ${valTypeName(this.type.type)} cannot hold ${fault}`);
  }
}
