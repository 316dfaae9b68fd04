import { compileFunction } from 'node:vm';
import { expect, it } from 'vitest';
import { createWebAssembly, Engine, Trap, type WebAssemblyNamespace } from '../../index.ts';
import { wat } from '../fixtures.ts';

interface Exports {
  add(a: number, b: number): number;
  fail(): void;
  memory: InstanceType<WebAssemblyNamespace['Memory']>;
}

const bytes = wat(`(module (memory (export "memory") 1)
  (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  (func (export "fail") unreachable))`);

it.each(Engine.backends)("the namespace is used like JavaScript's own: %s", async (backend) => {
  const WebAssembly = createWebAssembly(new Engine({ backend }));
  const { instance } = await WebAssembly.instantiate(bytes, {});
  const { add, memory } = instance.exports as unknown as Exports;

  expect(add(2 ** 31 - 1, 1)).toBe(-(2 ** 31));
  expect(memory.buffer.byteLength).toBe(65536);
});

it.each(Engine.backends)("an error has the engine's trap as its cause: %s", (backend) => {
  const WebAssembly = createWebAssembly(new Engine({ backend }));
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  const { fail } = instance.exports as unknown as Exports;
  let trap: unknown;

  try {
    fail();
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) trap = error.cause;
  }

  expect(trap).toBeInstanceOf(Trap);
  expect(trap).toMatchObject({ code: 'unreachable' });
});

it.each(Engine.backends)("other people's code gets it as a parameter: %s", (backend) => {
  const glue = `exports.add = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports.add;`;
  const exports: Partial<Exports> = {};

  const WebAssembly = createWebAssembly(new Engine({ backend }));
  compileFunction(glue, ['exports', 'bytes', 'WebAssembly'])(exports, bytes, WebAssembly);

  expect(exports.add?.(40, 2)).toBe(42);
});
