import { describe, expect, it } from 'vitest';
import { createWebAssembly, Engine } from '../../index.ts';
import { construct, describeNamespaces, exportsOf, type Memory } from './fixtures.ts';

const PAGE = 65536;

describeNamespaces('Memory', (webAssembly) => {
  const growing = () =>
    exportsOf(
      webAssembly,
      `(module (memory (export "memory") 1 10) (data (i32.const 0) "abc")
         (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
         (func (export "load") (param i32) (result i32) (i32.load8_u (local.get 0)))
         (func (export "store") (param i32 i32) (i32.store8 (local.get 0) (local.get 1))))`,
    );

  it("has one buffer of exactly its size, which is the guest's own memory", () => {
    const { memory, load, store } = growing();
    const { buffer } = memory!;
    expect(buffer).toBeInstanceOf(ArrayBuffer);
    expect(memory!.buffer).toBe(buffer);
    expect(buffer.byteLength).toBe(PAGE);
    const bytes = new Uint8Array(buffer);
    expect([...bytes.subarray(0, 3)]).toEqual([97, 98, 99]);
    bytes[1] = 7;
    expect(load!(1)).toBe(7);
    store!(PAGE - 1, 9);
    expect(bytes[PAGE - 1]).toBe(9);
  });

  it.each(['JavaScript', 'the guest'])('detaches the buffer when %s grows it, and keeps the bytes', (by) => {
    const { memory, grow, load } = growing();
    const before = memory!.buffer;
    const stale = new Uint8Array(before);
    expect(by === 'the guest' ? grow!(2) : memory!.grow(2)).toBe(1);
    expect(before.byteLength).toBe(0);
    expect(stale.length).toBe(0);
    const after = memory!.buffer;
    expect(after).not.toBe(before);
    expect(memory!.buffer).toBe(after);
    expect(after.byteLength).toBe(3 * PAGE);
    expect(new Uint8Array(after)[2]).toBe(99);
    new Uint8Array(after)[3 * PAGE - 1] = 5;
    expect(load!(3 * PAGE - 1)).toBe(5);
  });

  it('detaches the buffer when it grows by nothing', () => {
    const { memory, load } = growing();
    const before = memory!.buffer;
    expect(memory!.grow(0)).toBe(1);
    expect(before.byteLength).toBe(0);
    expect(memory!.buffer.byteLength).toBe(PAGE);
    expect(load!(0)).toBe(97);
  });

  it('keeps the buffer when it cannot grow', () => {
    const { memory, grow } = growing();
    const { buffer } = memory!;
    expect(grow!(10)).toBe(-1);
    expect(() => memory!.grow(10)).toThrow(RangeError);
    expect(memory!.buffer).toBe(buffer);
    expect(buffer.byteLength).toBe(PAGE);
  });

  it('grows many times, shown or not in between', () => {
    const { memory, grow, store } = growing();
    let total = 1;
    for (const delta of [1, 0, 2, 1, 1, 0, 3]) {
      store!(total * PAGE - 1, total);
      if (delta !== 1) expect(memory!.buffer.byteLength).toBe(total * PAGE);
      expect(grow!(delta)).toBe(total);
      total += delta;
    }
    const bytes = new Uint8Array(memory!.buffer);
    expect(bytes.length).toBe(9 * PAGE);
    expect([1, 2, 4, 5, 6].map((pages) => bytes[pages * PAGE - 1])).toEqual([1, 2, 4, 5, 6]);
  });

  it('is shared by instances, as one object', () => {
    const memory = new webAssembly.Memory({ initial: 1, maximum: 4 });
    const text = `(module (import "env" "memory" (memory 1 4)) (export "memory" (memory 0))
      (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
      (func (export "grow") (drop (memory.grow (i32.const 1)))))`;
    const first = exportsOf(webAssembly, text, { env: { memory } });
    const second = exportsOf(webAssembly, text, { env: { memory } });
    expect(first['memory']).toBe(memory);
    expect(second['memory']).toBe(memory);
    new Int32Array(memory.buffer)[2] = 1234;
    expect(first['load']!(8)).toBe(1234);
    first['grow']!();
    new Int32Array(memory.buffer)[PAGE / 4] = 77;
    expect(second['load']!(PAGE)).toBe(77);
  });

  it('can be empty', () => {
    const memory = new webAssembly.Memory({ initial: 0 });
    expect(memory.buffer.byteLength).toBe(0);
    expect(memory.buffer).toBe(memory.buffer);
    expect(memory.grow(1)).toBe(0);
    expect(memory.buffer.byteLength).toBe(PAGE);
  });

  it('refuses descriptors that are none', () => {
    const { Memory } = webAssembly;
    for (const type of [undefined, null, 1, {}, { initial: 'one' }, { initial: -1 }, { initial: 2 ** 32 }]) {
      expect(() => construct(Memory, type), JSON.stringify(type)).toThrow(TypeError);
    }
    expect(() => construct(Memory, { initial: 2, maximum: 1 })).toThrow(RangeError);
    expect(() => Reflect.apply(Memory as unknown as () => void, undefined, [{ initial: 1 }])).toThrow(
      TypeError,
    );
    expect(construct<Memory>(Memory, { initial: '1.9' }).buffer.byteLength).toBe(PAGE);
  });

  it('checks its receiver', () => {
    const { get } = Object.getOwnPropertyDescriptor(webAssembly.Memory.prototype, 'buffer')!;
    expect(() => get!.call({})).toThrow(TypeError);
    expect(() => webAssembly.Memory.prototype.grow.call({} as Memory, 1)).toThrow(TypeError);
  });

  it('is named by toString', () => {
    expect(String(new webAssembly.Memory({ initial: 0 }))).toBe('[object WebAssembly.Memory]');
  });
});

describe('buffers that are shown in the midst of a call', () => {
  it.each(Engine.backends)("are the guest's memory when it goes on: %s", (backend) => {
    const webAssembly = createWebAssembly(new Engine({ backend }));
    const holder: { memory?: Memory } = {};
    const { memory, run } = exportsOf(
      webAssembly,
      `(module (import "" "look" (func $look)) (memory (export "memory") 1)
         (func (export "run") (result i32)
           (i32.store (i32.const 0) (i32.const 1)) (call $look)
           (i32.store (i32.const 4) (i32.add (i32.load (i32.const 0)) (i32.const 1)))
           (drop (memory.grow (i32.const 1))) (call $look)
           (i32.add (i32.load (i32.const 0)) (i32.load (i32.const 4)))))`,
      {
        '': {
          look: () => {
            const words = new Int32Array(holder.memory!.buffer);
            words[0]! += 10;
          },
        },
      },
    );
    holder.memory = memory!;
    expect(run!()).toBe(33);
    expect([...new Int32Array(memory!.buffer, 0, 2)]).toEqual([21, 12]);
  });
});

describeNamespaces('Table', (webAssembly) => {
  const f = exportsOf(webAssembly, '(module (func (export "f") (result i32) (i32.const 7)))')['f']!;

  it('holds null and exported functions', () => {
    const table = new webAssembly.Table({ element: 'anyfunc', initial: 2, maximum: 5 });
    expect(table.length).toBe(2);
    expect(table.get(1)).toBe(null);
    table.set(1, f);
    expect(table.get(1)).toBe(f);
    table.set(1, null);
    expect(table.get(1)).toBe(null);
    table.set(1, f);
    table.set(1);
    expect(table.get(1)).toBe(null);
    expect(() => table.set(0, () => 1)).toThrow(TypeError);
    expect(() => table.set(0, {})).toThrow(TypeError);
  });

  it('takes an initial value, and one to grow with', () => {
    const table = new webAssembly.Table({ element: 'anyfunc', initial: 2, maximum: 5 }, f);
    expect([table.get(0), table.get(1)]).toEqual([f, f]);
    expect(table.grow(2)).toBe(2);
    expect(table.get(3)).toBe(null);
    expect(table.grow(1, f)).toBe(4);
    expect(table.get(4)).toBe(f);
    expect(() => table.grow(1)).toThrow(RangeError);
    expect(table.length).toBe(5);
  });

  it('of externref holds anything, undefined where nothing is said', () => {
    const table = new webAssembly.Table({ element: 'externref', initial: 1 });
    expect(table.get(0)).toBe(undefined);
    const object = {};
    table.set(0, object);
    expect(table.get(0)).toBe(object);
    table.set(0, null);
    expect(table.get(0)).toBe(null);
    table.grow(1, 'text');
    expect(table.get(1)).toBe('text');
  });

  it('tells an empty slot from one that is not there', () => {
    const table = new webAssembly.Table({ element: 'anyfunc', initial: 1 });
    expect(table.get(0)).toBe(null);
    expect(() => table.get(1)).toThrow(RangeError);
    expect(() => table.set(1, null)).toThrow(RangeError);
    expect(() => table.get(-1)).toThrow(TypeError);
    expect(() => table.get(2 ** 32)).toThrow(TypeError);
  });

  it('refuses descriptors that are none', () => {
    const { Table } = webAssembly;
    for (const type of [
      undefined,
      {},
      { initial: 1 },
      { element: 'i32', initial: 1 },
      { element: 'anyfunc' },
    ]) {
      expect(() => construct(Table, type), JSON.stringify(type)).toThrow(TypeError);
    }
    expect(() => construct(Table, { element: 'anyfunc', initial: 2, maximum: 1 })).toThrow(RangeError);
    expect(() => construct(Table, { element: 'anyfunc', initial: 1 }, () => 1)).toThrow(TypeError);
  });

  it('is shared by instances, calls through it reach what JavaScript put there', () => {
    const table = new webAssembly.Table({ element: 'anyfunc', initial: 1 });
    const { call, same } = exportsOf(
      webAssembly,
      `(module (type $t (func (result i32))) (import "" "table" (table 1 funcref)) (export "same" (table 0))
         (func (export "call") (param i32) (result i32) (call_indirect (type $t) (local.get 0))))`,
      { '': { table } },
    );
    expect(same).toBe(table);
    expect(() => call!(0)).toThrow(webAssembly.RuntimeError);
    table.set(0, f);
    expect(call!(0)).toBe(7);
    expect(() => call!(1)).toThrow(webAssembly.RuntimeError);
    table.grow(1, f);
    expect(call!(1)).toBe(7);
  });
});

describeNamespaces('Global', (webAssembly) => {
  it('holds a value, converted', () => {
    const global = new webAssembly.Global({ value: 'i32', mutable: true }, '42.9');
    expect(global.value).toBe(42);
    global.value = 2 ** 32 + 3;
    expect(global.value).toBe(3);
    expect(global.valueOf()).toBe(3);
    expect(() => {
      global.value = 1n;
    }).toThrow(TypeError);
    expect(new webAssembly.Global({ value: 'i64' }, 2n ** 64n + 1n).value).toBe(1n);
    expect(new webAssembly.Global({ value: 'f32' }, 0.1).value).toBe(Math.fround(0.1));
    expect(() => new webAssembly.Global({ value: 'i64' }, 1)).toThrow(TypeError);
  });

  it('starts with the default where no value is given', () => {
    const values = ['i32', 'i64', 'f32', 'f64', 'anyfunc'].map(
      (value) => new webAssembly.Global({ value }).value,
    );
    expect(values).toEqual([0, 0n, 0, 0, null]);
  });

  it('checks its receiver', () => {
    const { prototype } = webAssembly.Global;
    expect(() => prototype.valueOf.call({ value: 1 })).toThrow(TypeError);
    expect(() => prototype.value).toThrow(TypeError);
  });

  it('is immutable unless it says otherwise', () => {
    const global = new webAssembly.Global({ value: 'i32' }, 1);
    expect(() => {
      global.value = 2;
    }).toThrow(TypeError);
    expect(global.value).toBe(1);
  });

  it('refuses descriptors that are none', () => {
    for (const type of [undefined, {}, { value: 'i16' }, { value: 'funcref2' }]) {
      expect(() => construct(webAssembly.Global, type), JSON.stringify(type)).toThrow(TypeError);
    }
  });

  it('is shared with instances', () => {
    const counter = new webAssembly.Global({ value: 'i64', mutable: true }, 5n);
    const { count, same } = exportsOf(
      webAssembly,
      `(module (import "" "counter" (global $c (mut i64))) (export "same" (global $c))
         (func (export "count") (global.set $c (i64.add (global.get $c) (i64.const 1)))))`,
      { '': { counter } },
    );
    count!();
    expect(counter.value).toBe(6n);
    expect(same).toBe(counter);
  });
});

it.each(Engine.backends)(
  'a global of v128, which Node 20 lacks, is linked, but not read or written: %s',
  (backend) => {
    const webAssembly = createWebAssembly(new Engine({ backend }));
    const vector = new webAssembly.Global({ value: 'v128', mutable: true });
    const { low } = exportsOf(
      webAssembly,
      `(module (import "" "v" (global $v (mut v128))) (func (export "low") (result i64)
         (global.set $v (i64x2.add (global.get $v) (v128.const i64x2 7 8))) (i64x2.extract_lane 0 (global.get $v))))`,
      { '': { v: vector } },
    );
    expect([low!(), low!()]).toEqual([7n, 14n]);
    expect(() => vector.value).toThrow(TypeError);
    expect(() => {
      vector.value = 1;
    }).toThrow(TypeError);
    expect(() => new webAssembly.Global({ value: 'v128' }, 1)).toThrow(TypeError);
  },
);
