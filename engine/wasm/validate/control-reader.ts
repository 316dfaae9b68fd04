import { NO_TYPE } from '../binary/expression.ts';
import { OP_BLOCK, OP_END, OP_IF, OP_LOOP } from '../spec/opcodes.ts';
import type { FuncType, ValType } from '../spec/types.ts';
import {
  BRANCHED,
  COUNT,
  type ControlTable,
  DEAD_END,
  ELSE,
  END,
  HEIGHT,
  OFFSET,
  OP,
  PARAMS,
  RESULTS,
  START,
  STRIDE,
  TARGET,
  TYPE,
  VALUES,
} from './side-table.ts';

/**
 * Walks the control records of a function along with its code: the one way to read them. side-table.ts has their layout, and says what
 * each field means. A compiler takes a record at each control instruction that it meets, and skips code that has none.
 */
export class ControlReader {
  readonly #control: Int32Array;
  /** Index of the record that `take` returns next. */
  #next = 0;

  constructor({ control }: Pick<ControlTable, 'control'>) {
    this.#control = control;
  }

  /** The index of the next record, for the instruction at hand. */
  take(): number {
    return this.#next++;
  }

  /** Number of records. */
  get count(): number {
    return this.#control.length / STRIDE;
  }

  /** Where code continues after an instruction that nothing follows: at the next record's instruction. */
  get resumeOffset(): number {
    return this.offset(this.#next);
  }

  offset(record: number): number {
    return this.#control[record * STRIDE + OFFSET]!;
  }

  opcode(record: number): number {
    return this.#control[record * STRIDE + OP]! & 0xff;
  }

  isBranched(record: number): boolean {
    return (this.#control[record * STRIDE + OP]! & BRANCHED) !== 0;
  }

  isDeadEnd(record: number): boolean {
    return (this.#control[record * STRIDE + OP]! & DEAD_END) !== 0;
  }

  isLoop(record: number): boolean {
    return this.opcode(record) === OP_LOOP;
  }

  /** Of a block's record, or a branch's. */
  height(record: number): number {
    return this.#control[record * STRIDE + HEIGHT]!;
  }

  params(record: number): number {
    return this.#control[record * STRIDE + PARAMS]!;
  }

  results(record: number): number {
    return this.#control[record * STRIDE + RESULTS]!;
  }

  start(record: number): number {
    return this.#control[record * STRIDE + START]!;
  }

  end(record: number): number {
    return this.#control[record * STRIDE + END]!;
  }

  else(record: number): number {
    return this.#control[record * STRIDE + ELSE]!;
  }

  /** Of a branch's record. */
  values(record: number): number {
    return this.#control[record * STRIDE + VALUES]!;
  }

  target(record: number): number {
    return this.#control[record * STRIDE + TARGET]!;
  }

  /** The record that the label of a branch stands at: of a `loop` its own, of another block its `end`. -1 for the function's body. */
  label(record: number): number {
    const target = this.target(record);
    return target < 0 || this.isLoop(target) ? target : this.end(target);
  }

  /** Number of the targets of a `br_table`. */
  targets(record: number): number {
    return this.#control[record * STRIDE + COUNT]!;
  }

  /** Whether code from several places meets at the end of the block that `start` opens: its results are then in their slots. */
  isJoin(start: number): boolean {
    const opcode = this.opcode(start);
    return opcode === OP_IF || (opcode !== OP_LOOP && this.isBranched(start));
  }

  /** Types of a block's results; `types` are the module's. */
  resultTypes(record: number, types: readonly FuncType[]): readonly ValType[] {
    const type = this.#control[record * STRIDE + TYPE]!;
    if (type >= 0) return types[type]!.results;
    return type === NO_TYPE ? [] : [type + 128];
  }

  /** How deep the function's blocks nest. */
  nesting(): number {
    let depth = 0;
    let deepest = 0;
    for (let record = 0; record < this.count; record++) {
      const opcode = this.opcode(record);
      if (opcode >= OP_BLOCK && opcode <= OP_IF) depth++;
      else if (opcode === OP_END) depth--;
      deepest = Math.max(deepest, depth);
    }
    return deepest;
  }
}
