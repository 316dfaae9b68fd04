import {
  F32,
  F64,
  type Func,
  type FuncType,
  Instance,
  Module,
  type ValType,
  valTypeName,
} from '../../engine/wasm/index.ts';
import { assemble } from './assemble.ts';

const INTEGER = new Map<ValType, string>([
  [F32, 'i32'],
  [F64, 'i64'],
]);

/**
 * A function that does what `func` does, with floats passed and returned as integers of the same bits. A JavaScript number cannot carry
 * every NaN across the API. A module of its own makes it, so that only guest code touches the floats.
 */
export async function withFloatsAsBits(func: Func): Promise<Func> {
  const { store, type } = func;
  const module = new Module(store.engine, await assemble(adapterText(type)));
  return new Instance(store, module, [func]).func('f');
}

/** Whether `withFloatsAsBits` makes a difference to a function type. */
export function hasFloats(type: FuncType): boolean {
  return [...type.params, ...type.results].some((part) => INTEGER.has(part));
}

function adapterText({ params, results }: FuncType): string {
  const names = (types: readonly ValType[], map: (type: ValType) => string) => types.map(map).join(' ');
  const asInteger = (type: ValType) => INTEGER.get(type) ?? valTypeName(type);
  const args = params.map((type, i) => {
    const get = `(local.get ${i})`;
    return INTEGER.has(type) ? `(${valTypeName(type)}.reinterpret_${INTEGER.get(type)} ${get})` : get;
  });
  const local = (i: number) => params.length + i;
  const stores = results.map((_, i) => `(local.set ${local(results.length - 1 - i)})`);
  const loads = results.map((type, i) => {
    const get = `(local.get ${local(i)})`;
    return INTEGER.has(type) ? `(${INTEGER.get(type)}.reinterpret_${valTypeName(type)} ${get})` : get;
  });
  return `(module
    (import "" "f" (func $f (param ${names(params, valTypeName)}) (result ${names(results, valTypeName)})))
    (func (export "f") (param ${names(params, asInteger)}) (result ${names(results, asInteger)})
      (local ${names(results, valTypeName)})
      (call $f ${args.join(' ')}) ${stores.join(' ')} ${loads.join(' ')}))`;
}
