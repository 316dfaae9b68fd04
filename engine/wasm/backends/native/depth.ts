import type { ByteWriter } from '../../binary/bytewriter.ts';
import { MAX_CALL_DEPTH } from '../../spec/limits.ts';
import {
  OP_END,
  OP_GLOBAL_GET,
  OP_GLOBAL_SET,
  OP_I32_CONST,
  OP_IF,
  OP_LOCAL_GET,
  OP_LOCAL_TEE,
  OP_UNREACHABLE,
} from '../../spec/opcodes.ts';
import { v8 } from './v8.ts';

/**
 * The depth of calls (see MAX_CALL_DEPTH): a global that every rewritten module of the thread imports, so that recursion through
 * several instances counts as one. A function that counts keeps its own depth in a local and writes it to the global before each call;
 * the callee reads it there. So nothing needs to be put back on return, whichever way a function is left, by an exception too: only
 * calls from the host restore what they found.
 */
export const DEPTH = new v8.Global({ value: 'i32', mutable: true }, 0);

/** The name that the depth is imported by. */
export const DEPTH_IMPORT = 'depth';

const OP_I32_GT_U = 0x4b;
const OP_I32_ADD = 0x6a;
const NO_RESULT = 0x40;

/**
 * Whether V8 ended at the `unreachable` of an entry: there the depth is beyond what it can be anywhere else.
 */
export function isExhausted(): boolean {
  return (DEPTH.value as number) > MAX_CALL_DEPTH;
}

/** Writes what a function that counts begins with: `depth` is the index of the global, `local` that of the function's local. */
export function writeEntry(writer: ByteWriter, depth: number, local: number): void {
  const indexed = (code: number, index: number) => {
    writer.byte(code);
    writer.u32(index);
  };
  const constant = (value: number) => {
    writer.byte(OP_I32_CONST);
    writer.s32(value);
  };
  indexed(OP_GLOBAL_GET, depth);
  constant(1);
  writer.byte(OP_I32_ADD);
  indexed(OP_LOCAL_TEE, local);
  constant(MAX_CALL_DEPTH);
  writer.raw(Uint8Array.of(OP_I32_GT_U, OP_IF, NO_RESULT));
  writeCalling(writer, depth, local);
  writer.raw(Uint8Array.of(OP_UNREACHABLE, OP_END));
}

/** Writes what goes before a call. */
export function writeCalling(writer: ByteWriter, depth: number, local: number): void {
  writer.byte(OP_LOCAL_GET);
  writer.u32(local);
  writer.byte(OP_GLOBAL_SET);
  writer.u32(depth);
}
