import { Func } from '../../runtime/func.ts';
import type { Global as RuntimeGlobal } from '../../runtime/global.ts';
import type { Instance as RuntimeInstance } from '../../runtime/instance.ts';
import type { Memory as RuntimeMemory } from '../../runtime/memory.ts';
import type { Module as RuntimeModule } from '../../runtime/module.ts';
import { Store } from '../../runtime/store.ts';
import type { Table as RuntimeTable } from '../../runtime/table.ts';
import { Trap, Unwind } from '../../runtime/trap.ts';
import type { Value } from '../../runtime/values.ts';
import { FUNCREF, type FuncType } from '../../spec/types.ts';
import type { Engine } from '../engine.ts';
import { type FuncConverter, isJsType, toJs, toWebAssembly } from './convert.ts';
import { errorClass } from './errors.ts';
import { Pairs } from './pairs.ts';

/** Carries what a JavaScript function threw through guest frames, where any value may be thrown. */
class Thrown extends Unwind {
  override readonly name = 'Thrown';
  readonly value: unknown;

  constructor(value: unknown) {
    super('JavaScript threw through a guest');
    this.value = value;
  }
}

/**
 * Makes what carries a thrown value. Nobody reads its stack. V8 would keep every frame of it while guests run, once for each level of
 * a deep recursion.
 */
function carried(value: unknown): Thrown {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return new Thrown(value);
  } finally {
    Error.stackTraceLimit = limit;
  }
}

export type ExportedFunction = (...args: unknown[]) => unknown;

/** What the objects of one `WebAssembly` namespace share: a store, and who stands for whom. */
export class Realm implements FuncConverter {
  readonly engine: Engine;
  readonly store: Store;
  readonly CompileError = errorClass('CompileError');
  readonly LinkError = errorClass('LinkError');
  readonly RuntimeError = errorClass('RuntimeError');
  readonly modules = new Pairs<object, RuntimeModule>('WebAssembly.Module');
  readonly instances = new Pairs<object, RuntimeInstance>('WebAssembly.Instance');
  readonly memories = new Pairs<object, RuntimeMemory>('WebAssembly.Memory');
  readonly tables = new Pairs<object, RuntimeTable>('WebAssembly.Table');
  readonly globals = new Pairs<object, RuntimeGlobal>('WebAssembly.Global');
  readonly #functions = new Pairs<ExportedFunction, Func>('exported WebAssembly function');

  constructor(engine: Engine) {
    this.engine = engine;
    this.store = new Store(engine);
  }

  funcOf(value: unknown): Func | undefined {
    return this.#functions.find(value);
  }

  /** The exported function of a function of the store; `index` names it where it has no index in a module of its own. */
  exportedFunction(func: Func, index = 0): ExportedFunction {
    return this.#functions.jsOf(func, () => {
      const { params } = func.type;
      const callableByJs = isJsFuncType(func.type);
      // An arrow function is no constructor and has no prototype, as the specification has it.
      const call = (...args: unknown[]): unknown => {
        if (!callableByJs) throw new TypeError(NOT_FOR_JS);
        return this.#callGuest(func, args);
      };
      return Object.defineProperties(call, {
        length: { value: params.length, configurable: true },
        name: { value: String(func.origin?.funcIndex ?? index), configurable: true },
      });
    });
  }

  /** A function of the store that calls one of JavaScript's, with the conversions of the JavaScript API around. */
  hostFunction(callable: ExportedFunction, type: FuncType, name: string): Func {
    const { params, results } = type;
    const callableByJs = isJsFuncType(type);
    const asTheyAre = !params.includes(FUNCREF);
    const call = (...values: Value[]): Value[] => {
      try {
        if (!callableByJs) throw new TypeError(NOT_FOR_JS);
        const args = asTheyAre ? values : values.map((value, i) => toJs(params[i]!, value, this));
        return this.#hostResults(type, Reflect.apply(callable, undefined, args));
      } catch (error) {
        throw carried(error);
      }
    };
    return new Func(this.store, { params, results }, call, { name });
  }

  /** Runs what may run guests: traps leave as `RuntimeError`, what JavaScript threw leaves as it was. */
  run<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw this.#asThrown(error);
    }
  }

  #callGuest(func: Func, args: readonly unknown[]): unknown {
    const { params, results } = func.type;
    const values = params.map((param, i) => toWebAssembly(param, args[i], this));
    const answers = this.run(() => func.call(...values));
    if (results.length === 0) return undefined;
    if (results.length === 1) return toJs(results[0]!, answers[0], this);
    return answers.map((answer, i) => toJs(results[i]!, answer, this));
  }

  #hostResults({ results }: FuncType, answer: unknown): Value[] {
    if (results.length === 0) return [];
    if (results.length === 1) return [toWebAssembly(results[0]!, answer, this)];
    const values = Array.from(iterable(answer));
    if (values.length !== results.length) {
      throw new TypeError(`the function must answer ${results.length} values, got ${values.length}`);
    }
    return values.map((value, i) => toWebAssembly(results[i]!, value, this));
  }

  #asThrown(error: unknown): unknown {
    if (error instanceof Thrown) return error.value;
    if (!(error instanceof Trap)) return error;
    // Stack exhaustion is to be what JavaScript throws for it (JavaScript API, "Stack Overflow").
    if (error.code === 'stack-overflow') {
      return new RangeError('Maximum call stack size exceeded', { cause: error });
    }
    return new this.RuntimeError(error.message, { cause: error });
  }
}

const NOT_FOR_JS = 'the function has parameters or results that JavaScript cannot hold';

function isJsFuncType({ params, results }: FuncType): boolean {
  return params.every(isJsType) && results.every(isJsType);
}

/** A value that Array.from would not mistake for an array-like. */
function iterable(value: unknown): Iterable<unknown> {
  if (
    value === null ||
    value === undefined ||
    typeof (value as Iterable<unknown>)[Symbol.iterator] !== 'function'
  ) {
    throw new TypeError('a function of several results must answer an iterable of them');
  }
  return value as Iterable<unknown>;
}
