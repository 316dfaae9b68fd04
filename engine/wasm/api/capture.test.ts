import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  Engine,
  type Extern,
  Func,
  type FuncType,
  Global,
  I32,
  Instance,
  Memory,
  Module,
  type Store,
  type StoreCapture,
} from '../index.ts';
import { storeOn, trapOf, wat } from './fixtures.ts';

/** Something of everything, most of it private: what its exports do can be told from what they return. */
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

/** What the module above imports, in a store of its own, and what its host was told. */
class World {
  readonly store: Store;
  readonly module: Module;
  readonly told: number[] = [];
  readonly externs: readonly Extern[];
  readonly instance: Instance;

  constructor(backend: string) {
    this.store = storeOn(backend);
    this.module = new Module(this.store.engine, wat(EVERYTHING));
    this.externs = [
      new Func(this.store, LOG, (n: number) => this.told.push(n) && undefined, { name: 'env.log' }),
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
  const told: number[] = [];
  const modules = capture.instances.map(() => new Module(store.engine, bytes));
  const hostFunction = (name: string, type: FuncType) =>
    new Func(store, type, (n: number) => told.push(n) && undefined, { name });
  const instances = store.restore(capture, { modules, hostFunction });
  return { store, told, instance: instances[0]! };
}

/** A capture with its pages as hashes, which compare faster. */
function digestOf({ memories, ...rest }: StoreCapture): object {
  const hash = (page: Uint8Array) => createHash('sha1').update(page).digest('hex');
  return { ...rest, memories: memories.map(({ limits, pages }) => ({ limits, pages: pages.map(hash) })) };
}

const PAIRS = Engine.backends.flatMap((from) => Engine.backends.map((to) => [from, to] as const));

describe.each(PAIRS)('a store captured on %s and restored on %s (issue 11, 1)', (from, to) => {
  it('has all of its state, private and immutable state included', () => {
    const world = new World(from);
    world.instance.func('keep').call(1, 'kept');
    world.instance.func('change').call(7);
    const { store, instance, told } = restored(to, world.store.capture());
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
    expect(told).toEqual([]);
    instance.func('change').call(1);
    expect(told).toEqual([1]);
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
