import { DROPPED_DATA, DROPPED_ELEMENTS, type InstanceState } from '../../runtime/instance-state.ts';
import type { JsMemory } from '../../runtime/storage/memory.ts';
import type { JsTable } from '../../runtime/storage/table.ts';
import { Trap, UNDEFINED_ELEMENT } from '../../runtime/trap.ts';
import type { Ref } from '../../runtime/values.ts';
import { funcTypeText } from '../../spec/types.ts';

/**
 * An instance's objects as the code of our own backends refers to them, and the instructions it leaves to us. Operands are int32 as
 * they come; here they become unsigned.
 */
export class InstanceOperations {
  readonly space: InstanceState;

  constructor(space: InstanceState) {
    this.space = space;
  }

  get memory(): JsMemory {
    return this.space.memories[0]!.storage as JsMemory;
  }

  table(index: number): JsTable {
    return this.space.tables[index]!.storage as JsTable;
  }

  /** Why `call_indirect` cannot call slot `index` (§4.4.8): beyond the table, null, or of another type. */
  refuseCall(table: number, index: number, typeIndex: number): never {
    const { refs } = this.table(table);
    const i = index >>> 0;
    if (i >= refs.length) {
      throw new Trap('table-out-of-bounds', { index: i, limit: refs.length, table }, [], {
        text: UNDEFINED_ELEMENT,
      });
    }
    const func = refs[i] as { type: Parameters<typeof funcTypeText>[0] } | null;
    if (func === null) throw new Trap('indirect-call-to-null', { index: i, table });
    throw new Trap('indirect-call-signature-mismatch', {
      index: i,
      table,
      expected: funcTypeText(this.space.data.types[typeIndex]!),
      actual: funcTypeText(func.type),
    });
  }

  memoryInit(segment: number, to: number, from: number, count: number): void {
    this.memory.init(this.space.segments[segment]!, to, from, count);
  }

  dataDrop(segment: number): void {
    this.space.segments[segment] = DROPPED_DATA;
  }

  tableGet(table: number, index: number): Ref {
    this.#check(table, index >>> 0, 1);
    return this.table(table).refs[index >>> 0];
  }

  tableSet(table: number, index: number, ref: Ref): void {
    this.#check(table, index >>> 0, 1);
    this.table(table).set(index >>> 0, ref);
  }

  tableFill(table: number, at: number, ref: Ref, count: number): void {
    this.#check(table, at >>> 0, count >>> 0);
    this.table(table).fill(at >>> 0, ref, count >>> 0);
  }

  tableCopy(toTable: number, fromTable: number, to: number, from: number, count: number): void {
    this.#check(fromTable, from >>> 0, count >>> 0);
    this.#check(toTable, to >>> 0, count >>> 0);
    this.table(toTable).copy(this.table(fromTable), to >>> 0, from >>> 0, count >>> 0);
  }

  tableInit(segment: number, table: number, to: number, from: number, count: number): void {
    this.space.initTable(table, segment, to >>> 0, from >>> 0, count >>> 0);
  }

  elemDrop(segment: number): void {
    this.space.elements[segment] = DROPPED_ELEMENTS;
  }

  #check(table: number, index: number, count: number): void {
    const limit = this.table(table).size;
    // The operand is the first index beyond, or where the range starts if that is it.
    if (index + count > limit)
      throw new Trap('table-out-of-bounds', { index: Math.max(index, limit), limit, table });
  }
}
