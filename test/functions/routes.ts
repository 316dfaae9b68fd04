import { FUNCREF, Func, Global, type Store, Table } from '../../engine/wasm/index.ts';
import { guest } from './guests.ts';
import { typeText } from './shapes.ts';

/** The slot that routes lead to. */
export const SLOT = 3;
/** The size of the tables that they make; all other slots are null. */
export const SIZE = 10;

const hostTable = (store: Store, size = SIZE) =>
  new Table(store, { element: FUNCREF, limits: { min: size } });
const imported = (func: Func, name = 'f') => `(import "m" "${name}" (func $${name} ${typeText(func.type)}))`;
const TABLE = `(table $t (export "t") ${SIZE} funcref)`;

/** A guest that exports a table and `go`, which takes the function and puts it there. */
function takingGuest(store: Store, func: Func, text: string): Table {
  const instance = guest(store, `(module ${text})`);
  instance.func('go').call(func);
  return instance.table('t');
}

/** A guest that imports the function and exports a table. */
function importingGuest(store: Store, func: Func, text: string): Table {
  return guest(store, `(module ${imported(func)} ${text})`, [func]).table('t');
}

/** Ways of a function into slot 3 of a table of ten, which has null everywhere else. */
export const ROUTES: Readonly<Record<string, (store: Store, func: Func) => Table>> = {
  'an active segment': (store, func) => importingGuest(store, func, `${TABLE} (elem (i32.const 3) $f)`),
  'a passive segment and table.init': (store, func) => {
    const text = `${imported(func)} ${TABLE} (elem $e func $f $f)
      (func (export "go") (table.init $e (i32.const 3) (i32.const 1) (i32.const 1)))`;
    const instance = guest(store, `(module ${text})`, [func]);
    instance.func('go').call();
    return instance.table('t');
  },
  'an element expression': (store, func) =>
    importingGuest(store, func, `${TABLE} (elem (table 0) (i32.const 3) funcref (ref.func $f))`),
  'a passive element expression, from a start function': (store, func) =>
    importingGuest(
      store,
      func,
      `${TABLE} (elem $e funcref (ref.func $f) (ref.null func))
        (func $go (table.init $e (i32.const 3) (i32.const 0) (i32.const 2))) (start $go)`,
    ),
  'a global of the guest': (store, func) =>
    importingGuest(
      store,
      func,
      `${TABLE} (global $g funcref (ref.func $f)) (func $go (table.set (i32.const 3) (global.get $g))) (start $go)`,
    ),
  'a global of the host': (store, func) => {
    const global = new Global(store, { type: FUNCREF, mutable: true }, null);
    global.set(func);
    return guest(
      store,
      `(module (import "m" "g" (global $g (mut funcref))) ${TABLE} (func $go (table.set (i32.const 3) (global.get $g))) (start $go))`,
      [global],
    ).table('t');
  },
  'an initializer that reads an imported global': (store, func) =>
    guest(
      store,
      `(module (import "m" "g" (global $g funcref)) ${TABLE} (elem (i32.const 3) funcref (global.get $g)))`,
      [new Global(store, { type: FUNCREF, mutable: false }, func)],
    ).table('t'),
  'the answer of a host function': (store, func) => {
    const giver = new Func(store, { params: [], results: [FUNCREF] }, () => func);
    return guest(
      store,
      `(module (import "m" "f" (func $f (result funcref))) ${TABLE} (func $go (table.set (i32.const 3) (call $f))) (start $go))`,
      [giver],
    ).table('t');
  },
  'table.set of a parameter': (store, func) =>
    takingGuest(
      store,
      func,
      `${TABLE} (func (export "go") (param funcref) (table.set (i32.const 3) (local.get 0)))`,
    ),
  'table.grow': (store, func) =>
    takingGuest(
      store,
      func,
      `(table (export "t") 3 20 funcref) (func (export "go") (param funcref)
        (drop (table.grow (local.get 0) (i32.const 1))) (drop (table.grow (ref.null func) (i32.const 6))))`,
    ),
  'table.fill': (store, func) =>
    takingGuest(
      store,
      func,
      `${TABLE} (func (export "go") (param funcref) (table.fill (i32.const 3) (local.get 0) (i32.const 1)))`,
    ),
  'table.copy from a table of the host': (store, func) => {
    const source = hostTable(store, 2);
    source.set(1, func);
    const instance = guest(
      store,
      `(module (import "m" "s" (table $s 2 funcref)) ${TABLE}
        (func (export "go") (table.copy $t $s (i32.const 3) (i32.const 1) (i32.const 1))))`,
      [source],
    );
    instance.func('go').call();
    return instance.table('t');
  },
  'table.copy within the table, over itself': (store, func) =>
    takingGuest(
      store,
      func,
      `${TABLE} (func (export "go") (param funcref) (table.set (i32.const 2) (local.get 0))
        (table.copy (i32.const 2) (i32.const 1) (i32.const 2)))`,
    ),
  'another table of the same instance': (store, func) =>
    importingGuest(
      store,
      func,
      `(table $a 5 funcref) ${TABLE} (elem (table $a) (i32.const 0) func $f)
        (func $go (table.set $t (i32.const 3) (table.get $a (i32.const 0)))) (start $go)`,
    ),
  "the host's set": (store, func) => {
    const table = hostTable(store);
    table.set(SLOT, func);
    return table;
  },
  "the host's set after instantiation": (store, func) => {
    const table = guest(store, `(module ${TABLE})`).table('t');
    table.set(SLOT, func);
    return table;
  },
  "the host's grow": (store, func) => {
    const table = hostTable(store, SLOT);
    table.grow(1, func);
    table.grow(SIZE - SLOT - 1);
    return table;
  },
  "the host's grow of a guest's table": (store, func) => {
    const table = guest(store, `(module (table (export "t") ${SLOT} funcref))`).table('t');
    table.grow(1, func);
    table.grow(SIZE - SLOT - 1);
    return table;
  },
  "the constructor's initial value": (store, func) => {
    const table = new Table(store, { element: FUNCREF, limits: { min: SIZE } }, func);
    for (let i = 0; i < SIZE; i++) if (i !== SLOT) table.set(i, null);
    return table;
  },
  'a segment over an imported table': (store, func) => {
    const table = hostTable(store);
    guest(
      store,
      `(module (import "m" "t" (table ${SIZE} funcref)) ${imported(func)} (elem (i32.const 3) $f))`,
      [table, func],
    );
    return table;
  },
  're-export through another instance': (store, func) => {
    const first = guest(store, `(module ${imported(func)} (export "again" (func $f)))`, [func]);
    return ROUTES['an active segment']!(store, first.func('again'));
  },
  'a table that another instance exports again': (store, func) =>
    guest(store, `(module (import "m" "t" (table ${SIZE} funcref)) (export "t" (table 0)))`, [
      ROUTES['an active segment']!(store, func),
    ]).table('t'),
  'two names': (store, func) => {
    const text = `${imported(func)} ${imported(func, 'g')} ${TABLE} (elem $e func $f $g)
      (func $go (table.init $e (i32.const 3) (i32.const 0) (i32.const 2)) (table.set (i32.const 4) (ref.null func))) (start $go)`;
    return guest(store, `(module ${text})`, [func, func]).table('t');
  },
  'two tables': (store, func) => {
    const first = ROUTES["the host's set"]!(store, func);
    const second = ROUTES['an active segment']!(store, first.get(SLOT) as Func);
    first.set(SLOT, null);
    return second;
  },
};
