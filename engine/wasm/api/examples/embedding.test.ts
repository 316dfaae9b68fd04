import { expect, it } from 'vitest';
import {
  Engine,
  FUNCREF,
  Func,
  I32,
  Instance,
  Memory,
  Module,
  Store,
  Table,
  Trap,
  Unwind,
} from '../../index.ts';
import { wat } from '../fixtures.ts';

it.each(Engine.backends)('a guest calls the host, the host calls the guest: %s', (backend) => {
  const bytes = wat(`(module
    (import "host" "log" (func $log (param i32)))
    (func (export "twice") (param i32) (result i32)
      (call $log (local.get 0))
      (i32.mul (local.get 0) (i32.const 2))))`);
  const lines: number[] = [];

  const engine = new Engine({ backend });
  const store = new Store(engine);
  const module = new Module(engine, bytes);
  const log = Func.wrap(store, ['i32'], [], (n) => {
    lines.push(n);
  });
  const instance = new Instance(store, module, [log]);
  const twice = instance.func('twice').typed(['i32'], ['i32']);

  expect(twice(21)).toBe(42);
  expect(lines).toEqual([21]);
});

it.each(Engine.backends)('imports are found by name: %s', (backend) => {
  const store = new Store(new Engine({ backend }));
  const module = new Module(
    store.engine,
    wat(
      '(module (import "env" "memory" (memory 1)) (import "env" "now" (func (result f64))) (export "now" (func 0)))',
    ),
  );

  const memory = new Memory(store, { limits: { min: 1 } });
  const now = Func.wrap(store, [], ['f64'], () => 1234.5, { name: 'now' });
  const provided = new Map<string, Memory | Func>([
    ['env.memory', memory],
    ['env.now', now],
  ]);
  const externs = module.imports.map(({ module, name }) => provided.get(`${module}.${name}`));
  const instance = new Instance(store, module, externs);

  expect(instance.func('now').call()).toEqual([1234.5]);
});

it.each(Engine.backends)('memory is read anew after every call: %s', (backend) => {
  const store = new Store(new Engine({ backend }));
  const module = new Module(
    store.engine,
    wat(`(module (memory (export "memory") 1)
      (func (export "greet") (result i32 i32)
        (drop (memory.grow (i32.const 1)))
        (memory.init $text (i32.const 65536) (i32.const 0) (i32.const 5))
        (i32.const 65536) (i32.const 5))
      (data $text "hello"))`),
  );
  const instance = new Instance(store, module);

  const memory = instance.memory('memory');
  const [address, length] = instance.func('greet').typed([], ['i32', 'i32'])();
  const text = new TextDecoder().decode(memory.bytes.subarray(address, address + length));

  expect(text).toBe('hello');
  expect(memory.size).toBe(2);
});

it.each(Engine.backends)('a trap says what happened, and where: %s', (backend) => {
  const store = new Store(new Engine({ backend }));
  const module = new Module(
    store.engine,
    wat(`(module $game (memory 1)
      (func $draw (param i32) (i32.store (local.get 0) (i32.const 7)))
      (func $frame (export "frame") (call $draw (i32.const 65534))))`),
  );
  const instance = new Instance(store, module);
  const lines: string[] = [];

  try {
    instance.func('frame').call();
  } catch (error) {
    if (!(error instanceof Trap)) throw error;
    lines.push(`${error.code}: ${error.message}`);
    for (const { module, name, funcIndex, moduleOffset } of error.trace) {
      lines.push(`  at ${module} ${name ?? funcIndex} +0x${moduleOffset.toString(16)}`);
    }
  }

  expect(lines).toEqual([
    'memory-out-of-bounds: out of bounds memory access (address 65534, size 4, limit 65536)',
    '  at game draw +0x30',
    '  at game frame +0x3a',
  ]);
});

it.each(Engine.backends)('a function enters a table long after instantiation: %s', (backend) => {
  const store = new Store(new Engine({ backend }));
  const module = new Module(
    store.engine,
    wat(`(module (type $op (func (param i32 i32) (result i32)))
      (import "env" "ops" (table 1 funcref))
      (func (export "apply") (param i32 i32 i32) (result i32)
        (call_indirect (type $op) (local.get 1) (local.get 2) (local.get 0))))`),
  );
  const ops = new Table(store, { element: FUNCREF, limits: { min: 1 } });
  const apply = new Instance(store, module, [ops]).func('apply');

  // No one imports it: a function is callable from its creation, however it is reached.
  ops.grow(1, Func.wrap(store, ['i32', 'i32'], ['i32'], Math.max));

  expect(apply.call(1, 3, 4)).toEqual([4]);
  expect(() => apply.call(0, 3, 4)).toThrow('uninitialized element');
});

it.each(Engine.backends)('one callable serves many, by its environment: %s', (backend) => {
  const store = new Store(new Engine({ backend }));
  const type = { params: [I32], results: [] };
  const write = (lines: string[], n: number) => {
    lines.push(String(n));
  };

  const [out, err]: [string[], string[]] = [[], []];
  const toOut = Func.withEnvironment(store, type, out, write);
  const toErr = Func.withEnvironment(store, type, err, write);
  toOut.call(1);
  toErr.call(2);

  expect([out, err]).toEqual([['1'], ['2']]);
});

it.each(Engine.backends)('the host leaves a guest without a trap: %s', (backend) => {
  const store = new Store(new Engine({ backend }));
  const bytes = wat(
    '(module (import "wasi" "exit" (func $exit (param i32))) (func (export "main") (call $exit (i32.const 3))))',
  );

  class Exit extends Unwind {
    readonly code: number;

    constructor(code: number) {
      super(`exit ${code}`);
      this.code = code;
    }
  }
  const exit = Func.wrap(store, ['i32'], [], (code) => {
    throw new Exit(code);
  });
  const main = new Instance(store, new Module(store.engine, bytes), [exit]).func('main');

  expect(() => main.call()).toThrow(new Exit(3));
});

it.each(Engine.backends)('modules are stored and shared: %s', (backend) => {
  const engine = new Engine({ backend });
  const module = new Module(engine, wat('(module (func (export "f")))'));

  const file = module.serialize();
  const again = Module.deserialize(engine, file);
  const message = module.share();
  const elsewhere = Module.obtain(engine, message);

  expect([again.exports, elsewhere.exports]).toEqual([module.exports, module.exports]);
});

it.each(Engine.backends)('a guest has limits: %s', (backend) => {
  const engine = new Engine({ backend, limits: { memoryPages: 16, functions: 100 } });
  const memory = new Memory(new Store(engine), { limits: { min: 1 } });
  const refused = memory.grow(16);

  expect(refused).toBe(-1);
  expect(() => new Module(engine, wat(`(module ${'(func)'.repeat(101)})`))).toThrow('functions');
});

it.each(['interpreter', 'singlepass'])('a guest that goes on for ever is ended: %s', (backend) => {
  const engine = new Engine({ backend, interruptible: true });
  const store = new Store(engine);
  const module = new Module(
    engine,
    wat('(module (import "host" "tick" (func $tick)) (func (export "spin") (loop (call $tick) (br 0))))'),
  );
  const cell = Engine.interrupt;
  let ticks = 0;
  const tick = Func.wrap(store, [], [], () => {
    // Another thread would do this, to which the cell was posted.
    if (++ticks === 1000) Atomics.store(cell, 0, 1);
  });
  const spin = new Instance(store, module, [tick]).func('spin');

  expect(() => spin.call()).toThrow('interrupted');
  expect(ticks).toBe(1000);
});
