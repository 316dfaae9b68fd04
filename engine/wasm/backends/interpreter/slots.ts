import type { Value } from '../../runtime/values.ts';
import { F32, F64, type FuncType, I32, I64, isRefType, V128, type ValType } from '../../spec/types.ts';

/**
 * The value stack of this thread: frames of all instances, one above the other, as raw bits. A value takes two slots of 32 bits, a
 * v128 four; an i64, and an f64, lies low half first. All views have one constant buffer, which V8 builds into the loop's code;
 * pages that no frame has reached take no memory.
 */
const BYTES = 64 * 1024 * 1024;
export const STACK = new Int32Array(new ArrayBuffer(BYTES));
export const STACK_F32 = new Float32Array(STACK.buffer);
export const STACK_F64 = new Float64Array(STACK.buffer);
export const STACK_I64 = new BigInt64Array(STACK.buffer);
export const STACK_BYTES = new Uint8Array(STACK.buffer);

/** References lie here, at their slots' indices; as long as a frame with references has made it. */
export const STACK_REFS: Value[] = [];

/** Slots that a value takes. */
export function slotsOf(type: ValType): number {
  return type === V128 ? 4 : 2;
}

/** Slots that values take one behind the other. */
export function slotsOfAll(types: readonly ValType[]): number {
  let slots = 0;
  for (const type of types) slots += slotsOf(type);
  return slots;
}

/** Makes sure that there are references up to a slot. */
export function reserveRefs(end: number): void {
  while (STACK_REFS.length < end) STACK_REFS.push(null);
}

/** The value of the API that a slot holds. */
export function readSlot(type: ValType, slot: number): Value {
  switch (type) {
    case I32:
      return STACK[slot];
    case I64:
      return STACK_I64[slot >> 1];
    case F32:
      return STACK_F32[slot];
    case F64:
      return STACK_F64[slot >> 1];
    case V128:
      return STACK_BYTES.slice(4 * slot, 4 * slot + 16);
    default:
      return STACK_REFS[slot];
  }
}

/** The bits that a slot holds, unsigned, for a value that is no reference: a number of JavaScript may lose those of a NaN. */
export function readBits(type: ValType, slot: number): bigint {
  const bits = BigInt.asUintN(64, STACK_I64[slot >> 1]!);
  if (type === I32 || type === F32) return BigInt.asUintN(32, bits);
  return type === V128 ? (BigInt.asUintN(64, STACK_I64[(slot >> 1) + 1]!) << 64n) | bits : bits;
}

/** Puts a value of the API into a slot. */
export function writeSlot(type: ValType, slot: number, value: Value): void {
  switch (type) {
    case I32:
      STACK[slot] = value as number;
      break;
    case I64:
      STACK_I64[slot >> 1] = value as bigint;
      break;
    case F32:
      STACK_F32[slot] = value as number;
      break;
    case F64:
      STACK_F64[slot >> 1] = value as number;
      break;
    case V128:
      STACK_BYTES.set(value as Uint8Array, 4 * slot);
      break;
    default:
      STACK_REFS[slot] = value;
  }
}

/** Values that lie one behind the other. */
export function readSlots(types: readonly ValType[], slot: number): Value[] {
  let at = slot;
  return types.map((type) => {
    const value = readSlot(type, at);
    at += slotsOf(type);
    return value;
  });
}

export function writeSlots(types: readonly ValType[], slot: number, values: readonly Value[]): void {
  let at = slot;
  types.forEach((type, i) => {
    writeSlot(type, at, values[i]);
    at += slotsOf(type);
  });
}

/** Makes room for the references of a call's arguments and results. */
export function reserveCall({ params, results }: FuncType, slot: number): void {
  if (params.some(isRefType)) reserveRefs(slot + slotsOfAll(params));
  if (results.some(isRefType)) reserveRefs(slot + slotsOfAll(results));
}
