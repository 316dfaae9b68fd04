import type { NameMap } from '../binary/module.ts';
import type { FuncType } from '../spec/types.ts';
import type { Entry } from './backend.ts';
import { checkStore } from './checks.ts';
import type { CodeTable } from './code.ts';
import { HOST_CALL_DEPTH, START_DEPTH } from './depth.ts';
import { describeFunc, UsageError } from './errors.ts';
import { checkedHost, NO_CALLABLE, nameOf } from './host-callable.ts';
import { Reference } from './reference.ts';
import type { Store } from './store.ts';
import {
  checkedFuncType,
  checkFuncType,
  funcTypeOf,
  type Results,
  type TypeNames,
  type Values,
} from './typed.ts';
import { canonical, describeValue, typeMismatch, type Value } from './values.ts';

/** A function of the embedder. No result: nothing, or `[]`. One: the value, or an array of it. More: an array. */
export type HostFunc = (...args: never[]) => Value;

/** Where a guest's function comes from: its index in its module, and the instance as the backend knows it. */
export interface GuestOrigin {
  readonly funcIndex: number;
  readonly instance: {
    readonly names: NameMap;
    /** Absent where functions cannot be replaced one by one. */
    readonly code?: CodeTable;
  };
}

/**
 * A function instance (§4.2.6), of a guest or of the host. It is complete at birth: type, store and entry are there when the
 * constructor returns, wherever it came from. So it can be called however it is reached: by an import, a table slot that is set after
 * instantiation, another instance, a start function, the host.
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
  readonly #hostName: string | undefined;

  /**
   * A function of the host. Results are checked: arity, types and ranges must be the type's. Otherwise the call is a `host-error` trap
   * that names the function, what was expected and what came. Of what `host` throws, a `Trap` and an `Unwind` pass, anything else
   * becomes the cause of a `host-error` trap. Throws `UsageError` for a type that is none and a `host` that cannot be called.
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
    checkStore(store);
    if (options.name !== undefined && typeof options.name !== 'string')
      throw new UsageError(`the name of a function is a string, got ${describeValue(options.name)}`);
    this.store = store;
    this.origin = options.origin;
    this.type = this.origin === undefined ? checkedFuncType(type) : type;
    this.typeId = store.typeId(this.type);
    this.#hostName = options.name;
    this.entry =
      this.origin === undefined
        ? store.backend.hostEntry(
            this.type,
            checkedHost(store, this.type, callable as HostFunc, options.name),
          )
        : (callable as Entry);
    // Functions of guests are known by their instances.
    if (this.origin === undefined) store.register(this);
  }

  /** Whether a value is a function of a store. */
  static is(value: unknown): value is Func {
    return Reference.made(value) && value instanceof Func;
  }

  /** Of a guest's function the name that its module gives it, of one of the host the name it was given. */
  get name(): string | undefined {
    const { origin } = this;
    return origin === undefined ? this.#hostName : origin.instance.names.functions.get(origin.funcIndex);
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
    if (typeof host !== 'function') throw new UsageError(NO_CALLABLE);
    // A bound function passes its arguments without an array.
    return new Func(store, type, host.bind(undefined, environment), {
      name: options?.name ?? nameOf(host) ?? '',
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
      const fault = typeMismatch(this.store, params[i]!, args[i]);
      if (fault !== undefined) {
        throw new UsageError(`${describeFunc(this.name, this.type)}: argument ${i} is ${fault}`);
      }
      args[i] = canonical(params[i]!, args[i]);
    }
    return this.store.backend.invoke(this, args, HOST_CALL_DEPTH);
  }

  /** Calls it as a start function (§4.5.4, step 15): for backends. */
  start(): void {
    this.store.backend.invoke(this, [], START_DEPTH);
  }
}
