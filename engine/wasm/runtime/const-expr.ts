import { Cursor } from '../binary/cursor.ts';
import type { ConstExpr } from '../binary/module.ts';
import type { Func } from './func.ts';
import type { Value } from './values.ts';

/** What a constant expression may refer to. */
export interface ConstContext {
  readonly funcs: readonly Func[];
  readonly globals: readonly { get(): Value }[];
}

/**
 * The bits of a validated constant expression of type f32 or f64, which is `const` or `global.get` and nothing else: as a number of
 * JavaScript a NaN could lose its payload.
 */
export function floatBits(
  bytes: Uint8Array,
  { start, end }: ConstExpr,
  globals: readonly { readonly storage: { bits(): bigint } }[],
): bigint {
  if (bytes[start] === 0x23) return globals[new Cursor(bytes, start + 1).u32()]!.storage.bits(); // global.get
  let bits = 0n;
  for (let at = end - 2; at > start; at--) bits = (bits << 8n) | BigInt(bytes[at]!);
  return bits;
}

/** The value of a validated constant expression (§3.3.10), extended constants included. */
export function evaluate(bytes: Uint8Array, expr: ConstExpr, context: ConstContext): Value {
  const reader = new Cursor(bytes, expr.start);
  const stack: Value[] = [];
  const i32 = (compute: (a: number, b: number) => number) => {
    const b = stack.pop() as number;
    stack.push(compute(stack.pop() as number, b));
  };
  const i64 = (compute: (a: bigint, b: bigint) => bigint) => {
    const b = stack.pop() as bigint;
    stack.push(BigInt.asIntN(64, compute(stack.pop() as bigint, b)));
  };
  for (;;) {
    const opcode = reader.byte();
    switch (opcode) {
      case 0x0b: // end
        return stack.pop();
      case 0x23: // global.get
        stack.push(context.globals[reader.u32()]!.get());
        break;
      case 0x41: // i32.const
        stack.push(reader.s32());
        break;
      case 0x42: // i64.const
        stack.push(reader.s64());
        break;
      case 0x43: // f32.const
        stack.push(reader.f32());
        break;
      case 0x44: // f64.const
        stack.push(reader.f64());
        break;
      case 0x6a: // i32.add
        i32((a, b) => (a + b) | 0);
        break;
      case 0x6b: // i32.sub
        i32((a, b) => (a - b) | 0);
        break;
      case 0x6c: // i32.mul
        i32(Math.imul);
        break;
      case 0x7c: // i64.add
        i64((a, b) => a + b);
        break;
      case 0x7d: // i64.sub
        i64((a, b) => a - b);
        break;
      case 0x7e: // i64.mul
        i64((a, b) => a * b);
        break;
      case 0xfd: // v128.const, the only vector instruction that is constant
        reader.u32();
        stack.push(bytes.slice(reader.pos, reader.pos + 16));
        reader.skip(16);
        break;
      case 0xd0: // ref.null
        reader.byte();
        stack.push(null);
        break;
      case 0xd2: // ref.func
        stack.push(context.funcs[reader.u32()]);
        break;
      default:
        throw new Error(`constant expression with opcode 0x${opcode.toString(16)} passed validation`);
    }
  }
}
