import { Cursor } from '../binary/cursor.ts';
import { readInstruction } from '../binary/expression.ts';
import type { ConstExpr } from '../binary/module.ts';
import { INSTRUCTIONS, OP_GLOBAL_GET } from '../spec/opcodes.ts';
import type { Func } from './func.ts';
import type { Value } from './values.ts';

/** What a constant expression may refer to. */
export interface ConstContext {
  readonly funcs: readonly Func[];
  readonly globals: readonly { get(): Value }[];
}

/**
 * The bits of a validated constant expression of type f32 or f64, which is `const` or `global.get` and nothing else. In a JavaScript
 * number, a NaN could lose its payload.
 */
export function floatBits(
  bytes: Uint8Array,
  { start, end }: ConstExpr,
  globals: readonly { readonly storage: { bits(): bigint } }[],
): bigint {
  if (bytes[start] === OP_GLOBAL_GET) return globals[new Cursor(bytes, start + 1).u32()]!.storage.bits();
  let bits = 0n;
  for (let at = end - 2; at > start; at--) bits = (bits << 8n) | BigInt(bytes[at]!);
  return bits;
}

/** An evaluation under way. */
interface Evaluation {
  /** At the immediates of the instruction. */
  readonly cursor: Cursor;
  readonly stack: Value[];
  readonly context: ConstContext;
}

const i32 =
  (compute: (a: number, b: number) => number) =>
  ({ stack }: Evaluation): Value => {
    const b = stack.pop() as number;
    return compute(stack.pop() as number, b);
  };

const i64 =
  (compute: (a: bigint, b: bigint) => bigint) =>
  ({ stack }: Evaluation): Value => {
    const b = stack.pop() as bigint;
    return BigInt.asIntN(64, compute(stack.pop() as bigint, b));
  };

/** What the instructions do that the opcode table calls constant: each reads its immediates, and returns what it pushes. */
export const CONSTANTS: Readonly<Record<string, (evaluation: Evaluation) => Value>> = {
  'global.get': ({ cursor, context }) => context.globals[cursor.u32()]!.get(),
  'ref.func': ({ cursor, context }) => context.funcs[cursor.u32()],
  'ref.null': ({ cursor }) => {
    cursor.byte();
    return null;
  },
  'i32.const': ({ cursor }) => cursor.s32(),
  'i64.const': ({ cursor }) => cursor.s64(),
  'f32.const': ({ cursor }) => cursor.f32(),
  'f64.const': ({ cursor }) => cursor.f64(),
  'v128.const': ({ cursor }) => {
    const at = cursor.skip(16);
    return cursor.bytes.slice(at, at + 16);
  },
  'i32.add': i32((a, b) => (a + b) | 0),
  'i32.sub': i32((a, b) => (a - b) | 0),
  'i32.mul': i32(Math.imul),
  'i64.add': i64((a, b) => a + b),
  'i64.sub': i64((a, b) => a - b),
  'i64.mul': i64((a, b) => a * b),
};

const BY_ROW = new Map(INSTRUCTIONS.map((row) => [row, CONSTANTS[row.mnemonic]]));

/** The value of a validated constant expression (§3.3.10), extended constants included. */
export function evaluate(bytes: Uint8Array, expr: ConstExpr, context: ConstContext): Value {
  const cursor = new Cursor(bytes, expr.start);
  const stack: Value[] = [];
  const evaluation = { cursor, stack, context };
  for (;;) {
    const compute = BY_ROW.get(readInstruction(cursor));
    // The only one that is not constant is the `end`.
    if (compute === undefined) return stack.pop();
    stack.push(compute(evaluation));
  }
}
