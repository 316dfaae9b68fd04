import { type Shape, SIMD_ROWS, shapeOf } from '../../spec/simd.ts';
import { ARITHMETIC } from '../common/arithmetic.ts';
import { CELLS } from '../common/pairs.ts';

/**
 * Vector operations lane by lane (§4.3.2 to §4.3.4), as JavaScript of the lanes `A` and `B`, and of the count `N` of a shift. Lanes of
 * integers are numbers, signed but where the mnemonic ends in `_u`; results wrap. From these texts come both the expressions written
 * in place, for lanes of 32 bits above all, and those of `vectorHelper`.
 */
const INTEGER: Readonly<Record<string, string>> = {
  add: 'A+B',
  sub: 'A-B',
  mul: 'Math.imul(A,B)',
  neg: '-A',
  abs: '(A<0?-A:A)',
  min: '(A<B?A:B)',
  max: '(A>B?A:B)',
  q15mulr_sat: 'Math.min(32767,A*B+16384>>15)',
  shl: 'A<<N',
  shr: 'A>>>N',
};

/** Operators of comparisons: all bits of the result's lane are its truth. */
const COMPARISON: Readonly<Record<string, string>> = {
  eq: '===',
  ne: '!==',
  lt: '<',
  gt: '>',
  le: '<=',
  ge: '>=',
};

const FLOAT: Readonly<Record<string, string>> = {
  add: 'A+B',
  sub: 'A-B',
  mul: 'A*B',
  div: 'A/B',
  min: 'Math.min(A,B)',
  max: 'Math.max(A,B)',
  sqrt: 'Math.sqrt(A)',
  // V8's unoptimized rounding hands signalling NaNs through.
  ceil: 'A===A?Math.ceil(A):NaN',
  floor: 'A===A?Math.floor(A):NaN',
  trunc: 'A===A?Math.trunc(A):NaN',
  nearest: 'R.nearest(A)',
};

/** Those of which the result is one of the operands as it is: the second where the condition holds (§4.3.3, fpmin and fpmax). */
const CHOICE: Readonly<Record<string, string>> = { pmin: 'B<A', pmax: 'A<B' };

/** `add_sat_u` as `add_sat` and unsigned. */
export function splitOperation(operation: string): { base: string; signed: boolean } {
  return { base: operation.replace(/_[su]$/, ''), signed: !operation.endsWith('_u') };
}

/** The text of an operation on integer lanes; undefined where it is none that goes lane by lane. */
function integerText(operation: string): string | undefined {
  const { base, signed } = splitOperation(operation);
  const operator = COMPARISON[base];
  if (operator !== undefined) return `0-(A${operator}B|0)`;
  return base === 'shr' && signed ? 'A>>N' : INTEGER[base];
}

/** Puts expressions in the place of `A` and `B`. */
function fill(text: string, a: string, b: string): string {
  return text.replace(/\b[AB]\b/g, (name) => (name === 'A' ? a : b));
}

/**
 * An operation on an int32 of each operand as an expression, of simple operands. Undefined where it is no such operation, or too long to
 * be written in place.
 */
export function inlineWord(shape: Shape, operation: string): ((a: string, b: string) => string) | undefined {
  if (shape.name === 'f32x4') return inlineFloat(operation);
  if (shape.bits < 32) return inlineNarrow(operation, shape.bits);
  const text = shape.bits === 32 ? integerText(operation) : undefined;
  if (text === undefined) return undefined;
  const lane = (word: string) => (operation.endsWith('_u') ? `(${word}>>>0)` : word);
  return (a, b) => `(${fill(text, lane(a), lane(b)).replace(/\bN\b/, b)}|0)`;
}

/** The float views `U` and `W` are those of `FLOAT_VIEWS`. */
function inlineFloat(operation: string): ((a: string, b: string) => string) | undefined {
  const of = (text: string) => fill(text, 'W[0]', 'W[1]');
  const choice = CHOICE[operation];
  if (choice !== undefined) return (a, b) => `(U[0]=${a},U[1]=${b},${of(choice)}?${b}:${a})`;
  const operator = COMPARISON[operation];
  if (operator !== undefined) return (a, b) => `(U[0]=${a},U[1]=${b},0-(${of(`A${operator}B`)}|0)|0)`;
  const text = FLOAT[operation];
  if (text === undefined) return undefined;
  return text.includes('B')
    ? (a, b) => `(U[0]=${a},U[1]=${b},W[2]=${of(text)},U[2])`
    : (a) => `(U[0]=${a},W[2]=${of(text)},U[2])`;
}

/** The sign bits of all lanes of an int32. */
export function signBits(bits: number): number {
  return bits === 8 ? 0x80808080 | 0 : 0x80008000 | 0;
}

/** All lanes of an int32 at once: what is apart from the sign bits, so that no carry crosses lanes. */
function inlineNarrow(operation: string, bits: number): ((a: string, b: string) => string) | undefined {
  const signs = signBits(bits);
  const nonZero = (a: string, b: string) => `(((${a}^${b})&${~signs})+${~signs}|${a}^${b})`;
  const spread = (text: string) => `Math.imul((${text}&${signs})>>>${bits - 1},${2 ** bits - 1})`;
  switch (operation) {
    case 'add':
      return (a, b) => `((${a}&${~signs})+(${b}&${~signs})^(${a}^${b})&${signs})`;
    case 'sub':
      return (a, b) => `((${a}|${signs})-(${b}&${~signs})^(${a}^~${b})&${signs})`;
    case 'mul':
      return (a, b) => `(Math.imul(${a},${b})&65535|Math.imul(${a}>>>16,${b}>>>16)<<16)`;
    case 'eq':
      return (a, b) => spread(`~${nonZero(a, b)}`);
    case 'ne':
      return (a, b) => spread(nonZero(a, b));
    case 'avgr_u':
      return (a, b) => `((${a}|${b})-((${a}^${b})>>>1&${~signs})|0)`;
    default:
      return undefined;
  }
}

/** What helpers are made over: floats and the int32 of their bits. On a big-endian machine the halves of an f64 would be swapped. */
const ints = new Int32Array(new ArrayBuffer(48));
const floats = new Float32Array(ints.buffer);

/** Sixteen bytes that any byte may index: those from 16 on stay zero. */
const table = new Int32Array(new ArrayBuffer(256));

/** What the texts of helpers refer to. */
const OPERANDS = {
  I: ints,
  F: floats,
  D: new Float64Array(ints.buffer),
  T: table,
  X: new Uint8Array(table.buffer),
  H: CELLS,
  R: ARITHMETIC,
};

/** Views as the text of functions names them. */
export const FLOAT_VIEWS = { U: ints, W: floats } as const;

type Helper = (...words: number[]) => number;

/** The text of a function of its own source: see `vectorHelper`. */
function helper(parameters: string, body: string): string {
  return `function(${parameters}){${body}}`;
}

/**
 * Operations on all lanes of an int32 at once. `S` has the sign bit of each lane and `REST` the others, so no carry crosses lanes.
 * Undefined for those that are done lane by lane.
 */
function parallel(operation: string, bits: number): string | undefined {
  const { base, signed } = splitOperation(operation);
  const spread = (signs: string) => `Math.imul((${signs})>>>${bits - 1},${2 ** bits - 1})`;
  const ones = bits === 8 ? 0x01010101 : 0x00010001;
  const sum = '((a&REST)+(b&REST)^(a^b)&S)';
  const difference = '((a|S)-(b&REST)^(a^~b)&S)';
  /** All ones where a < b, unsigned: the lanes whose difference borrows. */
  const less = (a: string, b: string) =>
    spread(`(~${a}&${b}|(~${a}|${b})&((${a}|S)-(${b}&REST)^(${a}^~${b})&S))&S`);
  const kept = (overflow: string, result: string) =>
    `const r=${result},m=${spread(overflow)};return r&~m|(a>>>${bits - 1}&${ones})+REST&m;`;
  // Order is that of unsigned lanes once the sign bits are turned over.
  const turned = signed ? 'a^=S;b^=S;' : '';
  const back = signed ? '^S' : '|0';
  switch (base) {
    case 'add_sat':
      if (signed) return kept('~(a^b)&(a^r)&S', sum);
      return `const r=${sum};return r|${spread('(a&b|(a|b)&~r)&S')};`;
    case 'sub_sat':
      return signed ? kept('(a^b)&(a^r)&S', difference) : `return ${difference}&~${less('a', 'b')};`;
    case 'min':
      return `${turned}const m=${less('a', 'b')};return (a&m|b&~m)${back};`;
    case 'max':
      return `${turned}const m=${less('a', 'b')};return (b&m|a&~m)${back};`;
    case 'lt':
      return `${turned}return ${less('a', 'b')};`;
    case 'gt':
      return `${turned}return ${less('b', 'a')};`;
    case 'le':
      return `${turned}return ~${less('b', 'a')};`;
    case 'ge':
      return `${turned}return ~${less('a', 'b')};`;
    case 'abs':
      return `const m=${spread('a&S')};return (a^m)+(m&${ones})|0;`;
    case 'neg':
      return `return (S-(a&REST)^~a&S);`;
    default:
      return undefined;
  }
}

/** The parameters of a helper: the int32 of one or two vectors. */
const ONE = 'a0,a1,a2,a3';
const TWO = `${ONE},b0,b1,b2,b3`;
/** Statements that put operands where floats can be read, and that answer what is in the third place. */
const ENTER_ONE = 'I[0]=a0;I[1]=a1;I[2]=a2;I[3]=a3;';
const ENTER_TWO = `${ENTER_ONE}I[4]=b0;I[5]=b1;I[6]=b2;I[7]=b3;`;
const ANSWER = 'H[1]=I[9];H[2]=I[10];H[3]=I[11];return I[8];';

/** Statements that answer four int32, lowest first. */
function answer(words: readonly string[]): string {
  return `H[1]=${words[1]};H[2]=${words[2]};H[3]=${words[3]};return ${words[0]};`;
}

/** Each int32 by statements in `a` and `b` that end in its `return`; `b` is the same number, `n`, for all of a shift's. */
function eachWord(parameters: string, body: string): string {
  const words = [3, 2, 1, 0].map((k) => {
    const second = parameters === TWO ? `,b=b${k}` : parameters === ONE ? '' : ',b=n';
    return `{let a=a${k}${second};${k === 0 ? body : body.replace('return ', `H[${k}]=`)}}`;
  });
  return helper(parameters, words.join(''));
}

/** The lanes of an int32 one by one. */
function laneWise(text: string, bits: number, signed: boolean): string {
  const mask = 2 ** bits - 1;
  const lanes = Array.from({ length: 32 / bits }, (_, k) => {
    const lane = (word: string) =>
      signed ? `(${word}<<${32 - bits * (k + 1)}>>${32 - bits})` : `(${word}>>>${bits * k}&${mask})`;
    return `((${fill(text, lane('a'), lane('b')).replace(/\bN\b/, 'b')})&${mask})<<${bits * k}`;
  });
  return `return ${lanes.join('|')};`;
}

/** Puts the masks of `parallel` in their places. */
function withMasks(text: string, signs: number): string {
  return text.replace(/\b(S|REST)\b/g, (name) => `(${name === 'S' ? signs : ~signs})`);
}

function integerHelper(operation: string, bits: number): string | undefined {
  const { base, signed } = splitOperation(operation);
  const parameters = base.startsWith('sh') ? `${ONE},n` : base === 'abs' || base === 'neg' ? ONE : TWO;
  const together = parallel(operation, bits);
  if (together !== undefined) {
    return eachWord(parameters, withMasks(together, signBits(bits)));
  }
  const text = integerText(operation);
  return text === undefined ? undefined : eachWord(parameters, laneWise(text, bits, signed));
}

/** An operation of f64x2: `D` holds the operands' lanes, and then the result's. */
function doubleHelper(operation: string): string | undefined {
  const lane = (text: string, k: number) => fill(text, `D[${k}]`, `D[${2 + k}]`);
  const choice = CHOICE[operation];
  const each = (text: (lane: number, word: number) => string) =>
    answer([text(0, 0), text(0, 1), text(1, 2), text(1, 3)]);
  if (choice !== undefined) {
    return helper(TWO, ENTER_TWO + each((k, word) => `${lane(choice, k)}?b${word}:a${word}`));
  }
  const operator = COMPARISON[operation];
  if (operator !== undefined) {
    return helper(TWO, ENTER_TWO + each((k) => `0-(${lane(`A${operator}B`, k)}|0)|0`));
  }
  const text = FLOAT[operation];
  if (text === undefined) return undefined;
  const compute = `D[4]=${lane(text, 0)};D[5]=${lane(text, 1)};`;
  return text.includes('B')
    ? helper(TWO, ENTER_TWO + compute + ANSWER)
    : helper(ONE, ENTER_ONE + compute + ANSWER);
}

function generated(shape: Shape, operation: string): string | undefined {
  if (inlineWord(shape, operation) !== undefined) return undefined;
  if (shape.float) return doubleHelper(operation);
  return shape.bits < 32 ? integerHelper(operation, shape.bits) : undefined;
}

/** The name of an instruction's helper: `i8x16_min_s`. */
export function helperName(mnemonic: string): string {
  return mnemonic.replace('.', '_');
}

/** Two int32 of i16x8 to one of i8x16, saturating; and of i32x4 to one of i16x8. */
function narrowed(bits: number, signed: boolean, x: string, y: string): string {
  const least = signed ? -(2 ** (bits - 1)) : 0;
  const most = least + 2 ** bits - 1;
  const lane = (text: string) => `((${text})<${least}?${least}:(${text})>${most}?${most}:(${text}))`;
  const [mask, lanes] = [
    2 ** bits - 1,
    bits === 16 ? [x, y] : [`${x}<<16>>16`, `${x}>>16`, `${y}<<16>>16`, `${y}>>16`],
  ];
  return lanes.map((text, k) => `(${lane(text)}&${mask})<<${k * bits}`).join('|');
}

function narrowHelper(bits: number, signed: boolean): string {
  const pairs = ['a0 a1', 'a2 a3', 'b0 b1', 'b2 b3'].map((pair) => pair.split(' ') as [string, string]);
  return helper(TWO, answer(pairs.map(([x, y]) => narrowed(bits, signed, x, y))));
}

/** The conversions (§4.3.3), by what is to be computed from where ENTER_ONE has put the operand. */
const CONVERSIONS: Readonly<Record<string, string>> = {
  f32x4_convert_i32x4_s: `F[8]=a0;F[9]=a1;F[10]=a2;F[11]=a3;${ANSWER}`,
  f32x4_convert_i32x4_u: `F[8]=a0>>>0;F[9]=a1>>>0;F[10]=a2>>>0;F[11]=a3>>>0;${ANSWER}`,
  i32x4_trunc_sat_f32x4_s: answer([0, 1, 2, 3].map((k) => `R.satS32(F[${k}])`)),
  i32x4_trunc_sat_f32x4_u: answer([0, 1, 2, 3].map((k) => `R.satU32(F[${k}])`)),
  i32x4_trunc_sat_f64x2_s_zero: answer(['R.satS32(D[0])', 'R.satS32(D[1])', '0', '0']),
  i32x4_trunc_sat_f64x2_u_zero: answer(['R.satU32(D[0])', 'R.satU32(D[1])', '0', '0']),
  f32x4_demote_f64x2_zero: `F[8]=D[0];F[9]=D[1];I[10]=0;I[11]=0;${ANSWER}`,
  f64x2_promote_low_f32x4: `D[4]=F[0];D[5]=F[1];${ANSWER}`,
  f64x2_convert_low_i32x4_s: `D[4]=a0;D[5]=a1;${ANSWER}`,
  f64x2_convert_low_i32x4_u: `D[4]=a0>>>0;D[5]=a1>>>0;${ANSWER}`,
};

/** Texts of the helpers that are made neither of a lane's text nor of a conversion's. */
const SINGULAR: Readonly<Record<string, string>> = {
  i8x16_popcnt: eachWord(
    ONE,
    `a=a-(a>>>1&0x55555555);a=(a&0x33333333)+(a>>>2&0x33333333);return a+(a>>>4)&0x0f0f0f0f;`,
  ),
  i8x16_narrow_i16x8_s: narrowHelper(8, true),
  i8x16_narrow_i16x8_u: narrowHelper(8, false),
  i16x8_narrow_i32x4_s: narrowHelper(16, true),
  i16x8_narrow_i32x4_u: narrowHelper(16, false),
  i8x16_swizzle: helper(
    TWO,
    `T[0]=a0;T[1]=a1;T[2]=a2;T[3]=a3;${answer(['b0', 'b1', 'b2', 'b3'].map(swizzled))}`,
  ),
};

/** The bytes of `X`, which holds the other operand, that the bytes of an int32 name. */
function swizzled(word: string): string {
  return `X[${word}&255]|X[${word}>>>8&255]<<8|X[${word}>>>16&255]<<16|X[${word}>>>24]<<24`;
}

/** The text of an instruction's helper; undefined where it has none. */
function helperText(mnemonic: string): string | undefined {
  const name = helperName(mnemonic);
  const conversion = CONVERSIONS[name];
  if (conversion !== undefined) return helper(ONE, ENTER_ONE + conversion);
  const shape = shapeOf(mnemonic);
  return SINGULAR[name] ?? (shape && generated(shape, mnemonic.slice(shape.name.length + 1)));
}

/** Instructions that have helpers. */
const WITH_HELPERS: ReadonlySet<string> = new Set(
  SIMD_ROWS.map(([, mnemonic]) => mnemonic).filter((mnemonic) => helperText(mnemonic) !== undefined),
);

/** Whether an instruction has a helper. */
export function hasVectorHelper(mnemonic: string): boolean {
  return WITH_HELPERS.has(mnemonic);
}

const made = new Map<string, Helper>();

/**
 * The helper of a vector instruction that has one: a function of the int32 of its operands, lowest first. It returns the lowest of the
 * result and leaves the others in `CELLS[1]` to `CELLS[3]`. One call for an instruction, not one for each lane: V8 inlines only so
 * much into a function. It is made when a guest first needs it. What it refers to is `const`, so that V8 takes it for constants where
 * it inlines.
 */
export function vectorHelper(mnemonic: string): Helper {
  let helper = made.get(mnemonic);
  if (helper === undefined) {
    const text = `"use strict";const {${Object.keys(OPERANDS)}}=operands;return ${helperText(mnemonic)}`;
    helper = new Function('operands', text)(OPERANDS) as Helper;
    made.set(mnemonic, helper);
  }
  return helper;
}
