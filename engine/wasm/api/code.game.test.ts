import { describe, expect, it } from 'vitest';
import { ByteWriter } from '../binary/byte-writer.ts';
import { Engine, Instance, Module } from '../index.ts';
import { instantiate, seeded, storeOn, trapOf } from './fixtures.ts';

/** Code whose shape is hard on a compiler: order of evaluation, joins, dead code, depth, size. */

describe.each(Engine.backends)('evaluation order on %s', (backend) => {
  const run = (text: string, ...args: unknown[]) =>
    instantiate(storeOn(backend), text)
      .func('f')
      .call(...args);

  it('an operand keeps the value a local had when it was pushed', () => {
    expect(
      run(
        `(module (func (export "f") (param i32) (result i32)
          (i32.add (local.get 0) (i32.const 10)) (local.set 0 (i32.const 100)) (local.get 0) (i32.mul)))`,
        1,
      ),
    ).toEqual([1100]);
    expect(
      run(
        `(module (func (export "f") (param i64) (result i64)
          (local.get 0) (local.set 0 (i64.const 5)) (i64.sub (local.get 0))))`,
        1n << 40n,
      ),
    ).toEqual([(1n << 40n) - 5n]);
    expect(
      run(
        `(module (func (export "f") (param i32) (result i32)
          (local.get 0) (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (local.tee 0 (i32.mul (i32.const 3))) (i32.sub)))`,
        4,
      ),
    ).toEqual([4 - 15]);
  });

  it('a pending operand survives results that take the stack slots it reads', () => {
    expect(
      run(
        `(module (memory 1) (data (i32.const 0) "\\05\\00\\00\\00\\07\\00\\00\\00\\0b\\00\\00\\00")
          (func $two (param i32) (result i32 i32) (local.get 0) (i32.const 2))
          (func (export "f") (result i32)
            (i32.add (i32.load (i32.const 0)) (i32.load (i32.const 4)))
            (call $two (i32.load (i32.const 8)))
            (i32.mul) (i32.sub)))`,
      ),
    ).toEqual([12 - 22]);
  });

  it('a load before a store reads the old value, a global before a call too', () => {
    expect(
      run(
        `(module (memory 1) (global $g (mut i32) (i32.const 3)) (func $set (global.set $g (i32.const 50)))
          (func (export "f") (result i32) (i32.load (i32.const 0)) (i32.store (i32.const 0) (i32.const 9))
            (global.get $g) (call $set) (global.get $g) (i32.add) (i32.add)))`,
      ),
    ).toEqual([53]);
  });

  it('branches carry values past others left below', () => {
    expect(
      run(
        `(module (func (export "f") (param i32) (result i32)
          (i32.const 1000)
          (block (result i32 i32) (i32.const 7) (i32.const 8) (i32.const 9) (br_if 0 (local.get 0)) (drop) (drop) (drop) (i32.const 1) (i32.const 2))
          (i32.sub) (i32.add)))`,
        1,
      ),
    ).toEqual([999]);
  });

  it('loops take parameters, and permute them', () => {
    expect(
      run(
        `(module (func $swap (param i64 i64) (result i64 i64) (local.get 1) (local.get 0))
          (func (export "f") (param i32) (result i64)
          (i64.const 0) (i64.const 1)
          (loop (param i64 i64) (result i64 i64)
            (call $swap) (call $add)
            (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
          (drop))
        (func $add (param i64 i64) (result i64 i64) (local.get 0) (i64.add (local.get 0) (local.get 1))))`,
        10,
      ),
    ).toEqual([fibonacciLike(10)]);
  });

  function fibonacciLike(rounds: number): bigint {
    let [a, b] = [0n, 1n];
    for (let i = 0; i < rounds; i++) [a, b] = [b, b + a];
    return a;
  }

  it('an if without else passes its parameters through', () => {
    const text = `(module (func (export "f") (param i32) (result i32)
      (i32.const 5) (i32.const 6) (if (param i32 i32) (result i32 i32) (local.get 0) (then (i32.add) (i32.const 1))) (i32.mul)))`;
    expect(run(text, 0)).toEqual([30]);
    expect(run(text, 1)).toEqual([11]);
  });

  it('code after a branch is skipped, whatever it nests', () => {
    expect(
      run(
        `(module (func (export "f") (param i32) (result i32)
          (block $out (result i32)
            (block (br $out (i32.const 1)) (loop (if (i32.const 0) (then (br 1)) (else (unreachable) (drop (i32.add))))) (unreachable))
            (i32.const 2))
          (if (result i32) (local.get 0) (then (return (i32.const 3)) (i64.const 1) (drop)) (else (unreachable)))
          (i32.add)))`,
        1,
      ),
    ).toEqual([3]);
  });

  it('br_table goes to blocks and loops, with values, and by default for large indices', () => {
    const instance = instantiate(
      storeOn(backend),
      `(module (func (export "f") (param i32) (result i32) (local i32)
        (block $a (result i32) (block $b (result i32) (block $c (result i32)
          (br_table $c $b $a $b (i32.const 10) (local.get 0))) (i32.add (i32.const 100)) (br $a)) (i32.add (i32.const 1000)))))`,
    );
    expect([0, 1, 2, 3, -1].map((i) => instance.func('f').call(i)[0])).toEqual([110, 1010, 10, 1010, 1010]);
  });
});

/** A module with one exported function `f` of type (i32) -> (i32) with `locals` i32 locals and the given code. */
function moduleOf(code: (writer: ByteWriter) => void, locals = 0): Uint8Array {
  const writer = new ByteWriter();
  writer.raw(Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
  writer.section(1, () => writer.raw(Uint8Array.from([1, 0x60, 1, 0x7f, 1, 0x7f])));
  writer.section(3, () => writer.raw(Uint8Array.from([1, 0])));
  writer.section(7, () => writer.raw(Uint8Array.from([1, 1, 0x66, 0, 0])));
  writer.section(10, () => {
    writer.u32(1);
    writer.sized(() => {
      writer.u32(locals === 0 ? 0 : 1);
      if (locals > 0) {
        writer.u32(locals);
        writer.byte(0x7f);
      }
      code(writer);
      writer.byte(0x0b);
    });
  });
  return writer.bytes.slice();
}

const bytes = (writer: ByteWriter, ...values: number[]) => writer.raw(Uint8Array.from(values));
const LOCAL_GET = 0x20;
const I32_CONST = 0x41;
const ADD = 0x6a;

describe.each(Engine.backends)('size and depth on %s', (backend) => {
  const load = (module: Uint8Array) => {
    const store = storeOn(backend);
    return new Instance(store, new Module(store.engine, module)).func('f');
  };

  it.each([200, 400, 3000, 20000])('%i nested blocks', (depth) => {
    const f = load(
      moduleOf((writer) => {
        for (let i = 0; i < depth; i++) bytes(writer, 0x02, 0x40);
        bytes(writer, LOCAL_GET, 0, 0x0d);
        writer.u32(depth - 1);
        bytes(writer, I32_CONST, 1, 0x21, 0);
        for (let i = 0; i < depth; i++) bytes(writer, 0x0b);
        bytes(writer, LOCAL_GET, 0);
      }),
    );
    expect(f.call(0)).toEqual([1]);
    expect(f.call(7)).toEqual([7]);
  });

  it.each([200, 3000])('%i nested ifs with else, loops and results', (depth) => {
    const f = load(
      moduleOf((writer) => {
        for (let i = 0; i < depth; i++) {
          bytes(writer, 0x03, 0x7f, LOCAL_GET, 0, I32_CONST, i & 63, 0x47, 0x04, 0x7f);
        }
        bytes(writer, LOCAL_GET, 0);
        for (let i = 0; i < depth; i++) bytes(writer, 0x05, I32_CONST, 5, 0x0b, 0x0b, I32_CONST, 1, ADD);
      }),
    );
    expect(f.call(100)).toEqual([100 + depth]);
    expect(f.call(0)).toEqual([5 + 1]);
    expect(f.call(30)).toEqual([5 + 31]);
  });

  it('an expression 20,000 operators deep', () => {
    const depth = 20000;
    const f = load(
      moduleOf((writer) => {
        for (let i = 0; i < depth; i++) bytes(writer, LOCAL_GET, 0);
        for (let i = 1; i < depth; i++) bytes(writer, ADD);
      }),
    );
    expect(f.call(3)).toEqual([3 * depth]);
  });

  it('10,000 operands pending while the locals they read change', () => {
    const count = 10000;
    const f = load(
      moduleOf((writer) => {
        for (let i = 0; i < count; i++) {
          bytes(writer, LOCAL_GET, 0, LOCAL_GET, 0, I32_CONST, 1, ADD, 0x21, 0);
          bytes(writer, 0x02, 0x40, LOCAL_GET, 0, 0x0d, 0, 0x0b);
        }
        for (let i = 1; i < count; i++) bytes(writer, ADD);
      }),
    );
    expect(f.call(5)).toEqual([5 * count + (count * (count - 1)) / 2]);
  });

  it('40,000 locals', () => {
    const count = 40000;
    const f = load(
      moduleOf((writer) => {
        bytes(writer, LOCAL_GET, 0, 0x21);
        writer.u32(count);
        bytes(writer, LOCAL_GET);
        writer.u32(count);
        bytes(writer, LOCAL_GET, 5, ADD);
      }, count),
    );
    expect(f.call(11)).toEqual([11]);
  });

  it('a body of a million bytes', () => {
    const f = load(
      moduleOf((writer) => {
        for (let i = 0; i < 140_000; i++) bytes(writer, LOCAL_GET, 0, I32_CONST, i & 63, 0x73, 0x21, 0);
        bytes(writer, LOCAL_GET, 0);
      }),
    );
    let want = 12345;
    for (let i = 0; i < 140_000; i++) want ^= i & 63;
    expect(f.call(12345)).toEqual([want]);
  });

  it('a br_table of 20,000 targets', () => {
    const f = load(
      moduleOf((writer) => {
        bytes(writer, 0x02, 0x40, 0x02, 0x40, LOCAL_GET, 0, 0x0e);
        writer.u32(20000);
        for (let i = 0; i < 20000; i++) writer.u32(i % 2);
        bytes(writer, 1, 0x0b, I32_CONST, 10, 0x0f, 0x0b, I32_CONST, 20);
      }),
    );
    expect([0, 1, 19998, 19999, 20000, -1].map((i) => f.call(i)[0])).toEqual([10, 20, 10, 20, 20, 20]);
  });

  it('functions of many parameters and results of all types', () => {
    const types = Array.from({ length: 60 }, (_, i) => ['i32', 'i64', 'f32', 'f64'][i % 4]!);
    const store = storeOn(backend);
    const instance = instantiate(
      store,
      `(module (func $f (export "f") (param ${types.join(' ')}) (result ${types.join(' ')}) ${types.map((_, i) => `(local.get ${i})`).join(' ')})
        (func (export "g") (param ${types.join(' ')}) (result ${types.join(' ')}) ${types.map((_, i) => `(local.get ${i})`).join(' ')} (call $f)))`,
    );
    const random = seeded(7);
    const values = types
      .map((type) => (type === 'i64' ? BigInt.asIntN(64, BigInt(random()) << 20n) : random() | 0))
      .map((value, i) => (types[i] === 'f32' ? Math.fround(Number(value)) : value));
    expect(instance.func('g').call(...values)).toEqual(values);
  });
});

describe.each(Engine.backends)('memory on %s', (backend) => {
  it('grows in steps past its reserve, keeping its content, in the middle of a function', () => {
    const instance = instantiate(
      storeOn(backend),
      `(module (memory (export "m") 1 3000) (func (export "f") (param i32) (result i32)
        (i32.store (i32.const 100) (i32.const 42))
        (loop $l (drop (memory.grow (i32.const 97)))
          (i32.store (i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 4)) (i32.const 1))
          (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
        (i32.add (i32.load (i32.const 100)) (memory.size))))`,
    );
    expect(instance.func('f').call(20)).toEqual([42 + 1 + 20 * 97]);
    expect(instance.memory('m').bytes).toHaveLength((1 + 20 * 97) * 65536);
    expect(instance.func('f').call(20)).toEqual([42 + 2911]);
  });

  it('copies overlapping ranges, fills and initializes', () => {
    const instance = instantiate(
      storeOn(backend),
      `(module (memory (export "m") 1) (data $d "abcdef")
        (func (export "f") (memory.init $d (i32.const 10) (i32.const 1) (i32.const 5)) (data.drop $d)
          (memory.copy (i32.const 12) (i32.const 10) (i32.const 5)) (memory.fill (i32.const 10) (i32.const 0x1ff) (i32.const 1))
          (memory.init $d (i32.const 0) (i32.const 0) (i32.const 0)) (memory.fill (i32.const 65536) (i32.const 1) (i32.const 0))))`,
    );
    instance.func('f').call();
    expect([...instance.memory('m').bytes.subarray(10, 17)]).toEqual([255, 99, 98, 99, 100, 101, 102]);
    expect(trapOf(() => instance.func('f').call()).code).toBe('memory-out-of-bounds');
  });
});
