import type { ImmediateKind, Instruction } from '../spec/opcodes.ts';
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

/** The text of each kind of immediate; empty where there is nothing to write. */
const TEXT: Readonly<Record<ImmediateKind, (cursor: Cursor, instruction: Instruction) => string>> = {
  block(cursor) {
    const type = readBlockType(cursor);
    if (type === NO_TYPE) return '';
    return type < 0 ? `(result ${valTypeName(type + 128)})` : `(type ${type})`;
  },
  label: indexText,
  labels(cursor) {
    const labels: number[] = [];
    for (let left = cursor.count(); left >= 0; left--) labels.push(cursor.u32());
    return labels.join(' ');
  },
  func: indexText,
  type: (cursor) => `(type ${cursor.u32()})`,
  local: indexText,
  global: indexText,
  table: indexText,
  elem: indexText,
  data: indexText,
  memory: indexText,
  memarg: (cursor, { accessSize }) => memArgText(cursor, accessSize).join(' '),
  lane: (cursor) => String(cursor.byte()),
  s32: (cursor) => String(cursor.s32()),
  s64: (cursor) => String(cursor.s64()),
  f32: (cursor) => floatText(cursor.f32(), 23, cursor),
  f64: (cursor) => floatText(cursor.f64(), 52, cursor),
  v128(cursor) {
    const bytes = Array.from({ length: 16 }, () => `0x${cursor.byte().toString(16).padStart(2, '0')}`);
    return `i8x16 ${bytes.join(' ')}`;
  },
  reftype: (cursor) => valTypeName(readHeapType(cursor)).replace('ref', ''),
  valtypes(cursor) {
    const types: string[] = [];
    for (let left = cursor.count(); left > 0; left--) types.push(valTypeName(readValType(cursor)));
    return `(result ${types.join(' ')})`;
  },
};

function immediates(cursor: Cursor, instruction: Instruction): string {
  const { immediateKinds } = instruction;
  const texts = immediateKinds.map((kind) => TEXT[kind](cursor, instruction));
  return arranged(immediateKinds, texts)
    .filter((text) => text !== '')
    .join(' ');
}

/**
 * Immediates as the text format has them. A table or memory comes first; the binary format has it last (§5.4.5, §5.4.6). One of
 * index 0 is not written, as in the text format's abbreviations.
 */
function arranged([first, second]: readonly ImmediateKind[], texts: readonly string[]): readonly string[] {
  if (second !== 'table' && second !== 'memory') return first === 'memory' ? texts.filter(isNotZero) : texts;
  if (first === second) return texts.some(isNotZero) ? texts : [];
  return [...texts.slice(1).filter(isNotZero), texts[0]!];
}

const isNotZero = (text: string) => text !== '0';

function indexText(cursor: Cursor): string {
  return String(cursor.u32());
}

function memArgText(cursor: Cursor, accessSize: number): string[] {
  const { align, memory, offset } = readMemArg(cursor);
  return [
    memory === 0 ? [] : String(memory),
    offset === 0 ? [] : `offset=${offset}`,
    2 ** align === accessSize ? [] : `align=${2 ** align}`,
  ].flat();
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
