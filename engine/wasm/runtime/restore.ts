import { Buffer } from 'node:buffer';
import { type FuncType, funcTypeText, PAGE_SIZE, sameFuncType } from '../spec/types.ts';
import type { CapturedMemory, CapturedReference, CapturedTable, StoreCapture } from './capture.ts';
import { checkCapture } from './capture-check.ts';
import { type CaptureOwners, checkFit, checkSameShape } from './capture-fit.ts';
import { CaptureError } from './errors.ts';
import type { Extern } from './extern.ts';
import { Func } from './func.ts';
import { Global } from './global.ts';
import { Instance } from './instance.ts';
import { Memory } from './memory.ts';
import type { Module } from './module.ts';
import type { Store } from './store.ts';
import { Table } from './table.ts';
import { defaultValue, describeValue, quotedName, type Ref, type Value, valueOfBits } from './values.ts';

export interface RestoreOptions {
  /** One module for each captured instance, in order, compiled for the store's engine. Several instances may share one. */
  readonly modules: readonly Module[];
  /** The function of the host with a stable name: see `CapturedReference`. It is called once for each name. */
  readonly hostFunction: (name: string, type: FuncType) => Func;
}

/**
 * The instances of a capture in another store, built ahead. Their memories and tables have the captured sizes. They have no state yet,
 * and must not run. `prepare` compiles their functions. `apply` then sets the whole state, of this capture or of a later one:
 *
 *     const restoration = new Restoration(next, store.capture(), { modules, hostFunction });
 *     for (const instance of restoration.instances) instance.prepare();
 *     restoration.apply(store.capture());
 *
 * A capture may come from anywhere: all of it is checked before anything is changed.
 */
export class Restoration {
  readonly store: Store;
  readonly instances: readonly Instance[] = [];
  readonly #shape: StoreCapture;
  readonly #modules: readonly Module[];
  readonly #hostFunction: RestoreOptions['hostFunction'];
  readonly #hostFuncs = new Map<string, Func>();
  readonly #memories: Memory[] = [];
  readonly #tables: Table[] = [];
  readonly #globals: Global[] = [];

  /**
   * Builds the instances. Throws `CaptureError` for a capture that is damaged, or does not fit the modules and the functions of the
   * host. Throws `UsageError` where this machine cannot provide the memory. Throws what `hostFunction` throws.
   */
  constructor(store: Store, capture: StoreCapture, { modules, hostFunction }: RestoreOptions) {
    store.checkUsable();
    checkCapture(capture);
    const owners = checkFit(store, capture, modules);
    this.store = store;
    this.#shape = capture;
    this.#modules = [...modules];
    this.#hostFunction = hostFunction;
    for (const reference of capture.references) if (reference.kind === 'host') this.#host(reference);
    const instances: Instance[] = [];
    this.instances = instances;
    try {
      this.#build(owners, instances);
    } catch (error) {
      for (const made of [...instances, ...this.#memories, ...this.#tables, ...this.#globals])
        store.forget(made);
      throw error;
    }
  }

  /**
   * Sets the whole state, whatever it was. The capture is of the same instances: it may differ in contents, sizes, dropped segments, and
   * in what tables and mutable globals refer to. Throws `CaptureError` for any other, and where a memory or table would have to shrink
   * or cannot grow. `applied`: the capture that was applied last, where the instances have not run since. Pages that both share are not
   * even compared.
   */
  apply(capture: StoreCapture, applied?: StoreCapture): void {
    this.store.checkUsable();
    if (capture !== this.#shape) {
      checkCapture(capture);
      checkFit(this.store, capture, this.#modules);
      checkSameShape(this.#shape, capture, this.#modules);
    }
    const references = capture.references.map((reference) => this.#resolve(reference));
    const refOf = (number: number): Ref => (number === 0 ? null : references[number - 1]);
    const { memories, tables, globals, instances } = capture;
    this.#memories.forEach((memory, i) => {
      checkNotSmaller(memory.size, memories[i]!.pages.length, `memory ${i}`);
    });
    this.#tables.forEach((table, i) => {
      checkNotSmaller(table.size, tables[i]!.slots.length, `table ${i}`);
    });
    this.#resize(capture);
    this.#memories.forEach((memory, i) => {
      writePages(memory, memories[i]!, applied?.memories[i]);
    });
    this.#tables.forEach((table, i) => {
      writeSlots(table, tables[i]!, refOf);
    });
    this.#globals.forEach(({ type, storage }, i) => {
      const { value } = globals[i]!;
      if (!type.mutable) return;
      if (typeof value === 'bigint') storage.setBits(value);
      else storage.set(refOf(value!));
    });
    instances.forEach(({ dropped }, i) => {
      this.instances[i]!.state.drop(dropped);
    });
  }

  /** Builds in the order in which the originals came to be, as far as one imports another. */
  #build(owners: CaptureOwners, instances: Instance[]): void {
    const capture = this.#shape;
    capture.memories.forEach(({ limits }, i) => {
      if (owners.memories[i] === undefined) this.#memories[i] = new Memory(this.store, { limits });
    });
    capture.tables.forEach(({ element, limits }, i) => {
      if (owners.tables[i] === undefined) this.#tables[i] = new Table(this.store, { element, limits });
    });
    capture.instances.forEach(({ imports, memories, tables, globals }, i) => {
      const module = this.#modules[i]!;
      this.#resize(capture);
      const externs = module.data.imports.map(({ desc: { kind } }, k) => this.#imported(kind, imports[k]!));
      const instance = new Instance(this.store, module, externs, { initialize: false });
      instances.push(instance);
      const { state } = instance;
      const { importedMemories, importedTables, importedGlobals } = module.data;
      memories.forEach((number, own) => {
        this.#memories[number] = state.memories[importedMemories + own]!;
      });
      tables.forEach((number, own) => {
        this.#tables[number] = state.tables[importedTables + own]!;
      });
      globals.forEach((number, own) => {
        this.#globals[number] = state.globals[importedGlobals + own]!;
      });
    });
    this.#resize(capture);
    capture.globals.forEach((_, i) => {
      this.#global(i);
    });
  }

  #imported(kind: Extern['kind'], number: number): Extern {
    switch (kind) {
      case 'func':
        return this.#resolve(this.#shape.references[number - 1]!) as Func;
      case 'memory':
        return this.#memories[number]!;
      case 'table':
        return this.#tables[number]!;
      case 'global':
        return this.#global(number);
    }
  }

  /** A global; one that no instance declares is made when it is first asked for, as what it refers to may be a guest's function. */
  #global(number: number): Global {
    const { type, value } = this.#shape.globals[number]!;
    let initial: Value = defaultValue(type.type);
    if (!type.mutable) {
      if (typeof value === 'bigint') initial = valueOfBits(type.type, value);
      else if (value) initial = this.#resolve(this.#shape.references[value - 1]!);
    }
    this.#globals[number] ??= new Global(this.store, type, initial);
    return this.#globals[number];
  }

  /** Grows what is there to its captured size. */
  #resize({ memories, tables }: StoreCapture): void {
    this.#memories.forEach(({ storage }, i) => {
      const { length } = memories[i]!.pages;
      if (length > storage.size && storage.grow(length - storage.size) < 0)
        throw new CaptureError(`memory ${i} cannot grow to ${length} pages`);
    });
    this.#tables.forEach(({ storage }, i) => {
      const { length } = tables[i]!.slots;
      if (length > storage.size && storage.grow(length - storage.size, null) < 0)
        throw new CaptureError(`table ${i} cannot grow to ${length} elements`);
    });
  }

  #resolve(reference: CapturedReference): Ref {
    switch (reference.kind) {
      case 'guest':
        return this.instances[reference.instance]!.state.func(reference.func)!;
      case 'host':
        return this.#host(reference);
      case 'extern':
        return reference.value;
    }
  }

  #host({ name, type }: CapturedReference & { kind: 'host' }): Func {
    let func = this.#hostFuncs.get(name);
    if (func === undefined) {
      func = this.#hostFunction(name, type);
      if (!Func.is(func))
        throw new CaptureError(`for the host function ${quotedName(name)} there is ${describeValue(func)}`);
      if (func.store !== this.store)
        throw new CaptureError(`the host function ${quotedName(name)} is of another store`);
      this.#hostFuncs.set(name, func);
    }
    if (!sameFuncType(func.type, type)) {
      throw new CaptureError(
        `the host function ${quotedName(name)} has type ${funcTypeText(func.type)}, the capture ${funcTypeText(type)}`,
      );
    }
    return func;
  }
}

function checkNotSmaller(size: number, wanted: number, what: string): void {
  if (wanted < size)
    throw new CaptureError(`${what} has size ${size} already, and cannot shrink to ${wanted}`);
}

/** Pages that are right already are not written: comparing is faster, and keeps untouched pages free of memory. */
function writePages(
  { storage: { bytes } }: Memory,
  { pages }: CapturedMemory,
  applied: CapturedMemory | undefined,
): void {
  pages.forEach((page, i) => {
    if (page === applied?.pages[i]) return;
    const at = i * PAGE_SIZE;
    if (Buffer.compare(bytes.subarray(at, at + PAGE_SIZE), page) !== 0) bytes.set(page, at);
  });
}

function writeSlots({ storage }: Table, { slots }: CapturedTable, refOf: (number: number) => Ref): void {
  slots.forEach((number, i) => {
    storage.set(i, refOf(number));
  });
}
