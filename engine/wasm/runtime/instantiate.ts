import type { ConstExpr, ElementSegment, ModuleData } from '../binary/module.ts';
import { tableLimits } from '../spec/limits.ts';
import type { FuncType } from '../spec/types.ts';
import { evaluate } from './const-expr.ts';
import type { Extern } from './extern.ts';
import type { Func } from './func.ts';
import { Global } from './global.ts';
import { Memory } from './memory.ts';
import type { Store } from './store.ts';
import { Table } from './table.ts';
import { Trap } from './trap.ts';
import { defaultValue, type Ref, type Value } from './values.ts';

/** The index spaces of an instance (§4.2.5), imports first. Segments become empty when they are dropped. */
export class InstanceSpace {
  readonly store: Store;
  readonly data: ModuleData;
  readonly funcs: Func[] = [];
  readonly tables: Table[] = [];
  readonly memories: Memory[] = [];
  readonly globals: Global[] = [];
  readonly elements: (readonly Ref[])[] = [];
  readonly segments: Uint8Array[] = [];

  constructor(store: Store, data: ModuleData) {
    this.store = store;
    this.data = data;
  }

  funcType(index: number): FuncType {
    return this.data.types[this.data.funcTypes[index]!]!;
  }

  exports(): ReadonlyMap<string, Extern> {
    const spaces = { func: this.funcs, table: this.tables, memory: this.memories, global: this.globals };
    return new Map(this.data.exports.map(({ name, kind, index }) => [name, spaces[kind][index]!]));
  }

  /**
   * `table.init` (§4.4.6): `source` and `count` index the element segment. The operand of its trap is the first index beyond, or
   * where the range starts if that is.
   */
  initTable(tableIndex: number, segment: number, to: number, source: number, count: number): void {
    const { storage } = this.tables[tableIndex]!;
    const refs = this.elements[segment]!;
    if (source + count > refs.length) {
      throw new Trap('table-out-of-bounds', {
        index: Math.max(source, refs.length),
        limit: refs.length,
        table: tableIndex,
      });
    }
    if (to + count > storage.size) {
      throw new Trap('table-out-of-bounds', {
        index: Math.max(to, storage.size),
        limit: storage.size,
        table: tableIndex,
      });
    }
    for (let i = 0; i < count; i++) storage.set(to + i, refs[source + i]);
  }

  /** Copies a data segment into memory as `memory.init` does (§4.4.7). */
  initMemory(memoryIndex: number, segment: number, to: number): void {
    const { bytes } = this.memories[memoryIndex]!.storage;
    const content = this.segments[segment]!;
    if (to + content.length > bytes.length) {
      throw new Trap('memory-out-of-bounds', { address: to, size: content.length, limit: bytes.length });
    }
    bytes.set(content, to);
  }
}

/**
 * Instantiation (§4.5.4) for backends that generate or interpret code themselves: allocates, evaluates initializers, applies active
 * segments in order, calls the start function. `define` appends the module's own functions to `space.funcs`, complete and callable;
 * it must not read the other spaces before it is called. `linked` is told when all spaces are complete, before anything can trap.
 */
export function instantiate(
  store: Store,
  data: ModuleData,
  externs: readonly Extern[],
  define: (space: InstanceSpace) => void,
  linked: (space: InstanceSpace) => void,
): void {
  const space = new InstanceSpace(store, data);
  for (const extern of externs) {
    if (extern.kind === 'func') space.funcs.push(extern);
    else if (extern.kind === 'table') space.tables.push(extern);
    else if (extern.kind === 'memory') space.memories.push(extern);
    else space.globals.push(extern);
  }
  const tables = data.tables.slice(data.importedTables);
  for (const type of tables) {
    const init = defaultValue(type.element);
    const limits = tableLimits(store.engine.limits.tableElements, type.limits, tables.length);
    space.tables.push(
      new Table(store, type, init, store.backend.createTable(store, { ...type, limits }, init)),
    );
  }
  for (const type of data.memories.slice(data.importedMemories)) space.memories.push(new Memory(store, type));
  define(space);

  const constant = (expr: ConstExpr): Value => evaluate(data.bytes, expr, space);
  data.globalInits.forEach((init, i) => {
    space.globals.push(new Global(store, data.globals[data.importedGlobals + i]!, constant(init)));
  });
  for (const segment of data.elements) space.elements.push(elementRefs(segment, space, constant));
  for (const { content } of data.data) space.segments.push(data.bytes.subarray(content.start, content.end));

  linked(space);
  data.elements.forEach((segment, i) => {
    if (segment.mode.kind === 'active') {
      const to = (constant(segment.mode.offset) as number) >>> 0;
      space.initTable(segment.mode.table, i, to, 0, space.elements[i]!.length);
    }
    if (segment.mode.kind !== 'passive') space.elements[i] = [];
  });
  data.data.forEach((segment, i) => {
    if (segment.mode.kind !== 'active') return;
    space.initMemory(segment.mode.memory, i, (constant(segment.mode.offset) as number) >>> 0);
    space.segments[i] = new Uint8Array(0);
  });
  if (data.start !== undefined) space.funcs[data.start]!.start();
}

function elementRefs(
  segment: ElementSegment,
  space: InstanceSpace,
  constant: (expr: ConstExpr) => Value,
): readonly Ref[] {
  const { items } = segment;
  return items.kind === 'funcs' ? items.funcs.map((index) => space.funcs[index]!) : items.exprs.map(constant);
}
