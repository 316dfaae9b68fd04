import { F32, F64, type FuncType, funcTypeText, I32, I64, type ValType } from '../spec/types.ts';
import type { HostCallable } from './backend.ts';
import { UsageError } from './errors.ts';
import type { HostFunc } from './func.ts';
import { guarded } from './guarded.ts';
import type { Store } from './store.ts';
import { isStackOverflow, Trap, Unwind } from './trap.ts';
import { canonical, describeValue, typeMismatch, type Value } from './values.ts';

export const NO_CALLABLE = 'a function of the host must be callable';

/** A function of the host behind the checks that `Func` describes. Throws `UsageError` for a `host` that cannot be called. */
export function checkedHost(
  store: Store,
  type: FuncType,
  host: HostFunc,
  name: string | undefined,
): HostCallable {
  if (typeof host !== 'function') throw new UsageError(NO_CALLABLE);
  const label = name ?? (nameOf(host) || 'host function');
  const expected = funcTypeText(type);
  const refuse = (actual: string) => new Trap('host-error', { function: label, expected, actual });
  return guarded(type.params.length, host, resultCheck(store, type.results, refuse), (error) => {
    if (leavesAsItIs(error)) throw error;
    const operands = { function: label, expected, actual: `threw ${describeThrown(error)}` };
    throw new Trap('host-error', operands, [], { cause: error });
  });
}

/** What a JavaScript function is called; `name` is a property like others, and may be anything. */
export function nameOf({ name }: { readonly name: unknown }): string | undefined {
  return typeof name === 'string' ? name : undefined;
}

/** Checks what a host function has returned, as `HostCallable` returns it: by type where it is one number, since most are. */
function resultCheck(
  store: Store,
  results: readonly ValType[],
  refuse: (actual: string) => Trap,
): (answer: Value) => Value {
  const listed = (answer: Value): Value[] => {
    // What the answer is, is decided once: a list may be a proxy, or have getters, and they may throw.
    const values = resultList(answer, results.length);
    if (values === undefined) throw refuse(describeValue(answer));
    for (let i = 0; i < values.length; i++) {
      const result = results[i]!;
      const fault = typeMismatch(store, result, values[i]);
      if (fault !== undefined) throw refuse(values.length === 1 ? fault : `result ${i}: ${fault}`);
      values[i] = canonical(result, values[i]);
    }
    return values;
  };
  if (results.length > 1) return listed;
  switch (results[0]) {
    case undefined:
      return (answer) => (answer === undefined ? undefined : void listed(answer));
    case I32:
      return (answer) =>
        typeof answer === 'number' && (answer | 0) === answer ? answer | 0 : listed(answer)[0];
    case I64:
      return (answer) =>
        typeof answer === 'bigint' && BigInt.asIntN(64, answer) === answer ? answer : listed(answer)[0];
    case F32:
      return (answer) => (typeof answer === 'number' ? Math.fround(answer) : listed(answer)[0]);
    case F64:
      return (answer) => (typeof answer === 'number' ? answer : listed(answer)[0]);
    default:
      return (answer) => listed(answer)[0];
  }
}

/** The answer of a host function as a list of `count` values, or undefined where it is none. Throws what the answer's getters throw. */
function resultList(answer: Value, count: number): Value[] | undefined {
  if (!Array.isArray(answer)) {
    if (count === 1) return [answer];
    return count === 0 && answer === undefined ? [] : undefined;
  }
  if (answer.length !== count) return undefined;
  const values: Value[] = [];
  for (let i = 0; i < count; i++) values.push(answer[i]);
  return values;
}

function leavesAsItIs(error: unknown): boolean {
  try {
    // Of an exhausted stack it is the guest's recursion that has used it up, a host's frame only noticed: the backend makes it a trap.
    return error instanceof Trap || error instanceof Unwind || isStackOverflow(error);
  } catch {
    return false; // A proxy that refuses every access.
  }
}

/** Characters of an error's text that a trap repeats. */
const MOST_TEXT = 1000;

/** `TypeError: no such file`: what a host function threw, whatever that is. */
function describeThrown(error: unknown): string {
  try {
    if (error instanceof Error) return `${error.name}: ${error.message}`.slice(0, MOST_TEXT);
  } catch {} // Its getters throw.
  return describeValue(error);
}
