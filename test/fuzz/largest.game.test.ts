import { describe, expect, it } from 'vitest';
import { wat } from '../../engine/wasm/api/fixtures.ts';
import { ByteWriter } from '../../engine/wasm/binary/byte-writer.ts';
import { SECTION } from '../../engine/wasm/binary/sections.ts';
import { writeHeader } from '../../engine/wasm/binary/writer.ts';
import {
  Engine,
  Func,
  type FuncType,
  Global,
  I32,
  Instance,
  Module,
  Store,
  UnsupportedError,
  type Value,
} from '../../engine/wasm/index.ts';
import {
  EDIT_SIZE,
  DEFAULT_MODULE_LIMITS as LIMITS,
  V8_FUNCTION_SIZE,
  V8_LOCALS,
} from '../../engine/wasm/spec/limits.ts';
import { decodeAndValidate } from '../../engine/wasm/validate/validate.ts';
import { divergence } from './compare.ts';
import { type Outcome, outcomeOn } from './outcome.ts';

/**
 * Modules as large as may be: every backend takes them, and does the same. The native backend has to add to them, and V8 takes no more
 * than they have already.
 */

const withoutPlaces = (outcome: Outcome) => outcome.map((line) => line.replace(/ \[\[.*$/, ''));

/** Bodies of a function `(param i32) (result i32)`, which stands in a module with all that there is. */
const BODIES: Readonly<Record<string, string>> = {
  'the load of case c26': '(i32.load (i32.const 0))',
  loads: '(i32.add (i32.load8_u offset=2 (local.get 0)) (i32.wrap_i64 (i64.load (local.get 0))))',
  'loads and stores of floats': `(f32.store (local.get 0) (f32.const 1.5)) (f64.store offset=8 (local.get 0) (f64.const 2.5))
    (i64.store offset=16 (local.get 0) (i64.const 3)) (i32.load (local.get 0))`,
  vectors: `(v128.store (i32.const 0) (v128.load8_lane 3 (local.get 0) (i8x16.splat (i32.const 7)))) (i32.load (i32.const 0))`,
  conversions: `(i32.trunc_f64_s (f64.load (local.get 0))) (i32.trunc_f32_u (f32.convert_i32_s (local.get 0))) (i32.add)`,
  'memory instructions': `(memory.fill (local.get 0) (i32.const 7) (i32.const 9)) (memory.copy (i32.const 20) (local.get 0) (i32.const 9))
    (memory.init $d (local.get 0) (i32.const 1) (i32.const 2)) (data.drop $d) (i32.load (i32.const 4))`,
  'table instructions': `(table.set $t (local.get 0) (ref.func $two)) (drop (table.get $t (local.get 0)))
    (table.fill $x (local.get 0) (ref.null extern) (i32.const 1)) (table.init $t $e (local.get 0) (i32.const 0) (i32.const 1))
    (elem.drop $e) (table.copy $t $t (i32.const 3) (local.get 0) (i32.const 1)) (table.size $t)`,
  calls: '(i32.add (call $divide (local.get 0)) (call $host (local.get 0)))',
  'calls by a table': '(call_indirect $t (type $i) (i32.const 5) (local.get 0))',
  globals: '(global.set $g (i32.add (global.get $g) (local.get 0))) (global.get $g)',
  'code that cannot be reached':
    '(return (i32.const 1)) (i32.load) (call $two) (call_indirect $t (type $i) (i32.const 1))',
  'what traps by itself':
    '(i32.div_s (i32.const 1) (local.get 0)) (if (i32.eqz (local.get 0)) (then (unreachable)))',
};

const around = (locals: number, text: string) =>
  wat(`(module $large
  (type $i (func (param i32) (result i32)))
  (import "env" "host" (func $host (param i32) (result i32)))
  (memory (export "memory") 1 1) (table $t (export "t") 5 5 funcref) (table $x 3 externref) (global $g (export "g") (mut i32) (i32.const 3))
  (elem (table $t) (i32.const 0) func $two $divide $f $none) (elem $e func $two) (data $d "abcd")
  (func $f (export "f") (type $i) (local ${'i64 '.repeat(locals - 1)}) ${text})
  (func $two (type $i) (i32.const 2)) (func $none)
  (func $divide (type $i) (i32.div_u (i32.const 100) (local.get 0)))
  (func (export "outer") (param i32) (result i32) (i32.add (call $two (i32.const 0)) (call $f (local.get 0)))))`);

describe('issue 9, 2.3: a function with as many locals as may be', () => {
  it.each(Object.entries(BODIES))('does the same on every backend: %s', (_, text) => {
    const [small, ...large] = [2, V8_LOCALS - 1, V8_LOCALS].map((locals) => around(locals, text));
    for (const bytes of large) {
      expect(divergence(bytes)).toBeUndefined();
      for (const backend of Engine.backends)
        expect(withoutPlaces(outcomeOn(backend, bytes))).toEqual(withoutPlaces(outcomeOn(backend, small!)));
    }
  });
});

type Write = (writer: ByteWriter) => void;

function moduleOf(...parts: readonly Write[]): Uint8Array {
  const writer = new ByteWriter(1 << 22);
  writeHeader(writer);
  for (const part of parts) part(writer);
  return writer.bytes.slice();
}

/** A section of `count` entries. */
function many(
  id: number,
  count: number,
  entry: readonly number[] | ((writer: ByteWriter, i: number) => void),
): Write {
  const write =
    typeof entry === 'function' ? entry : (writer: ByteWriter) => writer.raw(Uint8Array.from(entry));
  return (writer) => {
    writer.section(id, () => {
      writer.u32(count);
      for (let i = 0; i < count; i++) write(writer, i);
    });
  };
}

const END = 0x0b;

/** A module whose function 0 is `code` over and over; 1 has the same type, `() -> ()`. */
function withCode(code: readonly number[], times: number): Uint8Array {
  return moduleOf(
    many(SECTION.type, 1, [0x60, 0, 0]),
    many(SECTION.function, 2, [0]),
    many(SECTION.table, 1, [0x70, 0, 2]),
    many(SECTION.memory, 1, [0, 1]),
    many(SECTION.global, 1, [0x7d, 1, 0x43, 0, 0, 0, 0, END]),
    many(SECTION.export, 1, [1, 0x66, 0, 0]),
    many(SECTION.element, 1, [0, 0x41, 0, END, 1, 1]),
    (writer) => writer.section(SECTION.dataCount, () => writer.u32(1)),
    many(SECTION.code, 2, (writer, i) => {
      if (i === 1) writer.raw(Uint8Array.of(2, 0, END));
      else
        writer.sized(() => {
          writer.byte(0);
          const all = new Uint8Array(code.length * times);
          for (let at = 0; at < all.length; at += code.length) all.set(code, at);
          writer.raw(all);
          writer.byte(END);
        });
    }),
    many(SECTION.data, 1, [1, 1, 7]),
  );
}

/** Code that a body repeats, and how many of its instructions count more. */
const REPEATED: Readonly<Record<string, readonly [edited: number, code: readonly number[]]>> = {
  'nothing that counts more': [0, [0x01]],
  loads: [3, [0x41, 0, 0x28, 0, 0, 0x28, 0, 0, 0x28, 0, 0, 0x1a]],
  calls: [1, [0x10, 1]],
  'calls by a table': [1, [0x41, 0, 0x11, 0, 0]],
  globals: [2, [0x23, 0, 0x24, 0]],
};

describe('issue 9, 2.3: a function of as many bytes as may be', () => {
  // The other backends compile it when it is called.
  const engine = new Engine({ backend: 'native' });

  it.each(Object.entries(REPEATED))('is taken: %s', (_, [edited, code]) => {
    const once = edited === 0 ? 0 : EDIT_SIZE.function;
    const times = Math.floor((V8_FUNCTION_SIZE - 2 - once) / (code.length + edited * EDIT_SIZE.instruction));
    expect(new Module(engine, withCode(code, times))).toBeInstanceOf(Module);
    const refuse = () => decodeAndValidate(withCode(code, times + 1));
    expect(refuse).toThrow(UnsupportedError);
    expect(refuse).toThrow(/^too many bytes in a function/);
  });

  it('runs on native, and traps where it should', () => {
    const traps = [
      0x41, 5, 0xb2, 0xa8, 0xb2, 0xa8, 0xb2, 0xa8, 0xb2, 0xa8, 0x1a, 0x41, 0x7f, 0x2d, 0, 9, 0x1a,
    ];
    expect(withoutPlaces(outcomeOn('native', withCode(traps, 180_000)))).toEqual(
      withoutPlaces(outcomeOn('interpreter', withCode(traps, 1))),
    );
    const calls = [0x41, 0, 0x11, 0, 0, 0x10, 1];
    expect(outcomeOn('native', withCode(calls, 400_000))).toEqual(
      outcomeOn('interpreter', withCode(calls, 1)),
    );
  });
});

/** A module of `most` of something, whose function `f` returns the number 7. */
const COUNTED: Readonly<Record<string, (most: number) => Uint8Array>> = {
  types: (most) =>
    moduleOf(
      many(SECTION.type, most, [0x60, 0, 1, 0x7f]),
      many(SECTION.function, 1, [0]),
      many(SECTION.memory, 1, [0, 1]),
      F_0,
      many(SECTION.code, 1, [4, 0, 0x41, 7, END]),
      many(SECTION.data, 1, [0, 0x41, 0, END, 1, 7]),
    ),
  functions: (most) =>
    moduleOf(
      RETURNS_I32,
      many(SECTION.function, most, [0]),
      many(SECTION.memory, 1, [0, 1]),
      F_0,
      many(SECTION.code, most, [4, 0, 0x41, 7, END]),
      many(SECTION.data, 1, [0, 0x41, 0, END, 1, 7]),
    ),
  imports: (most) =>
    moduleOf(
      RETURNS_I32,
      many(SECTION.import, most, [0, 0, 3, 0x7f, 0]),
      many(SECTION.function, 2, [0]),
      many(SECTION.export, 1, [1, 0x66, 0, 1]),
      many(SECTION.code, 2, (writer, i) =>
        writer.raw(Uint8Array.from(i === 0 ? [4, 0, 0x41, 7, END] : [4, 0, 0x10, 0, END])),
      ),
    ),
  // V8 11 takes 100,000 exports: more functions than that are to leave the module.
  exports: (most) =>
    moduleOf(
      RETURNS_I32,
      many(SECTION.function, 110_000, [0]),
      many(SECTION.export, most, (writer, i) => {
        writer.name(i === 0 ? 'f' : `f${i}`);
        writer.byte(0);
        writer.u32(i % 110_000);
      }),
      many(SECTION.code, 110_000, [4, 0, 0x41, 7, END]),
    ),
  exportedGlobals: (most) =>
    moduleOf(
      RETURNS_I32,
      many(SECTION.function, 1, [0]),
      many(SECTION.table, LIMITS.tables, [0x70, 0, 1]),
      many(SECTION.global, most, [0x7f, 1, 0x41, 7, END]),
      many(SECTION.export, most + 1, (writer, i) => {
        writer.name(i === 0 ? 'f' : `g${i - 1}`);
        writer.byte(i === 0 ? 0 : 3);
        writer.u32(i === 0 ? 0 : i - 1);
      }),
      many(SECTION.code, 1, [4, 0, 0x23, 0, END]),
    ),
  globals: (most) =>
    moduleOf(
      RETURNS_I32,
      many(SECTION.function, 1, [0]),
      many(SECTION.global, most, [0x7f, 1, 0x41, 7, END]),
      F_0,
      many(SECTION.code, 1, (writer) =>
        writer.sized(() => {
          writer.raw(Uint8Array.of(0, 0x23));
          writer.u32(most - 1);
          writer.byte(END);
        }),
      ),
    ),
  tables: (most) =>
    moduleOf(
      RETURNS_I32,
      many(SECTION.function, 1, [0]),
      many(SECTION.table, most, [0x70, 0, 1]),
      F_0,
      many(SECTION.element, 1, [1, 0, 1, 0]),
      many(SECTION.code, 1, [7, 0, 0xfc, 13, 0, 0x41, 7, END]),
    ),
  elementSegments: (most) =>
    moduleOf(
      RETURNS_I32,
      many(SECTION.function, 1, [0]),
      many(SECTION.table, 1, [0x70, 0, 1]),
      F_0,
      many(SECTION.element, most, (writer, i) =>
        writer.raw(Uint8Array.from(i % 2 === 0 ? [0, 0x41, 0, END, 1, 0] : [1, 0, 1, 0])),
      ),
      many(SECTION.code, 1, [7, 0, 0x41, 7, 0x0f, 0x01, 0x01, END]),
    ),
  segmentElements: (most) =>
    moduleOf(
      RETURNS_I32,
      many(SECTION.function, 1, [0]),
      F_0,
      many(SECTION.element, 1, (writer) => {
        writer.raw(Uint8Array.of(1, 0));
        writer.u32(most);
        writer.raw(new Uint8Array(most));
      }),
      many(SECTION.code, 1, [4, 0, 0x41, 7, END]),
    ),
  dataSegments: (most) =>
    moduleOf(
      RETURNS_I32,
      many(SECTION.function, 1, [0]),
      many(SECTION.memory, 1, [0, 1]),
      F_0,
      many(SECTION.code, 1, [7, 0, 0x41, 0, 0x2d, 0, 0, END]),
      many(SECTION.data, most, [0, 0x41, 0, END, 1, 7]),
    ),
};
const RETURNS_I32 = many(SECTION.type, 1, [0x60, 0, 1, 0x7f]);
const F_0 = many(SECTION.export, 1, [1, 0x66, 0, 0]);

describe('issue 9, 2.3: native takes as many as may be of', () => {
  // Other backends know no more of the limits than reader and validator do, which these tests use for what exceeds them.
  it.each(Object.entries(COUNTED))('%s', (name, make) => {
    const most = LIMITS[name as keyof typeof LIMITS];
    const store = new Store(new Engine({ backend: 'native' }));
    const module = new Module(store.engine, make(most));
    const global = new Global(store, { type: I32, mutable: false }, 1);
    const instance = new Instance(
      store,
      module,
      module.imports.map(() => global),
    );
    expect(instance.func('f').call()).toEqual([7]);
    expect(() => decodeAndValidate(make(most + 1))).toThrow(`takes at most ${most} `);
  });
});

describe.each(Engine.backends)('issue 9, 2.3: %s takes as many as may be', (backend) => {
  it.each([
    ['i32', 1000, 5],
    ['v128', 500, new Uint8Array(16).fill(3)],
  ] as const)(
    'parameters and results of type %s, which the host passes and gets back',
    (type, count, value) => {
      const list = `${type} `.repeat(count);
      const text = (
        list: string,
      ) => `(module (import "env" "h" (func $h (param ${list}) (result ${list}))) (memory 1)
      (func (export "f") (param ${list}) (result ${list})
        (drop (i32.load (i32.const 8))) ${Array.from({ length: count }, (_, i) => `(local.get ${i})`).join('')} (call $h)))`;
      const store = new Store(new Engine({ backend }));
      const module = new Module(store.engine, wat(text(list)));
      const { type: funcType } = module.imports[0]!.type as { type: FuncType };
      const host = new Func(store, funcType, (...values: Value[]) => values);
      const values = new Array<Value>(count).fill(value);
      expect(new Instance(store, module, [host]).func('f').call(...values)).toEqual(values);
      expect(() => decodeAndValidate(wat(text(`${list} i32`)))).toThrow(/too many parameters of a function/);
      const tooMany = { params: [...funcType.params, I32], results: [] };
      expect(() => new Func(store, tooMany, () => {})).toThrow(/at most 1000 parameters/);
    },
  );
});
