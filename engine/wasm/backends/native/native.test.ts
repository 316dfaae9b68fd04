import { describe, expect, it } from 'vitest';
import { instantiate, storeOn, trapOf, wat } from '../../api/fixtures.ts';
import { FUNCREF, Func, Global, I32, I64, Instance, Module, Table } from '../../index.ts';

const store = () => storeOn('native');

describe('native', () => {
  it('compiles all functions at once', () => {
    const { stats } = instantiate(store(), '(module (func) (func) (func (export "f")))');
    expect(stats).toMatchObject({ functions: 3, functionsCompiled: 3 });
    expect(stats.compileMs).toBeGreaterThan(0);
  });

  it('tells instances of one module apart in traps', () => {
    const shared = store();
    const module = new Module(
      shared.engine,
      wat(`(module (memory (export "memory") 1 4)
        (func (export "load") (param i32) (result i32) (i32.load (local.get 0))))`),
    );
    const [small, large] = [new Instance(shared, module), new Instance(shared, module)];
    large.memory('memory').grow(2);
    expect(trapOf(() => large.func('load').call(-1)).operands).toMatchObject({
      address: 0xffffffff,
      limit: 3 * 65536,
    });
    expect(trapOf(() => small.func('load').call(65533)).operands).toMatchObject({
      address: 65533,
      limit: 65536,
    });
  });

  it('takes two imports of one name and different types', () => {
    const shared = store();
    const first = new Func(shared, { params: [], results: [I32] }, () => 1);
    const second = new Func(shared, { params: [], results: [I64] }, () => 2n);
    const instance = instantiate(
      shared,
      `(module (import "env" "f" (func $a (result i32))) (import "env" "f" (func $b (result i64)))
        (func (export "both") (result i32 i64) (call $a) (call $b)))`,
      [first, second],
    );
    expect(instance.func('both').call()).toEqual([1, 2n]);
  });

  it('keeps what a failed instantiation left in an imported table, with its traps', () => {
    const shared = store();
    const table = new Table(shared, { element: FUNCREF, limits: { min: 2 } });
    const text = `(module (import "env" "table" (table 2 funcref)) (memory 1)
      (func $left (result i32) (i32.load offset=65533 (i32.const 0)))
      (elem (i32.const 1) $left) (data (i32.const 65534) "abcd"))`;
    const failure = trapOf(() => instantiate(shared, text, [table]));
    expect(failure.code).toBe('memory-out-of-bounds');
    expect(failure.operands).toEqual({ address: 65534, size: 4, limit: 65536 });
    expect(failure.frames).toEqual([]);
    const left = table.get(1) as Func;
    expect(left.type).toEqual({ params: [], results: [I32] });
    expect(trapOf(() => left.call())).toMatchObject({
      operands: { address: 65533, size: 4, limit: 65536 },
      frames: [{ funcIndex: 0, name: 'left' }],
    });
  });

  it('knows that a segment was dropped', () => {
    const instance = instantiate(
      store(),
      `(module (table 4 funcref) (memory 1) (func $f) (elem $e func $f $f) (data $d "abc")
        (func (export "table") (table.init $e (i32.const 0) (i32.const 1) (i32.const 1)))
        (func (export "memory") (memory.init $d (i32.const 0) (i32.const 1) (i32.const 2)))
        (func (export "drop") (elem.drop $e) (data.drop $d)))`,
    );
    expect(instance.func('table').call()).toEqual([]);
    expect(instance.func('memory').call()).toEqual([]);
    instance.func('drop').call();
    expect(trapOf(() => instance.func('table').call()).operands).toEqual({ index: 1, limit: 0, table: 0 });
    expect(trapOf(() => instance.func('memory').call()).operands).toEqual({ address: 1, size: 2, limit: 0 });
  });

  it('gives every stack trace its frames, whatever the process allows traces', () => {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    try {
      const instance = instantiate(
        store(),
        '(module (func $a unreachable) (func $b (export "b") (call $a)))',
      );
      expect(trapOf(() => instance.func('b').call()).frames.map(({ name }) => name)).toEqual(['a', 'b']);
      expect(Error.stackTraceLimit).toBe(0);
    } finally {
      Error.stackTraceLimit = limit;
    }
  });
});

it('finds the first instruction of a function whose call exhausts the stack', () => {
  const text = '(module (memory 1) (func $f (export "f") (drop (i32.load (i32.const 0))) (call $f)))';
  const [native, singlepass] = ['native', 'singlepass'].map((backend) =>
    trapOf(() => instantiate(storeOn(backend), text).func('f').call()),
  );
  expect(native!.code).toBe('stack-overflow');
  expect(native!.frames.slice(0, 3)).toEqual(singlepass!.frames.slice(0, 3));
});

describe('constant expressions that V8 may not know', () => {
  it('compute with constants, imports and earlier globals', () => {
    const shared = store();
    const base = new Global(shared, { type: I32, mutable: false }, 1000);
    const text = `(module (import "env" "base" (global $base i32))
      (global $sum i32 (i32.add (i32.const 40) (i32.const 2)))
      (global $from i32 (i32.mul (global.get $base) (i32.const 3)))
      (global $big (export "big") i64 (i64.sub (i64.const 0) (i64.const 0x123456789ab)))
      (global (export "sum") i32 (global.get $sum))
      (global (export "all") i32 (i32.add (global.get $from) (global.get $sum)))
      (memory (export "memory") 1) (data (i32.add (global.get $base) (i32.const 1)) "x"))`;
    const instance = instantiate(shared, text, [base]);
    expect(instance.global('big').get()).toBe(-0x123456789abn);
    expect(instance.global('sum').get()).toBe(42);
    expect(instance.global('all').get()).toBe(3042);
    expect(instance.memory('memory').bytes[1001]).toBe('x'.charCodeAt(0));
  });

  it('may form chains of any length', () => {
    const links = Array.from(
      { length: 5000 },
      (_, i) => `(global i32 (i32.add (global.get ${i}) (global.get ${i})))`,
    );
    const text = `(module (global i32 (i32.const 1)) ${links.join('')} (export "first" (global 31)) (export "last" (global 5000)))`;
    const instance = instantiate(store(), text);
    expect(instance.global('first').get()).toBe(-2147483648);
    expect(instance.global('last').get()).toBe(0);
  });
});
