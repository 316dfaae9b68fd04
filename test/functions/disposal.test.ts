import { afterAll, describe, expect, it } from 'vitest';
import { trapOf } from '../../engine/wasm/api/fixtures.ts';
import {
  Engine,
  FUNCREF,
  Func,
  type FuncType,
  funcTypeText,
  Global,
  I32,
  type Instance,
  type Store,
  Table,
  UsageError,
  type Value,
} from '../../engine/wasm/index.ts';
import { engineOf, guest, storeOf, take } from './guests.ts';
import { type Calls, MAKERS } from './makers.ts';
import { ROUTES, SIZE, SLOT } from './routes.ts';
import { answerOf, paramsText, type Shape, shapesOf, typeText } from './shapes.ts';

/** Use after disposal: how a function was made × its type × how it came into a table × its use after its store is disposed. */

let combinations = 0;

interface Held {
  readonly store: Store;
  readonly table: Table;
  readonly func: Func;
  readonly type: FuncType;
  readonly args: readonly Value[];
  /** A guest that calls the function through the table: its export `call`. */
  readonly caller: Instance;
  readonly call: Func;
  readonly global: Global;
}

/** What can still be tried with objects that were got hold of before. */
const USES: Readonly<Record<string, (held: Held) => unknown>> = {
  'calling it': ({ func, args }) => func.call(...args),
  'calling a guest that calls it': ({ call, args }) => call.call(...args),
  'asking the guest for its export': ({ caller }) => caller.func('call'),
  'getting it from the table': ({ table }) => table.get(SLOT),
  'putting it into the table': ({ table, func }) => table.set(SLOT, func),
  'emptying its slot': ({ table }) => table.set(SLOT, null),
  'growing the table by it': ({ table, func }) => table.grow(1, func),
  'asking for the size of the table': ({ table }) => table.size,
  'getting it from a global': ({ global }) => global.get(),
  'putting it into a global': ({ global, func }) => global.set(func),
  'a new table of it': ({ store, func }) => new Table(store, { element: FUNCREF, limits: { min: 1 } }, func),
  'a new global of it': ({ store, func }) => new Global(store, { type: FUNCREF, mutable: false }, func),
  'a new host function': ({ store, type }) => new Func(store, type, () => []),
  'a new instance of the guest': ({ store, type, table }) => guest(store, callerText(type), [table]),
  'handing it to another store': ({ store, func, type }) =>
    guest(storeOf(store.backend.info.name), `(module (import "m" "f" (func ${typeText(type)})))`, [func]),
};

function callerText(type: FuncType): string {
  return `(module (type $t (func ${typeText(type)})) (import "m" "t" (table ${SIZE} funcref))
    (func (export "call") ${typeText(type)} ${paramsText(type)} (call_indirect (type $t) (i32.const ${SLOT}))))`;
}

function hold(backend: string, route: string, made: string, shape: Shape, calls: Calls): Held {
  const store = storeOf(backend);
  const { type, args } = shape;
  const func = MAKERS[made]!(store, shape, calls);
  const table = ROUTES[route]!(store, func);
  const caller = guest(store, callerText(type), [table]);
  const global = new Global(store, { type: FUNCREF, mutable: true }, func);
  return { store, table, func, type, args, caller, call: caller.func('call'), global };
}

describe.each(Engine.backends)('a function whose store is disposed of, on %s', (backend) => {
  it.each(Object.keys(ROUTES))('that was put into a table by %s', (route) => {
    let turn = Object.keys(ROUTES).indexOf(route);
    for (const shape of shapesOf(engineOf(backend))) {
      const made = take(Object.keys(MAKERS), turn++);
      const calls: Calls = [];
      const held = hold(backend, route, made, shape, calls);
      expect(held.call.call(...shape.args)).toEqual(answerOf(shape, shape.args));
      calls.length = 0;
      held.store.dispose();
      for (const [name, use] of Object.entries(USES)) {
        combinations++;
        expect(() => use(held), `${made} | ${funcTypeText(shape.type)} | ${name}`).toThrow(UsageError);
      }
      expect(calls).toEqual([]);
    }
  });

  it.each([
    ['through a table', '(call_indirect (type $t) (i32.const 0))'],
    ['as an import', '(call $f)'],
  ])('by itself, called %s, lets those who wait finish', (_, call) => {
    const store = storeOf(backend);
    const table = new Table(store, { element: FUNCREF, limits: { min: 1, max: 9 } });
    let ends = false;
    const host = new Func(store, { params: [], results: [I32] }, () => {
      if (ends) store.dispose();
      return 20;
    });
    table.set(0, host);
    const text = `(module (type $t (func (result i32))) (import "m" "f" (func $f (result i32)))
      (import "m" "t" (table 1 9 funcref)) (elem $e func $f) (memory 1 3)
      (func (export "go") (result i32) (i32.add ${call} (i32.add ${call} (call $more))))
      (func $more (result i32) (table.init $e (i32.const 0) (i32.const 0) (i32.const 1))
        (i32.add (i32.add (table.grow (ref.func $f) (i32.const 1)) (memory.grow (i32.const 1))) (call $f))))`;
    const go = guest(store, text, [host, table]).func('go');
    expect(go.call()).toEqual([62]);
    ends = true;
    expect(go.call()).toEqual([64]);
    expect(() => go.call()).toThrow(UsageError);
    expect(store.disposed).toBe(true);
  });

  it('by itself cannot be called again by the host that disposed of it', () => {
    const store = storeOf(backend);
    const inner = guest(store, '(module (func (export "f")))').func('f');
    const host = new Func(store, { params: [], results: [] }, () => {
      store.dispose();
      inner.call();
    });
    const go = guest(store, '(module (import "m" "f" (func $f)) (func $go (export "go") (call $f)))', [host]);
    const run = go.func('go');
    const trap = trapOf(() => run.call());
    expect(trap).toMatchObject({ code: 'host-error', frames: [{ name: 'go' }] });
    expect(trap.cause).toBeInstanceOf(UsageError);
  });
});

afterAll(() => {
  expect(combinations).toBeGreaterThan(4000 * Engine.backends.length);
});
