import type { HostCallable } from '../../runtime/backend.ts';
import {
  F32,
  F64,
  type FuncType,
  funcTypeText,
  I32,
  I64,
  isRefType,
  V128,
  type ValType,
} from '../../spec/types.ts';
import {
  reserveCall,
  STACK,
  STACK_BYTES,
  STACK_F32,
  STACK_F64,
  STACK_I64,
  STACK_REFS,
  slotsOf,
  writeSlots,
} from './slots.ts';

/** A host function as the loop calls it. */
export interface HostEntry {
  readonly call: HostCallable;
  /** Calls it with the arguments in the slots from `at` on; its results go there. */
  readonly enter: (at: number) => void;
}

/** What the code of `enter` refers to. */
const BINDINGS = {
  S: STACK,
  L: STACK_I64,
  F: STACK_F32,
  D: STACK_F64,
  B: STACK_BYTES,
  X: STACK_REFS,
  reserveCall,
  writeSlots,
};

type MakeEnter = (call: HostCallable, type: FuncType, ...bindings: unknown[]) => (at: number) => void;

/** By the text of the type. */
const ENTERS = new Map<string, MakeEnter>();

export function hostEntry(type: FuncType, call: HostCallable): HostEntry {
  const key = funcTypeText(type);
  let make = ENTERS.get(key);
  if (make === undefined) ENTERS.set(key, (make = compiled(type)));
  return { call, enter: make(call, type, ...Object.values(BINDINGS)) };
}

/** Reads the arguments from their slots one by one and writes the result to its own. */
function compiled({ params, results }: FuncType): MakeEnter {
  let slot = 0;
  const args = params.map((param) => {
    const text = slotText(param, slot);
    slot += slotsOf(param);
    return text;
  });
  const refs = [...params, ...results].some(isRefType) ? 'reserveCall(type,at);' : '';
  const call = `call(${args.join()})`;
  const body = `return (at) => {${refs}${resultText(results, call)}};`;
  return new Function('call', 'type', ...Object.keys(BINDINGS), `"use strict";${body}`) as MakeEnter;
}

function resultText(results: readonly ValType[], call: string): string {
  const [result] = results;
  if (result === undefined) return `${call};`;
  if (results.length > 1) return `writeSlots(type.results,at,${call});`;
  return result === V128 ? `writeSlots(type.results,at,[${call}]);` : `${slotText(result, 0, call)};`;
}

/** The value in a slot; with `value`, the assignment of it. */
function slotText(type: ValType, slot: number, value?: string): string {
  const at = slot === 0 ? 'at' : `at+${slot}`;
  const place = placeText(type, at);
  if (value === undefined) return place;
  // The host may call a guest: its result is there before the place is.
  return `const value=${value};${place}=value`;
}

function placeText(type: ValType, at: string): string {
  switch (type) {
    case I32:
      return `S[${at}]`;
    case I64:
      return `L[(${at})>>1]`;
    case F32:
      return `F[${at}]`;
    case F64:
      return `D[(${at})>>1]`;
    case V128:
      return `B.slice(4*(${at}),4*(${at})+16)`;
    default:
      return `X[${at}]`;
  }
}
