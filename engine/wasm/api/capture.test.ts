import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  Engine,
  EXTERNREF,
  type Extern,
  FUNCREF,
  Func,
  type FuncType,
  Global,
  I32,
  Instance,
  Memory,
  Module,
  Restoration,
  type Store,
  type StoreCapture,
  Table,
  UsageError,
} from '../index.ts';
import { instantiate, storeOn, trapOf, wat } from './fixtures.ts';

/** Something of everything, most of it private: its exports return what they do. */
const EVERYTHING = `(module $everything
  (import "env" "log" (func $log (param i32)))
  (import "env" "memory" (memory 1 4))
  (import "env" "base" (global $base i32))
  (type $unary (func (param i32) (result i32)))
  (table $private 4 8 funcref)
  (table $things 2 externref)
  (global $count (mut i32) (i32.const 0))
  (global $wide (mut i64) (i64.const 5))
  (global $single (mut f32) (f32.const 0))
  (global $double (mut f64) (f64.const 0))
  (global $vector (mut v128) (v128.const i32x4 1 2 3 4))
  (global $constant i32 (global.get $base))
  (global $reference (mut funcref) (ref.null func))
  (elem (table $private) (i32.const 1) func $double_it $negate)
  (elem $passive funcref (ref.func $negate) (ref.null func))
  (elem declare func $hidden)
  (data (i32.const 16) "active")
  (data $text "passive")
  (func $double_it (type $unary) (i32.mul (local.get 0) (i32.const 2)))
  (func $negate (type $unary) (i32.sub (i32.const 0) (local.get 0)))
  (func $hidden (type $unary) (i32.add (local.get 0) (global.get $constant)))
  (func $start (global.set $count (i32.add (global.get $count) (i32.const 1))))
  (start $start)
  (func (export "change") (param $n i32)
    (global.set $count (i32.add (global.get $count) (local.get $n)))
    (global.set $wide (i64.sub (global.get $wide) (i64.extend_i32_s (local.get $n))))
    (global.set $single (f32.reinterpret_i32 (i32.const 0x7fa00001)))
    (global.set $double (f64.reinterpret_i64 (i64.const 0x7ff4000000000001)))
    (global.set $vector (i32x4.splat (local.get $n)))
    (global.set $reference (ref.func $hidden))
    (table.set $private (i32.const 0) (ref.func $hidden))
    (drop (table.grow $private (ref.func $negate) (i32.const 1)))
    (drop (memory.grow (i32.const 1)))
    (i32.store (i32.const 70000) (local.get $n))
    (call $log (local.get $n)))
  (func (export "drop") (data.drop $text) (elem.drop $passive))
  (func (export "keep") (param i32 externref) (table.set $things (local.get 0) (local.get 1)))
  (func (export "kept") (param i32) (result externref) (table.get $things (local.get 0)))
  (func (export "call") (param $slot i32) (param $n i32) (result i32)
    (call_indirect $private (type $unary) (local.get $n) (local.get $slot)))
  (func (export "numbers") (result i32 i64 i32 i64 v128 i32)
    (global.get $count) (global.get $wide) (i32.reinterpret_f32 (global.get $single))
    (i64.reinterpret_f64 (global.get $double)) (global.get $vector) (i32.load (i32.const 70000)))
  (func (export "initialize")
    (memory.init $text (i32.const 100) (i32.const 0) (i32.const 7))
    (table.init $private $passive (i32.const 2) (i32.const 0) (i32.const 2))))`;

/** What the module above imports, in a store of its own, and what its host received. */
class World {
  readonly store: Store;
  readonly module: Module;
  readonly received: number[] = [];
  readonly externs: readonly Extern[];
  readonly instance: Instance;

  constructor(backend: string) {
    this.store = storeOn(backend);
    this.module = new Module(this.store.engine, wat(EVERYTHING));
    this.externs = [
      new Func(this.store, LOG, (n: number) => this.received.push(n) && undefined, { name: 'env.log' }),
      new Memory(this.store, { limits: { min: 1, max: 3 } }),
      new Global(this.store, { type: I32, mutable: false }, 1000),
    ];
    this.instance = new Instance(this.store, this.module, this.externs);
  }
}
const LOG: FuncType = { params: [I32], results: [] };

/** Restores a capture of one module on a backend. */
function restored(backend: string, capture: StoreCapture, bytes = wat(EVERYTHING)) {
  const store = storeOn(backend);
  const received: number[] = [];
  const modules = capture.instances.map(() => new Module(store.engine, bytes));
  const hostFunction = (name: string, type: FuncType) =>
    new Func(store, type, (n: number) => received.push(n) && undefined, { name });
  const instances = store.restore(capture, { modules, hostFunction });
  return { store, received, instance: instances[0]! };
}

/** A capture with its pages as hashes, which compare faster. */
function digestOf({ memories, ...rest }: StoreCapture): object {
  const hash = (page: Uint8Array) => createHash('sha1').update(page).digest('hex');
  return { ...rest, memories: memories.map(({ limits, pages }) => ({ limits, pages: pages.map(hash) })) };
}

const ADD: FuncType = { params: [I32], results: [I32] };

const PROVIDER = `(module (import "host" "add" (func $add (param i32) (result i32)))
  (memory (export "memory") 1 4) (table (export "table") 4 funcref) (elem (i32.const 0) $plain) (elem (i32.const 3) $add)
  (global (export "constant") funcref (ref.func $plain)) (export "host" (func $add))
  (func $plain (export "plain") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1))))`;

const USER = `(module (import "one" "memory" (memory 1)) (import "one" "table" (table $t 4 funcref))
  (import "one" "plain" (func $plain (param i32) (result i32))) (import "one" "constant" (global funcref))
  (export "again" (func $plain)) (type $unary (func (param i32) (result i32)))
  (func $own (export "own") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2)))
  (func (export "fill") (table.set $t (i32.const 2) (ref.func $own)))
  (func (export "size") (result i32) (memory.size))
  (func (export "call") (param $slot i32) (param i32) (result i32)
    (call_indirect $t (type $unary) (local.get 1) (local.get $slot))))`;

const TRAPPING = `(module (import "env" "table" (table 1 funcref)) (memory 1) (elem (i32.const 0) $left)
  (data $first (i32.const 0) "a") (data $second (i32.const 65536) "b")
  (func $left (param i32)
    (if (local.get 0)
      (then (memory.init $second (i32.const 0) (i32.const 0) (i32.const 1)))
      (else (memory.init $first (i32.const 0) (i32.const 0) (i32.const 1))))))`;

const PAIRS = Engine.backends.flatMap((from) => Engine.backends.map((to) => [from, to] as const));

describe.each(PAIRS)('a store captured on %s and restored on %s (issue 11, 1)', (from, to) => {
  it('has all of its state, private and immutable state included', () => {
    const world = new World(from);
    world.instance.func('keep').call(1, 'kept');
    world.instance.func('change').call(7);
    const { store, instance, received } = restored(to, world.store.capture());
    expect(instance.func('numbers').call()).toEqual(world.instance.func('numbers').call());
    expect(instance.func('numbers').call()).toEqual([
      8,
      -2n,
      0x7fa00001,
      0x7ff4000000000001n,
      Uint8Array.from({ length: 16 }, (_, i) => (i % 4 === 0 ? 7 : 0)),
      7,
    ]);
    expect([0, 1, 2, 4].map((slot) => instance.func('call').call(slot, 5)[0])).toEqual([1005, 10, -5, -5]);
    expect(trapOf(() => instance.func('call').call(3, 5)).code).toBe('indirect-call-to-null');
    expect(instance.func('kept').call(1)).toEqual(['kept']);
    expect(Buffer.from(store.memories[0]!.bytes.subarray(16, 22)).toString()).toBe('active');
    expect(received).toEqual([]);
    instance.func('change').call(1);
    expect(received).toEqual([1]);
    // What is not dropped is there, what was dropped stays so.
    instance.func('initialize').call();
    expect(trapOf(() => instance.func('call').call(3, 5)).code).toBe('indirect-call-to-null');
    expect(instance.func('call').call(2, 5)).toEqual([-5]);
    instance.func('drop').call();
    expect(trapOf(() => instance.func('initialize').call()).code).toBe('memory-out-of-bounds');
  });

  it('has dropped what was dropped', () => {
    const world = new World(from);
    world.instance.func('drop').call();
    const { instance } = restored(to, world.store.capture());
    expect(trapOf(() => instance.func('initialize').call()).operands).toEqual(
      trapOf(() => world.instance.func('initialize').call()).operands,
    );
  });

  it('is captured equal', () => {
    const world = new World(from);
    const digest = (store: Store) => digestOf(store.capture());
    expect(digest(restored(to, world.store.capture()).store)).toEqual(digest(world.store));
    world.instance.func('keep').call(0, 'kept');
    world.instance.func('change').call(3);
    world.instance.func('drop').call();
    const same = new World(to);
    same.instance.func('keep').call(0, 'kept');
    same.instance.func('change').call(3);
    same.instance.func('drop').call();
    expect(digest(same.store)).toEqual(digest(world.store));
    expect(digest(restored(to, world.store.capture()).store)).toEqual(digest(world.store));
  });
});

describe.each(PAIRS)('instances captured on %s and restored on %s (issue 11, 1)', (from, to) => {
  const hostFunction = (store: Store) => (name: string, type: FuncType) =>
    new Func(store, type, (n: number) => n + 100, { name });

  it('share what they shared, and functions are the same wherever they are referred to', () => {
    const store = storeOn(from);
    const host = hostFunction(store)('host.add', ADD);
    const provider = instantiate(store, PROVIDER, [host]);
    const externs = ['memory', 'table', 'plain', 'constant'].map((name) => provider.exports.get(name));
    const user = instantiate(store, USER, externs);
    user.func('fill').call();
    const next = storeOn(to);
    const modules = store.instances.map(({ module }) => new Module(next.engine, module));
    const [first, second] = next.restore(store.capture(), { modules, hostFunction: hostFunction(next) });
    for (const [one, two] of [
      [provider, user],
      [first!, second!],
    ] as const) {
      const table = one.table('table');
      const slots = [0, 1, 2, 3].map((slot) => table.get(slot));
      expect(slots[0]).toBe(one.func('plain'));
      expect(slots.slice(1, 3)).toEqual([null, two.func('own')]);
      expect(two.exports.get('again')).toBe(one.func('plain'));
      expect(slots[3]).toBe(one.exports.get('host'));
      expect(two.func('call').call(0, 5)).toEqual([6]);
      expect(two.func('call').call(2, 5)).toEqual([10]);
      expect(two.func('call').call(3, 5)).toEqual([105]);
      one.memory('memory').grow(1);
      expect(two.func('size').call()).toEqual([one.memory('memory').size]);
    }
  });

  it('include those whose start function trapped, with the segments that they dropped', () => {
    const store = storeOn(from);
    const table = new Table(store, { element: FUNCREF, limits: { min: 1 } });
    trapOf(() => instantiate(store, TRAPPING, [table]));
    const next = storeOn(to);
    const modules = store.instances.map(({ module }) => new Module(next.engine, module));
    next.restore(store.capture(), { modules, hostFunction: hostFunction(next) });
    for (const { tables } of [store, next]) {
      const left = tables[0]!.get(0);
      // The first data segment is dropped, the second, which trapped, is not.
      expect(Func.is(left) && trapOf(() => left.call(0)).operands).toEqual({ address: 0, size: 1, limit: 0 });
      expect(Func.is(left) && left.call(1)).toEqual([]);
    }
    expect(next.instances).toHaveLength(1);
  });

  it('can be built ahead, and become what the guest has become since', () => {
    const world = new World(from);
    const store = storeOn(to);
    const modules = [new Module(store.engine, world.module)];
    const base = world.store.capture();
    const restoration = new Restoration(store, base, { modules, hostFunction: hostFunction(store) });
    restoration.instances[0]!.prepare();
    restoration.apply(base);
    world.instance.func('change').call(3);
    world.instance.func('drop').call();
    const later = world.store.capture(base);
    restoration.apply(later);
    expect(digestOf(store.capture())).toEqual(digestOf(later));
    expect(restoration.instances[0]!.func('numbers').call()).toEqual(world.instance.func('numbers').call());
  });
});

describe.each(Engine.backends)('a store on %s (issue 11, 1)', (backend) => {
  it('lists its objects, private ones included, in the order in which instances name them', () => {
    const { store, instance, externs } = new World(backend);
    const [log, memory, base] = externs;
    const other = new Table(store, { element: FUNCREF, limits: { min: 0 } });
    expect(store.instances).toEqual([instance]);
    expect(store.memories).toEqual([memory]);
    expect(store.tables.map(({ type }) => type)).toEqual([
      { element: FUNCREF, limits: { min: 4, max: 8 } },
      { element: EXTERNREF, limits: { min: 2 } },
      other.type,
    ]);
    expect(store.tables[2]).toBe(other);
    expect(store.globals[0]).toBe(base);
    expect(store.globals.map((global) => [global.type.mutable, global.get()]).slice(1, 3)).toEqual([
      [true, 1],
      [true, 5n],
    ]);
    expect(store.globals).toHaveLength(8);
    expect(store.functions[0]).toBe(log);
    expect(store.functions).toContain(instance.func('change'));
    expect(store.functions.map(({ name }) => name).slice(1, 4)).toEqual(['double_it', 'negate', 'hidden']);
  });

  it('shares unchanged pages with the base of a capture', () => {
    const { store, instance } = new World(backend);
    instance.func('change').call(1);
    const base = store.capture();
    instance.func('change').call(2);
    const [before, after] = [base, store.capture(base)].map(({ memories }) => memories[0]!.pages);
    expect(after!.map((page, i) => page === before![i])).toEqual([true, false, false]);
    expect(store.capture().memories[0]!.pages[0]).not.toBe(before![0]);
  });

  it('captures nothing once it is disposed of', () => {
    const { store } = new World(backend);
    store.dispose();
    expect(() => store.capture()).toThrow(UsageError);
  });
});

describe.each(Engine.backends)('globals on %s (issue 11, 1)', (backend) => {
  it('start with the payload of a NaN that their initializer has', () => {
    const store = storeOn(backend);
    const text = `(module (import "env" "single" (global $imported f32))
      (global $single f32 (f32.const nan:0x200001)) (global $double f64 (f64.const -nan:0x4000000000001))
      (global $copy f32 (global.get $imported))
      (func (export "bits") (result i32 i64 i32) (i32.reinterpret_f32 (global.get $single))
        (i64.reinterpret_f64 (global.get $double)) (i32.reinterpret_f32 (global.get $copy))))`;
    const source = new Instance(
      store,
      new Module(store.engine, wat('(module (global (export "g") f32 (f32.const nan:0x200002)))')),
    );
    const instance = new Instance(store, new Module(store.engine, wat(text)), [source.global('g')]);
    expect(instance.func('bits').call()).toEqual([
      0x7fa00001,
      BigInt.asIntN(64, 0xfff4000000000001n),
      0x7fa00002,
    ]);
  });
});
