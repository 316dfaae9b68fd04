import { AL } from './constants.ts';
import { exponential, logarithm } from './exact-math.ts';
import type { Levels, Source, Vector } from './source.ts';

/** AL_LISTENER, and what a context says about distance and speed. */
export class Listener {
  gain = 1;
  position: Vector = [0, 0, 0];
  velocity: Vector = [0, 0, 0];
  /** "At" and "up". */
  orientation: readonly [at: Vector, up: Vector] = [
    [0, 0, -1],
    [0, 1, 0],
  ];
  distanceModel: number = AL.INVERSE_DISTANCE_CLAMPED;
  dopplerFactor = 1;
  speedOfSound = 343.3;
}

/** How a source is heard. */
export interface Placement {
  gain: number;
  /** What the speakers get of a mono source. */
  readonly pan: Levels;
  /** Doppler's shift of its pitch. */
  doppler: number;
}

/** A source that comes as fast as its sound has no pitch. */
const MAX_SHIFT = 1e6;
/** OpenAL Soft's limit, 24 dB. */
const MAX_MIX_GAIN = 16;

/** Computes how a source is heard into `placement`. */
export function place(source: Source, listener: Listener, placement: Placement): void {
  const toSource = source.relative ? source.position : fromListener(source.position, listener);
  const distance = lengthOf(toSource);
  const spatial = source.queue[source.current]?.layout.channels === 1;
  const attenuation = spatial ? attenuationAt(distance, source, listener.distanceModel) : 1;
  const gain = Math.min(Math.max(source.gain * attenuation, source.minGain), source.maxGain);
  placement.gain = Math.min(gain * listener.gain, MAX_MIX_GAIN);
  pan(toSource, distance, placement.pan);
  placement.doppler = spatial ? dopplerShift(source, listener, toSource, distance) : 1;
}

/** Specification of OpenAL 1.1, section 3.4. */
function attenuationAt(distance: number, source: Source, model: number): number {
  const { referenceDistance: reference, maxDistance: max, rolloffFactor: rolloff } = source;
  const clamped =
    model === AL.INVERSE_DISTANCE_CLAMPED ||
    model === AL.LINEAR_DISTANCE_CLAMPED ||
    model === AL.EXPONENT_DISTANCE_CLAMPED;
  // Here too as in OpenAL Soft: a range without extent changes nothing.
  if (clamped && max < reference) return 1;
  const d = clamped ? Math.min(Math.max(distance, reference), max) : distance;
  switch (model) {
    case AL.INVERSE_DISTANCE:
    case AL.INVERSE_DISTANCE_CLAMPED: {
      const divisor = reference + rolloff * (d - reference);
      return reference > 0 && divisor > 0 ? reference / divisor : 1;
    }
    case AL.LINEAR_DISTANCE:
    case AL.LINEAR_DISTANCE_CLAMPED:
      return max === reference ? 1 : Math.max(0, 1 - (rolloff * (d - reference)) / (max - reference));
    case AL.EXPONENT_DISTANCE:
    case AL.EXPONENT_DISTANCE_CLAMPED: {
      if (!(d > 0 && reference > 0)) return 1;
      const exponent = -rolloff * logarithm(d / reference);
      return exponential(Math.min(Math.max(exponent, -690), 690));
    }
    default:
      return 1;
  }
}

/** Section 3.5.2: velocities along the line between source and listener. */
function dopplerShift(source: Source, listener: Listener, toSource: Vector, distance: number): number {
  const { dopplerFactor, speedOfSound, velocity } = listener;
  if (dopplerFactor === 0 || distance === 0) return 1;
  // Both are in the world's axes, unless the source is relative; then both are in the listener's.
  const line = source.relative ? toSource : difference(source.position, listener.position);
  const own = source.relative ? rotated(velocity, listener.orientation) : velocity;
  const along = (v: Vector) => -(dot(v, line) / distance) * dopplerFactor;
  const ofListener = Math.min(along(own), speedOfSound);
  const ofSource = Math.min(along(source.velocity), speedOfSound);
  const [above, below] = [speedOfSound - ofListener, speedOfSound - ofSource];
  return below > 0 ? Math.min(above / below, MAX_SHIFT) : MAX_SHIFT;
}

/**
 * As OpenAL Soft pans to two speakers ("panpot"). In front, angles are half as large again: from 60 degrees on, a source is heard from one
 * speaker alone. Behind, they are as they are.
 */
function pan([x, , z]: Vector, distance: number, levels: Levels): void {
  const across = Math.sqrt(x * x + z * z);
  const flat = distance > 0 ? across / distance : 1;
  let [side, front] = [0, 1];
  if (across > 0) {
    [side, front] = [x / across, -z / across];
    if (front > 0) {
      const half = Math.sqrt((1 + front) / 2);
      const sine = side / (2 * half);
      // Three times half the angle, but no more than a right angle.
      [side, front] =
        front > 0.5 ? [sine * (3 - 4 * sine * sine), half * (4 * half * half - 3)] : [Math.sign(side), 0];
    }
  }
  // OpenAL Soft's decoder of its sound field for two speakers.
  const middle = 0.5 + FRONT * front * flat;
  levels.left = middle - 0.5 * side * flat;
  levels.right = middle + 0.5 * side * flat;
}

/** What a speaker gets of sound from the front, besides the half of all: 0.0552305643 times the square root of 3. */
const FRONT = 0.0956621;

function fromListener(position: Vector, listener: Listener): Vector {
  return rotated(difference(position, listener.position), listener.orientation);
}

/** A vector of the world, in the listener's axes: right, up, back. */
function rotated(v: Vector, [at, up]: Listener['orientation']): Vector {
  const front = normalised(at);
  const above = normalised(up);
  const right = normalised(cross(front, above));
  const top = cross(right, front);
  return [dot(v, right), dot(v, top), -dot(v, front)];
}

function difference(a: Vector, b: Vector): Vector {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function lengthOf(v: Vector): number {
  return Math.sqrt(dot(v, v));
}

/** A vector of length 1, or of 0 where it has no direction. */
function normalised(v: Vector): Vector {
  const length = lengthOf(v);
  return length > 0 ? [v[0] / length, v[1] / length, v[2] / length] : [0, 0, 0];
}
