import type { ConstExpr, ElementSegment } from '../binary/module.ts';
import { tableLimits } from '../spec/limits.ts';
import { F32, F64 } from '../spec/types.ts';
import { effectiveLimits } from '../validate/memory-growth.ts';
import type { ValidatedModule } from '../validate/module.ts';
import { evaluate, floatBits } from './const-expr.ts';
import type { Extern } from './extern.ts';
import { Global } from './global.ts';
import { DROPPED_DATA, DROPPED_ELEMENTS, InstanceState } from './instance-state.ts';
import { limitedTo, Memory } from './memory.ts';
import type { Store } from './store.ts';
import { Table } from './table.ts';
import { defaultValue, type Ref, type Value } from './values.ts';

/**
 * Allocation (§4.5.4, steps 4 to 13) for backends that generate or interpret code themselves: links the imports, allocates, evaluates
 * initializers. `define` appends the module's own functions to `state.funcs`, complete and callable; it must not read the other
 * spaces before it is called.
 */
export function allocate(
  store: Store,
  module: ValidatedModule,
  externs: readonly Extern[],
  define: (state: InstanceState) => void,
): InstanceState {
  const { data } = module;
  const state = new InstanceState(store, data);
  for (const extern of externs) {
    if (extern.kind === 'func') state.funcs.push(extern);
    else if (extern.kind === 'table') state.tables.push(extern);
    else if (extern.kind === 'memory') state.memories.push(extern);
    else state.globals.push(extern);
  }
  const tables = data.tables.slice(data.importedTables);
  for (const type of tables) {
    const init = defaultValue(type.element);
    const limits = tableLimits(store.engine.limits.tableElements, type.limits, tables.length);
    const storage = store.storage.table({ ...type, limits }, init, store.engine);
    state.tables.push(new Table(store, type, init, storage));
  }
  for (const type of data.memories.slice(data.importedMemories)) {
    const limits = limitedTo(
      store.engine.limits.memoryPages,
      effectiveLimits(module, type.limits),
      'pages in a memory',
    );
    state.memories.push(new Memory(store, type, store.storage.memory({ limits }, store.engine)));
  }
  define(state);

  const constant = (expr: ConstExpr): Value => evaluate(data.bytes, expr, state);
  data.globalInits.forEach((init, i) => {
    const type = data.globals[data.importedGlobals + i]!;
    const value = constant(init);
    const storage = store.storage.global(type, value);
    if (type.type === F32 || type.type === F64) storage.setBits(floatBits(data.bytes, init, state.globals));
    state.globals.push(new Global(store, type, value, storage));
  });
  for (const segment of data.elements) state.elements.push(elementRefs(segment, state, constant));
  for (const { content } of data.data) state.segments.push(data.bytes.subarray(content.start, content.end));
  return state;
}

/** Applies and drops active segments in order, then calls the start function (§4.5.4, steps 14 to 17). Throws `Trap` or `Unwind`. */
export function initialize(state: InstanceState): void {
  const { data } = state;
  const offset = (expr: ConstExpr) => (evaluate(data.bytes, expr, state) as number) >>> 0;
  data.elements.forEach(({ mode }, i) => {
    if (mode.kind === 'active')
      state.initTable(mode.table, i, offset(mode.offset), 0, state.elements[i]!.length);
    if (mode.kind !== 'passive') state.elements[i] = DROPPED_ELEMENTS;
  });
  data.data.forEach(({ mode }, i) => {
    if (mode.kind !== 'active') return;
    state.initMemory(mode.memory, i, offset(mode.offset));
    state.segments[i] = DROPPED_DATA;
  });
  if (data.start !== undefined) state.funcs[data.start]!.start();
}

function elementRefs(
  segment: ElementSegment,
  state: InstanceState,
  constant: (expr: ConstExpr) => Value,
): readonly Ref[] {
  const { items } = segment;
  return items.kind === 'funcs' ? items.funcs.map((index) => state.funcs[index]!) : items.exprs.map(constant);
}
