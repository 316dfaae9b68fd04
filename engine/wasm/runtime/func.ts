import { type FuncType, funcTypeText } from '../spec/types.ts';
import type { Entry, HostCallable } from './backend.ts';
import { describeFunc, UsageError } from './errors.ts';
import { Reference } from './reference.ts';
import type { Store } from './store.ts';
import { isStackOverflow, Trap, Unwind } from './trap.ts';
import { checkFuncType, funcTypeOf, type Results, type TypeNames, type Values } from './typed.ts';
import { describeValue, type Value, valueFault } from './values.ts';

/** A function of the embedder. No result: nothing, or `[]`. One: the value, or an array of it. More: an array. */
export type HostFunc = (...args: never[]) => Value;

/** Where a guest's function comes from: its index in its module, and the instance as the backend knows it. */
export interface GuestOrigin {
  readonly funcIndex: number;
  readonly name?: string | undefined;
  readonly instance: object;
}

/**
 * A function instance (§4.2.6), of a guest or of the host. It is complete at birth: type, store and entry are there when the
 * constructor returns, wherever it came from, so that it can be called however it is reached: by an import, a table slot it is put
 * into after instantiation, another instance, a start function, the host.
 */
export class Func extends Reference {
  readonly kind = 'func';
  readonly store: Store;
  readonly type: FuncType;
  /** Canonical id of the type in the store: what `call_indirect` compares. */
  readonly typeId: number;
  /** The backend's callable. A backend may replace it by a faster one that does the same. */
  entry: Entry;
  /** Undefined for functions of the host. */
  readonly origin: GuestOrigin | undefined;
  readonly name: string | undefined;

  /**
   * A function of the host. Results are checked: arity, types and ranges must be the type's, else the call is a `host-error` trap
   * that names the function, what was expected and what came. Of what `host` throws, a `Trap` and an `Unwind` pass, anything else
   * becomes the cause of a `host-error` trap.
   */
  constructor(store: Store, type: FuncType, host: HostFunc, options?: { name?: string });
  /** A function of a guest: for backends. */
  constructor(store: Store, type: FuncType, entry: Entry, options: { origin: GuestOrigin });
  constructor(
    store: Store,
    type: FuncType,
    callable: HostFunc | Entry,
    options: { name?: string; origin?: GuestOrigin } = {},
  ) {
    super();
    store.checkUsable();
    this.store = store;
    this.type = type;
    this.typeId = store.typeId(type);
    this.origin = options.origin;
    this.name = options.origin?.name ?? options.name;
    this.entry =
      options.origin === undefined
        ? store.backend.hostEntry(type, checkedHost(store, type, callable as HostFunc, options.name))
        : (callable as Entry);
  }

  /**
   * A function of the host whose types TypeScript knows: `Func.wrap(store, ['i32', 'i64'], ['f64'], (a, b) => a + Number(b))`. What
   * comes back is checked as ever.
   */
  static wrap<const P extends TypeNames, const R extends TypeNames>(
    store: Store,
    params: P,
    results: R,
    host: (...args: Values<P>) => Results<R>,
    options?: { name?: string },
  ): Func {
    return new Func(store, funcTypeOf(params, results), host, options);
  }

  /** A function of the host that is called with `environment` before its arguments, so that one callable serves many. */
  static withEnvironment<E>(
    store: Store,
    type: FuncType,
    environment: E,
    host: (environment: E, ...args: never[]) => Value,
    options?: { name?: string },
  ): Func {
    return new Func(store, type, (...args: never[]) => host(environment, ...args), {
      name: options?.name ?? host.name,
    });
  }

  /** The function as one of JavaScript's, with types that TypeScript knows. Throws `UsageError` unless they are the function's. */
  typed<const P extends TypeNames, const R extends TypeNames>(
    params: P,
    results: R,
  ): (...args: Values<P>) => Results<R> {
    checkFuncType(this, params, results);
    return (...args) => {
      const values = this.call(...args);
      return (results.length <= 1 ? values[0] : values) as Results<R>;
    };
  }

  /** Calls the function. Throws `UsageError` for arguments that do not fit the type, `Trap`, or an `Unwind` of a host function. */
  call(...args: Value[]): Value[] {
    this.store.checkUsable();
    const { params } = this.type;
    if (args.length !== params.length) {
      throw new UsageError(
        `${describeFunc(this.name, this.type)} takes ${params.length} arguments, got ${args.length}`,
      );
    }
    for (let i = 0; i < params.length; i++) {
      const fault = valueFault(this.store, params[i]!, args[i]);
      if (fault !== undefined) {
        throw new UsageError(`${describeFunc(this.name, this.type)}: argument ${i} is ${fault}`);
      }
    }
    return this.store.backend.invoke(this, args);
  }
}

function checkedHost(store: Store, type: FuncType, host: HostFunc, name: string | undefined): HostCallable {
  const { results } = type;
  const label = name ?? (host.name || 'host function');
  const call = host as (...args: readonly Value[]) => Value;
  const expected = funcTypeText(type);
  const refuse = (actual: string) => new Trap('host-error', { function: label, expected, actual });

  return (args) => {
    let answer: Value;
    try {
      answer = call(...args);
    } catch (error) {
      // The guest's recursion has used the stack up, it is only a host's frame that noticed: the backend makes it a trap.
      if (error instanceof Trap || error instanceof Unwind || isStackOverflow(error)) throw error;
      const actual = error instanceof Error ? `${error.name}: ${error.message}` : describeValue(error);
      throw new Trap('host-error', { function: label, expected, actual: `threw ${actual}` }, [], {
        cause: error,
      });
    }
    const values = resultList(answer, results.length);
    if (values === undefined) throw refuse(describeValue(answer));
    for (let i = 0; i < values.length; i++) {
      const fault = valueFault(store, results[i]!, values[i]);
      if (fault !== undefined) throw refuse(values.length === 1 ? fault : `result ${i}: ${fault}`);
    }
    return values;
  };
}

const NO_VALUES: readonly Value[] = [];

/** The answer of a host function as a list of `count` values, or undefined where it is none. */
function resultList(answer: Value, count: number): readonly Value[] | undefined {
  if (count === 1 && !Array.isArray(answer)) return [answer];
  if (count === 0 && answer === undefined) return NO_VALUES;
  return Array.isArray(answer) && answer.length === count ? answer : undefined;
}
