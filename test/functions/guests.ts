import { wat } from '../../engine/wasm/api/fixtures.ts';
import { Engine, type Extern, Instance, Module, Store } from '../../engine/wasm/index.ts';

const engines = new Map<string, Engine>();
const modules = new Map<Engine, Map<string, Module>>();

/** The backend's engine: one for all combinations, so that a module is assembled and compiled once. */
export function engineOf(backend: string): Engine {
  let engine = engines.get(backend);
  if (engine === undefined) engines.set(backend, (engine = new Engine({ backend })));
  return engine;
}

/** A new store on the backend's engine. */
export function storeOf(backend: string): Store {
  return new Store(engineOf(backend));
}

/** An instance of a module in text form. */
export function guest(store: Store, text: string, externs: readonly Extern[] = []): Instance {
  const engine = store.engine as Engine;
  let ofEngine = modules.get(engine);
  if (ofEngine === undefined) modules.set(engine, (ofEngine = new Map()));
  let module = ofEngine.get(text);
  if (module === undefined) ofEngine.set(text, (module = new Module(engine, wat(text))));
  return new Instance(store, module, externs);
}

/** One of a list: ways that are not all tried take turns. */
export function take<T>(list: readonly T[], turn: number): T {
  return list[turn % list.length]!;
}
