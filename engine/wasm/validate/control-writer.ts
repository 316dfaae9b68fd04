import { NO_TYPE } from '../binary/expression.ts';
import { OP_BR_TABLE, OP_ELSE, OP_END } from '../spec/opcodes.ts';
import type { FuncType } from '../spec/types.ts';
import {
  BRANCHED,
  COUNT,
  DEAD_END,
  ELSE,
  END,
  HEIGHT,
  LABEL,
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

/** What the records say of a block: the part of it that the side table is made from. */
export interface RecordedBlock {
  readonly type: FuncType;
  /** Operands below the block's parameters. */
  readonly height: number;
  /** Record index of the opening; -1 for the function's body. */
  readonly start: number;
  /** Record index of the `else`; -1 for none. */
  else: number;
  /** A reachable branch names the block's label. */
  branched: boolean;
}

/** Writes the control records of one function after the other: sidetable.ts has their layout. Only reachable code is to be recorded. */
export class ControlWriter {
  private control = new Int32Array(64 * STRIDE);
  private records = 0;

  reset(): void {
    this.records = 0;
  }

  /** The records since `reset`. */
  finish(): Int32Array {
    return this.control.slice(0, this.records * STRIDE);
  }

  /** An instruction of which only its place is recorded: `unreachable`. */
  plain(op: number, at: number): void {
    this.record(op, at);
  }

  /** A block's opening: `raw` is its type as §5.4.1 encodes it. Returns the record's index. */
  open(op: number, at: number, raw: number, type: FuncType, height: number): number {
    const start = this.record(op, at);
    this.describe(start, raw, type, height, start);
    return start;
  }

  else(at: number, block: RecordedBlock, deadEnd: boolean): void {
    block.else = this.record(deadEnd ? OP_ELSE | DEAD_END : OP_ELSE, at);
    this.describeLike(block.else, block);
  }

  /** A block's `end`; its other records learn where it is, and whether the label was used. */
  end(at: number, block: RecordedBlock, deadEnd: boolean): void {
    const end = this.record(deadEnd ? OP_END | DEAD_END : OP_END, at);
    this.describeLike(end, block);
    for (const record of [block.start, block.else, end]) {
      if (record < 0) continue;
      const base = record * STRIDE;
      if (block.branched) this.control[base + OP]! |= BRANCHED;
      this.control[base + END] = end;
      this.control[base + ELSE] = block.else < 0 ? end : block.else;
    }
  }

  /** A branch, or a target of a `br_table`, that carries `values` values to `block`, whose label is `label`. */
  branch(op: number, at: number, block: RecordedBlock, values: number, label: number): void {
    block.branched = true;
    const base = this.record(op, at) * STRIDE;
    this.control[base + HEIGHT] = block.height;
    this.control[base + VALUES] = values;
    this.control[base + LABEL] = label;
    this.control[base + TARGET] = block.start;
  }

  /** A `br_table` of `count` targets, whose records are to follow. */
  brTable(at: number, count: number): void {
    const base = this.record(OP_BR_TABLE, at) * STRIDE;
    this.control[base + COUNT] = count;
  }

  private record(op: number, at: number): number {
    const index = this.records++;
    const base = index * STRIDE;
    if (base + STRIDE > this.control.length) {
      const grown = new Int32Array(this.control.length * 2);
      grown.set(this.control);
      this.control = grown;
    }
    // What an earlier function left.
    this.control.fill(0, base, base + STRIDE);
    this.control[base + OFFSET] = at;
    this.control[base + OP] = op;
    return index;
  }

  private describe(record: number, raw: number, type: FuncType, height: number, start: number): void {
    const base = record * STRIDE;
    this.control[base + HEIGHT] = height;
    this.control[base + TYPE] = raw;
    this.control[base + PARAMS] = type.params.length;
    this.control[base + RESULTS] = type.results.length;
    this.control[base + START] = start;
  }

  /** Describes the block of an `else` or `end` as its opening does; the function's own has none. */
  private describeLike(record: number, block: RecordedBlock): void {
    const raw = block.start < 0 ? NO_TYPE : this.control[block.start * STRIDE + TYPE]!;
    this.describe(record, raw, block.type, block.height, block.start);
  }
}
