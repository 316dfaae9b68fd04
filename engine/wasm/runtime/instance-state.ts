import type { ModuleData } from '../binary/module.ts';
import type { FuncType } from '../spec/types.ts';
import type { DroppedSegments, SegmentKind, StateAccess } from './backend.ts';
import type { Extern } from './extern.ts';
import type { Func } from './func.ts';
import type { Global } from './global.ts';
import type { Memory } from './memory.ts';
import type { Store } from './store.ts';
import type { Table } from './table.ts';
import { Trap } from './trap.ts';
import type { Ref } from './values.ts';

/** What takes the place of a segment that is dropped. */
export const DROPPED_ELEMENTS: readonly Ref[] = [];
export const DROPPED_DATA = new Uint8Array(0);

/**
 * The state of an instance (§4.2.5) on the backends of our own: its index spaces, imports first, and what is left of its segments. It
 * is the same whichever of these backends runs the code.
 */
export class InstanceState implements StateAccess {
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

  func(index: number): Func | undefined {
    return this.funcs[index];
  }

  isDropped(kind: SegmentKind, index: number): boolean {
    return kind === 'element'
      ? this.elements[index] === DROPPED_ELEMENTS
      : this.segments[index] === DROPPED_DATA;
  }

  drop({ elements, data }: DroppedSegments): void {
    for (const index of elements) this.elements[index] = DROPPED_ELEMENTS;
    for (const index of data) this.segments[index] = DROPPED_DATA;
  }
}
