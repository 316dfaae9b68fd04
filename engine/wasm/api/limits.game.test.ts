import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import {
  Engine,
  FUNCREF,
  Func,
  Instance,
  Memory,
  Module,
  type ModuleLimits,
  Store,
  Table,
  UnsupportedError,
  UsageError,
} from '../index.ts';
import { DEFAULT_MODULE_LIMITS } from '../spec/limits.ts';
import { trapOf, wat } from './fixtures.ts';

const engineOf = (backend: string, limits: Partial<ModuleLimits>) => new Engine({ backend, limits });
const repeat = (count: number, text: string) => text.repeat(count);

/** For each limit: how far it is put down, a module that keeps it, and one that is beyond by one. */
const CASES: Readonly<Record<keyof ModuleLimits, readonly [most: number, within: string, beyond: string]>> = {
  moduleSize: [18, '(module)', '(module (type (func)))'],
  types: [1, '(module (type (func)))', '(module (type (func)) (type (func (param i32))))'],
  functions: [1, '(module (func))', '(module (func) (func))'],
  imports: [1, '(module (import "" "a" (func)))', '(module (import "" "a" (func)) (import "" "b" (func)))'],
  exports: [1, '(module (func (export "a")))', '(module (func (export "a") (export "b")))'],
  exportedGlobals: [
    1,
    '(module (global (export "a") i32 (i32.const 0)))',
    '(module (global (export "a") (export "b") i32 (i32.const 0)))',
  ],
  globals: [1, '(module (global i32 (i32.const 0)))', `(module ${repeat(2, '(global i32 (i32.const 0))')})`],
  tables: [1, '(module (table 1 funcref))', '(module (table 1 funcref) (table 1 funcref))'],
  elementSegments: [1, '(module (elem func))', '(module (elem func) (elem func))'],
  segmentElements: [1, '(module (func) (elem func 0))', '(module (func) (elem func 0 0))'],
  dataSegments: [1, '(module (data "a"))', '(module (data "a") (data "b"))'],
  params: [1, '(module (func (param i32)))', '(module (func (param i32 i32)))'],
  results: [
    1,
    '(module (func (result i32) (i32.const 1)))',
    '(module (func (result i32 i32) (i32.const 1) (i32.const 1)))',
  ],
  locals: [
    3,
    '(module (func (param i32) (local i32 i64)))',
    '(module (func (param i32) (local i32 i64 f32)))',
  ],
  functionSize: [4, '(module (func nop nop))', '(module (func nop nop nop))'],
  brTableTargets: [
    1,
    '(module (func (br_table 0 0 (i32.const 0))))',
    '(module (func (br_table 0 0 0 (i32.const 0))))',
  ],
  nesting: [2, '(module (func (block (block))))', '(module (func (block (block (block)))))'],
  valuesMoved: [
    1,
    '(module (func (block (result i32) (i32.const 1)) drop))',
    `(module (func ${repeat(2, '(block (result i32) (i32.const 1)) drop ')}))`,
  ],
  memoryPages: [2, '(module (memory 2))', '(module (memory 3))'],
  tableElements: [2, '(module (table 2 funcref))', '(module (table 3 funcref))'],
};

describe.each(Engine.backends)('limits of an engine on %s', (backend) => {
  it.each(Object.entries(CASES))('%s', (name, [most, within, beyond]) => {
    const engine = engineOf(backend, { [name]: most });
    expect(new Module(engine, wat(within))).toBeInstanceOf(Module);
    const refuse = () => new Module(engine, wat(beyond));
    expect(refuse).toThrow(UnsupportedError);
    expect(refuse).toThrow(new RegExp(`takes (no more|at most ${most})`));
    expect(refuse).toThrow(new RegExp(`\\b${most}\\b`));
    expect(new Module(new Engine({ backend }), wat(beyond))).toBeInstanceOf(Module);
  });

  it('hold for memories and tables as they grow, and for those that the embedder makes', () => {
    const engine = engineOf(backend, { memoryPages: 2, tableElements: 3 });
    const store = new Store(engine);
    const text = `(module (memory 1) (table 1 10 funcref)
      (func (export "memory") (param i32) (result i32) (memory.grow (local.get 0)))
      (func (export "table") (param i32) (result i32) (table.grow (ref.null func) (local.get 0))))`;
    const instance = new Instance(store, new Module(engine, wat(text)));
    expect(instance.func('memory').call(2)).toEqual([-1]);
    expect(instance.func('memory').call(1)).toEqual([1]);
    expect(instance.func('table').call(3)).toEqual([-1]);
    expect(instance.func('table').call(2)).toEqual([1]);
    const memory = new Memory(store, { limits: { min: 1, max: 9 } });
    expect(memory.grow(2)).toBe(-1);
    expect(memory.type.limits.max).toBe(9);
    expect(() => new Memory(store, { limits: { min: 3 } })).toThrow('too many pages in a memory: 3');
    expect(new Table(store, { element: FUNCREF, limits: { min: 3 } }).grow(1)).toBe(-1);
    expect(() => new Table(store, { element: FUNCREF, limits: { min: 4 } })).toThrow(UsageError);
  });

  it('may be more than the specification allows, which is what holds then', () => {
    const engine = engineOf(backend, { memoryPages: 2 ** 40, tableElements: 2 ** 40 });
    const store = new Store(engine);
    const text = '(module (memory (export "m") 1) (table (export "t") 1 funcref))';
    const instance = new Instance(store, new Module(engine, wat(text)));
    expect([instance.memory('m').grow(1), instance.table('t').grow(1)]).toEqual([1, 1]);
    expect(new Memory(store, { limits: { min: 1 } }).grow(1)).toBe(1);
    expect(new Table(store, { element: FUNCREF, limits: { min: 1 } }).grow(1)).toBe(1);
    expect(() => new Module(engine, wat('(module (memory 65537))'))).toThrow('at most 65536 pages');
  });
});

describe.each(Engine.backends)('a table on %s', (backend) => {
  it('grows one by one as fast as all at once, and its slots are what they were set to', () => {
    const store = new Store(new Engine({ backend }));
    const text = `(module (type $t (func (result i32))) (table 1 funcref) (elem (i32.const 0) $one)
      (func $one (result i32) (i32.const 1)) (func $two (result i32) (i32.const 2)) (elem declare func $two)
      (func (export "grow") (param i32)
        (loop (drop (table.grow (ref.func $two) (i32.const 1)))
          (br_if 0 (i32.lt_u (table.size) (local.get 0)))))
      (func (export "call") (param i32) (result i32) (call_indirect (type $t) (local.get 0))))`;
    const instance = new Instance(store, new Module(store.engine, wat(text)));
    instance.func('grow').call(400_000);
    const call = instance.func('call').typed(['i32'], ['i32']);
    expect([0, 1, 65_535, 65_536, 399_999].map((index) => call(index))).toEqual([1, 2, 2, 2, 2]);
    expect(trapOf(() => call(400_000)).operands).toMatchObject({ index: 400_000, limit: 400_000 });
  });
});

it('there is a case for every limit', () => {
  expect(Object.keys(CASES).sort()).toEqual(Object.keys(DEFAULT_MODULE_LIMITS).sort());
});

it('what is no limit, or no number, is refused', () => {
  expect(() => engineOf('singlepass', { depth: 3 } as Partial<ModuleLimits>)).toThrow(/no limit "depth"/);
  expect(() => engineOf('singlepass', { locals: Number.NaN })).toThrow(/"locals" must be a whole number/);
  expect(() => engineOf('singlepass', { locals: -1 })).toThrow(UsageError);
});

const INTERRUPTIBLE = Engine.backends.filter((backend) => backend !== 'native');

describe.each(INTERRUPTIBLE)('an interrupt on %s', (backend) => {
  const text = `(module $endless (import "" "running" (func $running))
    (memory (export "memory") 1)
    (func (export "loop") (call $running) (loop (br 0)))
    (func (export "work") (param i32) (call $running)
      (loop (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1))) (br_if 0 (local.get 0))))
    (func $calls (export "calls") (call $running) (loop (call $leaf) (br 0))) (func $leaf)
    (func $tree (export "tree") (param i32) (if (local.get 0)
      (then (call $tree (i32.sub (local.get 0) (i32.const 1))) (call $tree (i32.sub (local.get 0) (i32.const 1))))))
    (func (export "recursion") (call $running) (call $tree (i32.const 60)))
    (func (export "seven") (result i32) (i32.const 7)))`;

  it.each([
    ['loop', []],
    ['work', [1]],
    ['calls', []],
    ['recursion', []],
  ] as const)('from another thread ends a %s that has no end', async (name, args) => {
    const engine = new Engine({ backend, interruptible: true });
    const store = new Store(engine);
    const started = new Int32Array(new SharedArrayBuffer(4));
    // The other thread waits for the guest, and a moment more so that its code is optimized.
    const other = new Worker(
      `const { started, cell } = require('node:worker_threads').workerData;
       Atomics.wait(started, 0, 0);
       Atomics.wait(started, 0, 1, 300);
       Atomics.store(cell, 0, 1);`,
      { eval: true, workerData: { started, cell: Engine.interrupt } },
    );
    await new Promise((resolve) => other.once('online', resolve));
    const running = new Func(store, { params: [], results: [] }, () => {
      Atomics.store(started, 0, 1);
      Atomics.notify(started, 0);
    });
    const instance = new Instance(store, new Module(engine, wat(text)), [running]);
    const trap = trapOf(() => instance.func(name).call(...args));
    await other.terminate();
    expect(trap.code).toBe('interrupted');
    expect(trap.message).toMatch(/^interrupted/);
    const exported = instance.module.exports.findIndex((extern) => extern.name === name);
    expect(exported).toBeGreaterThanOrEqual(0);
    expect(trap.frames.length).toBeGreaterThan(0);
    expect(trap.frames.at(-1)!.funcIndex).toBe(instance.module.data.exports[exported]!.index);
    // The guest stays usable.
    expect(Engine.interrupt[0]).toBe(0);
    expect(instance.func('seven').call()).toEqual([7]);
  });
});

/** Functions without a loop or a call that take long all the same. */
const LONG: Readonly<Record<string, string>> = {
  'memory.fill': '(memory.fill (i32.const 0) (i32.const 7) (i32.const 4194304))',
  'memory.copy downwards': '(memory.copy (i32.const 0) (i32.const 1) (i32.const 4194303))',
  'memory.copy upwards': '(memory.copy (i32.const 1) (i32.const 0) (i32.const 4194303))',
  'memory.grow': '(if (i32.lt_s (memory.grow (i32.const 400)) (i32.const 0)) (then (unreachable)))',
  'table.fill': '(table.fill (i32.const 0) (ref.null func) (i32.const 200000))',
  'table.copy': '(table.copy (i32.const 1) (i32.const 0) (i32.const 199999))',
  'straight code': '(local.set $x (i32.add (local.get $x) (i32.const 1)))'.repeat(2000),
};

describe.each(INTERRUPTIBLE)('an interrupt on %s', (backend) => {
  /** `ask`: what the guest calls before what takes long. */
  const load = (interruptible: boolean, text: string, ask: () => void) => {
    const engine = new Engine({ backend, interruptible });
    const store = new Store(engine);
    const body = `(module (import "" "ask" (func $ask)) (data (i32.const 5) "abc")
      (memory (export "memory") 64) (table 200000 funcref)
      (func (export "f") (local $x i32) (call $ask) ${text}))`;
    const instance = new Instance(store, new Module(engine, wat(body)), [
      new Func(store, { params: [], results: [] }, ask),
    ]);
    return { f: instance.func('f'), bytes: () => instance.memory('memory').bytes };
  };
  const interrupts = (count: number) => () => {
    if (count-- > 0) Engine.interrupt[0] = 1;
  };

  it.each(Object.entries(LONG))('ends one %s, which leaves the guest usable', (_, text) => {
    const asked = load(true, text, interrupts(1));
    const trap = trapOf(() => asked.f.call());
    expect([trap.code, trap.frames.map(({ funcIndex }) => funcIndex)]).toEqual(['interrupted', [1]]);
    expect(Engine.interrupt[0]).toBe(0);
    // Again, and to the end: as for an engine that heeds no interrupt.
    asked.f.call();
    const deaf = load(false, text, interrupts(1));
    deaf.f.call();
    expect(Engine.interrupt[0]).toBe(1);
    Engine.interrupt[0] = 0;
    expect(Buffer.compare(asked.bytes(), deaf.bytes())).toBe(0);
  });
});

it('native says how else it is ended', () => {
  expect(() => new Engine({ backend: 'native', interruptible: true })).toThrow(UsageError);
  expect(() => new Engine({ backend: 'native', interruptible: true })).toThrow(/end the thread or process/);
});
