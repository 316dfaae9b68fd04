import { describe, expect, it } from 'vitest';
import { instantiate, storeOn, trapOf, wat } from '../../engine/wasm/api/fixtures.ts';
import { ByteWriter } from '../../engine/wasm/binary/byte-writer.ts';
import { sections } from '../../engine/wasm/binary/fixtures.ts';
import {
  Engine,
  Func,
  Global,
  Instance,
  Module,
  Store,
  UnsupportedError,
  UsageError,
} from '../../engine/wasm/index.ts';
import {
  OP_BLOCK,
  OP_BR_IF,
  OP_END,
  OP_LOCAL_GET,
  OP_LOCAL_SET,
  PREFIX_FD,
} from '../../engine/wasm/spec/opcodes.ts';
import { I32, V128 } from '../../engine/wasm/spec/types.ts';

const BACKENDS = Engine.backends.filter((backend) =>
  new Engine({ backend }).backend.info.features.includes('simd'),
);
const bytes = (first: number) => Uint8Array.from({ length: 16 }, (_, i) => (first + 17 * i) & 0xff);
const zero = new Uint8Array(16);

describe.each(BACKENDS)('vectors as values on %s', (backend) => {
  it('go in and out of functions, among values of every type', () => {
    const instance = instantiate(
      storeOn(backend),
      `(module (func (export "turn") (param i32 v128 i64 v128 f32 externref f64) (result f64 v128 externref i64 v128 i32 f32)
        (local.get 6) (local.get 3) (local.get 5) (local.get 2) (local.get 1) (local.get 0) (local.get 4)))`,
    );
    const reference = { any: 'thing' };
    expect(instance.func('turn').call(7, bytes(1), -9n, bytes(2), 0.5, reference, 2.25)).toEqual([
      2.25,
      bytes(2),
      reference,
      -9n,
      bytes(1),
      7,
      0.5,
    ]);
  });

  it('go through host functions both ways', () => {
    const store = storeOn(backend);
    const seen: unknown[] = [];
    const swap = new Func(
      store,
      { params: [V128, I32, V128], results: [V128, V128] },
      (a: Uint8Array, i: number, b: Uint8Array) => {
        seen.push(a, i, b);
        return [b, a];
      },
    );
    const single = new Func(store, { params: [V128], results: [V128] }, (a: Uint8Array) =>
      a.map((byte) => byte ^ 255),
    );
    const instance = instantiate(
      store,
      `(module (import "" "swap" (func $swap (param v128 i32 v128) (result v128 v128)))
        (import "" "not" (func $not (param v128) (result v128)))
        (func (export "run") (param v128 v128) (result v128 v128)
          (call $swap (local.get 0) (i32.const 5) (call $not (local.get 1)))))`,
      [swap, single],
    );
    const flipped = bytes(4).map((byte) => byte ^ 255);
    expect(instance.func('run').call(bytes(3), bytes(4))).toEqual([flipped, bytes(3)]);
    expect(seen).toEqual([bytes(3), 5, flipped]);
    expect(single.call(zero)).toEqual([new Uint8Array(16).fill(255)]);
  });

  it('are sixteen bytes: anything else is refused, on both ways', () => {
    const store = storeOn(backend);
    const bad = new Func(store, { params: [], results: [V128] }, () => new Uint8Array(15));
    const instance = instantiate(
      store,
      `(module (import "" "" (func $bad (result v128))) (func (export "drop") (param v128))
        (func (export "run") (drop (call $bad))))`,
      [bad],
    );
    for (const value of [new Uint8Array(15), 0, 0n, null, [1, 2, 3], 'x', new Uint16Array(16)]) {
      expect(() => instance.func('drop').call(value)).toThrow(UsageError);
    }
    const trap = trapOf(() => instance.func('run').call());
    expect(trap.code).toBe('host-error');
    expect(trap.operands).toMatchObject({ expected: '() -> (v128)', actual: 'a Uint8Array of 15 bytes' });
  });

  it('are copied: what the host changes later changes nothing', () => {
    const store = storeOn(backend);
    const value = bytes(1);
    const global = new Global(store, { type: V128, mutable: true }, value);
    value.fill(0);
    expect(global.get()).toEqual(bytes(1));
    (global.get() as Uint8Array).fill(9);
    expect(global.get()).toEqual(bytes(1));
    // A view into the middle of a larger buffer.
    global.set(new Uint8Array(32).fill(6, 3, 19).subarray(3, 19));
    expect(global.get()).toEqual(new Uint8Array(16).fill(6));
  });

  it('live in globals, of a module and imported', () => {
    const store = storeOn(backend);
    const shared = new Global(store, { type: V128, mutable: true }, bytes(1));
    const fixed = new Global(store, { type: V128, mutable: false }, bytes(2));
    const instance = instantiate(
      store,
      `(module (import "" "shared" (global $shared (mut v128))) (import "" "fixed" (global $fixed v128))
        (global $own (export "own") (mut v128) (global.get $fixed))
        (global (export "constant") v128 (v128.const i32x4 1 -2 3 -4))
        (func (export "rotate") (result v128)
          (global.get $own) (global.set $own (global.get $shared)) (global.set $shared (i8x16.splat (i32.const 7)))))`,
      [shared, fixed],
    );
    expect(instance.func('rotate').call()).toEqual([bytes(2)]);
    expect(instance.global('own').get()).toEqual(bytes(1));
    expect(shared.get()).toEqual(new Uint8Array(16).fill(7));
    instance.global('own').set(bytes(8));
    expect(instance.func('rotate').call()).toEqual([bytes(8)]);
    expect(new Int32Array((instance.global('constant').get() as Uint8Array).buffer)).toEqual(
      Int32Array.of(1, -2, 3, -4),
    );
    expect(() => fixed.set(zero)).toThrow(UsageError);
    expect(() => shared.set(new Uint8Array(8))).toThrow(UsageError);
  });

  it('start as zero in locals, and pass blocks, branches, loops, select and calls', () => {
    const instance = instantiate(
      storeOn(backend),
      `(module (type $vv (func (param v128 v128) (result v128 v128)))
        (table funcref (elem $swap)) (func $swap (type $vv) (local.get 1) (local.get 0))
        (func (export "zero") (result v128) (local i32 v128) (local.get 1))
        (func (export "indirect") (param v128 v128) (result v128 v128)
          (call_indirect (type $vv) (local.get 0) (local.get 1) (i32.const 0)))
        (func (export "select") (param v128 v128 i32) (result v128)
          (select (v128.not (local.get 0)) (v128.not (local.get 1)) (i32.eqz (local.get 2))))
        (func (export "typed") (param v128 v128 i32) (result v128)
          (select (result v128) (local.get 0) (local.get 1) (local.get 2)))
        (func (export "branch") (param v128 v128 i32) (result v128)
          (block $b (result v128) (br_if $b (local.get 0) (local.get 2)) (drop) (v128.not (local.get 1))))
        (func (export "if") (param v128 i32) (result v128)
          (local.get 0)
          (if (param v128) (result v128) (local.get 1) (then (v128.not)) (else (v128.const i32x4 1 1 1 1) (i32x4.add))))
        (func (export "table") (param v128 v128 i32) (result v128)
          (block $a (result v128) (block $b (result v128)
            (br_table $a $b (v128.xor (local.get 0) (local.get 1)) (local.get 2))) (v128.not)))
        (func (export "loop") (param $n i32) (result v128)
          (v128.const i32x4 0 0 0 0)
          (loop $l (param v128) (result v128)
            (i32x4.add (v128.const i32x4 1 2 3 4))
            (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
        (func $deep (export "deep") (param v128 i32) (result v128)
          (if (result v128) (local.get 1)
            (then (i8x16.add (local.get 0) (call $deep (local.get 0) (i32.sub (local.get 1) (i32.const 1)))))
            (else (v128.const i32x4 0 0 0 0)))))`,
    );
    const call = (name: string, ...args: unknown[]) => instance.func(name).call(...args);
    const not = (vector: Uint8Array) => vector.map((byte) => byte ^ 255);
    const words = (...list: number[]) => new Uint8Array(Int32Array.from(list).buffer);
    const [a, b] = [bytes(1), bytes(2)];
    expect(call('zero')).toEqual([zero]);
    expect(call('indirect', a, b)).toEqual([b, a]);
    expect(call('select', a, b, 0)).toEqual([not(a)]);
    expect(call('select', a, b, 1)).toEqual([not(b)]);
    expect(call('typed', a, b, 0)).toEqual([b]);
    expect(call('branch', a, b, 1)).toEqual([a]);
    expect(call('branch', a, b, 0)).toEqual([not(b)]);
    expect(call('if', a, 1)).toEqual([not(a)]);
    expect(call('if', words(1, -1, 5, 0), 0)).toEqual([words(2, 0, 6, 1)]);
    expect(call('table', a, b, 0)).toEqual([a.map((byte, i) => byte ^ b[i]!)]);
    expect(call('table', a, b, 9)).toEqual([not(a.map((byte, i) => byte ^ b[i]!))]);
    expect(call('loop', 1000)).toEqual([words(1000, 2000, 3000, 4000)]);
    expect(call('deep', bytes(1), 300)).toEqual([bytes(1).map((byte) => byte * 300)]);
  });

  it('leave their lanes where scalars are wanted, and pending operands what they were', () => {
    const instance = instantiate(
      storeOn(backend),
      `(module (func (export "run") (param $v v128) (result i64 i32 f32 f64 i64)
        (i64x2.extract_lane 1 (v128.not (local.get $v)))
        (i32x4.extract_lane 3 (local.get $v))
        (f32x4.extract_lane 0 (local.get $v))
        (f64x2.extract_lane 1 (local.get $v))
        (local.set $v (i64x2.splat (i64.const 3)))
        (i64.extend_i32_s (i32x4.extract_lane 2 (i32x4.neg (local.get $v))))))`,
    );
    const vector = new Uint8Array(16);
    const view = new DataView(vector.buffer);
    view.setFloat32(0, 1.5, true);
    view.setFloat64(8, -2.5, true);
    const bits = view.getBigInt64(8, true);
    expect(instance.func('run').call(vector)).toEqual([~bits, Number(bits >> 32n), 1.5, -2.5, -3n]);
  });

  it('reach functions of other modules and out of tables', () => {
    const store = storeOn(backend);
    const provider = instantiate(
      store,
      `(module (func (export "f") (param v128 i32) (result i32 v128) (local.get 1) (i32x4.splat (local.get 1)))
        (table (export "t") 2 funcref) (elem declare func 0))`,
    );
    const host = new Func(
      store,
      { params: [V128, I32], results: [I32, V128] },
      (v: Uint8Array, i: number) => [i + 1, v],
    );
    provider.table('t').set(0, provider.func('f'));
    provider.table('t').set(1, host);
    const caller = instantiate(
      store,
      `(module (type $f (func (param v128 i32) (result i32 v128))) (import "" "f" (func $f (type $f)))
        (import "" "t" (table 2 funcref))
        (func (export "direct") (param v128 i32) (result i32 v128) (call $f (local.get 0) (local.get 1)))
        (func (export "indirect") (param v128 i32 i32) (result i32 v128)
          (call_indirect (type $f) (local.get 0) (local.get 1) (local.get 2))))`,
      [provider.func('f'), provider.table('t')],
    );
    const splat = new Uint8Array(Int32Array.of(5, 5, 5, 5).buffer);
    expect(caller.func('direct').call(bytes(0), 5)).toEqual([5, splat]);
    expect(caller.func('indirect').call(bytes(0), 5, 0)).toEqual([5, splat]);
    expect(caller.func('indirect').call(bytes(0), 5, 1)).toEqual([6, bytes(0)]);
    expect((provider.table('t').get(1) as Func).call(bytes(3), 1)).toEqual([2, bytes(3)]);
  });

  it.each([
    ['v128.load', 'drop', 16, ''],
    ['v128.load8x8_u', 'drop', 8, ''],
    ['v128.load64_splat', 'drop', 8, ''],
    ['v128.load32_zero', 'drop', 4, ''],
    ['v128.load16_lane', 'drop', 2, '3'],
    ['v128.store', '', 16, ''],
    ['v128.store8_lane', '', 1, '3'],
    ['v128.store64_lane', '', 8, '1'],
  ])(
    '%s beyond the memory traps with address and size, and writes nothing',
    (mnemonic, after, size, lane) => {
      const takesVector = after === '' || lane !== '';
      const instance = instantiate(
        storeOn(backend),
        `(module (memory (export "m") 1)
        (func (export "f") (param i32) (${mnemonic} offset=4 ${lane} (local.get 0) ${takesVector ? '(v128.not (v128.const i32x4 0 0 0 0))' : ''}) ${after}))`,
      );
      const first = 65536 - size + 1;
      for (const [argument, address] of [
        [first - 4, first],
        [65532, 65536],
        [-1, 2 ** 32 + 3],
        [-2147483648, 2 ** 31 + 4],
      ] as const) {
        const trap = trapOf(() => instance.func('f').call(argument));
        expect(trap.code).toBe('memory-out-of-bounds');
        expect(trap.operands).toEqual({ address, size, limit: 65536 });
        expect(trap.frames).toMatchObject([{ funcIndex: 0 }]);
      }
      expect(instance.memory('m').bytes.every((byte) => byte === 0)).toBe(true);
      expect(() => instance.func('f').call(first - 5)).not.toThrow();
    },
  );

  it('take part in functions too deep for structured code', () => {
    const depth = 400;
    const writer = new ByteWriter();
    // (func (export "f") (param v128 i32) (result v128) …)
    writer.raw(sections([1, 1, 0x60, 2, 0x7b, 0x7f, 1, 0x7b], [3, 1, 0], [7, 1, 1, 0x66, 0, 0]));
    writer.section(10, () => {
      writer.u32(1);
      writer.sized(() => {
        writer.u32(0);
        for (let i = 0; i < depth; i++) writer.raw(Uint8Array.of(OP_BLOCK, 0x40));
        writer.raw(Uint8Array.of(OP_LOCAL_GET, 1, OP_BR_IF));
        writer.u32(depth - 1);
        writer.raw(Uint8Array.of(OP_LOCAL_GET, 0, PREFIX_FD, 0x4d, OP_LOCAL_SET, 0)); // v128.not
        for (let i = 0; i < depth; i++) writer.byte(OP_END);
        writer.raw(Uint8Array.of(OP_LOCAL_GET, 0, OP_LOCAL_GET, 0, PREFIX_FD, 0x6e, OP_END)); // i8x16.add
      });
    });
    const store = storeOn(backend);
    const instance = new Instance(store, new Module(store.engine, writer.bytes));
    expect(instance.func('f').call(bytes(1), 1)).toEqual([bytes(1).map((byte) => 2 * byte)]);
    expect(instance.func('f').call(bytes(1), 0)).toEqual([bytes(1).map((byte) => 2 * (byte ^ 255))]);
  });
});

describe('a backend without vectors', () => {
  it('refuses a module that needs them by the name of the feature', () => {
    const engine = new Engine({ backend: 'singlepass' });
    const info = { ...engine.backend.info, features: [] };
    const lacking = { ...engine, backend: { ...engine.backend, info } };
    const store = new Store(lacking);
    expect(() => new Module(store.engine, wat('(module (func (result i32) (i32.const 1)))'))).not.toThrow();
    const refused = () => new Module(store.engine, wat('(module (func (param v128)))'));
    expect(refused).toThrow(UnsupportedError);
    expect(refused).toThrow(
      'this module needs the WebAssembly feature "simd", which backend "singlepass" does not have',
    );
  });
});
