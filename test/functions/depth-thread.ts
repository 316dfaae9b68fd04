import { parentPort } from 'node:worker_threads';
import { wat } from '../../engine/wasm/api/fixtures.ts';
import {
  createWebAssembly,
  Engine,
  type Extern,
  FUNCREF,
  Func,
  Global,
  I32,
  Instance,
  Module,
  Store,
  Table,
  Trap,
} from '../../engine/wasm/index.ts';

/** A program for a thread of its own: recurses in every way through the host, and posts how each ended. */

/** How recursion ended: levels that the host was in, and the trap's code and operands; else what was thrown. */
export interface Ending {
  readonly backend: string;
  readonly way: string;
  readonly levels: number;
  readonly end: string;
  /** What the same instance returns after that. */
  readonly after: unknown;
}

type Way = (store: Store, level: () => void) => () => unknown;

const instance = (store: Store, text: string, externs: readonly Extern[] = []) =>
  new Instance(store, new Module(store.engine, wat(text)), externs);

const LOOP = '(type $v (func)) (type $i (func (param i32) (result i32)))';

/** Each returns what begins the recursion; `level` is called by the host at each level, and throws at the last if it is to end. */
const WAYS: Readonly<Record<string, Way>> = {
  'an import': (store, level) => {
    const host = Func.wrap(store, [], [], () => {
      level();
      go.call();
    });
    const go = instance(store, `(module (import "" "" (func $h)) (func (export "go") (call $h)))`, [
      host,
    ]).func('go');
    return () => go.call();
  },
  'a host function in a table, and a guest in another': (store, level) => {
    const table = new Table(store, { element: FUNCREF, limits: { min: 2 } });
    const host = Func.wrap(store, [], [], () => {
      level();
      (table.get(1) as Func).call();
    });
    table.set(0, host);
    instance(
      store,
      `(module ${LOOP} (import "" "" (table 2 funcref)) (elem (i32.const 1) $go)
        (func $go (call_indirect (type $v) (i32.const 0))))`,
      [table],
    );
    return () => (table.get(1) as Func).call();
  },
  vectors: (store, level) => {
    const host = Func.wrap(store, ['v128'], [], (vector) => {
      level();
      go.call(vector);
    });
    const go = instance(
      store,
      `(module (import "" "" (func $h (param v128))) (func (export "go") (param v128) (call $h (local.get 0))))`,
      [host],
    ).func('go');
    return () => go.call(new Uint8Array(16));
  },
  'many values': (store, level) => {
    const host: Func = Func.wrap(
      store,
      ['i32', 'i64', 'f32', 'f64', 'externref'],
      ['i32', 'i64'],
      (...values): [number, bigint] => {
        level();
        return go.call(...values) as [number, bigint];
      },
    );
    const list = 'i32 i64 f32 f64 externref';
    const go: Func = instance(
      store,
      `(module (import "" "" (func $h (param ${list}) (result i32 i64))) (func (export "go") (param ${list}) (result i32 i64)
        (call $h (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4))))`,
      [host],
    ).func('go');
    return () => go.call(1, 2n, 3, 4, 'five');
  },
  'start functions': (store, level) => {
    const host = Func.wrap(store, [], [], () => {
      level();
      begin();
    });
    const module = new Module(
      store.engine,
      wat('(module (import "" "" (func $h)) (start $s) (func $s (call $h)))'),
    );
    const begin = () => new Instance(store, module, [host]);
    return begin;
  },
  'the WebAssembly namespace': ({ engine }, level) => {
    const WebAssembly = createWebAssembly(engine);
    const module = new WebAssembly.Module(
      wat('(module (import "" "h" (func $h)) (func (export "go") (call $h)))'),
    );
    const { exports } = new WebAssembly.Instance(module, {
      '': {
        h: () => {
          level();
          go();
        },
      },
    });
    const go = exports['go'] as unknown as () => void;
    return go;
  },
};

/** A function with as many locals as may be calls 2,000 deep, then without end: the global says how deep. */
function countOfLargest(store: Store): string {
  const levels = new Global(store, { type: I32, mutable: true }, 0);
  const text = `(module (import "" "" (global $g (mut i32)))
    (func $f (export "f") (local ${'i32 '.repeat(50_000)}) (call $down (i32.const 2000)) (call $count))
    (func $down (param i32) (if (local.get 0) (then (call $down (i32.sub (local.get 0) (i32.const 1))))))
    (func $count (global.set $g (i32.add (global.get $g) (i32.const 1))) (call $count)))`;
  const f = instance(store, text, [levels]).func('f');
  return `${endOf(() => f.call())}, ${levels.get()} levels`;
}

function endOf(run: () => unknown): string {
  try {
    run();
    return 'returned';
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Trap ? error.cause : error;
    return cause instanceof Trap ? `${cause.code} ${JSON.stringify(cause.operands)}` : String(cause);
  }
}

const endings: Ending[] = [];
for (const backend of Engine.backends) {
  for (const [way, make] of Object.entries(WAYS)) {
    let levels = 0;
    let most = Number.POSITIVE_INFINITY;
    const STOP = new Trap('unreachable');
    const run = make(new Store(new Engine({ backend })), () => {
      if (++levels === most) throw STOP;
    });
    const end = endOf(run);
    const reached = levels;
    // It continues, and can be as deep again as it was.
    levels = 0;
    most = reached;
    endings.push({ backend, way, levels: reached, end, after: endOf(run) });
  }
  endings.push({
    backend,
    way: 'largest',
    levels: 0,
    end: countOfLargest(new Store(new Engine({ backend }))),
    after: '',
  });
}
parentPort!.postMessage(endings);
