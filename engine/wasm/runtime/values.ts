import { EXTERNREF, F32, F64, FUNCREF, I32, I64, V128, type ValType, valTypeName } from '../spec/types.ts';
import { Func } from './func.ts';
import type { Store } from './store.ts';

/** A reference (§4.2.3): a function or null for funcref, any JavaScript value for externref, where null is `ref.null`. */
export type Ref = unknown;

/**
 * A value at the API: i32 a signed number, i64 a signed bigint, f32 and f64 numbers, v128 a `Uint8Array` of its sixteen bytes (lane 0
 * first, little-endian; copied on the way in and out), references as `Ref` says.
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
 * of another store is wrong: its code would run against objects that are not there.
 */
export function valueFault(store: Store, type: ValType, value: Value): string | undefined {
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
      return value instanceof Uint8Array && value.length === 16 ? undefined : describeValue(value);
    case FUNCREF:
      if (value === null) return undefined;
      if (!(value instanceof Func)) return describeValue(value);
      return value.store === store ? undefined : 'a function of another store';
    case EXTERNREF:
      return undefined;
    default:
      throw new Error(`no rule for values of ${valTypeName(type)}`);
  }
}

/** `number 1.5`, `bigint 3`, `string "x"`: a value for messages, of bounded length. */
export function describeValue(value: Value): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') {
    return `${typeof value} ${value}`;
  }
  if (typeof value === 'string') return `string ${JSON.stringify(value.slice(0, 40))}`;
  if (value instanceof Promise) return 'a Promise';
  if (value instanceof Uint8Array) return `a Uint8Array of ${value.length} bytes`;
  return Array.isArray(value) ? `an array of ${value.length}` : `a ${typeof value}`;
}
