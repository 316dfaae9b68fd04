import { describe, expect, it } from 'vitest';
import {
  Engine,
  FUNCREF,
  Func,
  Global,
  I32,
  type Store,
  Table,
  Trap,
  UsageError,
} from '../../engine/wasm/index.ts';
import { guest, storeOf } from './guests.ts';

/** A function of another store is rejected wherever it could enter, with an error that fits the code that brought it. */

const TABLE = { element: FUNCREF, limits: { min: 2 } } as const;
const ECHO = { params: [FUNCREF], results: [FUNCREF] } as const;

const FOREIGN: Readonly<Record<string, (store: Store) => Func>> = {
  'a host function': (store) => new Func(store, { params: [], results: [I32] }, () => 1),
  'a guest function': (store) =>
    guest(store, '(module (func (export "f") (result i32) (i32.const 1)))').func('f'),
};

/** Ways in, and whose fault it is. */
const ENTRANCES: readonly (readonly [
  name: string,
  blame: typeof UsageError | typeof Trap,
  enter: (store: Store, foreign: Func) => unknown,
])[] = [
  ["a table's set", UsageError, (store, foreign) => new Table(store, TABLE).set(0, foreign)],
  ["a table's grow", UsageError, (store, foreign) => new Table(store, TABLE).grow(1, foreign)],
  ["a table's constructor", UsageError, (store, foreign) => new Table(store, TABLE, foreign)],
  [
    "the set of a guest's table",
    UsageError,
    (store, foreign) => guest(store, '(module (table (export "t") 2 funcref))').table('t').set(0, foreign),
  ],
  [
    "a global's constructor",
    UsageError,
    (store, foreign) => new Global(store, { type: FUNCREF, mutable: false }, foreign),
  ],
  [
    "a global's set",
    UsageError,
    (store, foreign) => new Global(store, { type: FUNCREF, mutable: true }, null).set(foreign),
  ],
  [
    'an import',
    UsageError,
    (store, foreign) => guest(store, '(module (import "m" "f" (func (result i32))))', [foreign]),
  ],
  [
    'an argument of a guest function',
    UsageError,
    (store, foreign) => guest(store, '(module (func (export "f") (param funcref)))').func('f').call(foreign),
  ],
  [
    'an argument of a host function',
    UsageError,
    (store, foreign) => new Func(store, ECHO, (func: Func) => func).call(foreign),
  ],
  [
    "a host function's result to the host",
    Trap,
    (store, foreign) => new Func(store, ECHO, () => foreign).call(null),
  ],
  [
    "a host function's result to a guest",
    Trap,
    (store, foreign) => {
      const giver = new Func(store, { params: [], results: [FUNCREF] }, () => foreign);
      const text =
        '(module (import "m" "f" (func $f (result funcref))) (func (export "go") (drop (call $f))))';
      return guest(store, text, [giver]).func('go').call();
    },
  ],
];

describe.each(Engine.backends)('on %s', (backend) => {
  describe.each(Object.entries(FOREIGN))('%s of another store', (_, make) => {
    it.each(ENTRANCES)('is refused as %s', (_name, blame, enter) => {
      const own = make(storeOf(backend));
      const foreign = make(storeOf(backend));
      let refusal: unknown;
      try {
        enter(own.store, foreign);
      } catch (error) {
        refusal = error;
      }
      expect(refusal).toBeInstanceOf(blame);
      expect((refusal as Error).message).toContain('another store');
      expect(foreign.call()).toEqual([1]);
    });
  });
});
