import { expect, it } from 'vitest';
import { describeNamespaces, exportsOf, thrownBy } from './fixtures.ts';

describeNamespaces('exported functions', (webAssembly) => {
  const echo = (type: string) =>
    exportsOf(webAssembly, `(module (func (export "f") (param ${type}) (result ${type}) (local.get 0)))`)[
      'f'
    ]!;

  it('are functions of the number of parameters, named by their index, that are no constructors', () => {
    const { f } = exportsOf(webAssembly, '(module (func) (func (export "f") (param i32 i64 f32)))');
    expect(typeof f).toBe('function');
    expect(f!.length).toBe(3);
    expect(f!.name).toBe('1');
    expect(Object.hasOwn(f!, 'prototype')).toBe(false);
    expect(() => Reflect.construct(f!, [])).toThrow(TypeError);
  });

  it('convert arguments to i32 as ToInt32 does', () => {
    const f = echo('i32');
    const values = [0, 2 ** 31, 2 ** 32 + 5, -1.9, '0x10', true, null, undefined, Number.NaN, {}, -0, 1e300];
    expect(values.map((value) => f(value))).toEqual([0, -(2 ** 31), 5, -1, 16, 1, 0, 0, 0, 0, 0, 0]);
    expect(() => f(1n)).toThrow(TypeError);
    expect(() => f(Symbol('no'))).toThrow(TypeError);
    const broken = new Error('not today');
    const thrower = {
      valueOf: () => {
        throw broken;
      },
    };
    expect(thrownBy(() => f(thrower))).toBe(broken);
  });

  it('convert arguments to i64 from bigints alone, wrapping', () => {
    const f = echo('i64');
    expect(f(2n ** 63n)).toBe(-(2n ** 63n));
    expect(f(2n ** 64n + 7n)).toBe(7n);
    expect(f('12')).toBe(12n);
    expect(f(true)).toBe(1n);
    expect(() => f(5)).toThrow(TypeError);
    expect(() => f(undefined)).toThrow(TypeError);
    expect(() => f('twelve')).toThrow(SyntaxError);
  });

  it('round to f32 and keep f64', () => {
    expect(echo('f32')(0.1)).toBe(Math.fround(0.1));
    expect(echo('f32')('1e40')).toBe(Number.POSITIVE_INFINITY);
    expect(echo('f64')(0.1)).toBe(0.1);
    expect(Object.is(echo('f64')(-0), -0)).toBe(true);
    expect(echo('f64')(undefined)).toBeNaN();
    expect(() => echo('f64')(1n)).toThrow(TypeError);
  });

  it('pass any value as an externref, as it is', () => {
    const f = echo('externref');
    const values = [null, undefined, 1, 'text', Symbol('s'), 10n, { a: 1 }, () => 1];
    for (const value of values) expect(f(value)).toBe(value);
    expect(f()).toBe(undefined);
  });

  it('pass null and exported functions as a funcref, keeping identity', () => {
    const f = echo('funcref');
    expect(f(null)).toBe(null);
    expect(f(f)).toBe(f);
    expect(() => f(() => 1)).toThrow(TypeError);
    expect(() => f(undefined)).toThrow(TypeError);
    expect(() => f(1)).toThrow(TypeError);
  });

  it('answer nothing as undefined, several results as an array', () => {
    const { none, two } = exportsOf(
      webAssembly,
      '(module (func (export "none")) (func (export "two") (result i32 i64) (i32.const 1) (i64.const 2)))',
    );
    expect(none!()).toBe(undefined);
    expect(two!()).toEqual([1, 2n]);
    expect(Array.isArray(two!())).toBe(true);
  });

  it('are one object for one function, however it is reached', () => {
    const { a, b, table, get } = exportsOf(
      webAssembly,
      `(module (table (export "table") 4 funcref) (elem (i32.const 0) $f $g)
         (func $f (export "a") (export "b")) (func $g)
         (func (export "get") (param i32) (result funcref) (table.get (local.get 0))))`,
    );
    expect(a).toBe(b);
    expect(table!.get(0)).toBe(a);
    expect(get!(0)).toBe(a);
    const g = table!.get(1);
    expect(g).toBe(get!(1));
    table!.set(3, g);
    expect(get!(3)).toBe(g);
  });

  it('ignore what is more than the parameters, and take undefined for what is missing', () => {
    const { f } = exportsOf(
      webAssembly,
      '(module (func (export "f") (param i32 i32) (result i32) (local.get 1)))',
    );
    expect(f!(1, 2, 3)).toBe(2);
    expect(f!(1)).toBe(0);
  });
});

describeNamespaces('imported functions', (webAssembly) => {
  const through = (signature: string, callable: (...args: never[]) => unknown, params = '') =>
    exportsOf(
      webAssembly,
      `(module (import "host" "f" (func $f ${params} ${signature})) (func (export "call") ${params} ${signature}
         ${params === '' ? '' : '(local.get 0)'} (call $f)))`,
      { host: { f: callable } },
    )['call']!;

  it('are called without a receiver, with values of JavaScript', () => {
    const seen: unknown[] = [];
    const { call } = exportsOf(
      webAssembly,
      `(module (import "host" "f" (func $f (param i32 i64 f32 f64 externref)))
         (func (export "call") (param externref)
           (call $f (i32.const -1) (i64.const -2) (f32.const 0.1) (f64.const 0.1) (local.get 0))))`,
      {
        host: {
          f(this: unknown, ...args: unknown[]) {
            seen.push(this, ...args);
          },
        },
      },
    );
    call!('text');
    expect(seen).toEqual([undefined, -1, -2n, Math.fround(0.1), 0.1, 'text']);
  });

  it('have their results converted', () => {
    expect(through('(result i32)', () => '7.9')()).toBe(7);
    expect(through('(result i32)', () => undefined)()).toBe(0);
    expect(through('(result i32)', () => 2 ** 32 + 1)()).toBe(1);
    expect(through('(result i64)', () => 2n ** 64n - 1n)()).toBe(-1n);
    expect(through('(result f32)', () => 0.1)()).toBe(Math.fround(0.1));
    expect(through('(result externref)', () => undefined)()).toBe(undefined);
    expect(through('', () => 'ignored')()).toBe(undefined);
    expect(() => through('(result i64)', () => 1)()).toThrow(TypeError);
    expect(() => through('(result i32)', () => 1n)()).toThrow(TypeError);
    expect(() => through('(result funcref)', () => () => 1)()).toThrow(TypeError);
  });

  it('answer several results by an iterable of as many', () => {
    const signature = '(result i32 i64)';
    expect(through(signature, () => new Set<unknown>([1.5, 2n]))()).toEqual([1, 2n]);
    expect(
      through(signature, function* () {
        yield 3;
        yield 4n;
      })(),
    ).toEqual([3, 4n]);
    expect(() => through(signature, () => [1])()).toThrow(TypeError);
    expect(() => through(signature, () => [1, 2n, 3])()).toThrow(TypeError);
    expect(() => through(signature, () => 1)()).toThrow(TypeError);
    expect(() => through(signature, () => ({ length: 2, 0: 1, 1: 2n }))()).toThrow(TypeError);
  });

  it.each([[new Error('an error')], ['a string'], [undefined], [null], [42], [Promise.resolve()]])(
    'throw %s through the guest as it is',
    (value) => {
      const call = through('', () => {
        throw value;
      });
      expect(thrownBy(call)).toBe(value);
    },
  );

  it('see what a guest they called threw, and may catch it', () => {
    const { boom, call } = exportsOf(
      webAssembly,
      `(module (import "host" "f" (func $f (result i32))) (func (export "boom") unreachable)
         (func (export "call") (result i32) (call $f)))`,
      {
        host: {
          f: () => {
            const error = thrownBy(() => boom!());
            return error instanceof webAssembly.RuntimeError ? 1 : 2;
          },
        },
      },
    );
    expect(call!()).toBe(1);
  });

  it('let a trap of an inner guest pass through an outer one as the same object', () => {
    let inner: unknown;
    const { boom, call } = exportsOf(
      webAssembly,
      `(module (import "host" "f" (func $f)) (func (export "boom") unreachable) (func (export "call") (call $f)))`,
      {
        host: {
          f: () => {
            try {
              boom!();
            } catch (error) {
              inner = error;
              throw error;
            }
          },
        },
      },
    );
    const error = thrownBy(call!);
    expect(error).toBeInstanceOf(webAssembly.RuntimeError);
    expect(error).toBe(inner);
  });

  it('that are exported functions are linked as they are, and refused where the type differs', () => {
    const { add } = exportsOf(
      webAssembly,
      '(module (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))',
    );
    const again = exportsOf(
      webAssembly,
      '(module (import "" "add" (func $add (param i32 i32) (result i32))) (export "same" (func $add)))',
      { '': { add } },
    );
    expect(again['same']).toBe(add);
    expect(() =>
      exportsOf(webAssembly, '(module (import "" "add" (func (param i32))))', { '': { add } }),
    ).toThrow(webAssembly.LinkError);
  });

  it('are wrapped when they are exported again: another function, by the name of its index', () => {
    const f = () => 3;
    const { g } = exportsOf(
      webAssembly,
      '(module (import "" "e" (func)) (import "" "f" (func $f (result i32))) (export "g" (func $f)))',
      { '': { e: f, f } },
    );
    expect(g).not.toBe(f);
    expect(g!.name).toBe('1');
    expect(g!()).toBe(3);
  });

  it('may be put into a table long after instantiation, by way of their wrapper', () => {
    const { table, call } = exportsOf(
      webAssembly,
      `(module (type $t (func (result i32))) (table (export "table") 1 funcref)
         (func (export "call") (result i32) (call_indirect (type $t) (i32.const 0))))`,
    );
    const { g } = exportsOf(
      webAssembly,
      '(module (import "" "f" (func $f (result i32))) (export "g" (func $f)))',
      {
        '': { f: () => 42 },
      },
    );
    expect(() => table!.set(0, () => 42)).toThrow(TypeError);
    table!.set(0, g);
    expect(call!()).toBe(42);
  });

  it('with a v128 in their type cannot be called, from either side', () => {
    let called = false;
    const { take, give, call } = exportsOf(
      webAssembly,
      `(module (import "" "f" (func $f (param i32) (result v128))) (func (export "take") (param v128))
         (func (export "give") (result v128) (v128.const i64x2 1 2)) (func (export "call") (drop (call $f (i32.const 1)))))`,
      {
        '': {
          f: () => {
            called = true;
          },
        },
      },
    );
    expect(() => take!(0)).toThrow(TypeError);
    expect(() => give!()).toThrow(TypeError);
    expect(() => call!()).toThrow(TypeError);
    expect(called).toBe(false);
  });

  it('end endless recursion as a RangeError', () => {
    const { call } = exportsOf(
      webAssembly,
      '(module (import "" "f" (func $f)) (func $r (export "call") (call $f) (call $r)))',
      { '': { f: () => undefined } },
    );
    expect(thrownBy(call!)).toBeInstanceOf(RangeError);
    expect(thrownBy(call!)).toBeInstanceOf(RangeError);
  });
});
