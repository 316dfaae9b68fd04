import type { Backend, CompiledModule } from '../../runtime/backend.ts';
import { callGuest } from '../../runtime/depth.ts';
import { allocate, initialize } from '../../runtime/instantiate.ts';
import type { EngineCore } from '../../runtime/store.ts';
import { backendInfo } from '../../spec/backends.ts';
import { F32 } from '../../spec/types.ts';
import type { ValidatedModule } from '../../validate/module.ts';
import { JsGlobal } from '../common/global.ts';
import { JsMemory } from '../common/memory.ts';
import { JsTable } from '../common/table.ts';
import { withFullStackTraces } from '../common/v8-stack.ts';
import { DEPTH_CELL, flatten, type JsEntry, takeResults } from './calling.ts';
import { hostEntry } from './host-entry.ts';
import { JsInstance } from './instance.ts';
import { F32Global } from './storage.ts';
import { toTrap } from './trace.ts';

/** WebAssembly to JavaScript, one function at a time, when it is first called. */
export const backend: Backend = {
  info: backendInfo('singlepass'),

  compile(module: ValidatedModule, { interruptible }: EngineCore): CompiledModule {
    return {
      instantiate(store, externs) {
        let instance: JsInstance | undefined;
        const state = allocate(store, module, externs, (space) => {
          instance = new JsInstance(module, space, interruptible);
        });
        return {
          owner: instance!,
          exports: state.exports(),
          stats: instance!.code.stats,
          state,
          initialize: () => initialize(state),
          prepare: (milliseconds) => instance!.code.prepare(milliseconds),
        };
      },
    };
  },

  createMemory: (type, { interruptible }) => new JsMemory(type, interruptible),
  createTable: ({ engine }, type, init) => new JsTable(type, init, engine.interruptible),
  createGlobal: (_store, type, value) =>
    type.type === F32 ? new F32Global(type, value) : new JsGlobal(type, value),

  hostEntry,

  invoke(func, args, more) {
    const run = () => {
      const first = (func.entry as JsEntry)(...flatten(func.type.params, args), DEPTH_CELL.depth);
      return takeResults(func.type, first);
    };
    return withFullStackTraces(() => callGuest(DEPTH_CELL, more, run, toTrap));
  },
};
