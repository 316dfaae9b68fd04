import type { Host, HostFunction, HostValue } from '../../../engine/host/host.ts';
import { I64 } from '../../../engine/wasm/index.ts';

/** A host function as a peer's guest calls it. */
export type PeerFunction = (...args: never[]) => HostValue | undefined;

/** An import object, as JavaScript's WebAssembly interface takes it. */
export type PeerImports = Readonly<Record<string, Readonly<Record<string, PeerFunction>>>>;

/**
 * Our hosts as an import object that finds a function when it is read, so that nobody needs the module's list of imports.
 * `adapt` fits a function to the peer's calling convention. Throws for an import that no host has.
 */
export function importsFrom(
  hosts: readonly Host[],
  adapt: (offered: HostFunction) => PeerFunction,
): PeerImports {
  const find = (module: string, name: string) => {
    for (const host of hosts) {
      const offered = host.resolve(module, name);
      if (offered !== undefined) return adapt(offered);
    }
    throw new Error(`no host has the import ${module}.${name}`);
  };
  return lazily((module) => lazily((name) => find(module, name)));
}

/** An object whose properties are made at their first use. */
function lazily<T>(make: (name: string) => T): Record<string, T> {
  return new Proxy<Record<string, T>>(
    {},
    {
      has: () => true,
      get: (made, name) => (typeof name === 'string' ? (made[name] ??= make(name)) : undefined),
    },
  );
}

/** The convention of JavaScript's WebAssembly interface: an i64 is a bigint, which our hosts take as signed. */
export function withBigInts({ type, call }: HostFunction): PeerFunction {
  const host = call as (...args: unknown[]) => HostValue | undefined;
  if (!type.params.includes(I64)) return host as PeerFunction;
  return ((...args: unknown[]) =>
    host(
      ...type.params.map((param, i) => (param === I64 ? BigInt.asIntN(64, args[i] as bigint) : args[i])),
    )) as PeerFunction;
}

/** The convention of wasm2js: an i64 parameter is two numbers, the low half first. Throws for an i64 result, which Doom never asks for. */
export function withPairs({ type, call }: HostFunction): PeerFunction {
  if (type.results.includes(I64)) throw new Error('an i64 result of an import is not supported here');
  const host = call as (...args: unknown[]) => HostValue | undefined;
  if (!type.params.includes(I64)) return host as PeerFunction;
  return ((...halves: number[]) => {
    let next = 0;
    const take = () => halves[next++]!;
    const args = type.params.map((param) => (param === I64 ? joined(take(), take()) : take()));
    return host(...args);
  }) as PeerFunction;
}

function joined(low: number, high: number): bigint {
  return (BigInt(high | 0) << 32n) | BigInt(low >>> 0);
}
