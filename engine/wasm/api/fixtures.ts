import { wat } from '../binary/fixtures.ts';
import { Engine, type Extern, Instance, Module, Store, Trap } from '../index.ts';

export { wat };

/** A store on the named backend. */
export function storeOn(backend: string): Store {
  return new Store(new Engine({ backend }));
}

/** An instance of a module in text form, in `store`. */
export function instantiate(
  store: Store,
  text: string,
  externs: readonly (Extern | undefined)[] = [],
): Instance {
  return new Instance(store, new Module(store.engine, wat(text)), externs);
}

/** The trap that an action ends in; anything else, a return included, fails the test. */
export function trapOf(action: () => unknown): Trap {
  let result: unknown;
  try {
    result = action();
  } catch (error) {
    if (error instanceof Trap) return error;
    throw error;
  }
  throw new Error(`returned ${String(result)} instead of trapping`);
}

/** Pseudo-random integers below 2^32 that are the same in every run. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return (x ^ (x >>> 14)) >>> 0;
  };
}
