import { describe } from 'vitest';
import { createWebAssembly, Engine, type WebAssemblyNamespace } from '../../index.ts';
import { wat } from '../fixtures.ts';

export { wat };

type Callable = (...args: unknown[]) => unknown;
export type Memory = InstanceType<WebAssemblyNamespace['Memory']>;
export type Table = InstanceType<WebAssemblyNamespace['Table']>;
export type Global = InstanceType<WebAssemblyNamespace['Global']>;

/** Exports of an instance; which kind each is, the test knows. */
export interface Exports {
  readonly [name: string]: Callable & Memory & Table & Global;
}

/**
 * Runs the tests with the host's own WebAssembly and with ours on every backend. The host follows the specification, so each
 * expectation is compared with both.
 */
export function describeNamespaces(name: string, tests: (webAssembly: WebAssemblyNamespace) => void): void {
  const host = Reflect.get(globalThis, 'WebAssembly') as WebAssemblyNamespace;
  describe(`${name}: host`, () => tests(host));
  for (const backend of Engine.backends) {
    describe(`${name}: ${backend}`, () => tests(createWebAssembly(new Engine({ backend }))));
  }
}

/** The exports of a module in text form. */
export function exportsOf(webAssembly: WebAssemblyNamespace, text: string, imports?: object): Exports {
  const instance = new webAssembly.Instance(new webAssembly.Module(wat(text)), imports);
  return instance.exports as unknown as Exports;
}

/** What an action throws; a return fails the test. */
export function thrownBy(action: () => unknown): unknown {
  let result: unknown;
  try {
    result = action();
  } catch (error) {
    return error;
  }
  throw new Error(`returned ${String(result)} instead of throwing`);
}

/** Constructs with arguments that TypeScript would refuse. */
export function construct<T>(create: new (...args: never[]) => T, ...args: unknown[]): T {
  return Reflect.construct(create, args) as T;
}
