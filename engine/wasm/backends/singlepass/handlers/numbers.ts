import { F32, F64, I32, type ValType } from '../../../spec/types.ts';
import { composite, condition, i32Const, literal, truth, unsigned } from '../operands.ts';
import type { Operand } from '../stack.ts';

/**
 * Number instructions without i64 operands or results, as JavaScript expressions: each makes one operand of one or two. `R` is
 * HELPERS of helpers.ts. Results of i32 are int32 always, of f32 rounded always.
 */
export type Unary = (a: Operand) => Operand;
export type Binary = (a: Operand, b: Operand) => Operand;

const i32Binary = (text: (a: string, b: string) => string): Binary => {
  return (a, b) => composite(I32, text(a.lo, b.lo), [a, b]);
};
const i32Compare = (operator: string): Binary => {
  return (a, b) => truth(`${a.lo}${operator}${b.lo}`, [a, b]);
};
const i32CompareUnsigned = (operator: string): Binary => {
  return (a, b) => truth(`${unsigned(a)}${operator}${unsigned(b)}`, [a, b]);
};
const floatCompare = i32Compare;

const floatBinary = (operator: string): Readonly<Record<'f32' | 'f64', Binary>> => ({
  f32: (a, b) => composite(F32, `Math.fround(${a.lo}${operator}${b.lo})`, [a, b]),
  f64: (a, b) => composite(F64, `(${a.lo}${operator}${b.lo})`, [a, b]),
});
const call2 = (type: ValType, name: string): Binary => {
  return (a, b) => composite(type, `${name}(${a.lo},${b.lo})`, [a, b]);
};
const call1 = (type: ValType, name: string): Unary => {
  return (a) => composite(type, `${name}(${a.lo})`, [a]);
};

const add = floatBinary('+');
const subtract = floatBinary('-');
const multiply = floatBinary('*');
const divide = floatBinary('/');

export const BINARY: Readonly<Record<string, Binary>> = {
  'i32.add': i32Binary((a, b) => `(${a}+${b}|0)`),
  'i32.sub': i32Binary((a, b) => `(${a}-${b}|0)`),
  'i32.mul': i32Binary((a, b) => `Math.imul(${a},${b})`),
  'i32.and': i32Binary((a, b) => `(${a}&${b})`),
  'i32.or': i32Binary((a, b) => `(${a}|${b})`),
  'i32.xor': i32Binary((a, b) => `(${a}^${b})`),
  'i32.shl': i32Binary((a, b) => `(${a}<<${b})`),
  'i32.shr_s': i32Binary((a, b) => `(${a}>>${b})`),
  'i32.shr_u': i32Binary((a, b) => `(${a}>>>${b}|0)`),
  'i32.eq': i32Compare('==='),
  'i32.ne': i32Compare('!=='),
  'i32.lt_s': i32Compare('<'),
  'i32.gt_s': i32Compare('>'),
  'i32.le_s': i32Compare('<='),
  'i32.ge_s': i32Compare('>='),
  'i32.lt_u': i32CompareUnsigned('<'),
  'i32.gt_u': i32CompareUnsigned('>'),
  'i32.le_u': i32CompareUnsigned('<='),
  'i32.ge_u': i32CompareUnsigned('>='),
  'f32.eq': floatCompare('==='),
  'f32.ne': floatCompare('!=='),
  'f32.lt': floatCompare('<'),
  'f32.gt': floatCompare('>'),
  'f32.le': floatCompare('<='),
  'f32.ge': floatCompare('>='),
  'f64.eq': floatCompare('==='),
  'f64.ne': floatCompare('!=='),
  'f64.lt': floatCompare('<'),
  'f64.gt': floatCompare('>'),
  'f64.le': floatCompare('<='),
  'f64.ge': floatCompare('>='),
  'f32.add': add.f32,
  'f64.add': add.f64,
  'f32.sub': subtract.f32,
  'f64.sub': subtract.f64,
  'f32.mul': multiply.f32,
  'f64.mul': multiply.f64,
  'f32.div': divide.f32,
  'f64.div': divide.f64,
  'f32.min': (a, b) => composite(F32, `Math.fround(Math.min(${a.lo},${b.lo}))`, [a, b]),
  'f64.min': call2(F64, 'Math.min'),
  'f32.max': (a, b) => composite(F32, `Math.fround(Math.max(${a.lo},${b.lo}))`, [a, b]),
  'f64.max': call2(F64, 'Math.max'),
  'f32.copysign': (a, b) => ({ ...composite(F32, `R.copysign(${a.lo},${b.lo})`, [a, b]), quiet: false }),
  'f64.copysign': call2(F64, 'R.copysign'),
};

/** As `BINARY`, for those that write an operand more than once: theirs must be simple. */
export const BINARY_SIMPLE: Readonly<Record<string, Binary>> = {
  'i32.rotl': (a, b) =>
    rotate(a, b, b.value === undefined ? `32-${b.lo}` : literal(32 - (b.value & 31)), '<<', '>>>'),
  'i32.rotr': (a, b) =>
    rotate(a, b, b.value === undefined ? `32-${b.lo}` : literal(32 - (b.value & 31)), '>>>', '<<'),
};

function rotate(a: Operand, b: Operand, back: string, forth: string, other: string): Operand {
  return composite(I32, `(${a.lo}${forth}${b.lo}|${a.lo}${other}(${back}))`, [a, b]);
}

export const UNARY: Readonly<Record<string, Unary>> = {
  'i32.eqz': (a) => truth(a.cond === undefined ? `${a.lo}===0` : `!${condition(a)}`, [a]),
  'i32.clz': call1(I32, 'Math.clz32'),
  'i32.ctz': call1(I32, 'R.ctz'),
  'i32.popcnt': call1(I32, 'R.popcnt'),
  'i32.extend8_s': (a) => composite(I32, `(${a.lo}<<24>>24)`, [a]),
  'i32.extend16_s': (a) => composite(I32, `(${a.lo}<<16>>16)`, [a]),
  'i32.wrap_i64': (a) =>
    a.value === undefined
      ? { type: I32, lo: a.lo, hi: '', reads: a.reads, nesting: a.nesting }
      : i32Const(a.value),
  'i32.reinterpret_f32': call1(I32, 'R.bitsF32'),
  'f32.reinterpret_i32': (a) => ({ ...composite(F32, `R.f32Bits(${a.lo})`, [a]), quiet: false }),
  'i32.trunc_sat_f32_s': call1(I32, 'R.satS32'),
  'i32.trunc_sat_f32_u': call1(I32, 'R.satU32'),
  'i32.trunc_sat_f64_s': call1(I32, 'R.satS32'),
  'i32.trunc_sat_f64_u': call1(I32, 'R.satU32'),
  'f32.convert_i32_s': call1(F32, 'Math.fround'),
  'f32.convert_i32_u': (a) => composite(F32, `Math.fround(${unsigned(a)})`, [a]),
  'f64.convert_i32_s': (a) => composite(F64, a.lo, [a]),
  'f64.convert_i32_u': (a) => composite(F64, unsigned(a), [a]),
  'f32.demote_f64': call1(F32, 'Math.fround'),
  'f64.promote_f32': (a) => composite(F64, a.lo, [a]),
  'f32.convert_i64_s': (a) => composite(F32, `R.f32FromS64(${a.lo},${a.hi})`, [a]),
  'f32.convert_i64_u': (a) => composite(F32, `R.f32FromU64(${a.lo},${a.hi})`, [a]),
  'f64.convert_i64_s': (a) => composite(F64, `(${a.hi}*4294967296+(${a.lo}>>>0))`, [a]),
  'f64.convert_i64_u': (a) => composite(F64, `((${a.hi}>>>0)*4294967296+(${a.lo}>>>0))`, [a]),
  'f64.reinterpret_i64': (a) => composite(F64, `R.f64Bits(${a.lo},${a.hi})`, [a]),
  'f32.abs': (a) => ({ ...composite(F32, `R.abs(${a.lo})`, [a]), quiet: false }),
  'f64.abs': call1(F64, 'Math.abs'),
  'f32.ceil': (a) => composite(F32, `Math.fround(Math.ceil(${a.lo}))`, [a]),
  'f32.floor': (a) => composite(F32, `Math.fround(Math.floor(${a.lo}))`, [a]),
  'f32.trunc': (a) => composite(F32, `Math.fround(Math.trunc(${a.lo}))`, [a]),
  'f32.nearest': (a) => composite(F32, `Math.fround(R.nearest(${a.lo}))`, [a]),
  'f64.nearest': call1(F64, 'R.nearest'),
  'f32.sqrt': (a) => composite(F32, `Math.fround(Math.sqrt(${a.lo}))`, [a]),
  'f64.sqrt': call1(F64, 'Math.sqrt'),
};

/** As `UNARY`, with an operand that must be simple. */
export const UNARY_SIMPLE: Readonly<Record<string, Unary>> = {
  'f32.neg': (a) => ({
    ...composite(F32, `(${a.lo}===${a.lo}?-${a.lo}:R.negNaN(${a.lo}))`, [a]),
    quiet: false,
  }),
  // V8's unoptimized rounding hands signalling NaNs through.
  'f64.ceil': (a) => composite(F64, `(${a.lo}===${a.lo}?Math.ceil(${a.lo}):NaN)`, [a]),
  'f64.floor': (a) => composite(F64, `(${a.lo}===${a.lo}?Math.floor(${a.lo}):NaN)`, [a]),
  'f64.trunc': (a) => composite(F64, `(${a.lo}===${a.lo}?Math.trunc(${a.lo}):NaN)`, [a]),
  'f64.neg': (a) => composite(F64, `(${a.lo}===${a.lo}?-${a.lo}:R.negNaN(${a.lo}))`, [a]),
};
