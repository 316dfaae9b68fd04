import { MalformedError } from '../spec/errors.ts';
import { foreignOpcode, foreignType, needsFeature } from '../spec/features.ts';
import {
  type ImmediateKind,
  type Instruction,
  OP_BLOCK,
  OP_ELSE,
  OP_END,
  OP_IF,
  OP_LOOP,
  PLAIN,
  prefixed,
} from '../spec/opcodes.ts';
import { EXTERNREF, FUNCREF, isNumOrVecType, isRefType, type ValType } from '../spec/types.ts';
import { Cursor, endOf } from './cursor.ts';
import type { FunctionBody } from './module.ts';

/**
 * Reads an opcode, prefix included. Throws `MalformedError` for bytes that are no instruction, `UnsupportedError` for those that a
 * proposal has taken which the engine does not run.
 */
export function readInstruction(cursor: Cursor): Instruction {
  const at = cursor.pos;
  const byte = cursor.byte();
  const plain = PLAIN[byte];
  if (plain !== undefined) return plain;
  const table = prefixed(byte);
  const code = table === undefined ? byte : cursor.u32();
  const found = table?.[code];
  if (found !== undefined) return found;
  const feature = foreignOpcode(table === undefined ? 0 : byte, code);
  if (feature !== undefined) throw needsFeature(feature, at);
  throw new MalformedError(`illegal opcode ${table === undefined ? '' : `${hex(byte)} `}${hex(code)}`, at);
}

/** A value type (§5.3.4). */
export function readValType(cursor: Cursor): ValType {
  const at = cursor.pos;
  const byte = cursor.byte();
  if (isNumOrVecType(byte) || isRefType(byte)) return byte;
  throw badType('malformed value type', byte, at);
}

/**
 * The heap type of `ref.null` (§5.3.3) as the reference type that the instruction has. Abstract types are single bytes, as everywhere.
 * Anything else is a type index, a signed integer of 33 bits that may have more bytes than it needs.
 */
export function readHeapType(cursor: Cursor): ValType {
  const at = cursor.pos;
  if (cursor.s33() >= 0) throw needsFeature('function-references', at);
  cursor.pos = at;
  return readRefType(cursor);
}

/** A reference type (§5.3.3). */
export function readRefType(cursor: Cursor): ValType {
  const at = cursor.pos;
  const byte = cursor.byte();
  if (byte === FUNCREF || byte === EXTERNREF) return byte;
  throw badType('malformed reference type', byte, at);
}

function badType(text: string, byte: number, at: number): Error {
  const feature = foreignType(byte);
  if (feature !== undefined) return needsFeature(feature, at);
  // Types share their encoding with signed integers (§5.3.1): a continuation bit makes an integer longer than a type's single byte.
  return new MalformedError(byte >= 0x80 ? 'integer representation too long' : text, at);
}

/**
 * A block type (§5.4.1): -64 for none, -128 plus the byte of a value type, or a type index. Only the index is an integer, which may
 * have more bytes than it needs. "None" is the byte 0x40, and a value type is a single byte as it is elsewhere (§5.3.1).
 */
export function readBlockType(cursor: Cursor): number {
  const at = cursor.pos;
  const type = cursor.s33();
  if (type >= 0) return type;
  if (type < -64) throw new MalformedError('malformed block type', at);
  if (cursor.pos > at + 1) throw new MalformedError('integer representation too long', at);
  if (type === NO_TYPE) return type;
  cursor.pos = at;
  return readValType(cursor) - 128;
}

/** The block type of a block that takes and leaves nothing. */
export const NO_TYPE = -64;

/** The alignment and offset of a memory access (§5.4.6). */
export interface MemArg {
  /** Power of two. */
  readonly align: number;
  /** The memory's index; 0 where the access names none. */
  readonly memory: number;
  /** Unsigned; may exceed 2^32, which validation refuses. */
  readonly offset: number;
}

/** Reads a memarg in the encoding of WebAssembly 3.0: bit 6 of the first integer announces a memory index, the offset has 64 bits. */
export function readMemArg(cursor: Cursor): MemArg {
  const at = cursor.pos;
  const flags = cursor.u32();
  if (flags >= 0x80) throw new MalformedError('malformed memop flags', at);
  const memory = flags < 0x40 ? 0 : cursor.u32();
  return { align: flags & 0x3f, memory, offset: cursor.u64() };
}

/** Moves past the immediates of an instruction, checking their form but not their meaning. */
export function skipImmediates(cursor: Cursor, { immediateKinds }: Instruction): void {
  // By index: code that V8 has not optimized yet is slower with an iterator.
  for (let i = 0; i < immediateKinds.length; i++) skipImmediate(cursor, immediateKinds[i]!);
}

/** Moves past one immediate. */
export function skipImmediate(cursor: Cursor, kind: ImmediateKind): void {
  switch (kind) {
    case 'label':
    case 'func':
    case 'type':
    case 'local':
    case 'global':
    case 'table':
    case 'elem':
    case 'data':
    case 'memory':
      cursor.u32();
      return;
    case 'memarg':
      readMemArg(cursor);
      return;
    case 'block':
      readBlockType(cursor);
      return;
    case 'labels':
      for (let left = cursor.count(); left >= 0; left--) cursor.u32();
      return;
    case 's32':
      cursor.skipSigned(32);
      return;
    case 's64':
      cursor.skipSigned(64);
      return;
    case 'lane':
      cursor.skip(1);
      return;
    case 'f32':
      cursor.skip(4);
      return;
    case 'f64':
      cursor.skip(8);
      return;
    case 'v128':
      cursor.skip(16);
      return;
    case 'reftype':
      readHeapType(cursor);
      return;
    case 'valtypes':
      for (let left = cursor.count(); left > 0; left--) readValType(cursor);
      return;
  }
}

/**
 * Moves past an expression (§5.4.9) and its final `end`. `visit` sees every instruction; none may begin at `end` or later. Blocks may
 * be as deep as they like: there is no recursion.
 */
export function skipExpression(
  cursor: Cursor,
  visit?: (instruction: Instruction, at: number) => void,
  end = cursor.bytes.length,
): void {
  const opened: number[] = [];
  for (;;) {
    const at = cursor.pos;
    if (at >= end) throw endOf(at);
    const instruction = readInstruction(cursor);
    visit?.(instruction, at);
    skipImmediates(cursor, instruction);
    if (instruction.prefix !== 0) continue;
    switch (instruction.code) {
      case OP_BLOCK:
      case OP_LOOP:
      case OP_IF:
        opened.push(instruction.code);
        break;
      case OP_ELSE:
        if (opened.pop() !== OP_IF) throw new MalformedError('END opcode expected', at);
        opened.push(OP_ELSE);
        break;
      case OP_END:
        if (opened.pop() === undefined) return;
        break;
    }
  }
}

/**
 * Throws `MalformedError` if one of the function bodies is no sequence of instructions. In the specification, decoding comes before
 * validation. A module that is both malformed and invalid is therefore malformed, and the first malformed part is reported. Reader and
 * validator leave the bodies for later, or stop at the first error; this check then runs on a rejected module. `dataCount`: whether the module has a data count section, which some instructions require (§5.5.15).
 */
export function checkBodies(bytes: Uint8Array, bodies: readonly FunctionBody[], dataCount: boolean): void {
  const cursor = new Cursor(bytes);
  for (const { at, code } of bodies) {
    cursor.pos = code.start;
    let needsDataCount: number | undefined;
    try {
      skipExpression(cursor, ({ immediates }, offset) => {
        if (immediates === 'data' || immediates === 'data memory') needsDataCount ??= offset;
      });
    } catch (error) {
      if (error instanceof MalformedError) throw error;
      // Instructions of an unknown proposal: no telling what follows them in this body.
      continue;
    }
    if (cursor.pos !== code.end) throw new MalformedError('section size mismatch', at);
    if (!dataCount && needsDataCount !== undefined) {
      throw new MalformedError('data count section required', needsDataCount);
    }
  }
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
