import type { FunctionTable } from '../functions.ts';
import { SOURCE_STATES, SOURCE_TYPES } from './buffer.ts';
import { AL } from './constants.ts';
import type { OpenAlCore } from './core.ts';
import type { OpenAlMixer } from './mixer.ts';
import { SOURCE_NUMBERS, SOURCE_VECTORS } from './properties.ts';
import type { Source, Vector } from './source.ts';

/** Sources of al.h, except for their queues. */
export function sourceFunctions(core: OpenAlCore, mixer: OpenAlMixer): FunctionTable {
  const { memory } = core;

  const generate = (count: number, names: number): void =>
    core.perform((context) => {
      if (count < 0) return AL.INVALID_VALUE;
      memory.check(names, 4 * count);
      const sources = context.generate(count);
      if (sources === undefined) return AL.OUT_OF_MEMORY;
      for (const [i, { name }] of sources.entries()) memory.set32(names + 4 * i, name);
      return AL.NO_ERROR;
    });

  const remove = (count: number, names: number): void =>
    core.perform((context) => {
      if (count < 0) return AL.INVALID_VALUE;
      memory.check(names, 4 * count);
      const removed = new Set<Source>();
      for (let i = 0; i < count; i++) {
        const source = context.sources.get(memory.u32(names + 4 * i));
        if (source === undefined) return AL.INVALID_NAME;
        removed.add(source);
      }
      for (const source of removed) {
        mixer.cut(source);
        source.setQueue([], 'undetermined');
        context.sources.delete(source.name);
      }
      return AL.NO_ERROR;
    });

  const set = (name: number, change: (source: Source) => number): void => core.performOn(name, change);

  const setNumber = (name: number, property: number, value: number) =>
    set(name, (source) => SOURCE_NUMBERS.get(property)?.(source, value) ?? AL.INVALID_ENUM);

  const setVector = (name: number, property: number, value: Vector) =>
    set(name, (source) => SOURCE_VECTORS.get(property)?.(source, value) ?? AL.INVALID_ENUM);

  const setArray = (name: number, property: number, values: number): void =>
    set(name, (source) => {
      if (values === 0) return AL.INVALID_VALUE;
      const read = (at: number) => memory.view(values + at, 4).getFloat32(0, true);
      const vector = SOURCE_VECTORS.get(property);
      if (vector !== undefined) return vector(source, [read(0), read(4), read(8)]);
      return SOURCE_NUMBERS.get(property)?.(source, read(0)) ?? AL.INVALID_ENUM;
    });

  const setBuffer = (source: Source, name: number): number => {
    if (source.state === 'playing' || source.state === 'paused') return AL.INVALID_OPERATION;
    const buffer = core.buffers.get(name >>> 0);
    if (buffer === undefined && name !== 0) return AL.INVALID_VALUE;
    if (buffer === undefined) source.setQueue([], 'undetermined');
    else source.setQueue([buffer], 'static');
    return AL.NO_ERROR;
  };

  const setInteger = (name: number, property: number, value: number): void =>
    set(name, (source) => {
      switch (property) {
        case AL.BUFFER:
          return setBuffer(source, value);
        case AL.SOURCE_RELATIVE:
        case AL.LOOPING:
          if (value !== 0 && value !== 1) return AL.INVALID_VALUE;
          source[property === AL.LOOPING ? 'looping' : 'relative'] = value === 1;
          return AL.NO_ERROR;
        default:
          return SOURCE_NUMBERS.get(property)?.(source, value) ?? AL.INVALID_ENUM;
      }
    });

  const get = (name: number, property: number, out: number): void =>
    set(name, (source) => {
      if (out === 0) return AL.INVALID_VALUE;
      const read = READ[property];
      if (read === undefined) return AL.INVALID_ENUM;
      memory.set32(out, read(source));
      return AL.NO_ERROR;
    });

  const play = (source: Source): number => {
    // One that plays starts again; a paused one continues, from silence.
    mixer.cut(source);
    if (source.state === 'paused') {
      source.gains.left = 0;
      source.gains.right = 0;
    } else source.begin();
    source.state = source.audible ? 'playing' : 'stopped';
    return AL.NO_ERROR;
  };

  const stop = (source: Source): number => {
    mixer.cut(source);
    if (source.state !== 'initial') source.state = 'stopped';
    source.begin();
    return AL.NO_ERROR;
  };

  const pause = (source: Source): number => {
    mixer.cut(source);
    if (source.state === 'playing') source.state = 'paused';
    return AL.NO_ERROR;
  };

  const rewind = (source: Source): number => {
    mixer.cut(source);
    source.state = 'initial';
    source.begin();
    return AL.NO_ERROR;
  };

  return {
    alGenSources: ['(i32,i32)->', generate],
    alDeleteSources: ['(i32,i32)->', remove],
    alSourcef: ['(i32,i32,f32)->', setNumber],
    alSource3f: [
      '(i32,i32,f32,f32,f32)->',
      (name: number, property: number, x: number, y: number, z: number) =>
        setVector(name, property, [x, y, z]),
    ],
    alSourcefv: ['(i32,i32,i32)->', setArray],
    alSourcei: ['(i32,i32,i32)->', setInteger],
    alSource3i: [
      '(i32,i32,i32,i32,i32)->',
      (name: number, property: number, x: number, y: number, z: number) =>
        setVector(name, property, [x, y, z]),
    ],
    alGetSourcei: ['(i32,i32,i32)->', get],
    alSourcePlay: ['(i32)->', (name: number) => set(name, play)],
    alSourceStop: ['(i32)->', (name: number) => set(name, stop)],
    alSourcePause: ['(i32)->', (name: number) => set(name, pause)],
    alSourceRewind: ['(i32)->', (name: number) => set(name, rewind)],
  };
}

/** What alGetSourcei says of a source; numbers lose their fraction. */
const READ: Readonly<Record<number, (source: Source) => number>> = {
  [AL.SOURCE_STATE]: ({ state }) => SOURCE_STATES[state],
  [AL.SOURCE_TYPE]: ({ type }) => SOURCE_TYPES[type],
  [AL.BUFFERS_QUEUED]: ({ queue }) => queue.length,
  [AL.BUFFERS_PROCESSED]: ({ processed }) => processed,
  [AL.BUFFER]: ({ queue, current }) => (queue[current] ?? queue[0])?.name ?? 0,
  [AL.SOURCE_RELATIVE]: ({ relative }) => Number(relative),
  [AL.LOOPING]: ({ looping }) => Number(looping),
  [AL.SAMPLE_OFFSET]: ({ state, queue, current, frame }) =>
    state === 'playing' || state === 'paused'
      ? queue.slice(0, current).reduce((sum, { frames }) => sum + frames, frame)
      : 0,
  [AL.PITCH]: ({ pitch }) => Math.trunc(pitch),
  [AL.GAIN]: ({ gain }) => Math.trunc(gain),
  [AL.MIN_GAIN]: ({ minGain }) => Math.trunc(minGain),
  [AL.MAX_GAIN]: ({ maxGain }) => Math.trunc(maxGain),
  [AL.REFERENCE_DISTANCE]: ({ referenceDistance }) => Math.trunc(referenceDistance),
  [AL.ROLLOFF_FACTOR]: ({ rolloffFactor }) => Math.trunc(rolloffFactor),
  [AL.MAX_DISTANCE]: ({ maxDistance }) => Math.trunc(Math.min(maxDistance, 0x7fffffff)),
};
