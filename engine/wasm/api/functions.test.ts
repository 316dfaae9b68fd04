import { describe, expect, it } from 'vitest';
import {
  Engine,
  F64,
  FUNCREF,
  Func,
  type FuncType,
  funcTypeText,
  I32,
  I64,
  Table,
  Trap,
  Unwind,
  UsageError,
  type Value,
  valTypeName,
} from '../index.ts';
import { instantiate, storeOn, trapOf } from './fixtures.ts';

/** Functions one by one; test/functions has the product of how they are made, placed, called and how they misbehave. */

describe.each(Engine.backends)('indirect calls on %s', (backend) => {
  const MODULE = (slot: number) => `(module
    (type $void (func)) (import "env" "callback" (func $callback (type $void)))
    (table 3 funcref) (elem (i32.const 1) $callback $other)
    (func $other (param i64) (result f32) (f32.const 1))
    (func (export "run") (call_indirect (type $void) (i32.const ${slot}))))`;

  function run(slot: number) {
    const store = storeOn(backend);
    let calls = 0;
    const callback = new Func(store, { params: [], results: [] }, () => {
      calls++;
    });
    const instance = instantiate(store, MODULE(slot), [callback]);
    return { call: () => instance.func('run').call(), calls: () => calls };
  }

  it('calls the host function once, returns, and traps nowhere', () => {
    const { call, calls } = run(1);
    expect(call()).toEqual([]);
    expect(calls()).toBe(1);
  });

  it('names a null slot', () => {
    const trap = trapOf(run(0).call);
    expect(trap).toMatchObject({ code: 'indirect-call-to-null', operands: { index: 0, table: 0 } });
    expect(trap.message).toMatch(/^uninitialized element/);
  });

  it('names an index beyond the table', () => {
    const trap = trapOf(run(3).call);
    expect(trap).toMatchObject({ code: 'table-out-of-bounds', operands: { index: 3, limit: 3, table: 0 } });
    expect(trap.message).toMatch(/^undefined element/);
  });

  it('takes an index as unsigned', () => {
    expect(trapOf(run(-1).call).operands).toEqual({ index: 4294967295, limit: 3, table: 0 });
  });

  it('names both signatures of a mismatch', () => {
    expect(trapOf(run(2).call)).toMatchObject({
      code: 'indirect-call-signature-mismatch',
      operands: { index: 2, table: 0, expected: '() -> ()', actual: '(i64) -> (f32)' },
    });
  });

  it('compares types by structure, not by index, and across modules', () => {
    const store = storeOn(backend);
    const table = new Table(store, { element: FUNCREF, limits: { min: 2 } });
    instantiate(
      store,
      `(module (import "m" "t" (table 2 funcref)) (type (func)) (type (func (param f64))) (type $t (func (param i32) (result i32)))
        (func $f (type $t) (i32.mul (local.get 0) (i32.const 3))) (elem (i32.const 0) $f))`,
      [table],
    );
    const guest = instantiate(
      store,
      `(module (import "m" "t" (table 2 funcref)) (type $a (func (param i32) (result i32))) (type $b (func (param i32) (result i32)))
        (func (export "a") (result i32) (call_indirect (type $a) (i32.const 5) (i32.const 0)))
        (func (export "b") (result i32) (call_indirect (type $b) (i32.const 7) (i32.const 0))))`,
      [table],
    );
    expect(guest.func('a').call()).toEqual([15]);
    expect(guest.func('b').call()).toEqual([21]);
  });

  it('sees the slot that the host replaces while the guest runs, and a table it has grown', () => {
    const store = storeOn(backend);
    const table = new Table(store, { element: FUNCREF, limits: { min: 1 } });
    const second = new Func(store, { params: [], results: [I32] }, () => 2);
    const first = new Func(store, { params: [], results: [I32] }, () => {
      table.set(0, second);
      table.grow(5, second);
      return 1;
    });
    table.set(0, first);
    const guest = instantiate(
      store,
      `(module (type $t (func (result i32))) (import "m" "t" (table 1 funcref)) (func (export "go") (result i32 i32 i32)
        (call_indirect (type $t) (i32.const 0)) (call_indirect (type $t) (i32.const 0)) (call_indirect (type $t) (i32.const 5))))`,
      [table],
    );
    expect(guest.func('go').call()).toEqual([1, 2, 2]);
  });
});

describe.each(Engine.backends)('host functions on %s', (backend) => {
  const answering = (type: FuncType, answer: () => Value) => {
    const store = storeOn(backend);
    const results = type.results.length === 0 ? '' : `(result ${type.results.map(valTypeName).join(' ')})`;
    const func = new Func(store, type, answer, { name: 'answer' });
    return instantiate(
      store,
      `(module (import "m" "f" (func $f ${results})) (func $inner ${results} (call $f)) (func (export "go") ${results} (call $inner)))`,
      [func],
    ).func('go');
  };

  it.each<[string, number[], Value]>([
    ['no value for an i32', [I32], undefined],
    ['a fraction for an i32', [I32], 1.5],
    ['an i32 beyond its range', [I32], 4294967295],
    ['a string', [I32], 'x'],
    ['a bigint for an i32', [I32], 1n],
    ['a number for an i64', [I64], 1],
    ['an i64 beyond its range', [I64], 1n << 63n],
    ['a bigint for an f64', [F64], 1n],
    ['a Promise', [F64], Promise.resolve(1)],
    ['one value for two', [I32, I32], 1],
    ['three values for two', [I32, I32], [1, 2, 3]],
    ['a wrong second value', [I32, I64], [1, 2]],
    ['a value for none', [], 5],
    ['an object for a funcref', [FUNCREF], {}],
  ])('is refused %s', (_, results, answer) => {
    const type = { params: [], results };
    const trap = trapOf(() => answering(type, () => answer).call());
    expect(trap.code).toBe('host-error');
    expect(trap.operands).toMatchObject({ function: 'answer', expected: funcTypeText(type) });
    expect(trap.operands['actual']).not.toBe('');
    expect(trap.frames.map(({ funcIndex }) => funcIndex)).toEqual([1, 2]);
  });

  it('is refused a function of another store', () => {
    const foreign = new Func(storeOn(backend), { params: [], results: [] }, () => {});
    const trap = trapOf(() => answering({ params: [], results: [FUNCREF] }, () => foreign).call());
    expect(trap.operands['actual']).toContain('another store');
  });

  it('becomes the cause of a host-error when it throws, with the guest frames that called it', () => {
    const error = new TypeError('no such file');
    const trap = trapOf(() =>
      answering({ params: [], results: [I32] }, () => {
        throw error;
      }).call(),
    );
    expect(trap).toMatchObject({ code: 'host-error', cause: error });
    expect(trap.operands['actual']).toContain('no such file');
    expect(trap.frames.map(({ funcIndex }) => funcIndex)).toEqual([1, 2]);
  });

  it('may throw what is no Error', () => {
    const trap = trapOf(() =>
      answering({ params: [], results: [] }, () => {
        throw 'text';
      }).call(),
    );
    expect(trap).toMatchObject({ code: 'host-error', cause: 'text' });
  });

  it('passes a Trap and an Unwind through', () => {
    const trap = new Trap('interrupted');
    const throwing = (error: Error) =>
      answering({ params: [], results: [] }, () => {
        throw error;
      });
    expect(trapOf(() => throwing(trap).call())).toBe(trap);
    class Exit extends Unwind {}
    const exit = new Exit('leaving');
    expect(() => throwing(exit).call()).toThrow(exit);
  });

  it('calls back into the guest, and a trap there has the frames of both sides', () => {
    const store = storeOn(backend);
    const table = new Table(store, { element: FUNCREF, limits: { min: 1 } });
    const callback = new Func(store, { params: [], results: [] }, () => {
      (table.get(0) as Func).call();
    });
    const instance = instantiate(
      store,
      `(module (import "m" "t" (table 1 funcref)) (import "m" "f" (func $host))
        (func $fails unreachable) (func $outer (export "go") (call $host)) (elem (i32.const 0) $fails))`,
      [table, callback],
    );
    const trap = trapOf(() => instance.func('go').call());
    expect(trap.code).toBe('unreachable');
    expect(trap.frames.map(({ name }) => name)).toEqual(['fails', 'outer']);
  });

  it('runs as a start function', () => {
    const store = storeOn(backend);
    let started = 0;
    const start = new Func(store, { params: [], results: [] }, () => {
      started++;
    });
    instantiate(store, `(module (import "m" "s" (func $s)) (start $s))`, [start]);
    expect(started).toBe(1);
  });

  it.each([0, 1, 10, 11, 30])('receives as many arguments as it has parameters: %i', (count) => {
    const store = storeOn(backend);
    const params = new Array<number>(count).fill(I32);
    const received: number[][] = [];
    const host = new Func(store, { params, results: [] }, (...values: number[]) => {
      received.push(values);
    });
    const list = 'i32 '.repeat(count);
    const values = params.map((_, i) => i);
    // The guest calls, and so counts for the depth, which the backend may pass beside the arguments.
    const instance = instantiate(
      store,
      `(module (import "env" "host" (func $host (param ${list}))) (func (export "f") (param ${list})
        ${values.map((i) => `(local.get ${i})`).join(' ')} (call $host)))`,
      [host],
    );
    instance.func('f').call(...values);
    expect(received).toEqual([values]);
  });

  it('hands -0 over as 0 where an i32 is meant', () => {
    const store = storeOn(backend);
    const zero = new Func(store, { params: [], results: [I32] }, () => -0);
    const guest = instantiate(
      store,
      `(module (import "m" "z" (func $z (result i32))) (func (export "f") (param i32) (result f64 f64 i32)
        (f64.convert_i32_s (local.get 0)) (f64.convert_i32_s (call $z)) (local.get 0)))`,
      [zero],
    );
    expect(guest.func('f').call(-0)).toEqual([0, 0, 0]);
  });

  it('is called by the host directly, with the same checks', () => {
    const store = storeOn(backend);
    const double = new Func(store, { params: [I64], results: [I64] }, (a: bigint) =>
      BigInt.asIntN(64, 2n * a),
    );
    expect(double.call(1n << 62n)).toEqual([-(1n << 63n)]);
    expect(() => double.call(1)).toThrow(UsageError);
    expect(() => double.call()).toThrow(/takes 1 arguments, got 0/);
    const wrong = new Func(store, { params: [], results: [I32] }, () => 'x');
    expect(trapOf(() => wrong.call()).code).toBe('host-error');
  });
});
