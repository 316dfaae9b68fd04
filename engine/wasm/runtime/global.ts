import { type GlobalType, isValType, valTypeName } from '../spec/types.ts';
import { checkStore } from './checks.ts';
import { UsageError } from './errors.ts';
import { Reference } from './reference.ts';
import type { GlobalStorage } from './storage/storage.ts';
import type { Store } from './store.ts';
import { canonical, typeMismatch, type Value } from './values.ts';

/** A global instance (§4.2.9). */
export class Global extends Reference {
  readonly kind = 'global';
  readonly store: Store;
  readonly type: GlobalType;
  readonly storage: GlobalStorage;

  /** A global of the given value. `storage` is for backends that made it themselves. Throws `UsageError`. */
  constructor(store: Store, type: GlobalType, value: Value, storage?: GlobalStorage) {
    super();
    checkStore(store);
    if (!isValType(type?.type) || typeof type.mutable !== 'boolean') {
      throw new UsageError('the type of a global is { type, mutable }: a value type and a boolean');
    }
    this.store = store;
    this.type = { type: type.type, mutable: type.mutable };
    if (storage === undefined) {
      this.storage = store.storage.global(this.type, this.#checked(value));
      store.register(this);
    } else {
      this.storage = storage;
    }
  }

  get(): Value {
    this.store.checkUsable();
    return this.storage.get();
  }

  /** Throws `UsageError` for an immutable global and for a value of another type or store. */
  set(value: Value): void {
    this.store.checkUsable();
    if (!this.type.mutable) throw new UsageError('an immutable global cannot be set');
    this.storage.set(this.#checked(value));
  }

  #checked(value: Value): Value {
    const fault = typeMismatch(this.store, this.type.type, value);
    if (fault !== undefined)
      throw new UsageError(`a global of ${valTypeName(this.type.type)} cannot hold ${fault}`);
    return canonical(this.type.type, value);
  }
}
