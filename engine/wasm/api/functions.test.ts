import { describe, expect, it } from 'vitest';
import {
  Engine,
  EXTERNREF,
  F32,
  F64,
  FUNCREF,
  Func,
  type FuncType,
  funcTypeText,
  I32,
  I64,
  type Store,
  Table,
  Trap,
  Unwind,
  UsageError,
  type Value,
  valTypeName,
} from '../index.ts';
import { instantiate, storeOn, trapOf } from './fixtures.ts';

/**
 * The defect that Wasmer's issue 4565 reports: a host function that entered a table could not be called through it. Here it is tested
 * as a product: how a function was made and its type, how it got into the table, how it is called, on every backend.
 */

interface Shape {
  readonly type: FuncType;
  readonly args: readonly Value[];
  /** The host's answer, computed from the arguments so that a mixed-up one shows. */
  readonly host: (...args: never[]) => Value;
  readonly results: readonly Value[];
}

const marker = { externref: 'identity' };

const SHAPES: readonly Shape[] = [
  { type: { params: [], results: [] }, args: [], host: () => undefined, results: [] },
  {
    type: { params: [I32, I32, I32], results: [I32] },
    args: [1, -2, 2147483647],
    host: (a: number, b: number, c: number) => (a * 100 + b * 10 + c) | 0,
    results: [-2147483569 | 0],
  },
  {
    type: { params: [I64], results: [I64] },
    args: [-81985529216486896n],
    host: (a: bigint) => a - 1n,
    results: [-81985529216486897n],
  },
  {
    type: { params: [F32, F64], results: [F32] },
    args: [1.5, 2],
    host: (a: number, b: number) => a * b,
    results: [3],
  },
  {
    type: { params: [F64, I64], results: [F64] },
    args: [0.1, 5n],
    host: (a: number, b: bigint) => a + Number(b),
    results: [5.1],
  },
  {
    type: { params: [I32, I64, F32, F64], results: [F64, I64, F32, I32] },
    args: [7, 1n << 40n, 0.5, 0.25],
    host: (a: number, b: bigint, c: number, d: number) => [d, b, c, a],
    results: [0.25, 1n << 40n, 0.5, 7],
  },
  {
    type: { params: [I64, I64], results: [I64, I64, I64] },
    args: [-1n, 0x123456789abcdefn],
    host: (a: bigint, b: bigint) => [b, a, a ^ b],
    results: [0x123456789abcdefn, -1n, -0x123456789abcdf0n],
  },
  {
    type: { params: [EXTERNREF], results: [EXTERNREF] },
    args: [marker],
    host: (a: Value) => a,
    results: [marker],
  },
  { type: { params: [FUNCREF], results: [FUNCREF] }, args: [null], host: (a: Value) => a, results: [null] },
];

function typeText({ params, results }: FuncType): string {
  const list = (keyword: string, types: readonly number[]) =>
    types.length === 0 ? '' : `(${keyword} ${types.map(valTypeName).join(' ')})`;
  return `${list('param', params)} ${list('result', results)}`;
}

/** Ways of a function into slot 3 of a table, which has null everywhere else. */
const ROUTES: Readonly<Record<string, (store: Store, func: Func) => Table>> = {
  'an import and an active segment': (store, func) =>
    instantiate(
      store,
      `(module (import "m" "f" (func $f ${typeText(func.type)})) (table (export "t") 10 funcref) (elem (i32.const 3) $f))`,
      [func],
    ).table('t'),
  'a passive segment and table.init': (store, func) => {
    const instance = instantiate(
      store,
      `(module (import "m" "f" (func $f ${typeText(func.type)})) (table (export "t") 10 funcref)
        (elem $e func $f $f) (func (export "go") (table.init $e (i32.const 3) (i32.const 1) (i32.const 1))))`,
      [func],
    );
    instance.func('go').call();
    return instance.table('t');
  },
  'an element expression': (store, func) =>
    instantiate(
      store,
      `(module (import "m" "f" (func $f ${typeText(func.type)})) (table (export "t") 10 funcref)
        (elem (table 0) (i32.const 3) funcref (ref.func $f)))`,
      [func],
    ).table('t'),
  'a global': (store, func) =>
    instantiate(
      store,
      `(module (import "m" "f" (func $f ${typeText(func.type)})) (table (export "t") 10 funcref)
        (global $g funcref (ref.func $f)) (func $go (table.set (i32.const 3) (global.get $g))) (start $go))`,
      [func],
    ).table('t'),
  'table.set of a parameter': (store, func) => {
    const instance = instantiate(
      store,
      `(module (table (export "t") 10 funcref) (func (export "go") (param funcref) (table.set (i32.const 3) (local.get 0))))`,
    );
    instance.func('go').call(func);
    return instance.table('t');
  },
  'table.grow': (store, func) => {
    const instance = instantiate(
      store,
      `(module (table (export "t") 3 20 funcref)
        (func (export "go") (param funcref) (drop (table.grow (local.get 0) (i32.const 1))) (drop (table.grow (ref.null func) (i32.const 6)))))`,
    );
    instance.func('go').call(func);
    return instance.table('t');
  },
  'table.fill': (store, func) => {
    const instance = instantiate(
      store,
      `(module (table (export "t") 10 funcref) (func (export "go") (param funcref) (table.fill (i32.const 3) (local.get 0) (i32.const 1))))`,
    );
    instance.func('go').call(func);
    return instance.table('t');
  },
  'table.copy': (store, func) => {
    const source = new Table(store, { element: FUNCREF, limits: { min: 2 } });
    source.set(1, func);
    const instance = instantiate(
      store,
      `(module (import "m" "s" (table $s 2 funcref)) (table $t (export "t") 10 funcref)
        (func (export "go") (table.copy $t $s (i32.const 3) (i32.const 1) (i32.const 1))))`,
      [source],
    );
    instance.func('go').call();
    return instance.table('t');
  },
  "the host's set": (store, func) => {
    const table = new Table(store, { element: FUNCREF, limits: { min: 10 } });
    table.set(3, func);
    return table;
  },
  "the host's set after instantiation": (store, func) => {
    const table = instantiate(store, `(module (table (export "t") 10 funcref))`).table('t');
    table.set(3, func);
    return table;
  },
  "the host's grow": (store, func) => {
    const table = new Table(store, { element: FUNCREF, limits: { min: 3 } });
    table.grow(1, func);
    table.grow(6);
    return table;
  },
  "the table's initial value": (store, func) => {
    const table = new Table(store, { element: FUNCREF, limits: { min: 10 } }, func);
    for (let i = 0; i < 10; i++) if (i !== 3) table.set(i, null);
    return table;
  },
  're-export through another instance': (store, func) => {
    const first = instantiate(
      store,
      `(module (import "m" "f" (func $f ${typeText(func.type)})) (export "again" (func $f)))`,
      [func],
    );
    return ROUTES['an import and an active segment']!(store, first.func('again'));
  },
  'another table of the same instance': (store, func) => {
    const instance = instantiate(
      store,
      `(module (import "m" "f" (func $f ${typeText(func.type)})) (table $a 5 funcref) (table $b (export "t") 10 funcref)
        (elem (table $a) (i32.const 0) func $f) (func $go (table.set $b (i32.const 3) (table.get $a (i32.const 0)))) (start $go))`,
      [func],
    );
    return instance.table('t');
  },
};

/** A guest that passes its parameters on to a slot of the table it imports. */
function caller(type: FuncType): string {
  const args = type.params.map((_, i) => `(local.get ${i})`).join(' ');
  const results = type.results.length === 0 ? '' : `(result ${type.results.map(valTypeName).join(' ')})`;
  return `(module (type $t (func ${typeText(type)})) (import "m" "t" (table 1 funcref))
    (func (export "call") (param ${[...type.params.map(valTypeName), 'i32'].join(' ')}) ${results}
      ${args} (call_indirect (type $t) (local.get ${type.params.length}))))`;
}

/** A guest function that does what the host function of a shape does, by calling it. */
function wrapped(store: Store, func: Func): Func {
  const args = func.type.params.map((_, i) => `(local.get ${i})`).join(' ');
  return instantiate(
    store,
    `(module (import "m" "f" (func $f ${typeText(func.type)})) (func (export "w") ${typeText(func.type)} ${args} (call $f)))`,
    [func],
  ).func('w');
}

describe.each(Engine.backends)('a function through a table, on %s', (backend) => {
  describe.each(Object.keys(ROUTES))('put there by %s', (route) => {
    for (const shape of SHAPES) {
      for (const made of ['host', 'guest']) {
        it(`${made} function ${funcTypeText(shape.type)}`, () => {
          const store = storeOn(backend);
          const seen: Value[][] = [];
          const host = new Func(store, shape.type, (...args: never[]) => {
            seen.push(args);
            return shape.host(...args);
          });
          const func = made === 'host' ? host : wrapped(store, host);
          const table = ROUTES[route]!(store, func);
          const guest = instantiate(store, caller(shape.type), [table]);

          expect(guest.func('call').call(...shape.args, 3)).toEqual(shape.results);
          expect((table.get(3) as Func).call(...shape.args)).toEqual(shape.results);
          expect(seen).toEqual([shape.args, shape.args]);
          expect(table.get(3)).toBe(func);
          expect(trapOf(() => guest.func('call').call(...shape.args, 2)).code).toBe('indirect-call-to-null');
          expect(trapOf(() => guest.func('call').call(...shape.args, table.size)).code).toBe(
            'table-out-of-bounds',
          );
          expect(seen).toHaveLength(2);
        });
      }
    }
  });
});

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
