import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  Debugger,
  Engine,
  EXTERNREF,
  FUNCREF,
  Func,
  Global,
  I32,
  I64,
  Instance,
  InvalidError,
  LinkError,
  MalformedError,
  Memory,
  Module,
  type SharedModule,
  Store,
  Table,
  Trap,
  UnsupportedError,
  UsageError,
} from '../index.ts';
import { instantiate, storeOn, trapOf, wat } from './fixtures.ts';

const ADD =
  '(module (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))';

describe.each(Engine.backends)('modules on %s', (backend) => {
  const engine = new Engine({ backend });

  it('validate without being made', () => {
    const bytes = wat(ADD);
    expect(Module.validate(engine, bytes)).toBe(true);
    expect(Module.validate(engine, bytes.slice(0, -1))).toBe(false);
    expect(Module.validate(engine, bytes.with(bytes.indexOf(0x6a), 0x7c))).toBe(false);
    expect(() => new Module(engine, bytes.slice(0, -1))).toThrow(MalformedError);
    expect(() => new Module(engine, bytes.with(bytes.indexOf(0x6a), 0x7c))).toThrow(InvalidError);
  });

  it.each([
    // Our own backends end at 2 GiB; V8 takes no more locals, and probes need some.
    ['a memory beyond 2 GiB', '(module (memory 40000))'],
    [
      '50,000 locals',
      `(module (memory 1) (func (local ${'i32 '.repeat(50_000)}) (drop (i32.load (i32.const 0)))))`,
    ],
  ])('validate only where they can be made: %s', (_, text) => {
    const bytes = wat(text);
    let made = true;
    try {
      new Module(engine, bytes);
    } catch (error) {
      if (!(error instanceof UnsupportedError)) throw error;
      made = false;
    }
    expect(Module.validate(engine, bytes)).toBe(made);
  });

  it('reflect imports and exports with their types', () => {
    const module = new Module(
      engine,
      wat(`(module (import "a" "f" (func (param i64) (result f32))) (import "a" "t" (table 1 2 externref))
        (global (export "g") (mut i32) (i32.const 1)) (memory (export "m") 1 3))`),
    );
    expect(module.imports).toEqual([
      { module: 'a', name: 'f', type: { kind: 'func', type: { params: [I64], results: [0x7d] } } },
      {
        module: 'a',
        name: 't',
        type: { kind: 'table', type: { element: EXTERNREF, limits: { min: 1, max: 2 } } },
      },
    ]);
    expect(module.exports).toEqual([
      { name: 'g', type: { kind: 'global', type: { type: I32, mutable: true } } },
      { name: 'm', type: { kind: 'memory', type: { limits: { min: 1, max: 3 } } } },
    ]);
  });

  it('survive being serialized, and refuse what was damaged', () => {
    const serialized = new Module(engine, wat(ADD)).serialize();
    const instance = new Instance(new Store(engine), Module.deserialize(engine, serialized));
    expect(instance.func('add').call(40, 2)).toEqual([42]);
    const reused = Buffer.from(serialized);
    const module = Module.deserialize(engine, reused);
    reused.fill(0);
    expect(new Instance(new Store(engine), module).func('add').call(40, 2)).toEqual([42]);
    for (let at = 0; at < serialized.length; at++) {
      const damaged = serialized.with(at, serialized[at]! ^ 1);
      expect(() => Module.deserialize(engine, damaged), `byte ${at}`).toThrow(MalformedError);
    }
    expect(() => Module.deserialize(engine, serialized.slice(0, 20))).toThrow(MalformedError);
    expect(() => Module.deserialize(engine, wat(ADD))).toThrow('not a serialized module');
  });

  it('are shared with other threads by a message that copies nothing', () => {
    const shared = new Module(engine, wat(ADD)).share();
    const { port1, port2 } = new MessageChannel();
    port1.postMessage(shared);
    const { message: back } = receiveMessageOnPort(port2) as { message: SharedModule };
    port1.close();
    expect(back.bytes.buffer).toBeInstanceOf(SharedArrayBuffer);
    const instance = new Instance(new Store(engine), Module.obtain(engine, back));
    expect(instance.func('add').call(1, 2)).toEqual([3]);
  });
});

describe.each(Engine.backends)('functions on %s', (backend) => {
  it('are wrapped and called with types that TypeScript checks', () => {
    const store = storeOn(backend);
    const scale = Func.wrap(store, ['i32', 'i64', 'f64'], ['f64'], (a, b, c) => a + Number(b) * c);
    const swap = Func.wrap(store, ['i32', 'externref'], ['externref', 'i32'], (a, b): [unknown, number] => [
      b,
      a,
    ]);
    const instance = instantiate(
      store,
      `(module (import "" "scale" (func $scale (param i32 i64 f64) (result f64)))
         (import "" "swap" (func $swap (param i32 externref) (result externref i32)))
         (func (export "scaled") (param i32) (result f64) (call $scale (local.get 0) (i64.const 3) (f64.const 0.5)))
         (func (export "swapped") (param i32 externref) (result externref i32) (call $swap (local.get 0) (local.get 1)))
         (func (export "nothing")))`,
      [scale, swap],
    );
    const scaled = instance.func('scaled').typed(['i32'], ['f64']);
    const swapped = instance.func('swapped').typed(['i32', 'externref'], ['externref', 'i32']);
    const nothing = instance.func('nothing').typed([], []);
    expectTypeOf(scaled).toEqualTypeOf<(a: number) => number>();
    expectTypeOf(swapped).toEqualTypeOf<(a: number, b: unknown) => [unknown, number]>();
    expect(scaled(1)).toBe(2.5);
    expect(swapped(7, 'text')).toEqual(['text', 7]);
    expect(nothing()).toBe(undefined);
  });

  it('are not typed as what they are not', () => {
    const f = Func.wrap(storeOn(backend), ['i32'], [], () => undefined, { name: 'f' });
    expect(() => f.typed(['i64'], [])).toThrow(
      new UsageError('"f" of type (i32) -> () is used as function of type (i64) -> ()'),
    );
    expect(() => f.typed(['i32'], ['i32'])).toThrow(UsageError);
    expect(() => Func.wrap(f.store, ['i16' as 'i32'], [], () => undefined)).toThrow(
      'there is no value type "i16"',
    );
  });

  it('whose host answers wrongly trap, typed or not', () => {
    const store = storeOn(backend);
    const wrong = Func.wrap(store, [], ['i32'], () => 'seven' as unknown as number, { name: 'seven' });
    expect(trapOf(() => wrong.typed([], ['i32'])()).operands).toEqual({
      function: 'seven',
      expected: '() -> (i32)',
      actual: 'string "seven"',
    });
  });

  it('take and answer values as guests do, when the host calls the host', () => {
    const store = storeOn(backend);
    const seen: unknown[] = [];
    const note = <T>(value: T) => {
      seen.push(value);
      return value;
    };
    const bytes = Buffer.alloc(16, 7);
    const answers = [
      Func.wrap(store, ['i32'], ['i32'], note).call(-0),
      Func.wrap(store, ['f32'], ['f32'], note).call(0.1),
      Func.wrap(store, [], ['i32'], () => -0).call(),
      Func.wrap(store, [], ['f32'], () => 0.1).call(),
      Func.wrap(store, ['v128'], ['v128'], note).call(bytes),
    ].flat();
    const plain = new Uint8Array(16).fill(7);
    expect(seen).toStrictEqual([0, Math.fround(0.1), plain]);
    expect(answers).toStrictEqual([0, Math.fround(0.1), 0, Math.fround(0.1), plain]);
    expect([seen[2], answers[4]]).not.toContain(bytes);
  });

  it('are named by whoever made them', () => {
    const store = storeOn(backend);
    const instance = instantiate(
      store,
      '(module (func $inside (export "outside")) (func (export "unnamed")))',
    );
    expect(instance.func('outside').name).toBe('inside');
    expect(instance.func('unnamed').name).toBe(undefined);
    expect(Func.wrap(store, [], [], () => undefined, { name: 'mine' }).name).toBe('mine');
    expect(() => instance.func('outside').call(1)).toThrow('"inside" of type () -> () takes 0 arguments');
  });

  it('are told by some name, whatever their callable says its name is', () => {
    const store = storeOn(backend);
    const host = Object.defineProperty(() => 'x', 'name', { value: Symbol('f') });
    const wrong = { code: 'host-error', operands: { actual: 'string "x"' } };
    expect(trapOf(() => Func.wrap(store, [], [], host as never).call())).toMatchObject(wrong);
    const withIt = Func.withEnvironment(store, { params: [], results: [] }, {}, host);
    expect(trapOf(() => withIt.call())).toMatchObject(wrong);
  });

  it('keep their type, whatever becomes of the lists that it was made of', () => {
    const store = storeOn(backend);
    const type = { params: [I32], results: [I32] };
    const double = new Func(store, type, (n: number) => 2 * n);
    type.params.push(I64);
    type.results.length = 0;
    expect(double.type).toEqual({ params: [I32], results: [I32] });
    const text = '(module (import "" "f" (func $f (param i32) (result i32))) (export "f" (func $f)))';
    expect(instantiate(store, text, [double]).func('f').call(4)).toEqual([8]);
  });

  it('carry an environment', () => {
    const store = storeOn(backend);
    const type = { params: [I32], results: [I32] };
    const add = (counter: { total: number }, n: number) => (counter.total += n);
    const [red, blue] = [{ total: 0 }, { total: 100 }];
    const instance = instantiate(
      store,
      `(module (import "" "red" (func $red (param i32) (result i32))) (import "" "blue" (func $blue (param i32) (result i32)))
         (func (export "both") (result i32) (drop (call $red (i32.const 3))) (call $blue (call $red (i32.const 4)))))`,
      [Func.withEnvironment(store, type, red, add), Func.withEnvironment(store, type, blue, add)],
    );
    expect(instance.func('both').call()).toEqual([107]);
    expect([red.total, blue.total]).toEqual([7, 107]);
  });
});

describe.each(Engine.backends)('references on %s', (backend) => {
  it('are one object each, and carry what the host hangs on them', () => {
    const store = storeOn(backend);
    const instance = instantiate(
      store,
      `(module (func $f (export "f")) (export "again" (func $f)) (table (export "t") 1 funcref) (elem (i32.const 0) $f)
         (memory (export "m") 1) (global (export "g") i32 (i32.const 1)))`,
    );
    const f = instance.func('f');
    f.hostInfo = { line: 3 };
    expect(f.same(instance.func('again'))).toBe(true);
    expect((instance.table('t').get(0) as Func).hostInfo).toEqual({ line: 3 });
    expect(f.same(Func.wrap(store, [], [], () => undefined))).toBe(false);
    for (const held of [
      instance,
      instance.module,
      instance.memory('m'),
      instance.table('t'),
      instance.global('g'),
    ]) {
      expect(held.hostInfo).toBe(undefined);
      held.hostInfo = backend;
      expect(held.hostInfo).toBe(backend);
      expect(held.same(held)).toBe(true);
      expect(held.same(f)).toBe(false);
    }
  });

  it('in a table: null is an empty slot, beyond the end is a trap', () => {
    const table = new Table(storeOn(backend), { element: FUNCREF, limits: { min: 2 } });
    expect(table.get(1)).toBe(null);
    expect(trapOf(() => table.get(2))).toMatchObject({
      code: 'table-out-of-bounds',
      operands: { index: 2, limit: 2 },
    });
    expect(trapOf(() => table.set(2, null)).code).toBe('table-out-of-bounds');
    expect(() => table.get(-1)).toThrow(UsageError);
    expect(() => table.get(0.5)).toThrow(UsageError);
  });
});

describe.each(Engine.backends)('traps on %s', (backend) => {
  const TEXT = `(module $outer (import "inner" "f" (func $f)) (func $go (export "go") (local i64) (nop) (call $f)))`;
  const INNER = '(module $inner (func $f (export "f") (local i32 f32) (unreachable)))';

  it('have a message, an origin and a trace over instances', () => {
    const store = storeOn(backend);
    const inner = instantiate(store, INNER);
    const outer = instantiate(store, TEXT, [inner.func('f')]);
    const trap = trapOf(() => outer.func('go').call());
    expect(trap.message).toBe('unreachable');
    expect(trap.trace).toHaveLength(2);
    expect(trap.origin).toBe(trap.trace[0]);
    const [first, second] = trap.trace;
    expect(first).toMatchObject({ funcIndex: 0, name: 'f', module: 'inner' });
    expect(second).toMatchObject({ funcIndex: 1, name: 'go', module: 'outer' });
    expect(first!.instance).toBe(inner);
    expect(second!.instance).toBe(outer);
    for (const frame of trap.trace) {
      const { data } = frame.instance.module;
      const body = data.code[frame.funcIndex - data.importedFuncs]!;
      expect(frame.funcOffset).toBe(frame.moduleOffset - body.localsAt);
    }
    // After the two groups of locals; after one group and a nop.
    expect([first!.funcOffset, second!.funcOffset]).toEqual([5, 4]);
    expect(inner.module.data.bytes[first!.moduleOffset]).toBe(0x00);
    expect(outer.module.data.bytes[second!.moduleOffset]).toBe(0x10);
  });

  it('of a start function name the instance, which nobody else has', () => {
    const store = storeOn(backend);
    const module = new Module(
      store.engine,
      wat(`(module (memory (export "m") 1) (data (i32.const 3) "x") (global (export "g") i32 (i32.const 5))
        (func $s (i32.store8 (i32.const 4) (i32.const 7)) unreachable) (func (export "f") (result i32) (i32.const 9)) (start $s))`),
    );
    const trap = trapOf(() => new Instance(store, module));
    expect(trap.origin).toMatchObject({ funcIndex: 0, name: 's' });
    const { instance } = trap.origin!;
    expect(instance).toBeInstanceOf(Instance);
    expect([instance.store, instance.module]).toEqual([store, module]);
    expect([...instance.memory('m').bytes.subarray(3, 5)]).toEqual([0x78, 7]);
    expect([instance.global('g').get(), instance.func('f').call()]).toEqual([5, [9]]);
    expect(instance.stats.functions).toBe(2);
  });

  it('of segments that do not fit have the frames of those who instantiated', () => {
    const store = storeOn(backend);
    for (const text of [
      '(module (memory 1) (data (i32.const 65536) "x"))',
      '(module (table 1 funcref) (func $f) (elem (i32.const 1) $f))',
    ]) {
      const make = Func.wrap(store, [], [], () => {
        instantiate(store, text);
      });
      const outer = instantiate(store, TEXT, [make]);
      const trap = trapOf(() => outer.func('go').call());
      expect(trap.trace).toMatchObject([{ funcIndex: 1, name: 'go', module: 'outer' }]);
      expect(trap.origin!.instance).toBe(outer);
      expect(trapOf(() => instantiate(store, text)).trace).toEqual([]);
    }
  });

  it('made by the host before have the frames of those that they end', () => {
    const store = storeOn(backend);
    const trap = new Trap('unreachable');
    const fails = Func.wrap(store, [], [], () => {
      throw trap;
    });
    const outer = instantiate(store, TEXT, [fails]);
    expect(trapOf(() => outer.func('go').call())).toBe(trap);
    expect(trap.trace).toMatchObject([{ funcIndex: 1, name: 'go', module: 'outer' }]);
    const frozen = Object.freeze(new Trap('unreachable'));
    const freezes = Func.wrap(store, [], [], () => {
      throw frozen;
    });
    expect(trapOf(() => instantiate(store, TEXT, [freezes]).func('go').call())).toBe(frozen);
  });

  it('know their frames from nothing that a guest or host can write', () => {
    const store = storeOn(backend);
    const victim = instantiate(store, INNER);
    trapOf(() => victim.func('f').call());
    const places = Array.from({ length: 200 }, (_, id) => [
      `trapdoom:${id}/0:3:1`,
      `wasm://wasm/trapdoom-${String(id).padStart(12, '0')}-0123abcd:wasm-function[0]:0x20`,
    ]).flat();
    const forged = `x\n${places.map((place) => `    at f (${place})\n    at ${place}`).join('\n')}`;
    const named = {
      [`f (${places[2]!})`]: () => {
        throw new Error(forged);
      },
    };
    const outer = instantiate(store, TEXT, [Func.wrap(store, [], [], Object.values(named)[0]!)]);
    expect(trapOf(() => outer.func('go').call()).trace).toMatchObject([{ name: 'go', module: 'outer' }]);
  });

  it('have their frames whatever the host sets about stack traces', () => {
    const { prepareStackTrace, stackTraceLimit } = Error;
    const store = storeOn(backend);
    const load = '(module $inner (memory 1) (func $f (export "f") (drop (i32.load (i32.const 65533)))))';
    const inner = [INNER, load].map((text) => instantiate(store, text));
    const settings = [
      () => (Error.stackTraceLimit = 0),
      () => (Error.prepareStackTrace = () => 'nothing to see'),
      () => (Error.prepareStackTrace = (_, sites) => sites),
      () => (Error.prepareStackTrace = () => inner[0]!.func('no such function')),
      () => (Error.prepareStackTrace = 'nothing' as never),
    ];
    const text = `(module $outer (import "" "set" (func $set)) (import "" "f" (func $f))
      (func $go (export "go") (call $set) (call $f)))`;
    try {
      for (const set of settings) {
        for (const instance of inner) {
          const f = instance.func('f');
          // The guest is called after the function that sets, or by it.
          for (const action of [() => undefined, () => f.call()]) {
            const host = Func.wrap(store, [], [], () => {
              set();
              action();
            });
            const trap = trapOf(() => instantiate(store, text, [host, f]).func('go').call());
            Object.assign(Error, { prepareStackTrace, stackTraceLimit });
            expect(trap.trace, `${set}, ${action}`).toMatchObject([{ name: 'f' }, { name: 'go' }]);
            expect(trap).toMatchObject(
              instance === inner[0] ? { code: 'unreachable' } : { operands: { size: 4 } },
            );
          }
        }
      }
    } finally {
      Object.assign(Error, { prepareStackTrace, stackTraceLimit });
    }
  });

  it('have the frames of all guests, however many the host has in between', () => {
    const store = storeOn(backend);
    const inner = instantiate(store, INNER);
    const descend = (frames: number): unknown =>
      frames === 0 ? inner.func('f').call() : descend(frames - 1);
    const host = Func.wrap(store, [], [], () => {
      descend(4000);
    });
    const outer = instantiate(store, TEXT, [host]);
    expect(trapOf(() => outer.func('go').call()).trace).toMatchObject([{ name: 'f' }, { name: 'go' }]);
  });

  it('of exhaustion come from the same depth where starting guests start others', () => {
    const store = storeOn(backend);
    const text = '(module (import "" "f" (func $f)) (func $begin (call $f)) (start $begin))';
    let starts = 0;
    const start: Func = Func.wrap(store, [], [], () => {
      starts++;
      instantiate(store, text, [start]);
    });
    const trap = trapOf(() => start.call());
    expect([starts, trap.code, trap.operands]).toEqual([295, 'stack-overflow', { depth: 5014 }]);
    expect(trap.origin).toMatchObject({ funcIndex: 1, name: 'begin' });
  });

  it('cross threads as plain values', () => {
    const trap = trapOf(() => instantiate(storeOn(backend), INNER).func('f').call());
    expect(structuredClone(trap.trace)).toEqual([
      { funcIndex: 0, name: 'f', module: 'inner', offset: trap.origin!.offset },
    ]);
  });

  it('of the host have no origin where no guest runs', () => {
    const failing = Func.wrap(storeOn(backend), [], [], () => {
      throw new Trap('unreachable');
    });
    expect(trapOf(() => failing.call()).origin).toBe(undefined);
  });
});

describe.each(Engine.backends)('misuse on %s', (backend) => {
  it("of another store's objects is refused, wherever they are handed over", () => {
    const [store, other] = [storeOn(backend), storeOn(backend)];
    const stranger = Func.wrap(other, [], [], () => undefined);
    const table = new Table(store, { element: FUNCREF, limits: { min: 1 } });
    const takes = Func.wrap(store, ['funcref'], [], () => undefined);
    const answers = Func.wrap(store, [], ['funcref'], () => stranger);
    const global = new Global(store, { type: FUNCREF, mutable: true }, null);
    expect(() => table.set(0, stranger)).toThrow(UsageError);
    expect(() => table.grow(1, stranger)).toThrow(UsageError);
    expect(() => new Table(store, { element: FUNCREF, limits: { min: 1 } }, stranger)).toThrow(UsageError);
    expect(() => global.set(stranger)).toThrow(UsageError);
    expect(() => takes.call(stranger)).toThrow('a function of another store');
    expect(trapOf(() => answers.call())).toMatchObject({ code: 'host-error' });
    expect(() => instantiate(store, '(module (import "" "f" (func)))', [stranger])).toThrow(UsageError);
    expect(() => instantiate(store, '(module (import "" "f" (func)))', [])).toThrow(LinkError);
    expect(table.get(0)).toBe(null);
    expect(global.get()).toBe(null);
  });

  it("of another engine's modules is refused: its caps, not the store's, would hold", () => {
    const text = '(module (memory 1) (func (export "f") (result i32) (memory.grow (i32.const 5))))';
    const module = new Module(new Engine({ backend }), wat(text));
    const store = new Store(new Engine({ backend, limits: { memoryPages: 2 } }));
    expect(() => new Instance(store, module)).toThrow(UsageError);
    expect(() => new Instance(store, module)).toThrow('made for another engine');
    const again = Module.deserialize(store.engine, module.serialize());
    expect(new Instance(store, again).func('f').call()).toEqual([-1]);
  });

  it("of a disposed store's objects is refused, whatever is done with them", () => {
    const store = storeOn(backend);
    const instance = instantiate(
      store,
      `(module (func (export "f")) (table (export "t") 1 funcref) (memory (export "m") 1)
         (global (export "g") (mut i32) (i32.const 1)))`,
    );
    const { module } = instance;
    const [f, t, m, g] = [
      instance.func('f'),
      instance.table('t'),
      instance.memory('m'),
      instance.global('g'),
    ];
    expect(store.disposed).toBe(false);
    store.dispose();
    store.dispose();
    expect(store.disposed).toBe(true);
    const uses = [
      () => f.call(),
      () => f.typed([], [])(),
      () => t.get(0),
      () => t.set(0, null),
      () => t.grow(1),
      () => m.bytes,
      () => m.view,
      () => m.grow(1),
      () => g.get(),
      () => g.set(2),
      () => [t.size, m.size],
      () => m.size,
      () => t.type,
      () => m.type,
      () => instance.func('f'),
      () => instance.memory('m'),
      () => new Instance(store, module),
      () => Func.wrap(store, [], [], () => undefined),
      () => new Memory(store, { limits: { min: 1 } }),
      () => new Table(store, { element: FUNCREF, limits: { min: 1 } }),
      () => new Global(store, { type: I32, mutable: false }, 1),
      () => new Debugger(store),
    ];
    for (const use of uses)
      expect(use, String(use)).toThrow(new UsageError('the store of this object has been disposed of'));
    const next = new Instance(new Store(store.engine), module);
    expect(next.func('f').call()).toEqual([]);
  });

  it('that TypeScript would not let pass is refused all the same', () => {
    const store = storeOn(backend);
    const module = new Module(store.engine, wat('(module (import "a" "f" (func)))'));
    const nothing = { params: [], results: [] };
    const f = new Func(store, nothing, () => undefined);
    const t = { element: FUNCREF, limits: { min: 1 } };
    const make = (create: new (...args: never[]) => object, ...args: unknown[]) =>
      Reflect.construct(create, args);
    const uses: (() => unknown)[] = [
      () => make(Engine),
      () => make(Store),
      () => make(Store, {}),
      () => make(Module, {}, new Uint8Array(8)),
      () => make(Module, store.engine),
      () => make(Module, store.engine, 'asm'),
      () => make(Module, store.engine, new ArrayBuffer(8)),
      () => Module.validate(store.engine, [] as never),
      () => Module.deserialize(store.engine, undefined as never),
      () => Module.obtain(store.engine, {} as never),
      () => Module.obtain(store.engine, { bytes: { length: 1e12 } } as never),
      () => make(Instance, store, {}),
      () => make(Instance, {}, module),
      () => make(Instance, store, module, { a: { f } }),
      () => make(Instance, store, module, [{}]),
      () => make(Instance, store, module, [() => undefined]),
      () => make(Instance, store, module, [{ kind: 'func', store, type: nothing }]),
      () => make(Instance, store, module, [new Proxy(f, {})]),
      () => make(Func, {}, nothing, () => undefined),
      () => make(Func, store, nothing),
      () => make(Func, store, nothing, {}),
      () => make(Func, store, undefined, () => undefined),
      () => make(Func, store, { params: ['i32'], results: [] }, () => undefined),
      () => make(Func, store, { params: [I32] }, () => undefined),
      () => make(Func, store, { params: new Array(1), results: [] }, () => undefined),
      () => make(Func, store, { params: [], results: new Array(1) }, () => undefined),
      () => make(Func, store, nothing, () => undefined, { name: Symbol('f') }),
      () => Func.wrap(store, [1n as never], [], () => undefined),
      () => Func.wrap(store, new Array(1) as never, [], () => undefined),
      () => f.typed([1n as never], []),
      () => Func.wrap(store, undefined as never, [], () => undefined),
      () => Func.withEnvironment(store, nothing, {}, 'f' as never),
      () => make(Memory, store),
      () => make(Memory, store, { limits: { min: '1' } }),
      () => make(Table, store),
      () => make(Table, store, { ...t, element: I32 }, 0),
      () => new Table(store, t).set(0, new Proxy(f, {})),
      () => new Table(store, t).set(0, Object.create(f)),
      () => new Table(store, t).get('0' as never),
      () => make(Global, store),
      () => make(Global, store, { type: 5, mutable: true }, 1),
      () => make(Global, store, { type: I32, mutable: 'no' }, 1),
      () => make(Engine, { backend: Symbol(backend) }),
      () => make(Engine, { backend, limits: { locals: Symbol('many') } }),
      () => new Instance(store, module, [f]).func(1n as never),
      () => make(Trap, 'out of luck'),
      () => make(Trap),
      () => make(Debugger),
      () => make(Debugger, {}),
    ];
    for (const use of uses) expect(use, String(use)).toThrow(UsageError);
    expect(() => make(Instance, store, module, [null])).toThrow(LinkError);
    expect(() => make(Engine, { backend, limits: { toString: 5 } })).toThrow('there is no limit "toString"');
  });

  it('of values of the wrong type is refused, naming them', () => {
    const store = storeOn(backend);
    const f = Func.wrap(store, ['i32', 'i64'], [], () => undefined, { name: 'f' });
    const refusals: [unknown[], string][] = [
      [[1], 'takes 2 arguments, got 1'],
      [[1, 2], 'argument 1 is number 2'],
      [['1', 2n], 'argument 0 is string "1"'],
      [[1.5, 2n], 'argument 0 is number 1.5'],
      [[2 ** 31, 2n], 'argument 0 is number 2147483648'],
      [[1, 2n ** 63n], 'argument 1 is bigint 9223372036854775808'],
    ];
    for (const [args, message] of refusals) {
      expect(() => f.call(...args)).toThrow(UsageError);
      expect(() => f.call(...args)).toThrow(message);
    }
    expect(() => new Memory(store, { limits: { min: 2, max: 1 } })).toThrow(UsageError);
    expect(() => new Global(store, { type: I64, mutable: false }, 1)).toThrow(UsageError);
  });
});

it('an unknown backend is refused, naming those there are', () => {
  expect(() => new Engine({ backend: 'magic' })).toThrow(UsageError);
  expect(() => new Engine({ backend: 'magic' })).toThrow(Engine.backends.join(', '));
});

it('a module is refused by the store of another backend', () => {
  const [first, second] = Engine.backends;
  const module = new Module(new Engine({ backend: first! }), wat(ADD));
  expect(() => new Instance(storeOn(second!), module)).toThrow(UsageError);
});

it.each(Engine.backends)('a feature that is missing is named: %s', (backend) => {
  const error = (() => {
    try {
      return new Module(new Engine({ backend }), wat('(module (memory i64 1))'));
    } catch (thrown) {
      return thrown;
    }
  })();
  expect(error).toBeInstanceOf(UnsupportedError);
  expect(error).toMatchObject({ feature: 'memory64' });
});
