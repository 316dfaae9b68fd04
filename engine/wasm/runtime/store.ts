import type { ModuleLimits } from '../spec/limits.ts';
import { type FuncType, funcTypeText } from '../spec/types.ts';
import type { Backend } from './backend.ts';
import { checkEngine, registerStore } from './checks.ts';
import { UsageError } from './errors.ts';

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
  readonly #typeIds = new Map<string, number>();
  #disposed = false;

  /** Throws `UsageError` for what is no engine. */
  constructor(engine: EngineCore) {
    checkEngine(engine);
    this.engine = engine;
    this.backend = engine.backend;
    registerStore(this);
  }

  /**
   * Ends the store's use: whoever still holds one of its objects gets a `UsageError` instead of calling into code that should be gone.
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
