import type { Cursor } from '../binary/cursor.ts';
import { readMemArg } from '../binary/expression.ts';
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
  check({ immediates, accessSize, laneCount }: Instruction): void {
    const { cursor } = this;
    switch (immediates) {
      case 's32':
        cursor.skipSigned(32);
        break;
      case 's64':
        cursor.skipSigned(64);
        break;
      case 'f32':
        cursor.skip(4);
        break;
      case 'f64':
        cursor.skip(8);
        break;
      case 'memarg:0':
      case 'memarg:1':
      case 'memarg:2':
      case 'memarg:3':
      case 'memarg:4':
        this.memArg(accessSize);
        break;
      case 'memarg:0 lane':
      case 'memarg:1 lane':
      case 'memarg:2 lane':
      case 'memarg:3 lane':
        this.memArg(accessSize);
        this.lane(laneCount);
        break;
      case 'lane':
        this.lane(laneCount);
        break;
      case 'lanes':
        for (let i = 0; i < 16; i++) this.lane(laneCount);
        break;
      case 'v128':
        cursor.skip(16);
        break;
      case 'memory':
        this.memory();
        break;
      case 'memory memory':
        this.memory();
        this.memory();
        break;
      case 'data memory': {
        const segment = this.dataSegment();
        this.memory();
        this.checkDataSegment(segment);
        break;
      }
      case 'data':
        this.checkDataSegment(this.dataSegment());
        break;
      case 'elem table': {
        const segment = cursor.u32();
        const table = this.table();
        const element = this.elementType(segment);
        if (element !== table) throw this.stack.mismatch(valTypeName(table), valTypeName(element));
        break;
      }
      case 'elem':
        this.elementType(cursor.u32());
        break;
      case 'table table': {
        const to = this.table();
        const from = this.table();
        if (to !== from) throw this.stack.mismatch(valTypeName(to), valTypeName(from));
        break;
      }
      case 'table':
        this.table();
        break;
    }
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

  private memory(): void {
    this.checkMemory(this.cursor.u32());
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

  private elementType(index: number): ValType {
    const segment = this.context.data.elements[index];
    if (segment === undefined) throw this.stack.invalid(`unknown elem segment ${index}`);
    return segment.type;
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
