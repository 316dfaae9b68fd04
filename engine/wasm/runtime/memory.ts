import { MAX_PAGES, withMaximum } from '../spec/limits.ts';
import type { Limits, MemoryType } from '../spec/types.ts';
import { checkStore } from './checks.ts';
import { UsageError } from './errors.ts';
import { Reference } from './reference.ts';
import type { MemoryStorage } from './storage/storage.ts';
import type { Store } from './store.ts';
import { describeValue } from './values.ts';

/** A memory instance (§4.2.8). */
export class Memory extends Reference {
  readonly kind = 'memory';
  readonly store: Store;
  /** The type that it was made with. */
  readonly declared: MemoryType;
  readonly storage: MemoryStorage;

  /** A zeroed memory. `storage` is for backends that made it themselves. Throws `UsageError` and `UnsupportedError`. */
  constructor(store: Store, type: MemoryType, storage?: MemoryStorage) {
    super();
    checkStore(store);
    this.store = store;
    this.declared = { limits: checkedLimits(type?.limits, MAX_PAGES, 'memory') };
    if (storage === undefined) {
      const limits = limitedTo(store.engine.limits.memoryPages, this.declared.limits, 'pages in a memory');
      this.storage = store.storage.memory({ limits }, store.engine);
      store.register(this);
    } else {
      this.storage = storage;
    }
  }

  /** The type it has now: the minimum is the current size, which is what imports are matched with (§4.5.2). */
  get type(): MemoryType {
    return { limits: { ...this.declared.limits, min: this.size } };
  }

  /** Size in pages of 64 KiB. */
  get size(): number {
    this.store.checkUsable();
    return this.storage.size;
  }

  /** All bytes. Read it anew after any call into a guest and after `grow`: memory may have moved. */
  get bytes(): Uint8Array {
    this.store.checkUsable();
    return this.storage.bytes;
  }

  /** All bytes for unaligned access; pass `true` for WebAssembly's little-endian order. Read it anew like `bytes`. */
  get view(): DataView {
    this.store.checkUsable();
    return this.storage.view;
  }

  /** Grows by `delta` pages; the old size, or -1 where it cannot grow that far. */
  grow(delta: number): number {
    this.store.checkUsable();
    checkCount(delta, 'delta');
    return this.storage.grow(delta);
  }
}

/** A copy of an embedder's limits. Throws `UsageError` unless they are whole, ordered and within `range` (§3.2.1). */
export function checkedLimits(limits: Limits, range: number, what: string): Limits {
  if (typeof limits !== 'object' || limits === null)
    throw new UsageError(`a ${what} needs limits: { min, max }`);
  const { min, max } = limits;
  checkCount(min, `${what} minimum`);
  if (min > range) throw new UsageError(`${what} minimum ${min} exceeds ${range}`);
  if (max === undefined) return { min };
  checkCount(max, `${what} maximum`);
  if (max > range) throw new UsageError(`${what} maximum ${max} exceeds ${range}`);
  if (min > max) throw new UsageError(`${what} minimum ${min} exceeds its maximum ${max}`);
  return { min, max };
}

/** Throws `UsageError` unless `value` is a whole unsigned 32-bit number. */
export function checkCount(value: number, what: string): void {
  if (typeof value !== 'number' || value >>> 0 !== value) {
    throw new UsageError(`${what} must be a whole number from 0 to 4294967295, got ${describeValue(value)}`);
  }
}

/** Limits of what an engine takes at most `most` of. Throws `UsageError` where it is to begin with more. */
export function limitedTo(most: number, limits: Limits, what: string): Limits {
  if (limits.min > most)
    throw new UsageError(`too many ${what}: ${limits.min}, this engine takes at most ${most}`);
  return withMaximum(most, limits);
}
