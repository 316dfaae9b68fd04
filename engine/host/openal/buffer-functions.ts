import type { FunctionTable } from '../functions.ts';
import { type AlBuffer, FORMATS, samplesOf } from './buffer.ts';
import { AL, MAX_FREQUENCY } from './constants.ts';
import type { OpenAlCore } from './core.ts';

/** Buffers of al.h. Their samples are copied from the game's memory. */
export function bufferFunctions(core: OpenAlCore): FunctionTable {
  const { memory } = core;

  const generate = (count: number, names: number): number => {
    if (count < 0) return AL.INVALID_VALUE;
    memory.check(names, 4 * count);
    const buffers = core.generate(count);
    if (buffers === undefined) return AL.OUT_OF_MEMORY;
    for (const [i, { name }] of buffers.entries()) memory.set32(names + 4 * i, name);
    return AL.NO_ERROR;
  };

  const remove = (count: number, names: number): number => {
    if (count < 0) return AL.INVALID_VALUE;
    memory.check(names, 4 * count);
    const buffers: AlBuffer[] = [];
    for (let i = 0; i < count; i++) {
      const name = memory.u32(names + 4 * i);
      // The name 0 is no buffer's, and may be deleted.
      if (name === 0) continue;
      const buffer = core.buffers.get(name);
      if (buffer === undefined) return AL.INVALID_NAME;
      if (buffer.uses > 0) return AL.INVALID_OPERATION;
      buffers.push(buffer);
    }
    for (const buffer of new Set(buffers)) {
      core.buffers.delete(buffer.name);
      core.bufferBytes -= buffer.samples.byteLength;
    }
    return AL.NO_ERROR;
  };

  const setData = (name: number, format: number, data: number, size: number, frequency: number): number => {
    const buffer = core.buffers.get(name >>> 0);
    if (buffer === undefined) return AL.INVALID_NAME;
    const layout = FORMATS.get(format);
    if (layout === undefined) return AL.INVALID_ENUM;
    if (
      size < 0 ||
      size % (layout.channels * layout.bytes) !== 0 ||
      frequency < 1 ||
      frequency > MAX_FREQUENCY
    )
      return AL.INVALID_VALUE;
    if (buffer.uses > 0) return AL.INVALID_OPERATION;
    const before = buffer.samples.byteLength;
    if (!core.hasRoom(before, size)) return AL.OUT_OF_MEMORY;
    // Without data, the buffer is silent.
    const bytes =
      data === 0 ? new Uint8Array(size).fill(layout.type === 'u8' ? 128 : 0) : memory.bytes(data, size);
    buffer.samples = samplesOf(bytes, layout.type);
    buffer.format = format;
    buffer.frequency = frequency;
    core.bufferBytes += size - before;
    return AL.NO_ERROR;
  };

  const numberOf = (buffer: AlBuffer, name: number): number | undefined => {
    const { layout, frequency, samples } = buffer;
    if (name === AL.FREQUENCY) return frequency;
    if (name === AL.BITS) return layout.bytes * 8;
    if (name === AL.CHANNELS) return layout.channels;
    if (name === AL.SIZE) return samples.byteLength;
    return undefined;
  };

  const get = (name: number, property: number, out: number): number => {
    const buffer = core.buffers.get(name >>> 0);
    if (buffer === undefined) return AL.INVALID_NAME;
    if (out === 0) return AL.INVALID_VALUE;
    const value = numberOf(buffer, property);
    if (value === undefined) return AL.INVALID_ENUM;
    memory.set32(out, value);
    return AL.NO_ERROR;
  };

  return {
    alGenBuffers: [
      '(i32,i32)->',
      (count: number, names: number) => core.perform(() => generate(count, names)),
    ],
    alDeleteBuffers: [
      '(i32,i32)->',
      (count: number, names: number) => core.perform(() => remove(count, names)),
    ],
    // OpenAL Soft counts the name 0 as a buffer: none is a valid choice for a source.
    alIsBuffer: [
      '(i32)->i32',
      (name: number) => (core.context !== undefined && (name === 0 || core.buffers.has(name >>> 0)) ? 1 : 0),
    ],
    alBufferData: [
      '(i32,i32,i32,i32,i32)->',
      (...args: Parameters<typeof setData>) => core.perform(() => setData(...args)),
    ],
    alGetBufferi: ['(i32,i32,i32)->', (...args: Parameters<typeof get>) => core.perform(() => get(...args))],
  };
}
