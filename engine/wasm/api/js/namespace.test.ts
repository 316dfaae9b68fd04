import { expect, it } from 'vitest';
import { createWebAssembly, Engine, Trap } from '../../index.ts';
import { construct, describeNamespaces, type Exports, exportsOf, thrownBy, wat } from './fixtures.ts';

const BAD = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 1);

describeNamespaces('modules', (webAssembly) => {
  const text = `(module (import "a" "f" (func)) (import "a" "g" (global i32)) (import "b" "m" (memory 1)) (import "b" "t" (table 1 funcref))
    (func (export "x")) (export "y" (memory 0)) (export "z" (global 0)) (export "w" (table 0)))`;

  it('list imports and exports', () => {
    const module = new webAssembly.Module(wat(text));
    expect(webAssembly.Module.imports(module)).toEqual([
      { module: 'a', name: 'f', kind: 'function' },
      { module: 'a', name: 'g', kind: 'global' },
      { module: 'b', name: 'm', kind: 'memory' },
      { module: 'b', name: 't', kind: 'table' },
    ]);
    expect(webAssembly.Module.exports(module)).toEqual([
      { name: 'x', kind: 'function' },
      { name: 'y', kind: 'memory' },
      { name: 'z', kind: 'global' },
      { name: 'w', kind: 'table' },
    ]);
    expect(() => webAssembly.Module.imports({})).toThrow(TypeError);
  });

  it('give out copies of their custom sections', () => {
    const section = (name: string, content: number) => [
      0,
      name.length + 2,
      name.length,
      ...Buffer.from(name),
      content,
    ];
    const bytes = Uint8Array.from([
      ...wat('(module)'),
      ...section('a', 1),
      ...section('b', 2),
      ...section('a', 3),
    ]);
    const module = new webAssembly.Module(bytes);
    const contents = webAssembly.Module.customSections(module, 'a').map((buffer) => [
      ...new Uint8Array(buffer),
    ]);
    expect(contents).toEqual([[1], [3]]);
    expect(webAssembly.Module.customSections(module, 'c')).toEqual([]);
    expect(() => Reflect.apply(webAssembly.Module.customSections, undefined, [module])).toThrow(TypeError);
  });

  it('are made of buffers and views, whole and in part, and refuse the rest', () => {
    const bytes = wat('(module)');
    const within = new Uint8Array(bytes.length + 8);
    within.set(bytes, 4);
    const part = within.subarray(4, 4 + bytes.length);
    const sources = [
      bytes,
      Uint8Array.from(bytes).buffer,
      new Uint16Array(Uint8Array.from(bytes).buffer),
      part,
    ];
    for (const source of sources) expect(webAssembly.validate(source)).toBe(true);
    for (const source of [undefined, null, 'bytes', [0, 1], {}]) {
      expect(() => webAssembly.validate(source)).toThrow(TypeError);
      expect(() => construct(webAssembly.Module, source)).toThrow(TypeError);
    }
  });

  it('that are detached are no bytes', () => {
    const bytes = Uint8Array.from(wat('(module)'));
    const sources = [bytes, bytes.buffer];
    structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
    for (const source of sources) {
      expect(webAssembly.validate(source)).toBe(false);
      expect(() => new webAssembly.Module(source)).toThrow(webAssembly.CompileError);
    }
  });

  it('that are none are a CompileError, and false to validate', () => {
    const invalid = wat('(module (func (result i32) (i32.const 1)))').map((byte) =>
      byte === 0x41 ? 0x42 : byte,
    );
    for (const bytes of [BAD, new Uint8Array(0), invalid]) {
      expect(webAssembly.validate(bytes)).toBe(false);
      expect(() => new webAssembly.Module(bytes)).toThrow(webAssembly.CompileError);
    }
  });
});

describeNamespaces('instances', (webAssembly) => {
  const link = (text: string, imports?: unknown) =>
    construct(webAssembly.Instance, new webAssembly.Module(wat(text)), imports);

  it('have frozen exports without a prototype, in order', () => {
    const { exports } = link('(module (func (export "b")) (func (export "a")) (memory (export "") 1))');
    expect(Object.isFrozen(exports)).toBe(true);
    expect(Object.getPrototypeOf(exports)).toBe(null);
    expect(Object.keys(exports)).toEqual(['b', 'a', '']);
  });

  it('ask for imports where there are some, by getters in order', () => {
    expect(() => link('(module (import "a" "b" (func)))')).toThrow(TypeError);
    expect(() => link('(module (import "a" "b" (func)))', {})).toThrow(TypeError);
    expect(() => link('(module (import "a" "b" (func)))', { a: {} })).toThrow(webAssembly.LinkError);
    expect(() => link('(module)', 1)).toThrow(TypeError);
    expect(link('(module)', undefined)).toBeInstanceOf(webAssembly.Instance);
    const order: string[] = [];
    const noted = (place: string) => {
      order.push(place);
      return () => 1;
    };
    const fields = (module: string) =>
      new Proxy({}, { get: (_target, name) => noted(`${module}.${String(name)}`) });
    const imports = new Proxy({}, { get: (_target, module) => fields(String(module)) });
    link('(module (import "x" "1" (func)) (import "w" "2" (func)) (import "x" "0" (func)))', imports);
    expect(order).toEqual(['x.1', 'w.2', 'x.0']);
  });

  it.each([
    ['(func)', 1],
    ['(memory 1)', {}],
    ['(table 1 funcref)', {}],
    ['(global i32)', '1'],
    ['(global i32)', 1n],
    ['(global i64)', 1],
    ['(global f64)', undefined],
    ['(global (mut i32))', 1],
  ])('refuse for %s what is none', (type, value) => {
    expect(() => link(`(module (import "a" "b" ${type}))`, { a: { b: value } })).toThrow(
      webAssembly.LinkError,
    );
  });

  it('take plain values for immutable globals', () => {
    const object = {};
    const { i, l, d, r } = exportsOf(
      webAssembly,
      `(module (import "a" "i" (global $i i32)) (import "a" "l" (global $l i64)) (import "a" "d" (global $d f64))
         (import "a" "r" (global $r externref))
         (export "i" (global $i)) (export "l" (global $l)) (export "d" (global $d)) (export "r" (global $r)))`,
      { a: { i: 2 ** 32 + 1.5, l: -1n, d: 0.5, r: object } },
    );
    expect([i!.value, l!.value, d!.value, r!.value]).toEqual([1, -1n, 0.5, object]);
    expect(r!.value).toBe(object);
  });

  it('check limits and types of what they import', () => {
    const memory = new webAssembly.Memory({ initial: 1 });
    const mutable = new webAssembly.Global({ value: 'i32', mutable: true }, 1);
    expect(() => link('(module (import "a" "b" (memory 2)))', { a: { b: memory } })).toThrow(
      webAssembly.LinkError,
    );
    expect(() => link('(module (import "a" "b" (memory 1 2)))', { a: { b: memory } })).toThrow(
      webAssembly.LinkError,
    );
    expect(() => link('(module (import "a" "b" (global i32)))', { a: { b: mutable } })).toThrow(
      webAssembly.LinkError,
    );
    memory.grow(1);
    expect(link('(module (import "a" "b" (memory 2)))', { a: { b: memory } })).toBeInstanceOf(
      webAssembly.Instance,
    );
  });

  it('trap in segments and start functions as RuntimeErrors', () => {
    expect(() => link('(module (memory 1) (data (i32.const 65536) "x"))')).toThrow(webAssembly.RuntimeError);
    expect(() => link('(module (func $s unreachable) (start $s))')).toThrow(webAssembly.RuntimeError);
    const value = { thrown: true };
    const f = () => {
      throw value;
    };
    expect(thrownBy(() => link('(module (import "a" "f" (func $f)) (start $f))', { a: { f } }))).toBe(value);
  });
});

describeNamespaces('errors', (webAssembly) => {
  it.each(['CompileError', 'LinkError', 'RuntimeError'] as const)(
    "%s is an error class like the language's own",
    (name) => {
      const ErrorClass = webAssembly[name];
      const cause = {};
      const error = new ErrorClass('what', { cause });
      expect(error).toBeInstanceOf(ErrorClass);
      expect(error).toBeInstanceOf(Error);
      expect(error.name).toBe(name);
      expect(error.message).toBe('what');
      expect(error.cause).toBe(cause);
      expect(String(error)).toBe(`${name}: what`);
      expect(ErrorClass('called')).toBeInstanceOf(ErrorClass);
      expect(ErrorClass.name).toBe(name);
      expect(ErrorClass.length).toBe(1);
      expect(Object.getPrototypeOf(ErrorClass)).toBe(Error);
      class Own extends ErrorClass {}
      expect(new Own('x')).toBeInstanceOf(Own);
      expect(Object.keys(error)).toEqual([]);
    },
  );
});

describeNamespaces('promises', (webAssembly) => {
  const text = '(module (import "a" "f" (func $f (result i32))) (func (export "g") (result i32) (call $f)))';
  const imports = { a: { f: () => 5 } };

  it('compile and instantiate bytes and modules', async () => {
    const module = await webAssembly.compile(wat(text));
    expect(module).toBeInstanceOf(webAssembly.Module);
    const instance = await webAssembly.instantiate(module, imports);
    expect(instance).toBeInstanceOf(webAssembly.Instance);
    expect((instance.exports as unknown as Exports)['g']!()).toBe(5);
    const both = await webAssembly.instantiate(wat(text), imports);
    expect(both.module).toBeInstanceOf(webAssembly.Module);
    expect((both.instance.exports as unknown as Exports)['g']!()).toBe(5);
  });

  it('copy the bytes at once', async () => {
    const bytes = wat(text);
    const compiling = webAssembly.compile(bytes);
    bytes.fill(0);
    expect(await compiling).toBeInstanceOf(webAssembly.Module);
  });

  it('refuse imports that are no object before they look at the bytes', async () => {
    const nonsense = new Uint8Array(8);
    const module = new webAssembly.Module(wat('(module)'));
    for (const imports of [null, 5, 'text']) {
      await expect(webAssembly.instantiate(nonsense, imports)).rejects.toBeInstanceOf(TypeError);
      await expect(webAssembly.instantiate(module, imports)).rejects.toBeInstanceOf(TypeError);
    }
  });

  it('are rejected, never thrown', async () => {
    await expect(webAssembly.compile(BAD)).rejects.toBeInstanceOf(webAssembly.CompileError);
    await expect(webAssembly.compile('bytes')).rejects.toBeInstanceOf(TypeError);
    await expect(webAssembly.instantiate(BAD)).rejects.toBeInstanceOf(webAssembly.CompileError);
    await expect(webAssembly.instantiate(wat(text))).rejects.toBeInstanceOf(TypeError);
    await expect(webAssembly.instantiate(wat(text), { a: {} })).rejects.toBeInstanceOf(webAssembly.LinkError);
    await expect(
      webAssembly.instantiate(wat('(module (func $s unreachable) (start $s))')),
    ).rejects.toBeInstanceOf(webAssembly.RuntimeError);
  });

  it('take responses of the right type', async () => {
    const respond = (type: string, status = 200) =>
      new Response(wat(text), { status, headers: { 'Content-Type': type } });
    const { instance } = await webAssembly.instantiateStreaming(respond('application/wasm'), imports);
    expect((instance.exports as unknown as Exports)['g']!()).toBe(5);
    expect(await webAssembly.compileStreaming(Promise.resolve(respond('application/wasm')))).toBeInstanceOf(
      webAssembly.Module,
    );
    await expect(webAssembly.compileStreaming(respond('text/html'))).rejects.toBeInstanceOf(TypeError);
    await expect(webAssembly.compileStreaming(respond('application/wasm', 404))).rejects.toBeInstanceOf(
      TypeError,
    );
    await expect(webAssembly.compileStreaming('application/wasm')).rejects.toBeInstanceOf(TypeError);
  });
});

/** What reflection tells of an object's own properties: attributes, and of functions name and length. */
function shapeOf(object: object, like: object = object): Record<string, unknown> {
  const functionShape = (value: unknown) =>
    typeof value === 'function'
      ? [value.name, value.length, Object.hasOwn(value, 'prototype')]
      : typeof value;
  return Object.fromEntries(
    Reflect.ownKeys(like).map((key) => {
      const { value, get, set, ...attributes } = Object.getOwnPropertyDescriptor(object, key) ?? {};
      return [
        String(key),
        { ...attributes, value: functionShape(value), get: functionShape(get), set: functionShape(set) },
      ];
    }),
  );
}

it("the namespace and its classes have the shape of the host's, attribute by attribute", () => {
  const ours = createWebAssembly(new Engine({ backend: 'singlepass' }));
  const host = Reflect.get(globalThis, 'WebAssembly') as typeof ours;
  // The host's may have more, of proposals.
  expect(shapeOf(host, ours)).toEqual(shapeOf(ours));
  for (const name of ['Module', 'Instance', 'Memory', 'Table', 'Global'] as const) {
    expect(shapeOf(host[name], ours[name]), name).toEqual(shapeOf(ours[name]));
    expect(shapeOf(host[name].prototype, ours[name].prototype), name).toEqual(shapeOf(ours[name].prototype));
  }
  expect(String(ours)).toBe('[object WebAssembly]');
});

describeNamespaces('descriptors', (webAssembly) => {
  /** A descriptor that notes when its members are read and converted. */
  const noted = (log: string[], members: Record<string, unknown>) => {
    const descriptor = {};
    for (const [name, value] of Object.entries(members)) {
      const convert = (how: string) => () => {
        log.push(`${name} ${how}`);
        return value;
      };
      const get = () => {
        log.push(name);
        return { valueOf: convert('number'), toString: convert('text') };
      };
      Object.defineProperty(descriptor, name, { get });
    }
    return descriptor;
  };

  it('are read in the order of their members, each converted at once', () => {
    const log: string[] = [];
    construct(webAssembly.Memory, noted(log, { maximum: 2, initial: 1 }));
    expect(log.splice(0)).toEqual(['initial', 'initial number', 'maximum', 'maximum number']);
    construct(webAssembly.Table, noted(log, { maximum: 2, initial: 1, element: 'anyfunc' }));
    expect(log.splice(0)).toEqual([
      'element',
      'element text',
      'initial',
      'initial number',
      'maximum',
      'maximum number',
    ]);
    construct(webAssembly.Global, noted(log, { value: 'i32', mutable: true }));
    expect(log).toEqual(['mutable', 'value', 'value text']);
  });

  it('beyond what there can be are RangeErrors', () => {
    expect(() => new webAssembly.Memory({ initial: 65537 })).toThrow(RangeError);
    expect(() => new webAssembly.Memory({ initial: 0, maximum: 65537 })).toThrow(RangeError);
    expect(() => new webAssembly.Table({ element: 'anyfunc', initial: 10_000_001 })).toThrow(RangeError);
  });
});

it.each(Engine.backends)("errors carry the engine's own as their cause: %s", (backend) => {
  const webAssembly = createWebAssembly(new Engine({ backend }));
  const { f } = exportsOf(
    webAssembly,
    '(module (memory 1) (func $load (export "f") (param i32) (result i32) (i32.load (local.get 0))))',
  );
  const error = thrownBy(() => f!(-4)) as Error & { cause: Trap };
  expect(error).toBeInstanceOf(webAssembly.RuntimeError);
  expect(error.message).toBe('out of bounds memory access (address 4294967292, size 4, limit 65536)');
  expect(error.cause).toBeInstanceOf(Trap);
  expect(error.cause.origin).toMatchObject({ funcIndex: 0, name: 'load' });
  expect(thrownBy(() => new webAssembly.Module(BAD))).toMatchObject({
    cause: { name: 'MalformedError', offset: 4 },
  });
});

it.each(Engine.backends)('a namespace refuses the objects of another: %s', (backend) => {
  const [ours, other] = [new Engine({ backend }), new Engine({ backend })].map(createWebAssembly);
  const memory = new other!.Memory({ initial: 1 });
  expect(() => exportsOf(ours!, '(module (import "" "m" (memory 1)))', { '': { m: memory } })).toThrow(
    ours!.LinkError,
  );
  expect(() => construct(ours!.Instance, new other!.Module(wat('(module)')))).toThrow(TypeError);
});

it.each(Engine.backends)('goes by the specification where Node 20 does not: %s', (backend) => {
  const webAssembly = createWebAssembly(new Engine({ backend }));
  const bytes = wat('(module)');
  expect(webAssembly.validate(new DataView(bytes.buffer, bytes.byteOffset, bytes.length))).toBe(true);
  const view = new DataView(Uint8Array.from(bytes).buffer);
  structuredClone(view.buffer, { transfer: [view.buffer] });
  expect(webAssembly.validate(view)).toBe(false);
  expect(new webAssembly.Global({ value: 'externref' }).value).toBe(undefined);
});
