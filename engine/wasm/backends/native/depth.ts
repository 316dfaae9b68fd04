import type { ByteWriter } from '../../binary/byte-writer.ts';
import type { DepthCell } from '../../runtime/depth.ts';
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
 * the callee reads it there. So nothing needs to be restored on return, nor when an exception leaves a function. Only calls from the
 * host restore what they found.
 */
export const DEPTH_GLOBAL = new v8.Global({ value: 'i32', mutable: true }, 0);

/** The depth as of the last call. */
export const DEPTH_CELL: DepthCell = {
  get depth() {
    return DEPTH_GLOBAL.value as number;
  },
  set depth(depth) {
    DEPTH_GLOBAL.value = depth;
  },
};

/** The name that the depth is imported by. */
export const DEPTH_IMPORT = 'depth';

const OP_I32_GT_U = 0x4b;
const OP_I32_ADD = 0x6a;
const NO_RESULT = 0x40;

/**
 * Whether V8 ended at the `unreachable` of an entry: there the depth is beyond what it can be anywhere else.
 */
export function isExhausted(): boolean {
  return DEPTH_CELL.depth > MAX_CALL_DEPTH;
}

/** Writes what a function that counts begins with: `depth` is the index of the global, `local` that of the function's local. */
export function writeEntry(writer: ByteWriter, depth: number, local: number): void {
  writeNextDepth(writer, depth);
  indexed(writer, OP_LOCAL_TEE, local);
  writeLimit(writer, () => writeCalling(writer, depth, local));
}

/** Writes what an outlined function that counts begins with: it has no local for its depth, the global is that while it runs. */
export function writeOutlinedEntry(writer: ByteWriter, depth: number): void {
  writeNextDepth(writer, depth);
  indexed(writer, OP_GLOBAL_SET, depth);
  indexed(writer, OP_GLOBAL_GET, depth);
  writeLimit(writer, () => {});
}

/** Writes what goes before a call. */
export function writeCalling(writer: ByteWriter, depth: number, local: number): void {
  indexed(writer, OP_LOCAL_GET, local);
  indexed(writer, OP_GLOBAL_SET, depth);
}

function writeNextDepth(writer: ByteWriter, depth: number): void {
  indexed(writer, OP_GLOBAL_GET, depth);
  constant(writer, 1);
  writer.byte(OP_I32_ADD);
}

/** Writes the end of a call whose depth, which is on the stack, is too much. */
function writeLimit(writer: ByteWriter, before: () => void): void {
  constant(writer, MAX_CALL_DEPTH);
  writer.raw(Uint8Array.of(OP_I32_GT_U, OP_IF, NO_RESULT));
  before();
  writer.raw(Uint8Array.of(OP_UNREACHABLE, OP_END));
}

function indexed(writer: ByteWriter, code: number, index: number): void {
  writer.byte(code);
  writer.u32(index);
}

function constant(writer: ByteWriter, value: number): void {
  writer.byte(OP_I32_CONST);
  writer.s32(value);
}
