import type { ModuleData } from '../../binary/module.ts';
import { readNames } from '../../binary/names.ts';
import type { Backend, CompiledModule, LinkedInstance } from '../../runtime/backend.ts';
import { callGuest, HOST_CALL_DEPTH } from '../../runtime/depth.ts';
import { UsageError } from '../../runtime/errors.ts';
import type { Extern } from '../../runtime/extern.ts';
import type { Func } from '../../runtime/func.ts';
import type { Global } from '../../runtime/global.ts';
import type { Store } from '../../runtime/store.ts';
import type { Value } from '../../runtime/values.ts';
import { backendInfo } from '../../spec/backends.ts';
import { UnsupportedError } from '../../spec/errors.ts';
import type { ModuleLimits } from '../../spec/limits.ts';
import { FUNCREF, V128 } from '../../spec/types.ts';
import type { ValidatedModule } from '../../validate/module.ts';
import { withFullStackTraces } from '../common/v8-stack.ts';
import { Constants } from './constants.ts';
import { DEPTH_CELL } from './depth.ts';
import { hostFunction } from './host.ts';
import { NativeInstance } from './instance.ts';
import { fromV8, toV8 } from './refs.ts';
import { type Rewritten, renamed, rewrite } from './rewrite.ts';
import { NativeState } from './state.ts';
import { V8_STORAGE } from './storage.ts';
import { explain } from './traps.ts';
import { type V8Func, type V8Module, v8 } from './v8.ts';
import { fromPairs, hasVectors, lowered, toPairs } from './vectors.ts';

/** The host's own WebAssembly: V8's compiler, with traps that say what ours say. */
export const backend: Backend = {
  info: backendInfo('native'),
  storage: V8_STORAGE,

  compile: (module, { limits }) => new NativeModule(module, limits),

  hostEntry: hostFunction,
  invoke,
};

/** Numbers of instances, in the whole process: V8 shares scripts between stores. */
let instances = 0;

class NativeModule implements CompiledModule {
  readonly #module: ValidatedModule;
  readonly #limits: ModuleLimits;
  readonly #data: ModuleData;
  readonly #names;
  /** Undefined where the imports decide what the module's own globals start with. */
  readonly #rewritten: Rewritten | undefined;
  /** Compiled ahead, for the first instance. */
  #ready: { readonly id: number; readonly module: V8Module } | undefined;
  #compileMs = 0;

  constructor(module: ValidatedModule, limits: ModuleLimits) {
    const { data } = module;
    this.#limits = limits;
    this.#module = module;
    this.#data = data;
    this.#names = readNames(data);
    const constants = new Constants(data);
    if (constants.needImports) return;
    this.#rewritten = this.#rewrite(constants);
    this.#ready = this.#compile(this.#rewritten);
  }

  instantiate(store: Store, externs: readonly Extern[]): LinkedInstance {
    const data = this.#data;
    const globals = externs.filter((extern): extern is Global => extern.kind === 'global');
    const rewritten = this.#rewritten ?? this.#rewrite(new Constants(data, globals));
    const { id, module } = this.#ready ?? this.#compile(rewritten);
    this.#ready = undefined;
    const instance = this.#create(id, module, rewritten, externs);
    const state = new NativeState(store, instance, externs);
    // V8 compiles a function when it is first called, and does not say so: its module is ready as a whole, or not at all.
    const functions = data.code.length;
    const stats = { functions, functionsCompiled: functions, compileMs: this.#compileMs };
    return {
      owner: instance,
      exports: state.exports(),
      stats,
      state,
      initialize: () => initialize(instance, state),
    };
  }

  #create(id: number, module: V8Module, rewritten: Rewritten, externs: readonly Extern[]): NativeInstance {
    try {
      return new NativeInstance(id, this.#data, rewritten, this.#names, module, externs);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new UsageError(`this machine cannot provide the module's memories and tables: ${error.message}`);
    }
  }

  #rewrite(constants: Constants): Rewritten {
    return this.#timed(() => rewrite(this.#module, constants, this.#limits));
  }

  #compile({ bytes }: Rewritten): { readonly id: number; readonly module: V8Module } {
    const id = instances++;
    try {
      return this.#timed(() => ({ id, module: new v8.Module(renamed(bytes, id)) }));
    } catch (error) {
      if (!(error instanceof v8.CompileError)) throw error;
      throw new UnsupportedError('a limit of V8', `this V8 does not take the module: ${error.message}`, 0);
    }
  }

  #timed<T>(work: () => T): T {
    const began = performance.now();
    try {
      return work();
    } finally {
      this.#compileMs += performance.now() - began;
    }
  }
}

/** See `LinkedInstance`. */
function initialize(instance: NativeInstance, state: NativeState): void {
  for (const apply of instance.initializers) guarded(() => apply(), HOST_CALL_DEPTH);
  const { start } = instance.data;
  if (start !== undefined) state.func(start)!.start();
}

function invoke(func: Func, args: readonly Value[], more: number): Value[] {
  const { params, results } = func.type;
  if (hasVectors(func.type)) return invokeWithVectors(func, args, more);
  const values = params.includes(FUNCREF) ? args.map((arg, i) => toV8(params[i]!, arg)) : args;
  const answer = guarded(() => (func.entry as V8Func)(...values), more);
  if (results.length === 0) return [];
  if (results.length === 1) return [fromV8(results[0]!, answer)];
  return Array.from(answer as Iterable<unknown>, (value, i) => fromV8(results[i]!, value));
}

function invokeWithVectors(func: Func, args: readonly Value[], more: number): Value[] {
  const { params, results } = func.type;
  const entry = lowered(func.type, func.entry as V8Func);
  const values = args.map((arg, i) => toV8(params[i]!, arg));
  const answer = guarded(() => entry(...toPairs(params, values)), more);
  const single = results.length === 1 && results[0] !== V128;
  const answers = results.length === 0 || single ? [answer] : Array.from(answer as Iterable<unknown>);
  return fromPairs(results, answers).map((value, i) => fromV8(results[i]!, value));
}

/** Runs guest code: what it throws is explained, and stack traces are deep enough for that. `more`: see `Backend.invoke`. */
function guarded<T>(run: () => T, more: number): T {
  return withFullStackTraces(() => callGuest(DEPTH_CELL, more, run, explain));
}
