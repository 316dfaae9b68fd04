import type { FunctionTable } from '../functions.ts';
import type { AlBuffer } from './buffer.ts';
import { AL, MAX_QUEUE } from './constants.ts';
import type { OpenAlCore } from './core.ts';
import type { Source } from './source.ts';

/** Queues of buffers of al.h. */
export function queueFunctions(core: OpenAlCore): FunctionTable {
  const { memory } = core;

  const add = (source: Source, count: number, names: number): number => {
    if (count < 0) return AL.INVALID_VALUE;
    if (source.type === 'static') return AL.INVALID_OPERATION;
    if (source.queue.length + count > MAX_QUEUE) return AL.OUT_OF_MEMORY;
    memory.check(names, 4 * count);
    const buffers: AlBuffer[] = [];
    for (let i = 0; i < count; i++) {
      const buffer = core.buffers.get(memory.u32(names + 4 * i));
      if (buffer === undefined) return AL.INVALID_NAME;
      // Buffers of one queue have one format and one rate, as in OpenAL Soft.
      const first = source.queue[0] ?? buffers[0];
      if (first !== undefined && (first.format !== buffer.format || first.frequency !== buffer.frequency))
        return AL.INVALID_OPERATION;
      buffers.push(buffer);
    }
    if (count === 0) return AL.NO_ERROR;
    for (const buffer of buffers) buffer.uses++;
    source.queue.push(...buffers);
    source.type = 'streaming';
    return AL.NO_ERROR;
  };

  const remove = (source: Source, count: number, names: number): number => {
    if (count < 0 || count > source.processed) return AL.INVALID_VALUE;
    memory.check(names, 4 * count);
    for (const [i, buffer] of source.queue.splice(0, count).entries()) {
      buffer.uses--;
      memory.set32(names + 4 * i, buffer.name);
    }
    source.current = Math.max(0, source.current - count);
    return AL.NO_ERROR;
  };

  return {
    alSourceQueueBuffers: [
      '(i32,i32,i32)->',
      (name: number, count: number, names: number) =>
        core.performOn(name, (source) => add(source, count, names)),
    ],
    alSourceUnqueueBuffers: [
      '(i32,i32,i32)->',
      (name: number, count: number, names: number) =>
        core.performOn(name, (source) => remove(source, count, names)),
    ],
  };
}
