import { ByteWriter } from '../../binary/byte-writer.ts';
import { SECTION } from '../../binary/sections.ts';
import { writeExport, writeFuncImport, writeFuncType, writeHeader } from '../../binary/writer.ts';
import type { Entry, HostCallable } from '../../runtime/backend.ts';
import { guarded } from '../../runtime/guarded.ts';
import type { Value } from '../../runtime/values.ts';
import { FUNCREF, type FuncType, funcTypeText, V128, type ValType } from '../../spec/types.ts';
import { keepDeepTraces } from '../common/v8-stack.ts';
import { fromV8, toV8 } from './refs.ts';
import { thrownByHost } from './traps.ts';
import { type V8Func, type V8Module, v8 } from './v8.ts';
import { fromPairs, hasVectors, lifted, toPairs } from './vectors.ts';

/** Adapter modules by function type. */
const ADAPTERS = new Map<string, V8Module>();

/**
 * A host function as an exported function of a guest. V8's tables and globals take no other callables, and return these unchanged. A
 * module of one import and one export makes it so. Calls cross it at no cost, because V8 links to what it imports.
 */
export function hostFunction(type: FuncType, host: HostCallable): Entry {
  const { params, results } = type;
  const called = params.includes(FUNCREF)
    ? (...args: readonly unknown[]) => host(...args.map((arg, i) => fromV8(params[i]!, arg)))
    : host;
  const call = guarded(params.length, called, finish(results), (error) => {
    throw thrownByHost(error);
  }) as V8Func;
  if (hasVectors(type)) return lifted(type, withPairs(type, call)) as Entry;
  return new v8.Instance(adapterFor(type), { '': { f: call } }).exports['f'] as Entry;
}

/** What a host function has returned, as V8 takes it. */
function finish(results: readonly ValType[]): (returned: Value) => unknown {
  if (results.length > 1) {
    return (returned) => {
      keepDeepTraces();
      return (returned as readonly Value[]).map((value, i) => toV8(results[i]!, value));
    };
  }
  const [result] = results;
  return (returned) => {
    keepDeepTraces();
    return result === FUNCREF ? toV8(result, returned) : returned;
  };
}

/** A function of values as one that takes and returns pairs for vectors. */
function withPairs({ params, results }: FuncType, call: V8Func): V8Func {
  return (...flat) => {
    const answer = call(...fromPairs(params, flat));
    return results.length === 1 && results[0] !== V128
      ? answer
      : toPairs(results, results.length === 1 ? [answer] : (answer as unknown[]));
  };
}

function adapterFor(type: FuncType): V8Module {
  const key = funcTypeText(type);
  let module = ADAPTERS.get(key);
  if (module === undefined) ADAPTERS.set(key, (module = new v8.Module(adapterBytes(type))));
  return module;
}

/** `(module (import "" "f" (func type)) (export "f" (func 0)))` */
function adapterBytes(type: FuncType): Uint8Array {
  const writer = new ByteWriter(64);
  writeHeader(writer);
  writer.section(SECTION.type, () => writer.vector([type], (item) => writeFuncType(writer, item)));
  writer.section(SECTION.import, () => writer.vector(['f'], (name) => writeFuncImport(writer, '', name, 0)));
  writer.section(SECTION.export, () => writer.vector(['f'], (name) => writeExport(writer, name, 'func', 0)));
  return writer.bytes;
}
