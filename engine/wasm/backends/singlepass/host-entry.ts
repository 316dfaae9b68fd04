import { type Entry, type HostCallable, resultsOf } from '../../runtime/backend.ts';
import { guarded } from '../../runtime/guarded.ts';
import type { Value } from '../../runtime/values.ts';
import { type FuncType, I64, V128, type ValType, valTypeName } from '../../spec/types.ts';
import { bigFromPair, bytesOf, CELLS, pairFromBig } from '../common/pairs.ts';
import { keepDeepTraces } from '../common/v8-stack.ts';
import { giveResults, isInParts } from './calling.ts';
import { thrownByHost } from './trace.ts';

/** A host function in the convention of generated code: see calling.ts. */
export function hostEntry(type: FuncType, host: HostCallable): Entry {
  const { params } = type;
  const entry = params.some(isInParts) ? joined(params)(host, bigFromPair, bytesOf) : host;
  const count = params.reduce((sum, param) => sum + partCount(param), 0);
  return guarded(count, entry, finish(type), (error) => {
    throw thrownByHost(error);
  });
}

function partCount(type: ValType): number {
  if (type === V128) return 4;
  return type === I64 ? 2 : 1;
}

/** Passes what a host function has returned. */
function finish(type: FuncType): (returned: Value) => Value {
  const { results } = type;
  const [result] = results;
  if (result === I64 && results.length === 1) {
    return (returned) => {
      keepDeepTraces();
      const [low, high] = pairFromBig(returned as bigint);
      CELLS[1] = high;
      return low;
    };
  }
  if (results.length > 1 || result === V128) {
    return (returned) => {
      keepDeepTraces();
      return giveResults(results, resultsOf(type, returned));
    };
  }
  return (returned) => {
    keepDeepTraces();
    return returned;
  };
}

type Joining = (host: HostCallable, big: typeof bigFromPair, bytes: typeof bytesOf) => HostCallable;

/** By the text of the parameters. */
const JOININGS = new Map<string, Joining>();

/** Makes a function that takes the parts of i64 and v128 as parameters of their own and calls a host function with whole values. */
function joined(params: readonly ValType[]): Joining {
  const key = params.map(valTypeName).join();
  let joining = JOININGS.get(key);
  if (joining === undefined) JOININGS.set(key, (joining = compiled(params)));
  return joining;
}

function compiled(params: readonly ValType[]): Joining {
  const names: string[] = [];
  const part = () => {
    names.push(`p${names.length}`);
    return names.at(-1)!;
  };
  const values = params.map((param) => {
    if (param === V128) return `bytes([${part()},${part()},${part()},${part()}])`;
    return param === I64 ? `big(${part()},${part()})` : part();
  });
  return new Function(
    'host',
    'big',
    'bytes',
    `"use strict";return (${names.join()}) => host(${values.join()});`,
  ) as Joining;
}
