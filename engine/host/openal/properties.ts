import { AL } from './constants.ts';
import type { Context } from './context.ts';
import type { Source, Vector } from './source.ts';

/** Writes a property. Returns the error of AL, or AL.NO_ERROR. */
type Setter<T, V> = (target: T, value: V) => number;

/** Numbers that are neither infinite nor none. */
const anyVector = (v: Vector) => v.every(Number.isFinite);
const notNegative = (value: number) => value >= 0 && Number.isFinite(value);

function numberOf<T, K extends keyof T>(key: K, valid: (value: number) => boolean): Setter<T, number> {
  return (target, value) => {
    if (!valid(value)) return AL.INVALID_VALUE;
    (target as Record<K, number>)[key] = value;
    return AL.NO_ERROR;
  };
}

function vectorOf<T, K extends keyof T>(key: K): Setter<T, Vector> {
  return (target, value) => {
    if (!anyVector(value)) return AL.INVALID_VALUE;
    (target as Record<K, Vector>)[key] = value;
    return AL.NO_ERROR;
  };
}

/** Properties of a source that are one number. OpenAL Soft accepts gains over 1. */
export const SOURCE_NUMBERS: ReadonlyMap<number, Setter<Source, number>> = new Map([
  [AL.PITCH, numberOf<Source, 'pitch'>('pitch', notNegative)],
  [AL.GAIN, numberOf<Source, 'gain'>('gain', notNegative)],
  [AL.MIN_GAIN, numberOf<Source, 'minGain'>('minGain', notNegative)],
  [AL.MAX_GAIN, numberOf<Source, 'maxGain'>('maxGain', notNegative)],
  [AL.REFERENCE_DISTANCE, numberOf<Source, 'referenceDistance'>('referenceDistance', notNegative)],
  [AL.ROLLOFF_FACTOR, numberOf<Source, 'rolloffFactor'>('rolloffFactor', notNegative)],
  [AL.MAX_DISTANCE, numberOf<Source, 'maxDistance'>('maxDistance', notNegative)],
]);

export const SOURCE_VECTORS: ReadonlyMap<number, Setter<Source, Vector>> = new Map([
  [AL.POSITION, vectorOf<Source, 'position'>('position')],
  [AL.VELOCITY, vectorOf<Source, 'velocity'>('velocity')],
  // Without cones, which this host has not, a direction changes nothing.
  [AL.DIRECTION, vectorOf<Source, 'direction'>('direction')],
]);

type Listener = Context['listener'];

export const LISTENER_NUMBERS: ReadonlyMap<number, Setter<Listener, number>> = new Map([
  [AL.GAIN, numberOf<Listener, 'gain'>('gain', notNegative)],
]);

export const LISTENER_VECTORS: ReadonlyMap<number, Setter<Listener, Vector>> = new Map([
  [AL.POSITION, vectorOf<Listener, 'position'>('position')],
  [AL.VELOCITY, vectorOf<Listener, 'velocity'>('velocity')],
]);

/** Properties of a context, by the functions that set them. */
export const setDopplerFactor = numberOf<Listener, 'dopplerFactor'>('dopplerFactor', notNegative);
export const setSpeedOfSound = numberOf<Listener, 'speedOfSound'>(
  'speedOfSound',
  (value) => value > 0 && Number.isFinite(value),
);

export function setOrientation(listener: Listener, at: Vector, up: Vector): number {
  if (!anyVector(at) || !anyVector(up)) return AL.INVALID_VALUE;
  listener.orientation = [at, up];
  return AL.NO_ERROR;
}
