import { DEFAULT_MODULE_LIMITS } from '../spec/limits.ts';
import {
  countOfValues,
  type FuncType,
  isValType,
  sameFuncType,
  type ValType,
  valTypeNamed,
} from '../spec/types.ts';
import { describeFunc, UsageError } from './errors.ts';
import type { Func } from './func.ts';
import { quotedName } from './values.ts';

/** JavaScript's types of WebAssembly's values, by their names in the text format. */
export interface ValueTypes {
  i32: number;
  i64: bigint;
  f32: number;
  f64: number;
  v128: Uint8Array;
  funcref: Func | null;
  externref: unknown;
}

export type TypeName = keyof ValueTypes;
export type TypeNames = readonly TypeName[];

/** `['i32', 'i64']` as `[number, bigint]`. */
export type Values<T extends TypeNames> = { -readonly [K in keyof T]: ValueTypes[T[K]] };

/** Results as TypeScript has them: nothing, the one value, or a tuple. */
export type Results<T extends TypeNames> = T extends readonly []
  ? // biome-ignore lint/suspicious/noConfusingVoidType: a callable without results may be any that returns nothing.
    void
  : T extends readonly [infer One extends TypeName]
    ? ValueTypes[One]
    : Values<T>;

/** A function type of names. Throws `UsageError` for a name that is none. */
export function funcTypeOf(params: TypeNames, results: TypeNames): FuncType {
  if (!Array.isArray(params) || !Array.isArray(results)) throw new UsageError(NO_FUNC_TYPE);
  return { params: Array.from(params, valTypeOf), results: Array.from(results, valTypeOf) };
}

/** An embedder's function type, in a copy that stays as it is. Throws `UsageError` for what is none, and for one of too many values. */
export function checkedFuncType(type: FuncType): FuncType {
  const [params, results] = [type?.params, type?.results];
  if (!Array.isArray(params) || !Array.isArray(results)) throw new UsageError(NO_FUNC_TYPE);
  // Copied, then checked: in a copy there are no holes, which `every` would pass over.
  const copy = { params: [...params], results: [...results] };
  if (![...copy.params, ...copy.results].every(isValType)) throw new UsageError(NO_FUNC_TYPE);
  for (const what of ['params', 'results'] as const) {
    const most = DEFAULT_MODULE_LIMITS[what];
    if (countOfValues(copy[what]) > most) {
      throw new UsageError(
        `a function has at most ${most} parameters and ${most} results, a v128 counting as two`,
      );
    }
  }
  return copy;
}

const NO_FUNC_TYPE = 'a function type is lists of value types: { params, results }';

/** Throws `UsageError` unless a function is of the type named. */
export function checkFuncType(func: Func, params: TypeNames, results: TypeNames): void {
  const wanted = funcTypeOf(params, results);
  if (!sameFuncType(func.type, wanted)) {
    throw new UsageError(
      `${describeFunc(func.name, func.type)} is used as ${describeFunc(undefined, wanted)}`,
    );
  }
}

function valTypeOf(name: TypeName): ValType {
  const type = valTypeNamed(name);
  if (type === undefined) throw new UsageError(`there is no value type ${quotedName(name)}`);
  return type;
}
