import type { Instruction } from '../../../spec/opcodes.ts';
import { F32, F64, I32, I64, type ValType } from '../../../spec/types.ts';
import { findOperation, inverseOf } from '../operations.ts';
import type { Translator } from '../translate.ts';
import type { Handler, Handlers } from './handler.ts';

/** Numeric instructions (§4.4.1). */

/** What an instruction on i32 becomes when its operands change places. */
const SWAPPED: Readonly<Record<string, string>> = {
  'i32.add': 'i32.add',
  'i32.mul': 'i32.mul',
  'i32.and': 'i32.and',
  'i32.or': 'i32.or',
  'i32.xor': 'i32.xor',
  'i32.eq': 'i32.eq',
  'i32.ne': 'i32.ne',
  'i32.lt_s': 'i32.gt_s',
  'i32.gt_s': 'i32.lt_s',
  'i32.le_s': 'i32.ge_s',
  'i32.ge_s': 'i32.le_s',
  'i32.lt_u': 'i32.gt_u',
  'i32.gt_u': 'i32.lt_u',
  'i32.le_u': 'i32.ge_u',
  'i32.ge_u': 'i32.le_u',
};

/** Instructions of fixed types that are one operation of the same name. */
export const numeric: Handler = (t, { mnemonic, type }) => {
  const { params, results } = type!;
  if (params.length === 2) binary(t, mnemonic, results[0]!);
  else {
    const a = t.registers.use(t.registers.pop());
    t.emitter.emit(mnemonic, t.registers.push(results[0]!), a);
  }
};

function binary(t: Translator, mnemonic: string, result: ValType): void {
  const { registers, emitter } = t;
  let name = mnemonic;
  let b = registers.pop();
  let a = registers.pop();
  const swapped = SWAPPED[name];
  if (a.constant !== undefined && b.constant === undefined && swapped !== undefined) {
    name = swapped;
    [a, b] = [b, a];
  }
  if (name === 'i32.and' && b.constant !== undefined && registers.producer(a)?.name === 'i32.shr_u:k') {
    const [, from, count] = emitter.take() as [number, number, number];
    emitter.emit('i32.shr_u:k i32.and:k', registers.push(result), from, count, b.constant[0]);
    return;
  }
  const left = registers.use(a);
  const constant = b.constant !== undefined && findOperation(`${name}:k`) !== undefined;
  const right = constant ? b.constant![0] : registers.use(b);
  emitter.emit(constant ? `${name}:k` : name, registers.push(result), left, right);
}

/** Bits seen as another type: nothing to be done. */
function retype(type: ValType): Handler {
  return (t) => t.registers.retype(type);
}

const bits = new DataView(new ArrayBuffer(8));

/** The next words of four bytes. */
export function words(t: Translator, count: number): number[] {
  const { bytes } = t.cursor;
  const at = t.cursor.skip(4 * count);
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, 4 * count);
  return Array.from({ length: count }, (_, i) => view.getInt32(4 * i, true));
}

export const NUMERIC: Handlers = {
  'i32.const': (t) => t.pushConstant(I32, t.cursor.s32(), 0),
  'i64.const': (t) => {
    bits.setBigInt64(0, t.cursor.s64(), true);
    t.pushConstant(I64, bits.getInt32(0, true), bits.getInt32(4, true));
  },
  'f32.const': (t) => t.pushConstant(F32, words(t, 1)[0]!, 0),
  'f64.const': (t) => {
    const [low, high] = words(t, 2);
    t.pushConstant(F64, low!, high!);
  },
  'i32.wrap_i64': retype(I32),
  'i32.reinterpret_f32': retype(I32),
  'i64.reinterpret_f64': retype(I64),
  'f32.reinterpret_i32': retype(F32),
  'f64.reinterpret_i64': retype(F64),
  'i32.eqz'(t, row: Instruction) {
    const { registers, emitter } = t;
    const inverse = inverseOf(registers.producer(registers.top(1)[0]!)?.name);
    if (inverse === undefined) numeric(t, row);
    else emitter.emit(inverse, ...emitter.take());
  },
  'i64.extend32_s'(t) {
    const a = t.registers.use(t.registers.pop());
    t.emitter.emit('i64.extend_i32_s', t.registers.push(I64), a);
  },
};
