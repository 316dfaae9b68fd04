import type { Func } from '../../runtime/func.ts';
import type { Value } from '../../runtime/values.ts';
import { FUNCREF, type ValType } from '../../spec/types.ts';
import type { V8Func } from './v8.ts';

/**
 * The function objects of V8's exported functions: what goes into a table comes out of it as the same object. V8 itself keeps one
 * exported function for a function instance; each is here from when it is made, or first handed to V8.
 */
const FUNCS = new WeakMap<V8Func, Func>();

/** Makes a guest's function known. */
export function register(func: Func): void {
  FUNCS.set(func.entry as V8Func, func);
}

/** A value of the API as V8 takes it. */
export function toV8(type: ValType, value: Value): unknown {
  if (type !== FUNCREF || value === null) return value;
  const func = value as Func;
  register(func);
  return func.entry;
}

/** A value of V8 as the API has it. */
export function fromV8(type: ValType, value: unknown): Value {
  if (type !== FUNCREF || value === null) return value;
  const func = FUNCS.get(value as V8Func);
  if (func === undefined) throw new Error('V8 answered a function that it was never given');
  return func;
}

/** A value of V8 as the API has it, for functions that may be unknown: undefined then. */
export function funcOf(value: unknown): Func | undefined {
  return typeof value === 'function' ? FUNCS.get(value as V8Func) : undefined;
}
