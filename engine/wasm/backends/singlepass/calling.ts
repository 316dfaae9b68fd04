import type { Value } from '../../runtime/values.ts';
import { F32, F64, type FuncType, I32, I64, type ValType } from '../../spec/types.ts';

/**
 * The calling convention of generated code.
 *
 * Parameters: i32, f32, f64 a number, references themselves, i64 two numbers, low half first. A function returns its first result
 * (of an i64 the low half); what does not fit goes through cells, where the caller fetches it at once: of result k, the low half or
 * i32 is `CELLS[2k]`, the high half `CELLS[2k + 1]`, an f32 or f64 `FLOAT_CELLS[k]`, a reference `REF_CELLS[k]`.
 *
 * `CELLS[0]`, which no result needs, is the depth of calls: functions that call others count it up on entry and down on return.
 * Where an exception leaves the guest, whoever entered it puts the depth back.
 */
export const CELLS = new Int32Array(new ArrayBuffer(8 * 1024));
export const FLOAT_CELLS = new Float64Array(new ArrayBuffer(8 * 1024));
export const REF_CELLS: Value[] = [];

/** Index of the depth in `CELLS`. */
export const DEPTH = 0;

/** A callable in this convention. */
export type Flat = (...args: Value[]) => Value;

const scratch = new DataView(new ArrayBuffer(8));

export function bigFromPair(low: number, high: number): bigint {
  scratch.setInt32(0, low, true);
  scratch.setInt32(4, high, true);
  return scratch.getBigInt64(0, true);
}

/** A value that is no i64, as generated code relies on: an i32 never -0, an f32 rounded. */
function normal(type: ValType, value: Value): Value {
  if (type === I32) return (value as number) | 0;
  return type === F32 ? Math.fround(value as number) : value;
}

/** Values of the API as arguments. */
export function flatten(types: readonly ValType[], values: readonly Value[]): Value[] {
  const flat: Value[] = [];
  types.forEach((type, i) => {
    if (type === I64) {
      scratch.setBigInt64(0, values[i] as bigint, true);
      flat.push(scratch.getInt32(0, true), scratch.getInt32(4, true));
    } else flat.push(normal(type, values[i]));
  });
  return flat;
}

/** Arguments as values of the API. */
export function unflatten(types: readonly ValType[], flat: readonly Value[]): Value[] {
  let at = 0;
  return types.map((type) =>
    type === I64 ? bigFromPair(flat[at++] as number, flat[at++] as number) : flat[at++],
  );
}

/** Hands results over as a function of this convention does: the answer is what it returns. */
export function giveResults(types: readonly ValType[], values: readonly Value[]): Value {
  for (let k = types.length - 1; k >= 0; k--) {
    const type = types[k]!;
    const value = values[k];
    if (type === I64) {
      scratch.setBigInt64(0, value as bigint, true);
      CELLS[2 * k + 1] = scratch.getInt32(4, true);
      const low = scratch.getInt32(0, true);
      if (k === 0) return low;
      CELLS[2 * k] = low;
    } else if (k === 0) return normal(type, value);
    else if (type === I32) CELLS[2 * k] = value as number;
    else if (type === F32) FLOAT_CELLS[k] = Math.fround(value as number);
    else if (type === F64) FLOAT_CELLS[k] = value as number;
    else REF_CELLS[k] = value;
  }
  return undefined;
}

/** Fetches results after a call that returned `first`. */
export function takeResults(type: FuncType, first: Value): Value[] {
  return type.results.map((result, k) => {
    if (result === I64) return bigFromPair(k === 0 ? (first as number) : CELLS[2 * k]!, CELLS[2 * k + 1]!);
    if (k === 0) return first;
    if (result === I32) return CELLS[2 * k];
    return result === F32 || result === F64 ? FLOAT_CELLS[k] : REF_CELLS[k];
  });
}
