import type { Backend, CompiledModule } from '../../runtime/backend.ts';
import { callGuest } from '../../runtime/depth.ts';
import { allocate, initialize } from '../../runtime/instantiate.ts';
import { OWN_STORAGE } from '../../runtime/storage/own.ts';
import type { EngineCore } from '../../runtime/store.ts';
import { backendInfo } from '../../spec/backends.ts';
import type { ValidatedModule } from '../../validate/module.ts';
import { withFullStackTraces } from '../common/v8-stack.ts';
import { DEPTH_CELL, flatten, type JsEntry, takeResults } from './calling.ts';
import { hostEntry } from './host-entry.ts';
import { JsInstance } from './instance.ts';
import { toTrap } from './trace.ts';

/** WebAssembly to JavaScript, one function at a time, when it is first called. */
export const backend: Backend = {
  info: backendInfo('singlepass'),
  storage: OWN_STORAGE,

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

  hostEntry,

  invoke(func, args, more) {
    const run = () => {
      const first = (func.entry as JsEntry)(...flatten(func.type.params, args), DEPTH_CELL.depth);
      return takeResults(func.type, first);
    };
    return withFullStackTraces(() => callGuest(DEPTH_CELL, more, run, toTrap));
  },
};
