import type { FunctionTable } from '../functions.ts';
import { AL } from './constants.ts';
import type { OpenAlCore } from './core.ts';
import type { Listener } from './listener.ts';
import {
  LISTENER_NUMBERS,
  LISTENER_VECTORS,
  setDopplerFactor,
  setOrientation,
  setSpeedOfSound,
} from './properties.ts';
import type { Vector } from './source.ts';

/** The listener of al.h, and what a context says about distance and speed. */
export function listenerFunctions(core: OpenAlCore): FunctionTable {
  const { memory } = core;

  const set = (change: (listener: Listener) => number): void =>
    core.perform(({ listener }) => change(listener));

  const setNumber = (property: number, value: number) =>
    set((listener) => LISTENER_NUMBERS.get(property)?.(listener, value) ?? AL.INVALID_ENUM);

  const setVector = (property: number, value: Vector) =>
    set((listener) => LISTENER_VECTORS.get(property)?.(listener, value) ?? AL.INVALID_ENUM);

  /** `read` returns the number at an address. */
  const setArray = (property: number, values: number, read: (pointer: number) => number): void =>
    set((listener) => {
      if (values === 0) return AL.INVALID_VALUE;
      const vector = (at: number): Vector => [
        read(values + at),
        read(values + at + 4),
        read(values + at + 8),
      ];
      if (property === AL.ORIENTATION) return setOrientation(listener, vector(0), vector(12));
      const setter = LISTENER_VECTORS.get(property);
      if (setter !== undefined) return setter(listener, vector(0));
      return LISTENER_NUMBERS.get(property)?.(listener, read(values)) ?? AL.INVALID_ENUM;
    });

  const setDistanceModel = (model: number) =>
    set((listener) => {
      const known = model >= AL.INVERSE_DISTANCE && model <= AL.EXPONENT_DISTANCE_CLAMPED;
      if (!known && model !== AL.NONE) return AL.INVALID_VALUE;
      listener.distanceModel = model;
      return AL.NO_ERROR;
    });

  return {
    alListenerf: ['(i32,f32)->', setNumber],
    alListener3i: [
      '(i32,i32,i32,i32)->',
      (property: number, x: number, y: number, z: number) => setVector(property, [x, y, z]),
    ],
    alListenerfv: [
      '(i32,i32)->',
      (property: number, values: number) =>
        setArray(property, values, (at) => memory.view(at, 4).getFloat32(0, true)),
    ],
    alListeneriv: [
      '(i32,i32)->',
      (property: number, values: number) => setArray(property, values, (at) => memory.i32(at)),
    ],
    alDistanceModel: ['(i32)->', setDistanceModel],
    alDopplerFactor: ['(f32)->', (value: number) => set((listener) => setDopplerFactor(listener, value))],
    alSpeedOfSound: ['(f32)->', (value: number) => set((listener) => setSpeedOfSound(listener, value))],
  };
}
