import type { InstanceStats, LinkedInstance, StateAccess } from './backend.ts';
import { checkStore } from './checks.ts';
import { UsageError } from './errors.ts';
import type { Extern } from './extern.ts';
import { registerInstance } from './frame.ts';
import type { Func } from './func.ts';
import type { Global } from './global.ts';
import { matchImports } from './link.ts';
import type { Memory } from './memory.ts';
import { Module } from './module.ts';
import { Reference } from './reference.ts';
import type { Store } from './store.ts';
import type { Table } from './table.ts';
import { quotedName } from './values.ts';

export interface InstanceOptions {
  /** False: neither active segments nor the start function run. The state is to be restored: see `Restoration`. */
  readonly initialize?: boolean;
}

/** A module instance (§4.2.5). */
export class Instance extends Reference {
  readonly store: Store;
  readonly module: Module;
  readonly #linked: LinkedInstance;

  /**
   * Links and instantiates (§4.5.4): `externs` in import order. Runs the start function. Throws `LinkError` for a missing or
   * mismatching import, `UsageError` for objects of another store, `Trap`, or an `Unwind` of a host function that start calls. After a
   * trap the instance is there all the same, through the frames of the trap or what it has put into tables (§4.5.4, note).
   */
  constructor(
    store: Store,
    module: Module,
    externs: readonly (Extern | undefined)[] = [],
    options: InstanceOptions = {},
  ) {
    super();
    checkStore(store);
    if (!(module instanceof Module)) throw new UsageError('a Module is needed');
    if (!Array.isArray(externs))
      throw new UsageError("externs are a list, in the order of the module's imports");
    if (module.engine.backend !== store.backend) {
      throw new UsageError(
        `the module was compiled for backend "${module.engine.backend.info.name}", the store runs "${store.backend.info.name}"`,
      );
    }
    // Caps, and whether an interrupt is heeded, are compiled in.
    if (module.engine !== store.engine)
      throw new UsageError('the module was made for another engine than the store');
    const matched = matchImports(store, module.data.imports, externs);
    this.store = store;
    this.module = module;
    this.#linked = module.compiled.instantiate(store, matched);
    registerInstance(this.#linked.owner, this);
    store.register(this);
    if (options.initialize !== false) this.#linked.initialize();
  }

  /** What it exports, by name, in the module's order. */
  get exports(): ReadonlyMap<string, Extern> {
    return this.#linked.exports;
  }

  /** All that it holds, private or not: for captures, and for inspection. */
  get state(): StateAccess {
    return this.#linked.state;
  }

  /** Functions in the module, functions compiled so far, time spent on it: read at any time. */
  get stats(): InstanceStats {
    return this.#linked.stats;
  }

  /**
   * Compiles functions that have not been called yet, for which the first calls would wait. It compiles at least one, and takes little
   * more than so many milliseconds; by default it compiles all. Returns whether any are left.
   */
  prepare(milliseconds = Number.POSITIVE_INFINITY): boolean {
    this.store.checkUsable();
    return this.#linked.prepare?.(milliseconds) ?? false;
  }

  /** The exported function. Throws `UsageError` where there is no such export or it is of another kind; so do the next three. */
  func(name: string): Func {
    return this.#get(name, 'func') as Func;
  }

  memory(name: string): Memory {
    return this.#get(name, 'memory') as Memory;
  }

  table(name: string): Table {
    return this.#get(name, 'table') as Table;
  }

  global(name: string): Global {
    return this.#get(name, 'global') as Global;
  }

  #get(name: string, kind: Extern['kind']): Extern {
    this.store.checkUsable();
    const extern = this.exports.get(name);
    if (extern?.kind === kind) return extern;
    const found = extern === undefined ? 'there is no such export' : `the export is a ${extern.kind}`;
    throw new UsageError(`no exported ${kind} ${quotedName(name)}: ${found}`);
  }
}
