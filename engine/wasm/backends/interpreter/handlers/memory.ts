import { readMemArg } from '../../../binary/expression.ts';
import { I32 } from '../../../spec/types.ts';
import { findOperation } from '../operations.ts';
import type { Handler, Handlers } from './handler.ts';

/** Memory instructions (§4.4.7). */

/** Loads and stores that do what another does. */
const SAME: Readonly<Record<string, string>> = {
  'f32.load': 'i32.load',
  'f64.load': 'i64.load',
  'f32.store': 'i32.store',
  'f64.store': 'i64.store',
  'i64.store8': 'i32.store8',
  'i64.store16': 'i32.store16',
  'i64.store32': 'i32.store',
};

/** Beyond it an access is out of bounds at any address: memories end at 2 GiB. */
export const MAX_OFFSET = 0x7fffffff;

/** The operation of a numeric instruction, a load or a store. */
export function operationOf(mnemonic: string): string {
  return SAME[mnemonic] ?? mnemonic;
}

/** Loads, and stores, which have no result. */
export const access: Handler = (t, { mnemonic, accessSize, type }) => {
  const { registers, emitter } = t;
  const { offset } = readMemArg(t.cursor);
  const result = type!.results[0];
  const value = result === undefined ? registers.use(registers.pop()) : 0;
  const base = registers.pop();
  const name = operationOf(mnemonic);
  const at = base.constant === undefined ? -1 : (base.constant[0] >>> 0) + offset;
  if (at >= 0 && at <= MAX_OFFSET) {
    if (result === undefined) emitter.emit(`${name}:at`, value, at);
    else emitter.emit(`${name}:at`, registers.push(result), at);
  } else if (
    result !== undefined &&
    offset <= MAX_OFFSET &&
    registers.producer(base)?.name === 'i32.add' &&
    findOperation(`${name}:sum`) !== undefined
  ) {
    const [, a, b] = emitter.take() as [number, number, number];
    emitter.emit(`${name}:sum`, registers.push(result), a, b, offset);
  } else {
    const address = registers.use(base);
    if (offset > MAX_OFFSET) emitter.emit('outside', address, offset | 0, accessSize);
    if (result === undefined) emitter.emit(name, address, value, offset | 0);
    else emitter.emit(name, registers.push(result), address, offset | 0);
  }
};

export const MEMORY: Handlers = {
  'memory.size'(t) {
    t.cursor.u32();
    t.emitter.emit('memory.size', t.registers.push(I32));
  },
  'memory.grow'(t) {
    t.cursor.u32();
    const delta = t.registers.use(t.registers.pop());
    t.emitter.emit('memory.grow', t.registers.push(I32), delta);
  },
  'memory.fill'(t) {
    t.cursor.u32();
    t.emitter.emit('memory.fill', ...t.registers.useTop(3));
  },
  'memory.copy'(t) {
    t.cursor.u32();
    t.cursor.u32();
    t.emitter.emit('memory.copy', ...t.registers.useTop(3));
  },
  'memory.init'(t) {
    const segment = t.cursor.u32();
    t.cursor.u32();
    t.emitter.emit('memory.init', ...t.registers.useTop(3), segment);
  },
  'data.drop': (t) => t.emitter.emit('data.drop', t.cursor.u32()),
};
