import { F32, F64, I32, I64, V128, type ValType } from '../../../spec/types.ts';
import type { FunctionCompiler } from '../compile.ts';
import { composite } from '../operands.ts';
import { type Operand, parts } from '../stack.ts';
import type { Handler, Handlers } from './handler.ts';

/** Vector instructions (§4.4.3) that move lanes: splats, single lanes, shuffles, and those whose lanes change their width. */

/** Writes a v128 whose parts may read all of the operands. */
function writeCrossing(c: FunctionCompiler, texts: readonly string[]): void {
  c.writeParts(V128, ['q0', 'q1', 'q2', 'q3'], texts.map((text, i) => `q${i}=${text};`).join(''));
}

/** The same int32 four times. */
function splat(word: (a: string) => string): Handler {
  return (c) => c.writeParts(V128, ['q0', 'q0', 'q0', 'q0'], `q0=${word(c.stack.pop().lo)};`);
}

/** A lane as an operand: a part of the vector, or an expression of it. */
function lane(type: ValType, vector: Operand, lo: string, hi = ''): Operand {
  return { type, lo, hi, reads: vector.reads, nesting: 0 };
}

/** A lane of 8 or 16 bits. */
function extractNarrow(bits: number, signed: boolean): Handler {
  return (c) => {
    const index = c.cursor.byte();
    const vector = c.stack.pop();
    const word = parts(vector)[(index * bits) >> 5]!;
    const at = (index * bits) & 31;
    const text = signed ? `(${word}<<${32 - bits - at}>>${32 - bits})` : `(${word}>>>${at}&${2 ** bits - 1})`;
    c.stack.push(composite(I32, text, [vector]));
  };
}

/** The parts of `vector`, with the `bits` from the `index`-th lane on replaced by those of a number. */
export function withNarrowLane(vector: Operand, bits: number, index: number, value: string): string[] {
  const at = (index * bits) & 31;
  const mask = (2 ** bits - 1) << at;
  return parts(vector).map((word, i) =>
    i === (index * bits) >> 5 ? `${word}&${~mask}|${value}<<${at}&${mask}` : word,
  );
}

function withParts(vector: Operand, first: number, ...values: string[]): string[] {
  return parts(vector).map((word, i) => values[i - first] ?? word);
}

/** Replaces a lane: `make` returns the result's parts. */
function replaceLane(make: (vector: Operand, index: number, value: Operand) => string[]): Handler {
  return (c) => {
    const index = c.cursor.byte();
    const value = c.stack.pop();
    c.writeParts(V128, make(c.stack.pop(), index, value));
  };
}

/** One int32 of a shuffle: `lanes` index the bytes of `words`. Bytes that come from one word by one shift are moved together. */
function shuffled(words: readonly string[], lanes: readonly number[]): string {
  const masks = new Map<number, number>();
  lanes.forEach((from, to) => {
    const source = (from >> 2) * 8 + (to - (from & 3) + 4);
    masks.set(source, (masks.get(source) ?? 0) | (0xff << (8 * to)));
  });
  const terms = Array.from(masks, ([source, mask]) => {
    const word = words[source >> 3]!;
    const move = 8 * ((source & 7) - 4);
    if (mask === -1) return word;
    const moved = move === 0 ? word : move > 0 ? `${word}<<${move}` : `${word}>>>${-move}`;
    const left = move >= 0 ? -1 << move : -1 >>> -move;
    return mask === (left | 0) ? moved : `${moved}&${mask}`;
  });
  return terms.join('|');
}

/** The two int32 that the lanes of one become when they are made twice as wide. */
export function widened(bits: number, signed: boolean, word: string): [string, string] {
  if (bits === 32) return [word, signed ? `${word}>>31` : '0'];
  if (bits === 16) return signed ? [`${word}<<16>>16`, `${word}>>16`] : [`${word}&65535`, `${word}>>>16`];
  return signed
    ? [`${word}<<24>>24&65535|${word}<<16>>24<<16`, `${word}<<8>>24&65535|${word}>>24<<16`]
    : [`${word}&255|(${word}&65280)<<8`, `${word}>>>16&255|${word}>>>24<<16`];
}

/** The half of a vector that an instruction with `low` or `high` in its name works on. */
function half(vector: Operand, mnemonic: string): readonly string[] {
  return mnemonic.includes('_low_') ? parts(vector).slice(0, 2) : parts(vector).slice(2);
}

const extend: Handler = (c, { mnemonic, shape }) => {
  const words = half(c.stack.pop(), mnemonic);
  writeCrossing(
    c,
    words.flatMap((word) => widened(shape!.bits / 2, mnemonic.endsWith('_s'), word)),
  );
};

const extendedProduct: Handler = (c, { mnemonic, shape }) => {
  const [a, b] = c.stack.popList(2).map((vector) => half(vector, mnemonic));
  const signed = mnemonic.endsWith('_s');
  writeCrossing(
    c,
    a!.flatMap((x, i) => products(shape!.bits, signed, x, b![i]!)),
  );
};

/** Two int32 of lanes of `bits` bits: the products of the lanes of two int32, which are half as wide. */
function products(bits: number, signed: boolean, x: string, y: string): string[] {
  if (bits === 64) return [`Math.imul(${x},${y})`, `R.mulHigh${signed ? 'S' : ''}(${x},${y})`];
  if (bits === 32) {
    const factors = widened(16, signed, y);
    return widened(16, signed, x).map((factor, i) => `Math.imul(${factor},${factors[i]})`);
  }
  const byte = (word: string, k: number) =>
    signed ? `${word}<<${24 - 8 * k}>>24` : `${word}>>>${8 * k}&255`;
  const product = (k: number) => `Math.imul(${byte(x, k)},${byte(y, k)})`;
  return [0, 2].map((k) => `${product(k)}&65535|${product(k + 1)}<<16`);
}

const LANES: Handlers = {
  'i8x16.splat': splat((a) => `Math.imul(${a}&255,16843009)`),
  'i16x8.splat': splat((a) => `Math.imul(${a}&65535,65537)`),
  'i32x4.splat': splat((a) => a),
  'f32x4.splat': splat((a) => `R.bitsF32(${a})`),
  'i64x2.splat'(c) {
    const { lo, hi } = c.stack.pop();
    c.writeParts(V128, ['q0', 'q1', 'q0', 'q1'], `q0=${lo};q1=${hi};`);
  },
  'f64x2.splat'(c) {
    c.writeParts(V128, ['q0', 'q1', 'q0', 'q1'], `q0=R.bitsF64(${c.stack.pop().lo});q1=H[1];`);
  },

  'i8x16.extract_lane_s': extractNarrow(8, true),
  'i8x16.extract_lane_u': extractNarrow(8, false),
  'i16x8.extract_lane_s': extractNarrow(16, true),
  'i16x8.extract_lane_u': extractNarrow(16, false),
  'i32x4.extract_lane'(c) {
    const index = c.cursor.byte();
    const vector = c.stack.pop();
    c.stack.push(lane(I32, vector, parts(vector)[index]!));
  },
  'i64x2.extract_lane'(c) {
    const index = c.cursor.byte();
    const vector = c.stack.pop();
    const [lo, hi] = parts(vector).slice(2 * index);
    c.stack.push(lane(I64, vector, lo!, hi!));
  },
  'f32x4.extract_lane'(c) {
    const index = c.cursor.byte();
    const vector = c.stack.pop();
    c.stack.push({ ...composite(F32, `R.f32Bits(${parts(vector)[index]})`, [vector]), quiet: false });
  },
  'f64x2.extract_lane'(c) {
    const index = c.cursor.byte();
    const vector = c.stack.pop();
    const [lo, hi] = parts(vector).slice(2 * index);
    c.stack.push(composite(F64, `R.f64Bits(${lo},${hi})`, [vector]));
  },

  'i8x16.replace_lane': replaceLane((vector, index, { lo }) => withNarrowLane(vector, 8, index, lo)),
  'i16x8.replace_lane': replaceLane((vector, index, { lo }) => withNarrowLane(vector, 16, index, lo)),
  'i32x4.replace_lane': replaceLane((vector, index, { lo }) => withParts(vector, index, lo)),
  'i64x2.replace_lane': replaceLane((vector, index, { lo, hi }) => withParts(vector, 2 * index, lo, hi)),
  'f32x4.replace_lane': replaceLane((vector, index, { lo }) => withParts(vector, index, `R.bitsF32(${lo})`)),
  'f64x2.replace_lane': replaceLane((vector, index, { lo }) =>
    withParts(vector, 2 * index, `R.bitsF64(${lo})`, 'H[1]'),
  ),

  'i8x16.shuffle'(c) {
    const lanes = Array.from({ length: 16 }, () => c.cursor.byte());
    const words = c.stack.popList(2).flatMap(parts);
    writeCrossing(
      c,
      [0, 4, 8, 12].map((i) => shuffled(words, lanes.slice(i, i + 4))),
    );
  },
};

/** `i16x8.NAME_low_i8x16_s` and its kin. */
function widening(name: string, handler: Handler): Handlers {
  const shapes = [
    ['i16x8', 'i8x16'],
    ['i32x4', 'i16x8'],
    ['i64x2', 'i32x4'],
  ];
  return Object.fromEntries(
    shapes.flatMap(([to, from]) =>
      ['low', 'high'].flatMap((part) =>
        ['s', 'u'].map((sign) => [`${to}.${name}_${part}_${from}_${sign}`, handler]),
      ),
    ),
  );
}

export const VECTOR_LANES: Handlers = {
  ...LANES,
  ...widening('extend', extend),
  ...widening('extmul', extendedProduct),
};
