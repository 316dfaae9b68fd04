import type { Immediates, Instruction } from '../spec/opcodes.ts';
import { OP_BLOCK, OP_ELSE, OP_END, OP_IF, OP_LOOP } from '../spec/opcodes.ts';
import { valTypeName } from '../spec/types.ts';
import { Cursor } from './cursor.ts';
import {
  NO_TYPE,
  readBlockType,
  readHeapType,
  readInstruction,
  readMemArg,
  readValType,
} from './expression.ts';
import type { FunctionBody } from './module.ts';

/** A line of disassembly. */
export interface Line {
  /** Byte offset of the instruction from the module's start. */
  readonly offset: number;
  /** How many blocks the instruction stands in; `else` and `end` are as deep as the block they belong to. */
  readonly depth: number;
  /** As the text format writes it, with indices as numbers: `i32.load offset=4`, `call 12`. */
  readonly text: string;
}

/**
 * The text of the instruction at `cursor`, which moves past it. Throws `MalformedError` or `UnsupportedError` for what is no
 * instruction of the opcode table.
 */
export function disassembleInstruction(cursor: Cursor): string {
  return text(readInstruction(cursor), cursor);
}

/** The instructions of a function body, the final `end` included. Throws like `disassembleInstruction`. */
export function disassembleFunction(bytes: Uint8Array, body: FunctionBody): Line[] {
  const cursor = new Cursor(bytes, body.code.start);
  const lines: Line[] = [];
  let depth = 0;
  while (cursor.pos < body.code.end) {
    const offset = cursor.pos;
    const instruction = readInstruction(cursor);
    const op = instruction.prefix === 0 ? instruction.code : -1;
    const closes = op === OP_END || op === OP_ELSE;
    if (closes) depth = Math.max(0, depth - 1);
    lines.push({ offset, depth, text: text(instruction, cursor) });
    if (op === OP_BLOCK || op === OP_LOOP || op === OP_IF || op === OP_ELSE) depth++;
  }
  return lines;
}

function text(instruction: Instruction, cursor: Cursor): string {
  const operands = immediates(cursor, instruction);
  return operands === '' ? instruction.mnemonic : `${instruction.mnemonic} ${operands}`;
}

/** Immediates that are two indices. The text format puts the table or memory first, the binary format last (§5.4.5, §5.4.6). */
const SWAPPED: ReadonlySet<Immediates> = new Set(['type table', 'elem table', 'data memory']);

function immediates(cursor: Cursor, { immediates: kind, accessSize }: Instruction): string {
  switch (kind) {
    case 'none':
      return '';
    case 'block': {
      const type = readBlockType(cursor);
      if (type === NO_TYPE) return '';
      return type < 0 ? `(result ${valTypeName(type + 128)})` : `(type ${type})`;
    }
    case 'label':
    case 'func':
    case 'local':
    case 'global':
    case 'table':
    case 'elem':
    case 'data':
      return String(cursor.u32());
    case 'memory': {
      const memory = cursor.u32();
      return memory === 0 ? '' : String(memory);
    }
    case 'labels': {
      const labels: number[] = [];
      for (let left = cursor.count(); left >= 0; left--) labels.push(cursor.u32());
      return labels.join(' ');
    }
    case 'type table':
    case 'elem table':
    case 'data memory':
    case 'table table':
    case 'memory memory':
      return twoIndices(kind, cursor.u32(), cursor.u32());
    case 'memarg:0':
    case 'memarg:1':
    case 'memarg:2':
    case 'memarg:3':
    case 'memarg:4':
      return memArgText(cursor, accessSize).join(' ');
    case 'memarg:0 lane':
    case 'memarg:1 lane':
    case 'memarg:2 lane':
    case 'memarg:3 lane':
      return [...memArgText(cursor, accessSize), cursor.byte()].join(' ');
    case 'lane':
      return String(cursor.byte());
    case 'lanes':
      return Array.from({ length: 16 }, () => cursor.byte()).join(' ');
    case 'v128':
      return `i8x16 ${Array.from({ length: 16 }, () => `0x${cursor.byte().toString(16).padStart(2, '0')}`).join(' ')}`;
    case 's32':
      return String(cursor.s32());
    case 's64':
      return String(cursor.s64());
    case 'f32':
      return floatText(cursor.f32(), 23, cursor);
    case 'f64':
      return floatText(cursor.f64(), 52, cursor);
    case 'reftype':
      return valTypeName(readHeapType(cursor)).replace('ref', '');
    case 'valtypes': {
      const types: string[] = [];
      for (let left = cursor.count(); left > 0; left--) types.push(valTypeName(readValType(cursor)));
      return `(result ${types.join(' ')})`;
    }
  }
}

function memArgText(cursor: Cursor, accessSize: number): string[] {
  const { align, memory, offset } = readMemArg(cursor);
  return [
    memory === 0 ? [] : String(memory),
    offset === 0 ? [] : `offset=${offset}`,
    2 ** align === accessSize ? [] : `align=${2 ** align}`,
  ].flat();
}

/** Tables and memories of index 0 are not written, as in the text format's abbreviations. */
function twoIndices(kind: Immediates, first: number, second: number): string {
  if (kind === 'type table') return second === 0 ? `(type ${first})` : `${second} (type ${first})`;
  if (SWAPPED.has(kind)) return second === 0 ? String(first) : `${second} ${first}`;
  return first === 0 && second === 0 ? '' : `${first} ${second}`;
}

/** A float (§6.3.2); a NaN with its payload, from the `mantissa` bits of the bytes that were just read. */
function floatText(value: number, mantissa: number, cursor: Cursor): string {
  if (Object.is(value, -0)) return '-0';
  if (Number.isFinite(value)) return String(value);
  if (!Number.isNaN(value)) return value > 0 ? 'inf' : '-inf';
  const size = mantissa === 23 ? 4 : 8;
  let bits = 0n;
  for (let i = 1; i <= size; i++) bits = (bits << 8n) | BigInt(cursor.bytes[cursor.pos - i]!);
  const sign = bits >> BigInt(size * 8 - 1) === 0n ? '' : '-';
  return `${sign}nan:0x${BigInt.asUintN(mantissa, bits).toString(16)}`;
}
