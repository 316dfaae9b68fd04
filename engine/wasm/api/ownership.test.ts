import { describe, expect, it } from 'vitest';
import {
  createWebAssembly,
  Engine,
  type Extern,
  Func,
  Instance,
  MalformedError,
  Module,
  Store,
  UsageError,
} from '../index.ts';
import { wat } from './fixtures.ts';

/** What the embedder gave belongs to the embedder, who may change it: nothing that was checked is read from it again. */

const TEXT = `(module $mine (memory (export "memory") 1) (data (i32.const 0) "abc")
  (func (export "f") (param i32) (result i32) (i32.add (i32.load8_u (local.get 0)) (i32.const 7))))`;

const backing = (bytes: Uint8Array, buffer: ArrayBufferLike): Uint8Array => {
  const view = new Uint8Array(buffer, 5, bytes.length);
  view.set(bytes);
  return view;
};

/** `resizable` is newer than the library that TypeScript knows here. */
const resizable = (size: number) =>
  Reflect.construct(ArrayBuffer, [size, { maxByteLength: size }]) as ArrayBuffer & {
    resize(size: number): void;
  };

const GIVEN: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  'a Uint8Array': (bytes) => bytes.slice(),
  'a Buffer, whose slices are no copies': (bytes) => Buffer.from(bytes),
  'a part of a buffer': (bytes) => backing(bytes, new ArrayBuffer(bytes.length + 9)),
  'shared memory': (bytes) => backing(bytes, new SharedArrayBuffer(bytes.length + 9)),
  'a resizable buffer': (bytes) => backing(bytes, resizable(bytes.length + 9)),
  'a class of its own': (bytes) => {
    class Mine extends Uint8Array {
      override slice = () => this;
      override subarray = () => this;
    }
    return new Mine(bytes);
  },
};

describe.each(Engine.backends)('issue 9, 2.4: a module on %s', (backend) => {
  const engine = new Engine({ backend });

  const check = (module: Module) => {
    const instance = new Instance(new Store(engine), module);
    expect(instance.func('f').call(1)).toEqual(['b'.charCodeAt(0) + 7]);
    expect(instance.func('f').name).toBeUndefined();
    expect(module.names.module).toBe('mine');
    expect(Module.deserialize(engine, module.serialize()).exports).toHaveLength(2);
  };

  it.each(Object.entries(GIVEN))('has a copy of %s', (_, given) => {
    const bytes = given(wat(TEXT));
    const module = new Module(engine, bytes);
    bytes.fill(0xff);
    check(module);
  });

  it('keeps its copy when the buffer is gone', () => {
    const bytes = wat(TEXT).slice();
    const module = new Module(engine, bytes);
    structuredClone(bytes.buffer, { transfer: [bytes.buffer as ArrayBuffer] });
    check(module);
    expect(bytes.length).toBe(0);
    expect(() => new Module(engine, bytes)).toThrow(UsageError);
    const shrunk = resizable(wat(TEXT).length + 9);
    const view = backing(wat(TEXT), shrunk);
    const other = new Module(engine, view);
    shrunk.resize(2);
    check(other);
    expect(() => new Module(engine, view)).toThrow(
      /a module is the bytes of a Uint8Array, and these cannot be read/,
    );
  });

  it('has a copy of what it was deserialized or obtained from, too', () => {
    const original = new Module(engine, wat(TEXT));
    const file = original.serialize();
    const message = original.share();
    const modules = [Module.deserialize(engine, file), Module.obtain(engine, message)];
    file.fill(0);
    message.bytes.fill(0);
    original.serialize().fill(0);
    modules.forEach(check);
    check(original);
    expect(() => Module.deserialize(engine, file)).toThrow(MalformedError);
  });

  it('has one copy, and no other module has it', () => {
    const first = new Module(engine, wat(TEXT));
    const second = new Module(engine, first.data.bytes);
    expect(second.data.bytes.buffer).not.toBe(first.data.bytes.buffer);
  });

  it('is linked with the imports that were matched', () => {
    const store = new Store(engine);
    const module = new Module(
      engine,
      wat('(module (import "" "a" (func $a (result i32))) (func (export "f") (result i32) (call $a)))'),
    );
    const right = Func.wrap(store, [], ['i32'], () => 7);
    const wrong = Func.wrap(store, ['i64'], [], () => {});
    let reads = 0;
    const externs: Extern[] = [right];
    Object.defineProperty(externs, 0, { get: () => (reads++ === 0 ? right : wrong) });
    expect(new Instance(store, module, externs).func('f').call()).toEqual([7]);
  });

  it('of the namespace has a copy at once: compile, instantiate, Module, a response', async () => {
    const WebAssembly = createWebAssembly(engine);
    const source = (): [Uint8Array, () => void] => {
      const bytes = wat(TEXT).slice();
      return [bytes, () => bytes.fill(0xff)];
    };
    const call = (instance: { exports: object }) => (instance.exports as { f(address: number): number }).f(1);
    for (const form of [(bytes: Uint8Array) => bytes, (bytes: Uint8Array) => bytes.buffer as ArrayBuffer]) {
      const [compiled, spoil] = source();
      const later = WebAssembly.compile(form(compiled));
      spoil();
      expect(call(new WebAssembly.Instance(await later))).toBe('b'.charCodeAt(0) + 7);
      const [instantiated, spoilAgain] = source();
      const both = WebAssembly.instantiate(form(instantiated));
      spoilAgain();
      expect(call((await both).instance)).toBe('b'.charCodeAt(0) + 7);
      const [direct, spoilLast] = source();
      const module = new WebAssembly.Module(form(direct));
      spoilLast();
      expect(call(new WebAssembly.Instance(module))).toBe('b'.charCodeAt(0) + 7);
    }
    const [body, spoil] = source();
    const response = {
      ok: true,
      headers: { get: () => 'application/wasm' },
      arrayBuffer: async () => body.buffer as ArrayBuffer,
    };
    const { instance } = await WebAssembly.instantiateStreaming(response);
    spoil();
    expect(call(instance)).toBe('b'.charCodeAt(0) + 7);
  });
});
