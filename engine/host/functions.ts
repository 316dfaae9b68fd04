import { guarded } from '../wasm/runtime/guarded.ts';
import { Trap } from '../wasm/runtime/trap.ts';
import { F32, F64, type FuncType, I32, I64, type ValType } from '../wasm/spec/types.ts';
import { GuestFault } from './guest-memory.ts';
import type { HostFunction, HostValue } from './host.ts';

/**
 * The functions of one area of a host: `name: [signature, implementation]`. Signatures are those of the C compiler for wasm32, written
 * `(i32,i32)->i32`. Pointers, enums and booleans are i32. Structures go by pointer, a returned one through a first parameter.
 */
export type FunctionTable = Readonly<Record<string, readonly [signature: string, Implementation]>>;

// biome-ignore lint/suspicious/noConfusingVoidType: most functions without a result end in a call without one.
type Implementation = (...args: never[]) => HostValue | void;

/** How the functions of one import module return and fail. */
export interface Calling {
  /** What the guest gets for what a function of type `type` has returned. */
  finish(type: FuncType): (returned: unknown) => HostValue | undefined;
  /** What the guest gets where the function `module.name` has thrown `error`. Throws what leaves the guest instead. */
  failed(error: unknown, module: string, name: string): HostValue | undefined;
}

/** A C library's: i32 results may be unsigned numbers, and a bad pointer is a trap that names the function it was given to. */
export const C_CALLING: Calling = {
  finish({ results }) {
    if (results[0] !== I32) return (returned) => returned as HostValue | undefined;
    return (returned) => (returned === undefined ? undefined : Number(returned) | 0);
  },
  failed(error, _module, name) {
    throw asTrap(name, error);
  },
};

/** All functions of a host, by their stable names: `module.name`, as imports have them. */
export class HostFunctions {
  readonly #functions = new Map<string, HostFunction>();

  /** Adds the functions that modules import from `module`. Throws for a name that is there, and for what is no signature. */
  add(module: string, tables: readonly FunctionTable[], { finish, failed }: Calling = C_CALLING): this {
    for (const table of tables) {
      for (const [name, [signature, implementation]] of Object.entries(table)) {
        const key = `${module}.${name}`;
        if (this.#functions.has(key)) throw new Error(`${key} is implemented twice`);
        const type = parseSignature(signature);
        const call = guarded(type.params.length, implementation, finish(type), (error) =>
          failed(error, module, name),
        );
        this.#functions.set(key, { type, call });
      }
    }
    return this;
  }

  /** The function behind an import, or undefined where there is none. */
  readonly resolve = (module: string, name: string): HostFunction | undefined =>
    this.#functions.get(`${module}.${name}`);

  /** Every function with its stable name. */
  [Symbol.iterator](): Iterator<[string, HostFunction]> {
    return this.#functions[Symbol.iterator]();
  }
}

/** Runs what follows the guest's pointers on behalf of `name`: a bad one becomes a trap that names it. */
export function trapping(name: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    throw asTrap(name, error);
  }
}

/** An error as it leaves the host: a bad pointer as a trap that names the function. */
export function asTrap(name: string, error: unknown): unknown {
  if (!(error instanceof GuestFault)) return error;
  const { address, size, limit } = error;
  return new Trap('memory-out-of-bounds', { address, size, limit, function: name }, [], { cause: error });
}

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
