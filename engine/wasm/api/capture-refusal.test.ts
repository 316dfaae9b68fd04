import { describe, expect, it } from 'vitest';
import {
  CaptureError,
  Engine,
  EXTERNREF,
  FUNCREF,
  Func,
  type FuncType,
  Global,
  I32,
  I64,
  Instance,
  Memory,
  Module,
  Restoration,
  type Store,
  type StoreCapture,
  Table,
} from '../index.ts';
import { storeOn, wat } from './fixtures.ts';

/** A capture that may be damaged. */
type Draft<T> = T extends Uint8Array | Uint32Array | bigint
  ? T
  : T extends object
    ? { -readonly [K in keyof T]: Draft<T[K]> }
    : T;

const PROVIDER = wat(`(module (memory (export "memory") 1 3) (table (export "table") 2 4 funcref)
  (global (export "constant") i32 (i32.const 3)) (global (export "variable") (mut i32) (i32.const 4))
  (func $one (export "one") (result i32) (i32.const 1)) (func $inner (result i32) (i32.const 2))
  (elem (table 0) (i32.const 0) func $one) (data $text "text")
  (func (export "set") (result i32) (call $inner) (global.set 1 (i32.const 9))))`);

const CONSUMER =
  wat(`(module (import "env" "log" (func $log (param i32))) (import "one" "one" (func (result i32)))
  (import "one" "memory" (memory 1)) (import "one" "table" (table 2 funcref))
  (import "one" "constant" (global i32)) (import "one" "variable" (global (mut i32)))
  (table externref (elem (ref.null extern))) (func (export "run") (call $log (i32.const 1))))`);

const LOG: FuncType = { params: [I32], results: [] };

function modulesOn(store: Store): Module[] {
  return [new Module(store.engine, PROVIDER), new Module(store.engine, CONSUMER)];
}

/** Two instances, of which one imports what the other exports, and objects that none has. */
function worldOn(backend: string): Store {
  const store = storeOn(backend);
  const [provider, consumer] = modulesOn(store);
  const one = new Instance(store, provider!);
  const log = new Func(store, LOG, () => {}, { name: 'env.log' });
  const wanted = ['one', 'memory', 'table', 'constant', 'variable'].map((name) => one.exports.get(name));
  const two = new Instance(store, consumer!, [log, ...wanted]);
  const table = new Table(store, { element: EXTERNREF, limits: { min: 1 } }, 'value');
  const memory = new Memory(store, { limits: { min: 1 } });
  const global = new Global(store, { type: FUNCREF, mutable: false }, one.func('one'));
  KEPT.push(two, table, memory, global);
  return store;
}
/** What keeps objects of the stores above alive. */
const KEPT: object[] = [];

const withLog = (store: Store) => (name: string, type: FuncType) => new Func(store, type, () => {}, { name });

const CAPTURE = worldOn('singlepass').capture();

const set = (object: object, properties: object) => Object.assign(object, properties);

const DAMAGES: readonly (readonly [string, (capture: Draft<StoreCapture>) => unknown, RegExp])[] = [
  ['a list that is missing', (c) => set(c, { memories: undefined }), /^memories: a list is needed/],
  ['a memory that is none', (c) => set(c.memories, { 0: null }), /^memory 0 is null/],
  ['a page that is short', (c) => set(c.memories[0]!.pages, { 0: new Uint8Array(9) }), /^page 0 of memory 0/],
  ['a page that is none', (c) => set(c.memories[0]!.pages, { 0: 'page' }), /^page 0 of memory 0/],
  [
    'more pages than the limit',
    (c) => {
      c.memories[0]!.pages = new Array<Uint8Array>(4).fill(new Uint8Array(65536));
    },
    /^memory 0 has size 4, which its limits 1 to 3 exclude/,
  ],
  [
    'limits that are not the module’s',
    (c) => set(c.memories[0]!.limits, { max: 9 }),
    /^entry 0 of memories has another type/,
  ],
  [
    'a table of another type',
    (c) => set(c.tables[0]!, { element: EXTERNREF }),
    /^element 0 of table 0 is reference/,
  ],
  ['a table of no reference type', (c) => set(c.tables[0]!, { element: I32 }), /^the elements of table 0/],
  ['slots in a list', (c) => set(c.tables[0]!, { slots: [0, 0] }), /^the slots of table 0/],
  [
    'a slot that refers to nothing',
    (c) => c.tables[0]!.slots.set([99]),
    /^element 0 of table 0 is reference 99/,
  ],
  [
    'a global of another type',
    (c) => set(c.globals[1]!.type, { type: I64 }),
    /^entry 1 of globals has another type/,
  ],
  ['a global of no type', (c) => set(c.globals[1]!.type, { type: 1 }), /^the type of global 1/],
  ['a global beyond its bits', (c) => set(c.globals[1]!, { value: 1n << 32n }), /^the value of global 1/],
  ['a global without a value', (c) => set(c.globals[1]!, { value: undefined }), /^global 1 has no value/],
  ['a constant with a value', (c) => set(c.globals[0]!, { value: 7n }), /^global 0 has a value/],
  ['another module', (c) => set(c.instances[0]!, { module: 'f00d' }), /^instance 0 is of another module/],
  ['an instance that is missing', (c) => c.instances.pop(), /1 instances, 2 modules/],
  [
    'a memory that two instances own',
    (c) => {
      c.instances[0]!.memories = [];
    },
    /^instance 0 has 0 memories of its own, its module 1/,
  ],
  [
    'a table that two instances own',
    (c) => {
      c.instances[1]!.tables = [...c.instances[0]!.tables];
    },
    /^entry 0 of tables belongs to two instances/,
  ],
  [
    'a segment that is not there',
    (c) => c.instances[0]!.dropped.data.push(1),
    /^instance 0 has dropped data segment 1/,
  ],
  [
    'an index that is no number',
    (c) => set(c.instances[0]!.dropped, { elements: ['0'] }),
    /^entry 0 of dropped element segments/,
  ],
  [
    'an import that is missing',
    (c) => c.instances[1]!.imports.pop(),
    /^instance 1 has 5 imports, its module 6/,
  ],
  [
    'an import of nothing',
    (c) => set(c.instances[1]!.imports, { 2: 9 }),
    /^import "one" "memory" of instance 1 is nothing/,
  ],
  [
    'an import of another type',
    (c) => set(c.instances[1]!.imports, { 0: c.instances[1]!.imports[1] }),
    /^import "env" "log" of instance 1 has another type/,
  ],
  [
    'a function that no reference can be of',
    (c) =>
      set(c.references, {
        [c.references.findIndex(({ kind }) => kind === 'guest')]: { kind: 'guest', instance: 0, func: 1 },
      }),
    /no reference can be of function 1 of instance 0/,
  ],
  [
    'a function of no instance',
    (c) =>
      set(c.references, {
        [c.references.findIndex(({ kind }) => kind === 'guest')]: { kind: 'guest', instance: 5, func: 0 },
      }),
    /^the instance of reference \d+ is number 5/,
  ],
  [
    'a reference of no kind',
    (c) => set(c.references[0]!, { kind: 'odd' }),
    /^reference 1 is of no known kind/,
  ],
  [
    'a host function of no type',
    (c) => set(c.references[0]!, { type: { params: [1], results: [] } }),
    /^the parameters of reference 1/,
  ],
];

describe.each(Engine.backends)('what %s refuses to restore (issue 11, 1)', (backend) => {
  it('is a capture that is damaged, and says where', () => {
    for (const [what, damage, message] of DAMAGES) {
      const capture = structuredClone(CAPTURE) as Draft<StoreCapture>;
      damage(capture);
      const store = storeOn(backend);
      const modules = modulesOn(store);
      const attempt = () => store.restore(capture, { modules, hostFunction: withLog(store) });
      expect(attempt, what).toThrow(CaptureError);
      expect(attempt, what).toThrow(message);
      expect([store.instances, store.memories, store.tables, store.globals], what).toEqual([[], [], [], []]);
    }
  });

  it('is a function of the host that is missing, of another type, or of another store', () => {
    const store = storeOn(backend);
    const modules = modulesOn(store);
    const attempt = (func: unknown) => () =>
      store.restore(CAPTURE, { modules, hostFunction: () => func as Func });
    expect(attempt(undefined)).toThrow('for the host function "env.log" there is undefined');
    const other = new Func(store, { params: [], results: [] }, () => {});
    expect(attempt(other)).toThrow('"env.log" has type () -> (), the capture (i32) -> ()');
    expect(attempt(new Func(storeOn(backend), LOG, () => {}))).toThrow('"env.log" is of another store');
    const thrown = () =>
      store.restore(CAPTURE, {
        modules,
        hostFunction: () => {
          throw new Error('no log');
        },
      });
    expect(thrown).toThrow('no log');
    expect(store.instances).toEqual([]);
  });

  it('is a memory that has grown where no guest can grow it', () => {
    const bytes = wat('(module (memory 1 2) (func (export "f") (result i32) (i32.load (i32.const 0))))');
    const from = storeOn(backend);
    KEPT.push(new Instance(from, new Module(from.engine, bytes)));
    expect(from.memories[0]!.grow(1)).toBe(-1);
    const capture = structuredClone(from.capture()) as Draft<StoreCapture>;
    capture.memories[0]!.pages.push(new Uint8Array(65536));
    const store = storeOn(backend);
    const modules = [new Module(store.engine, bytes)];
    const attempt = () => store.restore(capture, { modules, hostFunction: withLog(store) });
    expect(attempt).toThrow(new CaptureError('memory 0 cannot grow to 2 pages'));
    expect(store.memories).toEqual([]);
  });

  it('is modules of another engine', () => {
    const store = storeOn(backend);
    const modules = modulesOn(storeOn(backend));
    expect(() => store.restore(CAPTURE, { modules, hostFunction: withLog(store) })).toThrow(
      /module 0 was made for another engine/,
    );
  });

  it('is a later capture that its instances cannot become, which changes nothing', () => {
    const store = storeOn(backend);
    const restoration = new Restoration(store, CAPTURE, {
      modules: modulesOn(store),
      hostFunction: withLog(store),
    });
    restoration.apply(CAPTURE);
    const before = store.capture();
    const tries: (readonly [(capture: Draft<StoreCapture>) => unknown, RegExp])[] = [
      [(c) => c.memories.pop(), /the capture is of other objects/],
      [(c) => set(c.globals.at(-1)!, { value: 0 }), /the capture is of other objects/],
      [(c) => set(c.references[0]!, { name: 'env.other' }), /the capture is of other objects/],
      [(c) => set(c.memories[0]!.pages, { 0: new Uint8Array(1) }), /^page 0 of memory 0/],
    ];
    for (const [damage, message] of tries) {
      const capture = structuredClone(CAPTURE) as Draft<StoreCapture>;
      capture.globals[1]!.value = 77n;
      damage(capture);
      expect(() => restoration.apply(capture)).toThrow(message);
    }
    store.memories[0]!.grow(1);
    expect(() => restoration.apply(CAPTURE)).toThrow('memory 0 has size 2 already, and cannot shrink to 1');
    expect(store.globals[1]!.get()).toBe(4);
    expect(before.globals).toEqual(store.capture().globals);
  });
});

describe.each(Engine.backends)('what %s refuses to capture (issue 11, 1)', (backend) => {
  const tableOf = (store: Store, ...funcs: Func[]) => {
    const table = new Table(store, { element: FUNCREF, limits: { min: funcs.length } });
    funcs.forEach((func, i) => {
      table.set(i, func);
    });
    return table;
  };

  it('is a function of the host without a name, in a table or a global', () => {
    const store = storeOn(backend);
    const unnamed = new Func(store, LOG, () => {});
    const table = tableOf(store, unnamed);
    expect(() => store.capture()).toThrow(
      new CaptureError(
        'element 0 of table 0 refers to a function of the host of type (i32) -> (), which has no name',
      ),
    );
    table.set(0, null);
    expect(store.capture().references).toEqual([]);
    const global = new Global(store, { type: FUNCREF, mutable: true }, unnamed);
    expect(() => store.capture()).toThrow(
      'global 0 refers to a function of the host of type (i32) -> (), which has no name',
    );
    KEPT.push(table, global);
  });

  it('is two functions of the host under one name', () => {
    const store = storeOn(backend);
    const twice = [1, 2].map(() => new Func(store, LOG, () => {}, { name: 'log' }));
    KEPT.push(tableOf(store, ...twice));
    expect(() => store.capture()).toThrow('two functions of the host that are both named "log"');
  });

  it('is not a function that only an import names', () => {
    const store = storeOn(backend);
    const text =
      '(module (import "env" "log" (func $log (param i32))) (table 1 funcref) (elem (i32.const 0) $log))';
    const instance = new Instance(store, new Module(store.engine, wat(text)), [
      new Func(store, LOG, () => {}),
    ]);
    expect(store.capture().references).toEqual([{ kind: 'host', name: 'env.log', type: LOG }]);
    KEPT.push(instance);
  });
});
