import type { Backend, CompiledModule, Entry } from '../../runtime/backend.ts';
import { allocate, initialize } from '../../runtime/instantiate.ts';
import { OWN_STORAGE } from '../../runtime/storage/own.ts';
import { backendInfo } from '../../spec/backends.ts';
import type { ValidatedModule } from '../../validate/module.ts';
import { Callee } from './code.ts';
import { hostEntry } from './host-entry.ts';
import { InterpreterInstance } from './instance.ts';
import { invoke } from './invoke.ts';
import { MACHINE } from './machine.ts';
import { warmUp } from './warmup.ts';

/** Register code in one loop: slow, exact, and it can stop anywhere. Functions are translated when they are first called. */
export const backend: Backend = {
  info: backendInfo('interpreter'),
  storage: OWN_STORAGE,

  compile(module: ValidatedModule): CompiledModule {
    return {
      instantiate(store, externs) {
        warmUp(backend);
        let instance: InterpreterInstance | undefined;
        const state = allocate(store, module, externs, (space) => {
          instance = new InterpreterInstance(module, space);
        });
        return {
          owner: instance!,
          exports: state.exports(),
          stats: instance!.stats,
          state,
          initialize: () => initialize(state),
          prepare: (milliseconds) => prepare(instance!, milliseconds),
        };
      },
    };
  },

  hostEntry: (type, host) => new Callee(type, hostEntry(type, host), undefined, -1) as unknown as Entry,
  invoke,
};

/** See `Instance.prepare`. */
function prepare(instance: InterpreterInstance, milliseconds: number): boolean {
  const until = performance.now() + milliseconds;
  const left = instance.callees.filter((callee) => callee.instance === instance && callee.code === undefined);
  for (const [i, callee] of left.entries()) {
    MACHINE.prepare(callee);
    if (performance.now() >= until) return i + 1 < left.length;
  }
  return false;
}
