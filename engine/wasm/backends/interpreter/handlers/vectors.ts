import { readMemArg } from '../../../binary/expression.ts';
import { V128 } from '../../../spec/types.ts';
import { vectorNumber } from '../vectors.ts';
import type { Handler } from './handler.ts';
import { MAX_OFFSET } from './memory.ts';
import { words } from './numeric.ts';

/** Vector instructions (§4.4.3): what they do is in ../vectors.ts. */

export const vectorConst: Handler = (t) => {
  t.emitter.emit('const4', t.registers.push(V128), ...words(t, 4));
};

export const vector: Handler = (t, { mnemonic, immediates, type }) => {
  const { registers, emitter } = t;
  const { params, results } = type!;
  const lane = immediates === 'lane' ? t.cursor.byte() : 0;
  const [a, b = a, c = a] = registers.useTop(params.length) as [number, number?, number?];
  const number = vectorNumber(mnemonic);
  if (immediates === 'lanes') {
    // Above the operands, where nothing is.
    const lanes = registers.push(V128) + 8;
    registers.reserve(lanes + 4);
    emitter.emit('const4', lanes, ...words(t, 4));
    emitter.emit('vector', registers.slotAt(registers.height - 1), a, b!, lanes, number, 0);
  } else emitter.emit('vector', registers.push(results[0]!), a, b!, c!, number, lane);
};

export const vectorAccess: Handler = (t, { mnemonic, immediates, type, accessSize }) => {
  const { registers, emitter } = t;
  const { offset } = readMemArg(t.cursor);
  const lane = immediates.endsWith('lane') ? t.cursor.byte() : 0;
  const [address, value = address] = registers.useTop(type!.params.length) as [number, number?];
  const fields = [address, value!, offset | 0, accessSize, vectorNumber(mnemonic), lane];
  if (offset > MAX_OFFSET) emitter.emit('outside', address, offset | 0, accessSize);
  if (type!.results.length === 0) emitter.emit('vector.store', ...fields);
  else emitter.emit('vector.load', registers.push(V128), ...fields);
};
