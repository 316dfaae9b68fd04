import { EXTERNREF, F32, F64, FUNCREF, I32, I64, V128, type ValType, valTypeName } from '../spec/types.ts';
import type { Func } from './func.ts';
import { Reference } from './reference.ts';
import type { Store } from './store.ts';

/** A reference (§4.2.3): a function or null for funcref, any JavaScript value for externref, where null is `ref.null`. */
export type Ref = unknown;

/**
 * A value at the API: i32 a signed number, i64 a signed bigint, f32 and f64 numbers, references as `Ref` says. A v128 is a `Uint8Array`
 * of its sixteen bytes, lane 0 first, little-endian. It is copied on the way in and out.
 */
export type Value = unknown;

/** The value that a local or table slot of a type starts with (§4.2.1, "default values"). */
export function defaultValue(type: ValType): Value {
  if (type === I64) return 0n;
  if (type === V128) return new Uint8Array(16);
  return type === FUNCREF || type === EXTERNREF ? null : 0;
}

/**
 * What is wrong with `value` as a `type` of `store`, in the words `expected …, got …` use, or undefined where nothing is. A function
 * of another store is wrong: its code would run against objects that are not there. It never throws, whatever the value.
 */
export function typeMismatch(store: Store, type: ValType, value: Value): string | undefined {
  switch (type) {
    case I32:
      return typeof value === 'number' && (value | 0) === value ? undefined : describeValue(value);
    case I64:
      return typeof value === 'bigint' && BigInt.asIntN(64, value) === value
        ? undefined
        : describeValue(value);
    case F32:
    case F64:
      return typeof value === 'number' ? undefined : describeValue(value);
    case V128:
      return isBytes(value) && lengthOf(value) === 16 ? undefined : describeValue(value);
    case FUNCREF:
      if (value === null) return undefined;
      if (!isFunc(value)) return describeValue(value);
      return value.store === store ? undefined : 'a function of another store';
    case EXTERNREF:
      return undefined;
    default:
      throw new Error(`no rule for values of ${valTypeName(type)}`);
  }
}

/** As `Func.is`. The class itself imports this file. */
function isFunc(value: Value): value is Func {
  return Reference.made(value) && 'kind' in value && value.kind === 'func';
}

/**
 * A value that `typeMismatch` accepts, as backends take it. An i32 is never -0, an f32 is rounded to one, and nobody else has the bytes
 * of a v128.
 */
export function canonical(type: ValType, value: Value): Value {
  switch (type) {
    case I32:
      return (value as number) | 0;
    case F32:
      return Math.fround(value as number);
    case V128: {
      const bytes = new Uint8Array(16);
      bytes.set(value as Uint8Array);
      return bytes;
    }
    default:
      return value;
  }
}

/** The value of a number or vector type with the given bits: see `GlobalStorage.bits`. */
export function valueOfBits(type: ValType, bits: bigint): Value {
  const view = new DataView(new ArrayBuffer(16));
  view.setBigUint64(0, BigInt.asUintN(64, bits), true);
  view.setBigUint64(8, bits >> 64n, true);
  switch (type) {
    case I32:
      return view.getInt32(0, true);
    case I64:
      return view.getBigInt64(0, true);
    case F32:
      return view.getFloat32(0, true);
    case F64:
      return view.getFloat64(0, true);
    default:
      return new Uint8Array(view.buffer);
  }
}

/** `number 1.5`, `bigint 3`, `string "x"`: a value for messages, of bounded length. It never throws, whatever the value. */
export function describeValue(value: Value): string {
  switch (typeof value) {
    case 'undefined':
    case 'boolean':
      return value === undefined ? 'undefined' : `boolean ${value}`;
    case 'number':
      return Object.is(value, -0) ? 'number -0' : `number ${value}`;
    case 'bigint':
      return value >> 64n === 0n || value >> 64n === -1n
        ? `bigint ${value}`
        : 'a bigint of more than 64 bits';
    case 'string':
      return `string ${JSON.stringify(value.slice(0, 40))}`;
    case 'object':
      return value === null ? 'null' : describeObject(value);
    default:
      return `a ${typeof value}`;
  }
}

/** `"x"`: a name for messages; what is given for one and is none, as `describeValue` has it. */
export function quotedName(name: unknown): string {
  return typeof name === 'string' ? JSON.stringify(name) : describeValue(name);
}

function describeObject(value: object): string {
  try {
    if (value instanceof Promise) return 'a Promise';
    if (isBytes(value)) return `a Uint8Array of ${lengthOf(value)} bytes`;
    return Array.isArray(value) ? `an array of ${Number(value.length)}` : 'an object';
  } catch {
    return 'an object'; // A proxy that refuses every access.
  }
}

const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as object;
const getterOf = (name: PropertyKey) => Object.getOwnPropertyDescriptor(typedArray, name)!.get!;
const nameOfTypedArray = getterOf(Symbol.toStringTag);
const lengthOfTypedArray = getterOf('length');

/** Whether a value is a `Uint8Array`, or of a class made from it, such as `Buffer`: and no object that claims to be one. */
export function isBytes(value: unknown): value is Uint8Array {
  return nameOfTypedArray.call(value) === 'Uint8Array';
}

/** The true length, whatever a class made from `Uint8Array` says. */
export function lengthOf(bytes: Uint8Array): number {
  return lengthOfTypedArray.call(bytes) as number;
}
