import { type FuncType, funcTypeText } from '../spec/types.ts';
import type { Backend } from './backend.ts';

/** What a store needs of an engine: see `Engine` of api/engine.ts. */
export interface EngineCore {
  readonly backend: Backend;
}

/**
 * A store (§4.2.3): all that instances share, on one backend. Objects belong to the store they were made in; another store refuses
 * them with a `UsageError`.
 */
export class Store {
  readonly engine: EngineCore;
  readonly backend: Backend;
  readonly #typeIds = new Map<string, number>();

  constructor(engine: EngineCore) {
    this.engine = engine;
    this.backend = engine.backend;
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
