import { describe, expect, it } from 'vitest';
import {
  Engine,
  type Extern,
  F64,
  FUNCREF,
  Func,
  Global,
  I32,
  I64,
  InvalidError,
  LinkError,
  MalformedError,
  Memory,
  Module,
  Table,
  type Value,
} from '../index.ts';
import { instantiate, storeOn, trapOf, wat } from './fixtures.ts';

describe.each(Engine.backends)('linking on %s', (backend) => {
  const store = storeOn(backend);
  const func = new Func(store, { params: [I32], results: [] }, () => {});
  const memory = new Memory(store, { limits: { min: 2, max: 4 } });
  const table = new Table(store, { element: FUNCREF, limits: { min: 5 } });
  const constant = new Global(store, { type: I32, mutable: false }, 5);
  const variable = new Global(store, { type: I32, mutable: true }, 5);

  it.each<[string, string, Extern | undefined]>([
    ['a missing function', '(func (param i32))', undefined],
    ['another function type', '(func (param i64))', func],
    ['another result', '(func (param i32) (result i32))', func],
    ['another kind', '(func (param i32))', memory],
    ['a memory that is too small', '(memory 3)', memory],
    ['a memory that may grow further', '(memory 1 3)', memory],
    ['a table that is too small', '(table 6 funcref)', table],
    ['a table without a maximum', '(table 1 10 funcref)', table],
    ['a table of another type', '(table 1 externref)', table],
    ['a global of another type', '(global i64)', constant],
    ['a constant for a variable', '(global (mut i32))', constant],
    ['a variable for a constant', '(global i32)', variable],
  ])('refuses %s, naming the import', (_, wanted, extern) => {
    const attempt = () => instantiate(store, `(module (import "env" "thing" ${wanted}))`, [extern]);
    expect(attempt).toThrow(LinkError);
    expect(attempt).toThrow(/"env" "thing"/);
    expect(attempt).toThrow(extern === undefined ? /^unknown import/ : /^incompatible import type/);
  });

  it.each<[string, Extern]>([
    ['(func (param i32))', func],
    ['(memory 1)', memory],
    ['(memory 2 4)', memory],
    ['(memory 0 5)', memory],
    ['(table 5 funcref)', table],
    ['(global i32)', constant],
    ['(global (mut i32))', variable],
  ])('accepts what matches %s', (wanted, extern) => {
    expect(() => instantiate(store, `(module (import "env" "thing" ${wanted}))`, [extern])).not.toThrow();
  });

  it('matches a memory by its size of now', () => {
    const grown = new Memory(store, { limits: { min: 1, max: 4 } });
    const attempt = () => instantiate(store, '(module (import "m" "m" (memory 3)))', [grown]);
    expect(attempt).toThrow(LinkError);
    expect(grown.grow(2)).toBe(1);
    expect(attempt).not.toThrow();
    expect(grown.type).toEqual({ limits: { min: 3, max: 4 } });
  });

  it('refuses objects of another store', () => {
    const foreign = new Func(storeOn(backend), { params: [], results: [] }, () => {});
    expect(() => instantiate(store, '(module (import "m" "f" (func)))', [foreign])).toThrow(/another store/);
  });

  it('refuses bytes that are no module, and modules that are not valid, with offsets', () => {
    const engine = new Engine({ backend });
    expect(() => new Module(engine, new Uint8Array([0, 1, 2]))).toThrow(MalformedError);
    expect(() => new Module(engine, wat('(module (func (result i32)))'))).toThrow(InvalidError);
    expect(() => new Module(engine, wat('(module (func (result i32)))'))).toThrow(
      expect.objectContaining({ offset: expect.any(Number) as number }),
    );
  });

  it('lists imports and exports with their types', () => {
    const module = new Module(
      new Engine({ backend }),
      wat(
        '(module (import "a" "b" (func (param i64))) (memory (export "m") 1 2) (global (export "g") (mut f64) (f64.const 0)))',
      ),
    );
    expect(module.imports).toEqual([
      { module: 'a', name: 'b', type: { kind: 'func', type: { params: [I64], results: [] } } },
    ]);
    expect(module.exports).toEqual([
      { name: 'm', type: { kind: 'memory', type: { limits: { min: 1, max: 2 } } } },
      { name: 'g', type: { kind: 'global', type: { type: F64, mutable: true } } },
    ]);
  });
});

describe.each(Engine.backends)('sharing on %s', (backend) => {
  it('a memory is one, whoever writes and grows it', () => {
    const store = storeOn(backend);
    const memory = new Memory(store, { limits: { min: 1, max: 3 } });
    const text = `(module (import "m" "m" (memory 1 3))
      (func (export "get") (param i32) (result i32) (i32.load (local.get 0)))
      (func (export "set") (param i32 i32) (i32.store (local.get 0) (local.get 1)))
      (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
      (func (export "size") (result i32) (memory.size)))`;
    const a = instantiate(store, text, [memory]);
    const b = instantiate(store, text, [memory]);
    a.func('set').call(8, 1234);
    expect(b.func('get').call(8)).toEqual([1234]);
    expect(memory.view.getInt32(8, true)).toBe(1234);
    memory.view.setInt32(12, -5, true);
    expect(a.func('get').call(12)).toEqual([-5]);
    expect(trapOf(() => b.func('get').call(65536)).code).toBe('memory-out-of-bounds');
    expect(a.func('grow').call(1)).toEqual([1]);
    expect(b.func('get').call(65536)).toEqual([0]);
    expect(b.func('size').call()).toEqual([2]);
    expect(memory.grow(1)).toBe(2);
    expect(memory.bytes).toHaveLength(3 * 65536);
    expect(b.func('grow').call(1)).toEqual([-1]);
    expect(memory.view.getInt32(8, true)).toBe(1234);
  });

  it('a memory that a host function grows is seen at once by the guest that called it', () => {
    const store = storeOn(backend);
    const memory = new Memory(store, { limits: { min: 1, max: 2000 } });
    const grow = new Func(store, { params: [], results: [] }, () => {
      memory.grow(1000);
      memory.view.setInt32(1000 * 65536, 77, true);
    });
    const guest = instantiate(
      store,
      `(module (import "m" "m" (memory 1 2000)) (import "m" "f" (func $f)) (func (export "go") (result i32)
        (i32.store (i32.const 4) (i32.const 5)) (call $f) (i32.add (i32.load (i32.const 4)) (i32.load (i32.const 65536000)))))`,
      [memory, grow],
    );
    expect(guest.func('go').call()).toEqual([82]);
  });

  it.each<[string, Value, Value]>([
    ['i32', -1, 5],
    ['i64', -2n, 1n << 62n],
    ['f32', 0.5, -0],
    ['f64', 0.1, Number.NaN],
    ['externref', null, { a: 1 }],
    ['funcref', null, null],
  ])('a mutable %s global is one, whoever sets it', (type, first, second) => {
    const store = storeOn(backend);
    const owner = instantiate(
      store,
      `(module (global $g (export "g") (mut ${type}) ${type.endsWith('ref') ? `(ref.null ${type.slice(0, -3)})` : `(${type}.const 0)`})
        (func (export "get") (result ${type}) (global.get $g)))`,
    );
    const other = instantiate(
      store,
      `(module (import "m" "g" (global $g (mut ${type}))) (func (export "set") (param ${type}) (global.set $g (local.get 0))))`,
      [owner.global('g')],
    );
    for (const value of [first, second]) {
      other.func('set').call(value);
      expect(owner.func('get').call()).toEqual([value]);
      expect(owner.global('g').get()).toEqual(value);
    }
    owner.global('g').set(first);
    expect(owner.func('get').call()).toEqual([first]);
  });

  it('imported constants initialize globals, segments and extended expressions', () => {
    const store = storeOn(backend);
    const base = new Global(store, { type: I32, mutable: false }, 100);
    const instance = instantiate(
      store,
      `(module (import "m" "b" (global $b i32)) (memory (export "m") 1)
        (global (export "g") i32 (i32.add (i32.mul (global.get $b) (i32.const 3)) (i32.const -1)))
        (data (i32.add (global.get $b) (i32.const 2)) "x"))`,
      [base],
    );
    expect(instance.global('g').get()).toBe(299);
    expect(instance.memory('m').bytes[102]).toBe(120);
  });

  it('segments applied before a trap at instantiation stay, and functions in the table live on', () => {
    const store = storeOn(backend);
    const table = new Table(store, { element: FUNCREF, limits: { min: 2 } });
    const attempt = () =>
      instantiate(
        store,
        `(module (import "m" "t" (table 2 funcref)) (memory 1) (func $f (result i32) (i32.const 42))
          (elem (i32.const 1) $f) (data (i32.const 70000) "x"))`,
        [table],
      );
    expect(trapOf(attempt).code).toBe('memory-out-of-bounds');
    expect((table.get(1) as Func).call()).toEqual([42]);
  });

  it('two instances of a module share nothing', () => {
    const store = storeOn(backend);
    const text = `(module (global $n (mut i32) (i32.const 0)) (func (export "next") (result i32)
      (global.set $n (i32.add (global.get $n) (i32.const 1))) (global.get $n)))`;
    const [a, b] = [instantiate(store, text), instantiate(store, text)];
    a.func('next').call();
    expect(a.func('next').call()).toEqual([2]);
    expect(b.func('next').call()).toEqual([1]);
  });

  it('an export is the same object each time, and a function imported and exported is itself', () => {
    const store = storeOn(backend);
    const host = new Func(store, { params: [], results: [] }, () => {});
    const instance = instantiate(
      store,
      `(module (import "m" "f" (func $f)) (export "a" (func $f)) (export "b" (func $f)) (func $g (export "g")) (export "h" (func $g))
        (table (export "t") 1 funcref) (elem (i32.const 0) $g))`,
      [host],
    );
    expect(instance.func('a')).toBe(host);
    expect(instance.func('b')).toBe(host);
    expect(instance.func('g')).toBe(instance.func('h'));
    expect(instance.table('t').get(0)).toBe(instance.func('g'));
  });
});
