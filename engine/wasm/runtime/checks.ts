import { UsageError } from './errors.ts';
import type { EngineCore, Store } from './store.ts';

/** The stores that a constructor has made: nothing else passes for one. */
const STORES = new WeakSet<object>();

/** Makes a store known; its constructor calls this. */
export function registerStore(store: Store): void {
  STORES.add(store);
}

/** Throws `UsageError` for what is no engine. */
export function checkEngine(engine: EngineCore): void {
  if (typeof engine?.backend?.compile !== 'function') throw new UsageError('an Engine is needed');
}

/** Throws `UsageError` for what is no store, and for one that is disposed of: constructors in a store begin with it. */
export function checkStore(store: Store): void {
  if (typeof store !== 'object' || store === null || !STORES.has(store))
    throw new UsageError('a Store is needed');
  store.checkUsable();
}
