import { describe, expect, it } from 'vitest';
import { Engine, Instance, LinkError, Module, Store, Trap, UsageError } from '../../../engine/wasm/index.ts';
import { ModuleError } from '../../../engine/wasm/spec/errors.ts';
import { HOSTILE } from './hostile.ts';

/** Loads, instantiates and calls "f"; an error must be one of the engine's own. */
function run(
  backend: string,
  bytes: Uint8Array,
): { readonly values: readonly unknown[] } | { readonly message: string } {
  const store = new Store(new Engine({ backend }));
  try {
    const instance = new Instance(store, new Module(store.engine, bytes));
    const f = instance.exports.get('f');
    return { values: f?.kind === 'func' ? f.call() : [] };
  } catch (error) {
    for (const kind of [ModuleError, Trap, LinkError, UsageError]) {
      if (error instanceof kind) return { message: error.message };
    }
    throw error;
  }
}

describe.each(Engine.backends)('%s bears', (backend) => {
  it.each(Object.entries(HOSTILE))(
    '%s',
    (_, { make, end }) => {
      const outcome = run(backend, make());
      if ('returnsOr' in end && 'values' in outcome) expect(outcome.values).toEqual(end.returnsOr);
      else if ('returns' in end) expect(outcome).toEqual({ values: end.returns });
      else expect(outcome).toEqual({ message: expect.stringMatching(end.fails) });
    },
    120_000,
  );
});
