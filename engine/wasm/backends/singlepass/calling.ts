import type { DepthCell } from '../../runtime/depth.ts';
import type { Value } from '../../runtime/values.ts';
import { F32, F64, type FuncType, I64, isRefType, V128, type ValType } from '../../spec/types.ts';
import { bigFromPair, bytesOf, CELLS, pairFromBig, quartersOf } from '../common/pairs.ts';

/**
 * The calling convention of generated code.
 *
 * Parameters: i32, f32, f64 a number, references themselves, i64 two int32 and v128 four, lowest first. A function returns its first
 * result (of an i64 or v128 the lowest int32). What does not fit goes through cells, where the caller fetches it at once. Of result k,
 * int32 number i is `CELLS[4k + i]`, an f32 or f64 `FLOAT_CELLS[k]`, a reference `REF_CELLS[k]`.
 *
 * One more parameter, the last, is the depth of calls as the caller sees it. Functions that call nothing do without. `CELLS[0]`, which
 * no result needs, has it for the host. It is set before calls that may reach the host. The code that entered the guest restores it.
 */
export const FLOAT_CELLS = new Float64Array(new ArrayBuffer(8 * 1024));
export const REF_CELLS: Value[] = [];

/** Index of the depth in `CELLS`. */
export const DEPTH_INDEX = 0;

/** The depth as of the last call that may have left the instance. */
export const DEPTH_CELL: DepthCell = {
  get depth() {
    return CELLS[DEPTH_INDEX]!;
  },
  set depth(depth) {
    CELLS[DEPTH_INDEX] = depth;
  },
};

/** A callable in this convention. */
export type JsEntry = (...args: Value[]) => Value;

/** Whether values of a type are several int32. The others, most by far, go around the two functions below: they are faster alone. */
export function isInParts(type: ValType): boolean {
  return type === I64 || type === V128;
}

/** The int32 of an i64 or v128. */
function partsOf(type: ValType, value: Value): number[] {
  if (type === V128) return quartersOf(value as Uint8Array);
  return pairFromBig(value as bigint);
}

/** An i64 or v128 of the parts that `part` gives by number. */
function fromParts(type: ValType, part: (i: number) => Value): Value {
  if (type === V128) return bytesOf([0, 1, 2, 3].map((i) => part(i) as number));
  return bigFromPair(part(0) as number, part(1) as number);
}

/** Values of the API, `canonical` ones, as arguments. */
export function flatten(types: readonly ValType[], values: readonly Value[]): Value[] {
  const flat: Value[] = [];
  for (let i = 0; i < types.length; i++) {
    if (isInParts(types[i]!)) flat.push(...partsOf(types[i]!, values[i]));
    else flat.push(values[i]);
  }
  return flat;
}

/** Hands results over as a function of this convention does: the answer is what it returns. */
export function giveResults(types: readonly ValType[], values: readonly Value[]): Value {
  let returned: Value;
  for (let k = 0; k < types.length; k++) {
    const type = types[k]!;
    let first: Value;
    if (isInParts(type)) {
      const parts = partsOf(type, values[k]);
      for (let i = 1; i < parts.length; i++) CELLS[4 * k + i] = parts[i]!;
      first = parts[0];
    } else first = values[k];
    if (k === 0) returned = first;
    else if (isRefType(type)) REF_CELLS[k] = first;
    else if (type === F32 || type === F64) FLOAT_CELLS[k] = first as number;
    else CELLS[4 * k] = first as number;
  }
  return returned;
}

function resultCell(type: ValType, k: number, part: number): Value {
  if (isRefType(type)) return REF_CELLS[k];
  return type === F32 || type === F64 ? FLOAT_CELLS[k] : CELLS[4 * k + part];
}

/** Fetches results after a call that returned `first`. */
export function takeResults(type: FuncType, first: Value): Value[] {
  return type.results.map((result, k) => {
    if (isInParts(result)) return fromParts(result, (i) => (k + i === 0 ? first : resultCell(result, k, i)));
    return k === 0 ? first : resultCell(result, k, 0);
  });
}
