import { Trap } from '../../wasm/runtime/trap.ts';
import { F32, F64, type FuncType, I32, I64, type ValType } from '../../wasm/spec/types.ts';
import type { HostFunction, HostValue } from '../host.ts';
import { GuestFault } from './memory.ts';

/**
 * The functions of one area: `name: [signature, implementation]`. Signatures are those of the C compiler for wasm32, written
 * `(i32,i32)->i32`: pointers, enums and `SDL_bool` are i32, structures go by pointer, a returned one through a first parameter.
 */
export type FunctionTable = Readonly<Record<string, readonly [signature: string, Implementation]>>;

// biome-ignore lint/suspicious/noConfusingVoidType: most of SDL's functions without a result end in a call without one.
type Implementation = (...args: never[]) => HostValue | void;

const TYPES: ReadonlyMap<string, ValType> = new Map([
  ['i32', I32],
  ['i64', I64],
  ['f32', F32],
  ['f64', F64],
]);

/** The type that a signature text means. */
export function parseSignature(text: string): FuncType {
  const match = /^\(([^)]*)\)->(\w*)$/.exec(text);
  if (match === null) throw new Error(`not a signature: ${text}`);
  return { params: valTypes(match[1]), results: valTypes(match[2]) };
}

function valTypes(list: string | undefined): ValType[] {
  if (!list) return [];
  return list.split(',').map((name) => {
    const type = TYPES.get(name);
    if (type === undefined) throw new Error(`not a type: ${name}`);
    return type;
  });
}

/** Puts the areas' tables together as what a Host resolves from. */
export function hostFunctions(tables: readonly FunctionTable[]): ReadonlyMap<string, HostFunction> {
  const functions = new Map<string, HostFunction>();
  for (const table of tables) {
    for (const [name, [signature, implementation]] of Object.entries(table)) {
      if (functions.has(name)) throw new Error(`${name} is implemented twice`);
      const type = parseSignature(signature);
      functions.set(name, { type, call: guarded(name, type, implementation) });
    }
  }
  return functions;
}

/** i32 results leave as signed numbers; a bad pointer becomes a trap that names the function it was given to. */
function guarded(name: string, type: FuncType, implementation: Implementation): HostFunction['call'] {
  const signed = type.results[0] === I32;
  return (...args) =>
    trapping(name, () => {
      const result = implementation(...args);
      if (result === undefined) return undefined;
      return signed ? Number(result) | 0 : result;
    });
}

/** Runs what follows the guest's pointers on behalf of function `name`: a bad one becomes a trap that names it. */
export function trapping<T>(name: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof GuestFault)) throw error;
    const { address, size, limit } = error;
    throw new Trap('memory-out-of-bounds', { address, size, limit, function: name }, [], { cause: error });
  }
}
