import { F32, F64, I32, I64, type ValType } from '../../spec/types.ts';
import type { Operand } from './stack.ts';

/** Ways to make operands: see stack.ts for what they are. */

const NOTHING: readonly number[] = [];

/** A number as it stands in an expression: negative ones in parentheses, `- -1` being no good. */
export function literal(value: number): string {
  return value < 0 || Object.is(value, -0) ? `(${Object.is(value, -0) ? '-0' : value})` : String(value);
}

export function i32Const(value: number): Operand {
  return { type: I32, lo: literal(value), hi: '', reads: NOTHING, nesting: 0, value };
}

export function i64Const(low: number, high: number): Operand {
  return {
    type: I64,
    lo: literal(low),
    hi: literal(high),
    reads: NOTHING,
    nesting: 0,
    value: low,
    extended: high === low >> 31,
  };
}

/** A number that is not NaN, or text that makes one. */
export function floatConst(type: ValType, text: string): Operand {
  return { type, lo: text, hi: '', reads: NOTHING, nesting: 0 };
}

export function refConst(type: ValType, text: string): Operand {
  return { type, lo: text, hi: '', reads: NOTHING, nesting: 0 };
}

function over(operands: readonly Operand[]): { reads: readonly number[]; nesting: number } {
  let nesting = 0;
  const reads: number[] = [];
  for (const operand of operands) {
    nesting = Math.max(nesting, operand.nesting);
    for (const variable of operand.reads) if (!reads.includes(variable)) reads.push(variable);
  }
  return { reads, nesting: nesting + 1 };
}

/** A composite value of any type but i64, made of `operands`. */
export function composite(type: ValType, lo: string, operands: readonly Operand[]): Operand {
  return { type, lo, hi: '', ...over(operands), quiet: type === F32 || type === F64 };
}

export function pair(lo: string, hi: string, operands: readonly Operand[]): Operand {
  return { type: I64, lo, hi, ...over(operands) };
}

/** A comparison: a truth, and made a number where one is wanted. */
export function truth(cond: string, operands: readonly Operand[]): Operand {
  return { type: I32, lo: `(${cond}|0)`, hi: '', cond: `(${cond})`, ...over(operands) };
}

/** The operand as a condition. */
export function condition(operand: Operand): string {
  return operand.cond ?? operand.lo;
}

/** An i32 as an unsigned number. */
export function unsigned(operand: Operand): string {
  return operand.value === undefined ? `(${operand.lo}>>>0)` : String(operand.value >>> 0);
}

/** The halves of an i64 as unsigned numbers. */
export function unsignedLo(operand: Operand): string {
  return operand.value === undefined ? `(${operand.lo}>>>0)` : String(operand.value >>> 0);
}
