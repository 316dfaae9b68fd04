import type { Cursor } from '../binary/cursor.ts';
import { readMemArg, skipImmediate } from '../binary/expression.ts';
import { MalformedError } from '../spec/errors.ts';
import type { Instruction } from '../spec/opcodes.ts';
import { type GlobalType, type ValType, valTypeName } from '../spec/types.ts';
import type { Context } from './context.ts';
import type { OperandStack } from './operands.ts';

/** Reads the immediates of the instructions of function bodies and checks them against the module. */
export class ImmediateReader {
  private readonly context: Context;
  private readonly cursor: Cursor;
  /** Knows where the instruction is, for errors. */
  private readonly stack: OperandStack;

  constructor(context: Context, cursor: Cursor, stack: OperandStack) {
    this.context = context;
    this.cursor = cursor;
    this.stack = stack;
  }

  /** Reads and checks the immediates of an instruction whose types the opcode table gives. */
  check({ immediateKinds, accessSize, laneCount }: Instruction): void {
    const { cursor } = this;
    let data: number | undefined;
    let elem: number | undefined;
    let table: ValType | undefined;
    for (let i = 0; i < immediateKinds.length; i++) {
      const kind = immediateKinds[i]!;
      switch (kind) {
        case 'memarg':
          this.memArg(accessSize);
          break;
        case 'lane':
          this.lane(laneCount);
          break;
        case 'memory':
          this.checkMemory(cursor.u32());
          break;
        case 'data':
          data = this.dataSegment();
          break;
        case 'elem':
          elem = cursor.u32();
          break;
        case 'table': {
          const next = this.table();
          if (table !== undefined && table !== next)
            throw this.stack.mismatch(valTypeName(table), valTypeName(next));
          table = next;
          break;
        }
        default:
          skipImmediate(cursor, kind);
      }
    }
    // Last, as the memory or table that follows them is looked for first.
    if (data !== undefined) this.checkDataSegment(data);
    if (elem !== undefined) this.checkElementSegment(elem, table);
  }

  private memArg(accessSize: number): void {
    const { align, memory, offset } = readMemArg(this.cursor);
    this.checkMemory(memory);
    if (2 ** align > accessSize) {
      throw this.stack.invalid(
        `alignment must not be larger than natural: ${2 ** align} for ${accessSize} bytes`,
      );
    }
    if (offset >= 2 ** 32) throw this.stack.invalid('offset out of range');
  }

  private lane(count: number): void {
    const lane = this.cursor.byte();
    if (lane >= count) throw this.stack.invalid(`invalid lane index: ${lane} of ${count}`);
  }

  private checkMemory(index: number): void {
    if (index >= this.context.data.memories.length) throw this.stack.invalid(`unknown memory ${index}`);
  }

  /** Code may name data segments only after a data count section (§5.5.15), so that it can be checked before they are read. */
  private dataSegment(): number {
    if (this.context.data.dataCount === undefined) {
      throw new MalformedError('data count section required', this.stack.at);
    }
    return this.cursor.u32();
  }

  private checkDataSegment(index: number): void {
    if (index >= this.context.data.data.length) throw this.stack.invalid(`unknown data segment ${index}`);
  }

  /** `table`: the type of the elements that the segment's are to become. */
  private checkElementSegment(index: number, table: ValType | undefined): void {
    const segment = this.context.data.elements[index];
    if (segment === undefined) throw this.stack.invalid(`unknown elem segment ${index}`);
    if (table !== undefined && segment.type !== table)
      throw this.stack.mismatch(valTypeName(table), valTypeName(segment.type));
  }

  /** Reads a table index; returns the type of the table's elements. */
  table(): ValType {
    const index = this.cursor.u32();
    const table = this.context.data.tables[index];
    if (table === undefined) throw this.stack.invalid(`unknown table ${index}`);
    return table.element;
  }

  global(): GlobalType {
    const index = this.cursor.u32();
    const global = this.context.data.globals[index];
    if (global === undefined) throw this.stack.invalid(`unknown global ${index}`);
    return global;
  }
}
