import { JsGlobal } from './global.ts';
import { JsMemory } from './memory.ts';
import type { Storage } from './storage.ts';
import { JsTable } from './table.ts';

/** The engine's own storage: typed arrays and arrays, in one form for all backends that execute code themselves. */
export const OWN_STORAGE: Storage = {
  memory: (type, { interruptible }) => new JsMemory(type, interruptible),
  table: (type, init, { interruptible }) => new JsTable(type, init, interruptible),
  global: (type, value) => new JsGlobal(type, value),
};
