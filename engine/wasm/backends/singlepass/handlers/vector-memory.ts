import { V128 } from '../../../spec/types.ts';
import type { FunctionCompiler } from '../compile.ts';
import { parts } from '../stack.ts';
import type { Handler, Handlers } from './handler.ts';
import { memarg } from './memory.ts';
import { unsignedAddress } from './pairs.ts';
import { widened, withNarrowLane } from './vector-lanes.ts';

/** Loads and stores of vectors (§4.4.7). `e` is the address; the highest bytes go first in a store, so that a trap leaves nothing half written. */

const GETTER: Readonly<Record<number, string>> = { 8: 'getUint8', 16: 'getUint16', 32: 'getInt32' };
const SETTER: Readonly<Record<number, string>> = { 8: 'setInt8', 16: 'setInt16', 32: 'setInt32' };

/** A load of `bits` from where `e` is and `offset` bytes on. */
function get(bits: number, offset = 0): string {
  return `view.${GETTER[bits]}(${offset === 0 ? 'e' : `e+${offset}`}${bits === 8 ? '' : ',true'})`;
}

function set(bits: number, value: string, offset = 0): string {
  return `view.${SETTER[bits]}(${offset === 0 ? 'e' : `e+${offset}`},${value}${bits === 8 ? '' : ',true'});`;
}

/** Statements that take the address from the stack; what can trap begins here. */
function address(c: FunctionCompiler, offset: number): string {
  return `e=${unsignedAddress(c.stack.pop(), offset)};`;
}

/** A load of the result's parts, in terms of `q0` and `q1`, which hold what `statements` read. */
function load(statements: string, texts: readonly string[]): Handler {
  return (c) => {
    const where = address(c, memarg(c));
    c.stack.reserve();
    c.line();
    c.writeParts(V128, texts, where + statements);
  };
}

/** Eight bytes, their lanes made twice as wide. */
function loadWidened(bits: number, signed: boolean): Handler {
  const texts = ['q0', 'q1'].flatMap((word) => widened(bits, signed, word));
  return load(`q0=${get(32)};q1=${get(32, 4)};`, texts);
}

function loadLane(bits: number): Handler {
  return (c) => {
    const offset = memarg(c);
    const index = c.cursor.byte();
    const vector = c.stack.pop();
    const where = address(c, offset);
    const read = bits === 64 ? `q0=${get(32)};q1=${get(32, 4)};` : `q0=${get(bits)};`;
    const first = (index * bits) / 32;
    const texts =
      bits < 32
        ? withNarrowLane(vector, bits, index, 'q0')
        : parts(vector).map((word, i) => (i >= first && i < first + bits / 32 ? `q${i - first}` : word));
    c.stack.reserve();
    c.line();
    c.writeParts(V128, texts, where + read);
  };
}

function storeLane(bits: number): Handler {
  return (c) => {
    const offset = memarg(c);
    const index = c.cursor.byte();
    const words = parts(c.stack.pop());
    const where = address(c, offset);
    const word = (index * bits) >> 5;
    c.line();
    if (bits === 64) c.source.add(where + set(32, words[word + 1]!, 4) + set(32, words[word]!));
    else c.source.add(where + set(bits, `${words[word]}>>>${(index * bits) & 31}`));
  };
}

export const VECTOR_MEMORY: Handlers = {
  'v128.load': load('', [get(32), get(32, 4), get(32, 8), get(32, 12)]),
  'v128.load8x8_s': loadWidened(8, true),
  'v128.load8x8_u': loadWidened(8, false),
  'v128.load16x4_s': loadWidened(16, true),
  'v128.load16x4_u': loadWidened(16, false),
  'v128.load32x2_s': loadWidened(32, true),
  'v128.load32x2_u': loadWidened(32, false),
  'v128.load8_splat': load(`q0=Math.imul(${get(8)},16843009);`, ['q0', 'q0', 'q0', 'q0']),
  'v128.load16_splat': load(`q0=Math.imul(${get(16)},65537);`, ['q0', 'q0', 'q0', 'q0']),
  'v128.load32_splat': load(`q0=${get(32)};`, ['q0', 'q0', 'q0', 'q0']),
  'v128.load64_splat': load(`q0=${get(32)};q1=${get(32, 4)};`, ['q0', 'q1', 'q0', 'q1']),
  'v128.load32_zero': load('', [get(32), '0', '0', '0']),
  'v128.load64_zero': load('', [get(32), get(32, 4), '0', '0']),
  'v128.load8_lane': loadLane(8),
  'v128.load16_lane': loadLane(16),
  'v128.load32_lane': loadLane(32),
  'v128.load64_lane': loadLane(64),
  'v128.store'(c) {
    const words = parts(c.stack.pop());
    const where = address(c, memarg(c));
    c.line();
    c.source.add(where + [3, 2, 1, 0].map((i) => set(32, words[i]!, 4 * i)).join(''));
  },
  'v128.store8_lane': storeLane(8),
  'v128.store16_lane': storeLane(16),
  'v128.store32_lane': storeLane(32),
  'v128.store64_lane': storeLane(64),
};
