import type { Backend, CompiledModule, Entry } from '../../runtime/backend.ts';
import { depthOfNestedCall } from '../../runtime/depth.ts';
import { instantiate } from '../../runtime/instantiate.ts';
import type { EngineCore } from '../../runtime/store.ts';
import { UnsupportedError } from '../../spec/errors.ts';
import { MAX_JS_MEMORY_PAGES } from '../../spec/limits.ts';
import type { ValidatedModule } from '../../validate/module.ts';
import { JsMemory } from '../common/memory.ts';
import { JsTable } from '../common/table.ts';
import { withDeepTraces } from '../common/v8stack.ts';
import { CELLS, DEPTH, type Flat, flatten, giveResults, takeResults, unflatten } from './calling.ts';
import { JsInstance } from './instance.ts';
import { JsGlobal } from './storage.ts';
import { toTrap } from './trace.ts';

/** WebAssembly to JavaScript, one function at a time, when it is first called. */
export const singlepass: Backend = {
  name: 'singlepass',
  features: new Set(['simd']),
  interruptible: true,

  compile(module: ValidatedModule, { interruptible }: EngineCore): CompiledModule {
    const pages = module.data.memories[0]?.limits.min ?? 0;
    if (pages > MAX_JS_MEMORY_PAGES) {
      throw new UnsupportedError(
        'memory over 2 GiB',
        `a memory of ${pages} pages: backend "singlepass" ends at 2 GiB`,
        0,
      );
    }
    return {
      instantiate(store, externs) {
        let instance: JsInstance | undefined;
        const space = instantiate(store, module.data, externs, (space) => {
          instance = new JsInstance(module, space, interruptible);
        });
        return { owner: instance!, exports: space.exports(), stats: instance!.stats };
      },
    };
  },

  createMemory: (type, { interruptible }) => new JsMemory(type, interruptible),
  createTable: ({ engine }, type, init) => new JsTable(type, init, engine.interruptible),
  createGlobal: (_store, type, value) => new JsGlobal(type, value),

  hostEntry({ params, results }, host): Entry {
    const entry: Flat = (...flat) => giveResults(results, host(unflatten(params, flat)));
    return entry as Entry;
  },

  invoke(func, args) {
    const depth = CELLS[DEPTH]!;
    return withDeepTraces((nested) => {
      try {
        if (nested) CELLS[DEPTH] = depthOfNestedCall(depth);
        const first = (func.entry as Flat)(...flatten(func.type.params, args));
        return takeResults(func.type, first);
      } catch (error) {
        throw toTrap(error);
      } finally {
        CELLS[DEPTH] = depth;
      }
    });
  },
};
