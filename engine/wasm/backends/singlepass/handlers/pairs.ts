import { I32 } from '../../../spec/types.ts';
import { i64Const, pair, truth, unsignedLo } from '../operands.ts';
import type { Operand } from '../stack.ts';
import type { Binary, Unary } from './numbers.ts';

/**
 * i64 instructions on pairs of int32 that are expressions of their operands. Operands must be simple: their halves are written more
 * than once. What needs statements (add, helper calls) is in numeric.ts.
 */

/** Both halves by the same bitwise operator; constant halves, frequent in masks, fold. */
function bitwise(operator: '&' | '|' | '^'): Binary {
  const half = (a: string, b: string): string => {
    if (operator === '&') {
      if (a === '0' || b === '0') return '0';
      if (b === '(-1)') return a;
    } else if (b === '0') return a;
    else if (a === '0') return b;
    return `(${a}${operator}${b})`;
  };
  return (a, b) => pair(half(a.lo, b.lo), half(a.hi, b.hi), [a, b]);
}

function shiftLeft(a: Operand, n: number): Operand {
  if (n === 0) return a;
  if (n >= 32) return pair('0', n === 32 ? a.lo : `(${a.lo}<<${n - 32})`, [a]);
  return pair(`(${a.lo}<<${n})`, `(${a.hi}<<${n}|${a.lo}>>>${32 - n})`, [a]);
}

function shiftRightSigned(a: Operand, n: number): Operand {
  if (n === 0) return a;
  if (n >= 32) return pair(n === 32 ? a.hi : `(${a.hi}>>${n - 32})`, `(${a.hi}>>31)`, [a]);
  return pair(lowOfShift(a, n), `(${a.hi}>>${n})`, [a]);
}

function shiftRightUnsigned(a: Operand, n: number): Operand {
  if (n === 0) return a;
  if (n >= 32) return pair(`(${a.hi}>>>${n - 32}|0)`, '0', [a]);
  return pair(lowOfShift(a, n), `(${a.hi}>>>${n})`, [a]);
}

/**
 * The low half of a >> n, 0 < n < 32. A product of two i32 shifted by 16 is the multiplication of 16.16 fixed-point numbers. Three 32-bit
 * products give it exactly. The high half costs nothing where it is not used.
 */
function lowOfShift(a: Operand, n: number): string {
  if (a.product !== undefined && n === 16) {
    const x = a.product[0].lo;
    const y = a.product[1].lo;
    return `((Math.imul(${x}>>16,${y})+Math.imul(${x}&65535,${y}>>16)|0)+(Math.imul(${x}&65535,${y}&65535)>>>16)|0)`;
  }
  return `(${a.lo}>>>${n}|${a.hi}<<${32 - n})`;
}

/** A shift by a constant; undefined for one by a variable. */
export function shiftByConstant(mnemonic: string, a: Operand, b: Operand): Operand | undefined {
  if (b.value === undefined) return undefined;
  const n = b.value & 63;
  if (mnemonic === 'i64.shl') return shiftLeft(a, n);
  if (mnemonic === 'i64.shr_s') return shiftRightSigned(a, n);
  return mnemonic === 'i64.shr_u' ? shiftRightUnsigned(a, n) : undefined;
}

/** The product of two sign-extended i32: evaluated only if something else than `lowOfShift` wants it. */
export function extendedProduct(a: Operand, b: Operand): Operand {
  return { ...pair(`Math.imul(${a.lo},${b.lo})`, `R.mulHighS(${a.lo},${b.lo})`, [a, b]), product: [a, b] };
}

function compare(strict: '<' | '>', low: string): Binary {
  return (a, b) => {
    if (a.extended && b.extended) return truth(`${a.lo}${low}${b.lo}`, [a, b]);
    const equalHighs = `${a.hi}===${b.hi}&&${unsignedLo(a)}${low}${unsignedLo(b)}`;
    return truth(`(${a.hi}${strict}${b.hi}||${equalHighs})`, [a, b]);
  };
}

function compareUnsigned(strict: '<' | '>', low: string): Binary {
  return (a, b) => {
    const lows = `${unsignedLo(a)}${low}${unsignedLo(b)}`;
    if (a.hi === '0' && b.hi === '0') return truth(lows, [a, b]);
    return truth(`((${a.hi}>>>0)${strict}(${b.hi}>>>0)||${a.hi}===${b.hi}&&${lows})`, [a, b]);
  };
}

export const PAIR_BINARY: Readonly<Record<string, Binary>> = {
  'i64.and': bitwise('&'),
  'i64.or': bitwise('|'),
  'i64.xor': bitwise('^'),
  'i64.eq': (a, b) => truth(`(${a.lo}===${b.lo}&&${a.hi}===${b.hi})`, [a, b]),
  'i64.ne': (a, b) => truth(`(${a.lo}!==${b.lo}||${a.hi}!==${b.hi})`, [a, b]),
  'i64.lt_s': compare('<', '<'),
  'i64.gt_s': compare('>', '>'),
  'i64.le_s': compare('<', '<='),
  'i64.ge_s': compare('>', '>='),
  'i64.lt_u': compareUnsigned('<', '<'),
  'i64.gt_u': compareUnsigned('>', '>'),
  'i64.le_u': compareUnsigned('<', '<='),
  'i64.ge_u': compareUnsigned('>', '>='),
};

const narrow = (bits: number): Unary => {
  return (a) => {
    const shift = 32 - bits;
    return pair(`(${a.lo}<<${shift}>>${shift})`, `(${a.lo}<<${shift}>>31)`, [a]);
  };
};

export const PAIR_UNARY: Readonly<Record<string, Unary>> = {
  'i64.eqz': (a) => truth(`(${a.lo}|${a.hi})===0`, [a]),
  'i64.clz': (a) => pair(`(${a.hi}===0?32+Math.clz32(${a.lo}):Math.clz32(${a.hi}))`, '0', [a]),
  'i64.ctz': (a) => pair(`(${a.lo}===0?32+R.ctz(${a.hi}):R.ctz(${a.lo}))`, '0', [a]),
  'i64.popcnt': (a) => pair(`(R.popcnt(${a.lo})+R.popcnt(${a.hi}))`, '0', [a]),
  'i64.extend8_s': narrow(8),
  'i64.extend16_s': narrow(16),
  'i64.extend32_s': (a) => signExtend({ ...a, type: I32, hi: '' }),
  'i64.extend_i32_s': signExtend,
  'i64.extend_i32_u': (a) =>
    a.value === undefined ? { ...pair(a.lo, '0', [a]), nesting: a.nesting } : i64Const(a.value, 0),
};

function signExtend(a: Operand): Operand {
  if (a.value !== undefined) return i64Const(a.value, a.value >> 31);
  return { ...pair(a.lo, `(${a.lo}>>31)`, [a]), nesting: 0, extended: true };
}

/** The effective address of an access as an argument for DataView: see memory.ts on its range. */
export function address(base: Operand, offset: number): string {
  return offset === 0 && base.value === undefined ? base.lo : unsignedAddress(base, offset);
}

/** The effective address as an unsigned number. */
export function unsignedAddress(base: Operand, offset: number): string {
  if (base.value !== undefined) return String((base.value >>> 0) + offset);
  return offset === 0 ? `(${base.lo}>>>0)` : `(${base.lo}>>>0)+${offset}`;
}
