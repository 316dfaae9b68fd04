import { F32, F64, I32, I64 } from '../../../spec/types.ts';
import { floatConst, i32Const, i64Const, literal, unsigned } from '../operands.ts';
import type { Operand } from '../stack.ts';
import type { Handler, Handlers } from './handler.ts';
import { BINARY, BINARY_SIMPLE, UNARY, UNARY_SIMPLE } from './numbers.ts';
import { extendedProduct, PAIR_BINARY, PAIR_UNARY, shiftByConstant } from './pairs.ts';

/** Numeric instructions (§4.3, §4.4.1): those that are expressions come from the tables of numbers.ts and pairs.ts. */

const CONSTANT: Handlers = {
  'i32.const': (c) => c.stack.push(i32Const(c.cursor.s32())),
  'i64.const'(c) {
    const value = c.cursor.s64();
    c.stack.push(i64Const(Number(BigInt.asIntN(32, value)), Number(value >> 32n)));
  },
  'f32.const'(c) {
    const at = c.cursor.pos;
    const value = c.cursor.f32();
    const bits = new DataView(c.cursor.bytes.buffer, c.cursor.bytes.byteOffset + at).getInt32(0, true);
    c.stack.push(floatConst(F32, Number.isNaN(value) ? `R.f32Bits(${bits})` : literal(value)));
  },
  'f64.const'(c) {
    const at = c.cursor.pos;
    const value = c.cursor.f64();
    const bits = new DataView(c.cursor.bytes.buffer, c.cursor.bytes.byteOffset + at);
    const nan = () => `R.f64Bits(${bits.getInt32(0, true)},${bits.getInt32(4, true)})`;
    c.stack.push(floatConst(F64, Number.isNaN(value) ? nan() : literal(value)));
  },
};

/** An i32 division: its checks fall away for a constant divisor. */
function divide(text: (a: Operand, b: Operand) => string, overflows: boolean): Handler {
  return (c) => {
    const b = c.stack.popSimple();
    const a = c.stack.popSimple();
    c.stack.reserve();
    c.line();
    if (b.value === undefined || b.value === 0) c.source.add(`if(${b.lo}===0)R.divideByZero();`);
    if (overflows && (b.value === undefined || b.value === -1)) {
      c.source.add(`if(${b.lo}===-1&&${a.lo}===-2147483648)R.overflow();`);
    }
    c.writeSlot(I32, text(a, b));
  };
}

/** An i64 operation of HELPERS, which leaves the high half in the cell. */
function pairHelper(name: string, operands: number, args: (...operands: Operand[]) => string): Handler {
  return (c) => {
    const list = c.stack.popList(operands);
    c.stack.reserve();
    const position = c.stack.height;
    c.line();
    c.source.add(`s${position}=R.${name}(${args(...list)});h${position}=H[1];`);
    c.stack.pushSlot(I64);
  };
}

const halves = (a?: Operand, b?: Operand) => `${a!.lo},${a!.hi},${b!.lo},${b!.hi}`;
const shifted = (a?: Operand, b?: Operand) => `${a!.lo},${a!.hi},${b!.lo}`;
const single = (a?: Operand) => a!.lo;

function trunc(name: string): Handler {
  return (c) => {
    const { lo } = c.stack.pop();
    c.stack.reserve();
    c.line();
    c.writeSlot(I32, `R.${name}(${lo})`);
  };
}

/** i64.add and i64.sub: the carry out of the low halves is a comparison with either operand. */
function sum(text: (a: Operand, b: Operand) => readonly [low: string, high: string]): Handler {
  return (c) => {
    const b = c.stack.popSimple();
    const a = c.stack.popSimple();
    c.stack.reserve();
    const position = c.stack.height;
    const [low, high] = text(a, b);
    c.source.add(`t=${low};h${position}=${high};s${position}=t;`);
    c.stack.pushSlot(I64);
  };
}

function shift(helper: string): Handler {
  const general = pairHelper(helper, 2, shifted);
  return (c, row) => {
    const [a, b] = c.stack.top(2);
    if (b!.value === undefined) {
      general(c, row);
      return;
    }
    c.stack.pop();
    const fixedPoint = a!.product !== undefined && (b!.value & 63) === 16;
    const shifted = fixedPoint ? c.stack.pop() : c.stack.popSimple();
    c.stack.push(shiftByConstant(row.mnemonic, shifted, b!)!);
  };
}

const PAIRS: Handlers = {
  'i64.add': sum((a, b) => [`(${a.lo}+${b.lo}|0)`, `(${a.hi}+${b.hi}+((t>>>0)<${unsigned(b)}|0)|0)`]),
  'i64.sub': sum((a, b) => [`(${a.lo}-${b.lo}|0)`, `(${a.hi}-${b.hi}-(${unsigned(a)}<${unsigned(b)}|0)|0)`]),
  'i64.mul'(c, row) {
    const [a, b] = c.stack.top(2);
    if (a!.extended && b!.extended) {
      c.stack.pop();
      c.stack.pop();
      c.stack.push(extendedProduct(a!, b!));
    } else multiply(c, row);
  },
  'i64.div_s': pairHelper('divS64', 2, halves),
  'i64.div_u': pairHelper('divU64', 2, halves),
  'i64.rem_s': pairHelper('remS64', 2, halves),
  'i64.rem_u': pairHelper('remU64', 2, halves),
  'i64.shl': shift('shl64'),
  'i64.shr_s': shift('shrS64'),
  'i64.shr_u': shift('shrU64'),
  'i64.rotl': pairHelper('rotl64', 2, shifted),
  'i64.rotr': pairHelper('rotl64', 2, (a, b) => `${a!.lo},${a!.hi},-${b!.lo}`),
  'i64.reinterpret_f64': pairHelper('bitsF64', 1, single),
  'i64.trunc_f32_s': pairHelper('truncS64', 1, single),
  'i64.trunc_f32_u': pairHelper('truncU64', 1, single),
  'i64.trunc_f64_s': pairHelper('truncS64', 1, single),
  'i64.trunc_f64_u': pairHelper('truncU64', 1, single),
  'i64.trunc_sat_f32_s': pairHelper('satS64', 1, single),
  'i64.trunc_sat_f32_u': pairHelper('satU64', 1, single),
  'i64.trunc_sat_f64_s': pairHelper('satS64', 1, single),
  'i64.trunc_sat_f64_u': pairHelper('satU64', 1, single),
};

const multiply = pairHelper('mul64', 2, halves);

const TRAPPING: Handlers = {
  'i32.div_s': divide((a, b) => `(${a.lo}/${b.lo}|0)`, true),
  'i32.div_u': divide((a, b) => `(${unsigned(a)}/${unsigned(b)}|0)`, false),
  'i32.rem_s': divide((a, b) => `(${a.lo}%${b.lo}|0)`, false),
  'i32.rem_u': divide((a, b) => `(${unsigned(a)}%${unsigned(b)}|0)`, false),
  'i32.trunc_f32_s': trunc('truncS32'),
  'i32.trunc_f32_u': trunc('truncU32'),
  'i32.trunc_f64_s': trunc('truncS32'),
  'i32.trunc_f64_u': trunc('truncU32'),
};

/** The handlers of instructions that are expressions, from the tables of numbers.ts and pairs.ts. */
function expressions(): Record<string, Handler> {
  const handlers: Record<string, Handler> = {};
  for (const [name, make] of Object.entries(UNARY)) {
    handlers[name] = (c) => c.stack.push(make(c.stack.pop()));
  }
  for (const [name, make] of Object.entries({ ...UNARY_SIMPLE, ...PAIR_UNARY })) {
    handlers[name] = (c) => c.stack.push(make(c.stack.popSimple()));
  }
  for (const [name, make] of Object.entries(BINARY)) {
    handlers[name] = (c) => {
      const b = c.stack.pop();
      c.stack.push(make(c.stack.pop(), b));
    };
  }
  for (const [name, make] of Object.entries({ ...BINARY_SIMPLE, ...PAIR_BINARY })) {
    handlers[name] = (c) => {
      const b = c.stack.popSimple();
      c.stack.push(make(c.stack.popSimple(), b));
    };
  }
  return handlers;
}

export const NUMERIC: Handlers = { ...CONSTANT, ...TRAPPING, ...PAIRS, ...expressions() };
