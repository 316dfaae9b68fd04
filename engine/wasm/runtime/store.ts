import { referableFuncs } from '../binary/referable.ts';
import type { ModuleLimits } from '../spec/limits.ts';
import { type FuncType, funcTypeText } from '../spec/types.ts';
import type { Backend } from './backend.ts';
import { captureStore, type StoreCapture } from './capture.ts';
import { checkEngine, registerStore } from './checks.ts';
import { UsageError } from './errors.ts';
import type { Extern } from './extern.ts';
import type { Func } from './func.ts';
import type { Global } from './global.ts';
import type { Instance } from './instance.ts';
import type { Memory } from './memory.ts';
import { Restoration, type RestoreOptions } from './restore.ts';
import type { Storage } from './storage/storage.ts';
import type { Table } from './table.ts';
import { WeakList } from './weak-list.ts';

/** What a store needs of an engine: see `Engine` of api/engine.ts. */
export interface EngineCore {
  readonly backend: Backend;
  readonly limits: ModuleLimits;
  /** Whether `INTERRUPT` is to end guests. */
  readonly interruptible: boolean;
}

/**
 * A store (§4.2.3): all that instances share, on one backend. Objects belong to the store they were made in; another store refuses
 * them with a `UsageError`.
 */
export class Store {
  readonly engine: EngineCore;
  readonly backend: Backend;
  readonly storage: Storage;
  readonly #instances = new WeakList<Instance>();
  readonly #externs = new WeakList<Extern>();
  readonly #typeIds = new Map<string, number>();
  #disposed = false;

  /** Throws `UsageError` for what is no engine. */
  constructor(engine: EngineCore) {
    checkEngine(engine);
    this.engine = engine;
    this.backend = engine.backend;
    this.storage = engine.backend.storage;
    registerStore(this);
  }

  /**
   * Ends the store's use. Calls through its objects throw a `UsageError` instead of entering code that should be gone.
   * Memory is freed when nobody holds the objects any more. Calls under way are not disturbed.
   */
  dispose(): void {
    this.#disposed = true;
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  /** Throws `UsageError` once the store is disposed of: all that embedders do with its objects asks this first. */
  checkUsable(): void {
    if (this.#disposed) throw new UsageError('the store of this object has been disposed of');
  }

  /** Makes an instance known, or what no instance has made; the constructors call this. */
  register(object: Instance | Extern): void {
    if ('kind' in object) this.#externs.add(object);
    else this.#instances.add(object);
  }

  /** Takes back `register`, of what is not to exist. */
  forget(object: Instance | Extern): void {
    if ('kind' in object) this.#externs.delete(object);
    else this.#instances.delete(object);
  }

  /** The instances that still exist, in the order in which they were made: also those whose start function trapped. */
  get instances(): readonly Instance[] {
    return [...this.#instances];
  }

  /**
   * The memories that still exist, private ones included. First come those that instances name, in the order of `instances` and of their
   * index spaces. The others follow in the order in which they were made. The next two are alike.
   */
  get memories(): readonly Memory[] {
    return this.#all('memory', ({ state }) => state.memories);
  }

  get tables(): readonly Table[] {
    return this.#all('table', ({ state }) => state.tables);
  }

  get globals(): readonly Global[] {
    return this.#all('global', ({ state }) => state.globals);
  }

  /** The functions that references can be of: first those of `instances`, imports first, then other functions of the host. */
  get functions(): readonly Func[] {
    return this.#all('func', ({ module: { data }, state }) => {
      const imported = Array.from({ length: data.importedFuncs }, (_, i) => i);
      return [...imported, ...referableFuncs(data)].map((index) => state.func(index)!);
    });
  }

  #all<K extends Extern['kind']>(
    kind: K,
    held: (instance: Instance) => readonly (Extern & { kind: K })[],
  ): (Extern & { kind: K })[] {
    const isOfKind = (extern: Extern): extern is Extern & { kind: K } => extern.kind === kind;
    return [...new Set([...this.instances.flatMap(held), ...[...this.#externs].filter(isOfKind)])];
  }

  /**
   * The whole state of the instances, and of the store's other objects, as a value that any backend can restore. Calls under way are
   * no part of it. Pages of memory that are as in `base` are shared with it, which costs a comparison and no copy. Throws `CaptureError`
   * for a function of the host that has no name of its own, `UsageError` once the store is disposed of.
   */
  capture(base?: StoreCapture): StoreCapture {
    this.checkUsable();
    return captureStore(this, base);
  }

  /**
   * Builds the instances of a capture in this store, with their state, whatever backend they ran on: neither active segments nor
   * start functions run. The instances are in the capture's order. See `Restoration` for the errors, and to build them ahead.
   */
  restore(capture: StoreCapture, options: RestoreOptions): readonly Instance[] {
    const restoration = new Restoration(this, capture, options);
    restoration.apply(capture);
    return restoration.instances;
  }

  /** The canonical id of a function type: types of equal structure have equal ids within a store, whatever module they come from. */
  typeId(type: FuncType): number {
    const text = funcTypeText(type);
    let id = this.#typeIds.get(text);
    if (id === undefined) {
      id = this.#typeIds.size;
      this.#typeIds.set(text, id);
    }
    return id;
  }
}
