import { INSTRUCTIONS, type Instruction } from '../../../spec/opcodes.ts';
import { I32, V128 } from '../../../spec/types.ts';
import type { FunctionCompiler } from '../compile.ts';
import {
  FLOAT_VIEWS,
  hasVectorHelper,
  helperName,
  inlineWord,
  signBits,
  splitOperation,
  vectorHelper,
} from '../lanes.ts';
import { composite, literal, truth } from '../operands.ts';
import { type Operand, parts } from '../stack.ts';
import type { Handler, Handlers } from './handler.ts';

/**
 * Vector instructions (§4.4.3) on four int32: an expression for each int32, or one call of a helper, under the instruction's name.
 */

/** A call of the instruction's helper. */
export function helperCall(c: FunctionCompiler, mnemonic: string, args: readonly string[]): string {
  return `${c.source.bind(helperName(mnemonic), vectorHelper(mnemonic))}(${args.join()})`;
}

/** Each int32 of the result from those of the operands. */
function eachWord(operands: number, text: (...words: string[]) => string): Handler {
  return (c) => {
    const words = c.stack.popList(operands).map(parts);
    c.writeParts(
      V128,
      [0, 1, 2, 3].map((i) => text(...words.map((word) => word[i]!))),
    );
  };
}

/** Each pair of int32 by a function that returns the second one in `CELLS[1]`. `last` is one more argument. */
function writePairs(
  c: FunctionCompiler,
  name: string,
  operands: readonly Operand[],
  before = '',
  last = '',
): void {
  const words = operands.map(parts);
  const pair = (i: number) => {
    const args = [...words.flatMap((word) => [word[i]!, word[i + 1]!]), ...(last === '' ? [] : [last])];
    return [`${name}(${args.join()})`, 'H[1]'];
  };
  c.writeParts(V128, [...pair(0), ...pair(2)], before);
}

/** Sum and difference of i64x2: the carry, or borrow, from the low halves is compared before they are written. */
function eachPair(
  high: (a: readonly string[], b: readonly string[]) => string,
  operator: '+' | '-',
): Handler {
  return (c) => {
    const [a, b] = c.stack.popList(2).map(parts);
    const pair = (i: number) => {
      const [x, y] = [a!.slice(i, i + 2), b!.slice(i, i + 2)];
      return `q${i + 1}=${high(x, y)};q${i}=${x[0]}${operator}${y[0]}|0;`;
    };
    c.writeParts(V128, ['q0', 'q1', 'q2', 'q3'], pair(0) + pair(2));
  };
}

/** A shift: the count is taken modulo the lanes' width. */
function shift(row: Instruction): Handler {
  const { bits, name } = row.shape!;
  const operation = row.mnemonic.slice(name.length + 1);
  const inline = inlineWord(row.shape!, operation);
  return (c) => {
    const count = c.stack.pop();
    const vector = c.stack.pop();
    const before = `q0=${count.lo}&${bits - 1};`;
    if (bits === 64) {
      const { base, signed } = splitOperation(operation);
      writePairs(c, `R.${base}${base === 'shl' ? '' : signed ? 'S' : 'U'}64`, [vector], before, 'q0');
    } else if (inline !== undefined) {
      c.writeParts(
        V128,
        parts(vector).map((word) => inline(word, 'q0')),
        before,
      );
    } else if (count.value !== undefined && operation !== 'shr_s') {
      c.writeParts(V128, narrowShift(parts(vector), operation === 'shl', bits, count.value & (bits - 1)));
    } else {
      const call = helperCall(c, row.mnemonic, [...parts(vector), 'q0']);
      c.writeParts(V128, [call, 'H[1]', 'H[2]', 'H[3]'], before);
    }
  };
}

/** Lanes of 8 or 16 bits by a constant: all of an int32 at once, without what came from the next lane. */
function narrowShift(words: readonly string[], left: boolean, bits: number, count: number): string[] {
  const all = 2 ** bits - 1;
  const lane = left ? (all << count) & all : all >>> count;
  const mask = Math.imul(lane, bits === 8 ? 0x01010101 : 0x00010001);
  return words.map((word) => `${word}${left ? '<<' : '>>>'}${count}&${mask}`);
}

/** A comparison of i64x2. */
function compareWide(operation: string): Handler {
  const { base } = splitOperation(operation);
  const cond = (al: string, ah: string, bl: string, bh: string) => {
    if (base === 'eq') return `${al}===${bl}&&${ah}===${bh}`;
    if (base === 'ne') return `${al}!==${bl}||${ah}!==${bh}`;
    const strict = base.startsWith('l') ? '<' : '>';
    const low = base.endsWith('t') ? strict : `${strict}=`;
    return `${ah}${strict}${bh}||${ah}===${bh}&&(${al}>>>0)${low}(${bl}>>>0)`;
  };
  return (c) => {
    const [a, b] = c.stack.popList(2).map(parts);
    const lane = (i: number) => `0-((${cond(a![i]!, a![i + 1]!, b![i]!, b![i + 1]!)})|0)|0`;
    c.writeParts(V128, ['q0', 'q0', 'q1', 'q1'], `q0=${lane(0)};q1=${lane(2)};`);
  };
}

function inPlace(row: Instruction, text: (a: string, b: string) => string): Handler {
  return eachWord(row.type!.params.length, (a, b) => text(a!, b!));
}

/** An expression that goes through `FLOAT_VIEWS`. */
function withViews(row: Instruction, text: (a: string, b: string) => string): Handler {
  const write = inPlace(row, text);
  return (c) => {
    for (const [name, view] of Object.entries(FLOAT_VIEWS)) c.source.bind(name, view);
    write(c, row);
  };
}

/** One call of the instruction's helper. */
function byHelper(operands: number): Handler {
  return (c, { mnemonic }) => {
    const words = c.stack.popList(operands).flatMap(parts);
    c.writeParts(V128, [helperCall(c, mnemonic, words), 'H[1]', 'H[2]', 'H[3]']);
  };
}

/** Signs of the lanes of an int32 as bits of a number. */
const SIGNS: Readonly<Record<number, { readonly lanes: number; readonly text: (word: string) => string }>> = {
  8: { lanes: 4, text: (w) => `(${w}>>>7&1|${w}>>>14&2|${w}>>>21&4|${w}>>>28&8)` },
  16: { lanes: 2, text: (w) => `(${w}>>>15&1|${w}>>>30&2)` },
  32: { lanes: 1, text: (w) => `(${w}>>>31)` },
};

function bitmask(bits: number): Handler {
  return (c) => {
    const vector = c.stack.pop();
    const words = parts(vector);
    const text =
      bits === 64
        ? `(${words[1]}>>>31|${words[3]}>>>31<<1)`
        : `(${words.map((word, i) => `${SIGNS[bits]!.text(word)}<<${i * SIGNS[bits]!.lanes}`).join('|')})`;
    c.stack.push(composite(I32, text, [vector]));
  };
}

/** Whether no lane of an int32 is zero. */
function noneZero(bits: number, word: string): string {
  if (bits === 32) return `${word}!==0`;
  const sign = signBits(bits);
  return `((${word}&${~sign})+${~sign}|${word}|${~sign})===-1`;
}

function allTrue(bits: number): Handler {
  return (c) => {
    const vector = c.stack.pop();
    const [a, b, d, e] = parts(vector);
    const text =
      bits === 64
        ? `(${a}|${b})!==0&&(${d}|${e})!==0`
        : parts(vector)
            .map((word) => noneZero(bits, word))
            .join('&&');
    c.stack.push(truth(`(${text})`, [vector]));
  };
}

const negated = (low: string, high: string) => `0-${high}-(${low}!==0|0)|0`;

/** Handlers that are not `byHelper` or made of a lane's text. */
const SPECIAL: Handlers = {
  'v128.const'(c) {
    const at = c.cursor.skip(16);
    const view = new DataView(c.cursor.bytes.buffer, c.cursor.bytes.byteOffset + at);
    const [lo, hi, third, fourth] = [0, 4, 8, 12].map((i) => literal(view.getInt32(i, true)));
    c.stack.push({ type: V128, lo: lo!, hi: hi!, upper: [third!, fourth!], reads: [], nesting: 0 });
  },
  'v128.not': eachWord(1, (a) => `~${a}`),
  'v128.and': eachWord(2, (a, b) => `${a}&${b}`),
  'v128.andnot': eachWord(2, (a, b) => `${a}&~${b}`),
  'v128.or': eachWord(2, (a, b) => `${a}|${b}`),
  'v128.xor': eachWord(2, (a, b) => `${a}^${b}`),
  'v128.bitselect': eachWord(3, (a, b, mask) => `${a}&${mask}|${b}&~${mask}`),
  'v128.any_true'(c) {
    const vector = c.stack.pop();
    c.stack.push(truth(`(${parts(vector).join('|')})!==0`, [vector]));
  },
  'i32x4.dot_i16x8_s': eachWord(
    2,
    (a, b) => `Math.imul(${a}<<16>>16,${b}<<16>>16)+Math.imul(${a}>>16,${b}>>16)|0`,
  ),
  'i16x8.extadd_pairwise_i8x16_s': eachWord(
    1,
    (a) => `(${a}<<24>>24)+(${a}<<16>>24)&65535|(${a}<<8>>24)+(${a}>>24)<<16`,
  ),
  'i16x8.extadd_pairwise_i8x16_u': eachWord(1, (a) => `(${a}&16711935)+(${a}>>>8&16711935)`),
  'i32x4.extadd_pairwise_i16x8_s': eachWord(1, (a) => `(${a}<<16>>16)+(${a}>>16)`),
  'i32x4.extadd_pairwise_i16x8_u': eachWord(1, (a) => `(${a}&65535)+(${a}>>>16)`),
  'i64x2.abs'(c) {
    const [a, b, d, e] = parts(c.stack.pop());
    const absolute = (low: string, high: string, i: number) =>
      `q${i}=${low};q${i + 1}=${high};if(q${i + 1}<0){q${i + 1}=${negated(`q${i}`, `q${i + 1}`)};q${i}=0-q${i}|0;}`;
    c.writeParts(V128, ['q0', 'q1', 'q2', 'q3'], absolute(a!, b!, 0) + absolute(d!, e!, 2));
  },
  'i64x2.add': eachPair(([al, ah], [bl, bh]) => `${ah}+${bh}+((${al}+${bl}>>>0)<(${bl}>>>0)|0)|0`, '+'),
  'i64x2.sub': eachPair(([al, ah], [bl, bh]) => `${ah}-${bh}-((${al}>>>0)<(${bl}>>>0)|0)|0`, '-'),
  'i64x2.mul'(c) {
    writePairs(c, 'R.mul64', c.stack.popList(2));
  },
  'i64x2.neg'(c) {
    const [a, b, d, e] = parts(c.stack.pop());
    const highs = `q1=${negated(a!, b!)};q3=${negated(d!, e!)};`;
    c.writeParts(V128, [`0-${a}|0`, 'q1', `0-${d}|0`, 'q3'], highs);
  },
  'f32x4.abs': eachWord(1, (a) => `${a}&2147483647`),
  'f32x4.neg': eachWord(1, (a) => `${a}^-2147483648`),
  'f64x2.abs'(c) {
    const [a, b, d, e] = parts(c.stack.pop());
    c.writeParts(V128, [a!, `${b}&2147483647`, d!, `${e}&2147483647`]);
  },
  'f64x2.neg'(c) {
    const [a, b, d, e] = parts(c.stack.pop());
    c.writeParts(V128, [a!, `${b}^-2147483648`, d!, `${e}^-2147483648`]);
  },
};

/** The handler of an instruction; undefined for those of vectorlanes.ts and vectormemory.ts. */
function handlerOf(row: Instruction): Handler | undefined {
  const { mnemonic, shape } = row;
  if (mnemonic in SPECIAL) return SPECIAL[mnemonic];
  if (shape === undefined) return undefined;
  const operation = mnemonic.slice(shape.name.length + 1);
  if (operation === 'bitmask') return bitmask(shape.bits);
  if (operation === 'all_true') return allTrue(shape.bits);
  if (/^sh[lr]/.test(operation)) return shift(row);
  const inline = inlineWord(shape, operation);
  if (inline !== undefined) return shape.float ? withViews(row, inline) : inPlace(row, inline);
  if (hasVectorHelper(mnemonic)) return byHelper(row.type!.params.length);
  return shape.name === 'i64x2' && /^([lg][te]_s|eq|ne)$/.test(operation)
    ? compareWide(operation)
    : undefined;
}

export const VECTOR: Handlers = Object.fromEntries(
  INSTRUCTIONS.flatMap((row) => {
    const handler = row.feature === 'simd' ? handlerOf(row) : undefined;
    return handler === undefined ? [] : [[row.mnemonic, handler]];
  }),
);
