import { type Shape, SIMD_ROWS, shapeOf } from '../../spec/simd.ts';
import { CELLS } from './calling.ts';
import { HELPERS } from './helpers.ts';

/**
 * Vector operations lane by lane (§4.3.2 to §4.3.4), as JavaScript of the lanes `A` and `B`, and of the count `N` of a shift. Lanes of
 * integers are numbers, signed but where the mnemonic ends in `_u`; results wrap. From these texts come both the expressions written
 * in place, for lanes of 32 bits, and the functions of `VECTOR_HELPERS`, for lanes that share an int32 or take two.
 */
const INTEGER: Readonly<Record<string, (bits: number, signed: boolean) => string>> = {
  add: () => 'A+B',
  sub: () => 'A-B',
  mul: () => 'Math.imul(A,B)',
  neg: () => '-A',
  abs: () => 'A<0?-A:A',
  min: () => 'A<B?A:B',
  max: () => 'A>B?A:B',
  add_sat: (bits, signed) => saturated('A+B', bits, signed),
  sub_sat: (bits, signed) => saturated('A-B', bits, signed),
  avgr: () => 'A+B+1>>1',
  q15mulr_sat: () => 'Math.min(32767,A*B+16384>>15)',
  shl: () => 'A<<N',
  shr: () => 'A>>>N',
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
  nearest: 'nearest(A)',
};

/** Those of which the result is one of the operands as it is: the second where the condition holds (§4.3.3, fpmin and fpmax). */
const CHOICE: Readonly<Record<string, string>> = { pmin: 'B<A', pmax: 'A<B' };

function saturated(text: string, bits: number, signed: boolean): string {
  const least = signed ? -(2 ** (bits - 1)) : 0;
  return `Math.max(${least},Math.min(${least + 2 ** bits - 1},${text}))`;
}

/** `add_sat_u` as `add_sat` and unsigned. */
export function splitOperation(operation: string): { base: string; signed: boolean } {
  return { base: operation.replace(/_[su]$/, ''), signed: !operation.endsWith('_u') };
}

/** The text of an operation on integer lanes; undefined where it is none that goes lane by lane. */
function integerText(operation: string, bits: number): string | undefined {
  const { base, signed } = splitOperation(operation);
  const operator = COMPARISON[base];
  if (operator !== undefined) return `0-(A${operator}B|0)`;
  return base === 'shr' && signed ? 'A>>N' : INTEGER[base]?.(bits, signed);
}

/** Puts expressions in the place of `A` and `B`. */
function fill(text: string, a: string, b: string): string {
  return text.replace(/\b[AB]\b/g, (name) => (name === 'A' ? a : b));
}

/** An operation of i32x4 on one lane as an expression, of simple operands; undefined where it does not go lane by lane. */
export function inlineLane(operation: string): ((a: string, b: string) => string) | undefined {
  const text = integerText(operation, 32);
  if (text === undefined) return undefined;
  const lane = (word: string) => (operation.endsWith('_u') ? `(${word}>>>0)` : word);
  return (a, b) => `(${fill(text, lane(a), lane(b)).replace(/\bN\b/, b)}|0)`;
}

/** What helpers are made over: floats and the int32 of their bits. On a big-endian machine the halves of an f64 would be swapped. */
const ints = new Int32Array(new ArrayBuffer(48));
const floats = new Float32Array(ints.buffer);
const doubles = new Float64Array(ints.buffer);
const bytes = new Uint8Array(ints.buffer);

type Helper = (...words: number[]) => number;

/** A function of its own source. What it refers to is `const`, so that V8 takes it for constants where it inlines. */
function helper(parameters: string, body: string): Helper {
  const make = new Function(
    'i',
    'f',
    'd',
    'h',
    'n',
    `"use strict";const I=i,F=f,D=d,H=h,nearest=n;return function(${parameters}){${body}}`,
  );
  return make(ints, floats, doubles, CELLS, HELPERS.nearest) as Helper;
}

/**
 * Operations on all lanes of an int32 at once: `S` has the sign bit of each lane, `REST` the others, so that no carry crosses lanes.
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
    case 'eq':
      return `a^=b;return ${spread('~((a&REST)+REST|a)&S')};`;
    case 'ne':
      return `a^=b;return ${spread('((a&REST)+REST|a)&S')};`;
    case 'avgr':
      return `return (a|b)-((a^b)>>>1&REST)|0;`;
    case 'abs':
      return `const m=${spread('a&S')};return (a^m)+(m&${ones})|0;`;
    case 'neg':
      return `return (S-(a&REST)^~a&S);`;
    default:
      return undefined;
  }
}

/** All lanes of one int32. */
function narrowHelper(text: string, bits: number, signed: boolean): Helper {
  const mask = 2 ** bits - 1;
  const lanes = Array.from({ length: 32 / bits }, (_, k) => {
    const lane = (word: string) =>
      signed ? `(${word}<<${32 - bits * (k + 1)}>>${32 - bits})` : `(${word}>>>${bits * k}&${mask})`;
    return `((${fill(text, lane('a'), lane('b')).replace(/\bN\b/, 'b')})&${mask})<<${bits * k}`;
  });
  return helper('a,b', `return ${lanes.join('|')};`);
}

/** One lane, by its bits. */
function floatHelper(operation: string): Helper | undefined {
  const enter = 'I[0]=a;I[1]=b;';
  const expression = (text: string) => fill(text, 'F[0]', 'F[1]');
  if (operation in CHOICE) return helper('a,b', `${enter}return ${expression(CHOICE[operation]!)}?b:a;`);
  if (operation in COMPARISON) {
    return helper('a,b', `${enter}return 0-(${expression(`A${COMPARISON[operation]}B`)}|0)|0;`);
  }
  const text = FLOAT[operation];
  return text === undefined ? undefined : helper('a,b', `${enter}F[2]=${expression(text)};return I[2];`);
}

/** One lane, by the halves of its bits: `a` and `b` of the first operand, `c` and `d` of the second. */
function doubleHelper(operation: string): Helper | undefined {
  const enter = 'I[0]=a;I[1]=b;I[2]=c;I[3]=d;';
  const expression = (text: string) => fill(text, 'D[0]', 'D[1]');
  if (operation in CHOICE) {
    return helper(
      'a,b,c,d',
      `${enter}if(${expression(CHOICE[operation]!)}){H[1]=d;return c;}H[1]=b;return a;`,
    );
  }
  if (operation in COMPARISON) {
    return helper('a,b,c,d', `${enter}return H[1]=0-(${expression(`A${COMPARISON[operation]}B`)}|0)|0;`);
  }
  const text = FLOAT[operation];
  return text === undefined
    ? undefined
    : helper('a,b,c,d', `${enter}D[2]=${expression(text)};H[1]=I[5];return I[4];`);
}

function generated(shape: Shape, operation: string): Helper | undefined {
  if (shape.float) return shape.bits === 32 ? floatHelper(operation) : doubleHelper(operation);
  const together = shape.bits < 32 ? parallel(operation, shape.bits) : undefined;
  if (together !== undefined) {
    const signs = shape.bits === 8 ? 0x80808080 : 0x80008000;
    return helper('a,b', `const S=${signs | 0},REST=${~signs};${together}`);
  }
  const text = shape.bits < 32 ? integerText(operation, shape.bits) : undefined;
  return text === undefined ? undefined : narrowHelper(text, shape.bits, !operation.endsWith('_u'));
}

/** The name of an instruction's helper: `i8x16_min_s`. */
export function helperName(mnemonic: string): string {
  return mnemonic.replace('.', '_');
}

const clamp = (x: number, least: number, most: number) => Math.max(least, Math.min(most, x));

/**
 * Operations of vector code on int32, `V` in generated code: named after the instruction and called once for each int32 (or for each
 * pair, with the second half of the result in `CELLS[1]`), but for those below that say otherwise.
 */
export const VECTOR_HELPERS: Readonly<Record<string, Helper>> = {
  ...Object.fromEntries(
    SIMD_ROWS.flatMap(([, mnemonic]) => {
      const shape = shapeOf(mnemonic);
      const made = shape && generated(shape, mnemonic.slice(shape.name.length + 1));
      return made === undefined ? [] : [[helperName(mnemonic), made]];
    }),
  ),
  i8x16_popcnt(a) {
    const pairs = a - ((a >>> 1) & 0x55555555);
    const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
    return (nibbles + (nibbles >>> 4)) & 0x0f0f0f0f;
  },
  i16x8_extadd_pairwise_i8x16_s: (a) =>
    ((((a << 24) >> 24) + ((a << 16) >> 24)) & 0xffff) | ((((a << 8) >> 24) + (a >> 24)) << 16),
  i16x8_extadd_pairwise_i8x16_u: (a) => (a & 0x00ff00ff) + ((a >>> 8) & 0x00ff00ff),
  i32x4_extadd_pairwise_i16x8_s: (a) => ((a << 16) >> 16) + (a >> 16),
  i32x4_extadd_pairwise_i16x8_u: (a) => (a & 0xffff) + (a >>> 16),
  i32x4_dot_i16x8_s: (a, b) =>
    (Math.imul((a << 16) >> 16, (b << 16) >> 16) + Math.imul(a >> 16, b >> 16)) | 0,
  i64x2_abs(low, high) {
    const sign = high >> 31;
    const flipped = low ^ sign;
    CELLS[1] = (high ^ sign) + (sign !== 0 && flipped === -1 ? 1 : 0);
    return (flipped - sign) | 0;
  },

  // Conversions: of one lane.
  f32x4_convert_i32x4_s(a) {
    floats[0] = a;
    return ints[0]!;
  },
  f32x4_convert_i32x4_u(a) {
    floats[0] = a >>> 0;
    return ints[0]!;
  },
  i32x4_trunc_sat_f32x4_s(a) {
    ints[0] = a;
    return HELPERS.satS32(floats[0]!);
  },
  i32x4_trunc_sat_f32x4_u(a) {
    ints[0] = a;
    return HELPERS.satU32(floats[0]!);
  },
  i32x4_trunc_sat_f64x2_s_zero(low, high) {
    ints[0] = low;
    ints[1] = high;
    return HELPERS.satS32(doubles[0]!);
  },
  i32x4_trunc_sat_f64x2_u_zero(low, high) {
    ints[0] = low;
    ints[1] = high;
    return HELPERS.satU32(doubles[0]!);
  },
  f32x4_demote_f64x2_zero(low, high) {
    ints[0] = low;
    ints[1] = high;
    floats[2] = doubles[0]!;
    return ints[2]!;
  },
  f64x2_promote_low_f32x4(a) {
    ints[0] = a;
    doubles[1] = floats[0]!;
    CELLS[1] = ints[3]!;
    return ints[2]!;
  },
  f64x2_convert_low_i32x4_s(a) {
    doubles[0] = a;
    CELLS[1] = ints[1]!;
    return ints[0]!;
  },
  f64x2_convert_low_i32x4_u(a) {
    doubles[0] = a >>> 0;
    CELLS[1] = ints[1]!;
    return ints[0]!;
  },

  // Two int32 of wide lanes to one of narrow lanes, saturating.
  i8x16_narrow_i16x8_s(a, b) {
    const lane = (x: number) => clamp(x, -128, 127) & 0xff;
    return (
      lane((a << 16) >> 16) | (lane(a >> 16) << 8) | (lane((b << 16) >> 16) << 16) | (lane(b >> 16) << 24)
    );
  },
  i8x16_narrow_i16x8_u(a, b) {
    const lane = (x: number) => clamp(x, 0, 255);
    return (
      lane((a << 16) >> 16) | (lane(a >> 16) << 8) | (lane((b << 16) >> 16) << 16) | (lane(b >> 16) << 24)
    );
  },
  i16x8_narrow_i32x4_s: (a, b) => (clamp(a, -32768, 32767) & 0xffff) | (clamp(b, -32768, 32767) << 16),
  i16x8_narrow_i32x4_u: (a, b) => clamp(a, 0, 65535) | (clamp(b, 0, 65535) << 16),

  /** Of whole operands; the upper three int32 of the result are `CELLS[1]` to `CELLS[3]`. */
  i8x16_swizzle(a, b, c, d, e, f, g, h) {
    ints[0] = a;
    ints[1] = b;
    ints[2] = c;
    ints[3] = d;
    ints[4] = e;
    ints[5] = f;
    ints[6] = g;
    ints[7] = h;
    for (let k = 0; k < 16; k++) {
      const from = bytes[16 + k]!;
      bytes[32 + k] = from < 16 ? bytes[from]! : 0;
    }
    CELLS[1] = ints[9]!;
    CELLS[2] = ints[10]!;
    CELLS[3] = ints[11]!;
    return ints[8]!;
  },
};
