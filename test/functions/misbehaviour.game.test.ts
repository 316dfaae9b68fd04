import { afterAll, describe, expect, it } from 'vitest';
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
  Memory,
  type Store,
  Table,
  Trap,
  Unwind,
  V128,
  type ValType,
  type Value,
  valTypeName,
} from '../../engine/wasm/index.ts';
import { ALL_CALLERS } from './callers.ts';
import { engineOf, guest, storeOf, take } from './guests.ts';
import { answerOf, paramsText, shapesOf, typeText } from './shapes.ts';

/**
 * Host functions in a table that return what their type does not allow, or throw. The axes: each shape × each misbehaviour × each way to
 * call × directly or from a guest function. A violation is a `host-error` trap, never a value, and the function works as before afterwards.
 */

let combinations = 0;

/** Values that are none of a type, and the words for them in the trap. */
const NO_VALUES: ReadonlyMap<
  ValType,
  readonly (readonly [value: (store: Store) => Value, actual: string])[]
> = new Map([
  [
    I32,
    [
      [() => undefined, 'undefined'],
      [() => 1.5, 'number 1.5'],
      [() => Number.NaN, 'number NaN'],
      [() => 2 ** 31, 'number 2147483648'],
      [() => -(2 ** 31) - 1, 'number -2147483649'],
      [() => 4294967295, 'number 4294967295'],
      [() => Number.POSITIVE_INFINITY, 'number Infinity'],
      [() => new Number(7), 'an object'],
      [() => Symbol('7'), 'a symbol'],
      [() => '7', 'string "7"'],
      [() => 7n, 'bigint 7'],
      [() => true, 'boolean true'],
      [() => null, 'null'],
      [() => Promise.resolve(7), 'a Promise'],
    ],
  ],
  [
    I64,
    [
      [() => 7, 'number 7'],
      [() => 1n << 63n, 'bigint 9223372036854775808'],
      [() => -(1n << 63n) - 1n, 'bigint -9223372036854775809'],
      [() => 1n << 100n, 'a bigint of more than 64 bits'],
      [() => Object(7n) as object, 'an object'],
      [() => '7', 'string "7"'],
    ],
  ],
  [
    F32,
    [
      [() => 1n, 'bigint 1'],
      [() => '1', 'string "1"'],
    ],
  ],
  [
    F64,
    [
      [() => 1n, 'bigint 1'],
      [() => ({}), 'an object'],
      [() => evil(), 'an object'],
      [() => Promise.resolve(1), 'a Promise'],
    ],
  ],
  [
    V128,
    [
      [() => 0, 'number 0'],
      [() => new Uint8Array(15), 'a Uint8Array of 15 bytes'],
      [() => new Liar(3), 'a Uint8Array of 3 bytes'],
      [() => new Uint8ClampedArray(16), 'an object'],
      [() => new Proxy(new Uint8Array(16), {}), 'an object'],
      [() => Object.create(Uint8Array.prototype, { length: { value: 16 } }), 'an object'],
    ],
  ],
  [
    FUNCREF,
    [
      [() => ({}), 'an object'],
      [(store: Store) => new Memory(store, { limits: { min: 0 } }), 'an object'],
      [(store: Store) => new Proxy(new Func(store, NOTHING, () => {}), {}), 'an object'],
      [(store: Store) => Object.create(new Func(store, NOTHING, () => {})) as object, 'an object'],
      [() => () => 1, 'a function'],
      [() => undefined, 'undefined'],
      [
        ({ backend }: Store) => new Func(storeOf(backend.info.name), NOTHING, () => {}),
        'a function of another store',
      ],
      [({ backend }: Store) => foreignGuest(backend.info.name), 'a function of another store'],
    ],
  ],
  [EXTERNREF, []],
]);

const NOTHING: FuncType = { params: [], results: [] };

/** A Uint8Array that says it is longer than it is. */
class Liar extends Uint8Array {
  override get length(): number {
    return 16;
  }
}

/** An object that refuses every access. */
function evil(): object {
  const refuse = () => {
    throw new TypeError('no answer');
  };
  return new Proxy({}, { get: refuse, getPrototypeOf: refuse, has: refuse });
}

function evilError(): Error {
  return Object.defineProperty(new Error(), 'message', {
    get() {
      throw new Error('no answer');
    },
  });
}

function foreignGuest(backend: string): Func {
  return guest(storeOf(backend), '(module (func (export "f")))').func('f');
}

interface Misbehaviour {
  readonly name: string;
  readonly act: () => Value;
  /** What the trap says of it; without, what `act` throws comes through as it is. */
  readonly actual?: string;
}

class Leaving extends Unwind {}

/** All ways in which a function of a type can misbehave. */
function* misbehaviours(
  store: Store,
  results: readonly ValType[],
  good: readonly Value[],
): Generator<Misbehaviour> {
  const throwing = (name: string, error: unknown, actual?: string): Misbehaviour => ({
    name,
    act: () => {
      throw error;
    },
    ...(actual !== undefined && { actual }),
  });
  yield throwing('throws an Error', new TypeError('no such file'), 'threw TypeError: no such file');
  yield throwing('throws text', 'text', 'threw string "text"');
  yield throwing('throws undefined', undefined, 'threw undefined');
  yield throwing('throws what answers nothing', evil(), 'threw an object');
  yield throwing('throws an error of evil getters', evilError(), 'threw an object');
  yield throwing('throws a Trap', new Trap('interrupted'));
  yield throwing('throws an Unwind', new Leaving('leaving'));

  const list = (name: string, values: readonly Value[]): Misbehaviour => ({
    name,
    act: () => values,
    actual: `an array of ${values.length}`,
  });
  yield list('answers one more', [...good, 0]);
  if (results.length > 0) yield list('answers one fewer', good.slice(1));
  const answering = (name: string, actual: string, act: () => Value): Misbehaviour => ({ name, actual, act });
  if (results.length > 0) {
    const withGetter = () =>
      Object.defineProperty([...good], 0, {
        get() {
          throw new RangeError('not yet');
        },
      });
    yield answering('answers a list that throws', 'threw RangeError: not yet', withGetter);
    const revoked = "threw TypeError: Cannot perform 'IsArray' on a proxy that has been revoked";
    yield answering('answers a revoked list', revoked, () => {
      const { proxy, revoke } = Proxy.revocable([...good], {});
      revoke();
      return proxy;
    });
  }
  if (results.length > 1) {
    yield answering('answers an iterator', 'an object', () => good.values());
    yield answering('answers a typed array', 'an object', () => new Float64Array(good.length));
    const holes = 'result 0: undefined';
    if (results[0] !== EXTERNREF)
      yield answering('answers an empty list of that length', holes, () => new Array(good.length));
  }
  if (results.length === 0) yield { name: 'answers something', act: () => 5, actual: 'number 5' };
  if (results.length > 1)
    yield { name: 'answers one alone', act: () => good[0], actual: describedAlone(good[0]) };
  if (results.length !== 1) {
    yield { name: 'answers a Promise', act: () => Promise.resolve(good), actual: 'a Promise' };
  }
  for (const [i, type] of results.entries()) {
    for (const [value, actual] of NO_VALUES.get(type)!) {
      const bad = value(store);
      const text = results.length === 1 ? actual : `result ${i}: ${actual}`;
      yield {
        name: `answers ${actual} for ${valTypeName(type)} ${i}`,
        act: () => (results.length === 1 ? bad : good.with(i, bad)),
        actual: text,
      };
    }
  }
}

/** How a trap describes a first result that comes without the others. */
function describedAlone(value: Value): string {
  if (value instanceof Uint8Array) return 'a Uint8Array of 16 bytes';
  return `${typeof value} ${value}`;
}

describe.each(Engine.backends)('on %s', (backend) => {
  it.each(shapesOf(engineOf(backend)).map((shape) => [funcTypeText(shape.type), shape] as const))(
    'a host function of type %s that misbehaves',
    (text, shape) => {
      let turn = 0;
      const failures: string[] = [];
      for (const made of ['directly', 'from a guest function']) {
        const store = storeOf(backend);
        let act: () => Value = () => answerOf(shape, shape.args);
        const host = new Func(store, shape.type, () => act(), { name: 'suspect' });
        const table = new Table(store, { element: FUNCREF, limits: { min: 2 } });
        table.set(1, made === 'directly' ? host : wrapped(store, host));
        for (const { name, act: bad, actual } of misbehaviours(
          store,
          shape.type.results,
          answerOf(shape, shape.args),
        )) {
          const callers = made === 'directly' ? ALL_CALLERS : [take(ALL_CALLERS, turn++)];
          for (const [caller, call] of callers) {
            combinations++;
            try {
              act = bad;
              const thrown = thrownBy(() => call(store, table, 1, shape.type, shape.args));
              if (actual === undefined) expect(thrown).toBe(thrownBy(bad));
              else {
                expect(thrown).toBeInstanceOf(Trap);
                const { code, operands } = thrown as Trap;
                expect([code, operands]).toEqual([
                  'host-error',
                  { function: 'suspect', expected: text, actual },
                ]);
                if (name.startsWith('throws')) expect((thrown as Trap).cause).toBe(thrownBy(bad));
              }
              act = () => answerOf(shape, shape.args);
              expect(call(store, table, 1, shape.type, shape.args)).toEqual(answerOf(shape, shape.args));
            } catch (error) {
              failures.push(`${made} | ${name} | ${caller}: ${(error as Error).message}`);
            }
          }
        }
      }
      expect(failures).toEqual([]);
    },
  );
});

function wrapped(store: Store, func: Func): Func {
  const type = typeText(func.type);
  const text = `(module (import "m" "f" (func $f ${type})) (func (export "w") ${type} ${paramsText(func.type)} (call $f)))`;
  return guest(store, text, [func]).func('w');
}

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

describe.each(Engine.backends)('on %s, an argument of the host', (backend) => {
  it.each([I32, I64, F32, F64, V128, FUNCREF].map((type) => [valTypeName(type), type] as const))(
    'that is no %s is refused, whatever function it is for',
    (_, type) => {
      const store = storeOf(backend);
      const echo = new Func(store, { params: [type], results: [type] }, (value: Value) => value);
      for (const func of [echo, wrapped(store, echo)]) {
        for (const [value, actual] of NO_VALUES.get(type)!) {
          combinations++;
          expect(() => func.call(value(store)), actual).toThrow(
            expect.objectContaining({
              name: 'UsageError',
              message: expect.stringContaining(`argument 0 is ${actual}`),
            }),
          );
        }
        expect(() => func.call()).toThrow(/takes 1 arguments, got 0/);
        expect(() => func.call(0, 0)).toThrow(/takes 1 arguments, got 2/);
      }
    },
  );
});

afterAll(() => {
  expect(combinations).toBeGreaterThan(1000 * Engine.backends.length);
});
