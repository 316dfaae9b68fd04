import { describe, expect, it } from 'vitest';
import {
  Engine,
  type Frame,
  FUNCREF,
  Func,
  I32,
  Instance,
  Memory,
  Module,
  Table,
  type Value,
} from '../index.ts';
import { instantiate, storeOn, trapOf, wat } from './fixtures.ts';

/** A function whose body is `code`, called by one that is called by the export `go`. */
function nested(code: string, params = '', args = ''): string {
  return `(module (memory 1 2) (data $d "abcd") (table $t 4 funcref) (elem $e func $inner)
    (func $inner ${params} ${code})
    (func $middle ${params} ${args} (call $inner))
    (func $outer (export "go") ${params} nop ${args} (call $middle)))`;
}

interface Case {
  readonly name: string;
  readonly code: string;
  readonly args?: readonly number[];
  readonly trap: string;
  readonly operands?: Readonly<Record<string, number>>;
  /** Bytes of the instruction at fault, which is the only one of its kind in the module. */
  readonly bytes: readonly number[];
}

const CASES: readonly Case[] = [
  { name: 'unreachable', code: 'unreachable', trap: 'unreachable', bytes: [0x00, 0x0b] },
  {
    name: 'a load beyond memory',
    code: '(drop (i32.load offset=9 (local.get 0)))',
    args: [65532],
    trap: 'memory-out-of-bounds',
    operands: { address: 65541, size: 4, limit: 65536 },
    bytes: [0x28, 0x02, 0x09],
  },
  {
    name: 'a load of a negative address',
    code: '(drop (i32.load8_u (local.get 0)))',
    args: [-1],
    trap: 'memory-out-of-bounds',
    operands: { address: 4294967295, size: 1, limit: 65536 },
    bytes: [0x2d, 0x00, 0x00],
  },
  {
    name: 'an i64 load whose second half is beyond memory',
    code: '(drop (i64.load (local.get 0)))',
    args: [65532],
    trap: 'memory-out-of-bounds',
    operands: { address: 65532, size: 8, limit: 65536 },
    bytes: [0x29, 0x03, 0x00],
  },
  {
    name: 'an i64 store at -4',
    code: '(i64.store (local.get 0) (i64.const 1))',
    args: [-4],
    trap: 'memory-out-of-bounds',
    operands: { address: 4294967292, size: 8, limit: 65536 },
    bytes: [0x37, 0x03, 0x00],
  },
  {
    name: 'an f32 store',
    code: '(f32.store offset=4 (local.get 0) (f32.const 1))',
    args: [65530],
    trap: 'memory-out-of-bounds',
    operands: { address: 65534, size: 4, limit: 65536 },
    bytes: [0x38, 0x02, 0x04],
  },
  {
    name: 'memory.fill',
    code: '(memory.fill (local.get 0) (i32.const 0) (i32.const 100))',
    args: [65500],
    trap: 'memory-out-of-bounds',
    operands: { address: 65500, size: 100, limit: 65536 },
    bytes: [0xfc, 0x0b],
  },
  {
    name: 'memory.copy',
    code: '(memory.copy (i32.const 0) (local.get 0) (i32.const 100))',
    args: [65500],
    trap: 'memory-out-of-bounds',
    bytes: [0xfc, 0x0a],
  },
  {
    name: 'memory.init',
    code: '(memory.init $d (i32.const 0) (local.get 0) (i32.const 3))',
    args: [2],
    trap: 'memory-out-of-bounds',
    bytes: [0xfc, 0x08],
  },
  {
    name: 'table.get',
    code: '(drop (table.get $t (local.get 0)))',
    args: [4],
    trap: 'table-out-of-bounds',
    operands: { index: 4, limit: 4, table: 0 },
    bytes: [0x25, 0x00],
  },
  {
    name: 'table.set',
    code: '(table.set $t (local.get 0) (ref.null func))',
    args: [-1],
    trap: 'table-out-of-bounds',
    bytes: [0x26, 0x00],
  },
  {
    name: 'table.init',
    code: '(table.init $t $e (i32.const 0) (i32.const 0) (local.get 0))',
    args: [2],
    trap: 'table-out-of-bounds',
    bytes: [0xfc, 0x0c],
  },
  {
    name: 'table.copy',
    code: '(table.copy $t $t (i32.const 0) (i32.const 2) (local.get 0))',
    args: [3],
    trap: 'table-out-of-bounds',
    bytes: [0xfc, 0x0e],
  },
  {
    name: 'table.fill',
    code: '(table.fill $t (local.get 0) (ref.null func) (i32.const 1))',
    args: [5],
    trap: 'table-out-of-bounds',
    bytes: [0xfc, 0x11],
  },
  {
    name: 'i32.div_s by zero',
    code: '(drop (i32.div_s (i32.const 1) (local.get 0)))',
    args: [0],
    trap: 'integer-divide-by-zero',
    bytes: [0x6d],
  },
  {
    name: 'i32.div_s overflow',
    code: '(drop (i32.div_s (i32.const 0x80000000) (local.get 0)))',
    args: [-1],
    trap: 'integer-overflow',
    bytes: [0x6d],
  },
  {
    name: 'i32.rem_u by zero',
    code: '(drop (i32.rem_u (i32.const 1) (local.get 0)))',
    args: [0],
    trap: 'integer-divide-by-zero',
    bytes: [0x70, 0x1a],
  },
  {
    name: 'i64.div_s overflow',
    code: '(drop (i64.div_s (i64.const 0x8000000000000000) (i64.extend_i32_s (local.get 0))))',
    args: [-1],
    trap: 'integer-overflow',
    bytes: [0x7f, 0x1a],
  },
  {
    name: 'i64.rem_u by zero',
    code: '(drop (i64.rem_u (i64.const 5) (i64.extend_i32_s (local.get 0))))',
    args: [0],
    trap: 'integer-divide-by-zero',
    bytes: [0x82],
  },
  {
    name: 'a conversion of NaN',
    code: '(drop (i32.trunc_f64_s (f64.div (f64.convert_i32_s (local.get 0)) (f64.const 0))))',
    args: [0],
    trap: 'invalid-conversion-to-integer',
    bytes: [0xaa],
  },
  {
    name: 'a conversion that overflows',
    code: '(drop (i64.trunc_f32_u (f32.convert_i32_s (local.get 0))))',
    args: [-1],
    trap: 'integer-overflow',
    bytes: [0xaf],
  },
  {
    name: 'call_indirect of null',
    code: '(call_indirect $t (local.get 0))',
    args: [2],
    trap: 'indirect-call-to-null',
    operands: { index: 2, table: 0 },
    bytes: [0x11],
  },
];

/** Offsets of a byte sequence. */
function offsets(bytes: Uint8Array, wanted: readonly number[]): number[] {
  const found: number[] = [];
  for (let at = 0; at + wanted.length <= bytes.length; at++) {
    if (wanted.every((byte, i) => bytes[at + i] === byte)) found.push(at);
  }
  return found;
}

describe.each(Engine.backends)('traps on %s', (backend) => {
  it.each(CASES)('$name', ({ code, args = [], trap: expected, operands, bytes }) => {
    const text = args.length === 0 ? nested(code) : nested(code, '(param i32)', '(local.get 0)');
    const store = storeOn(backend);
    const instance = instantiate(store, text);
    const trap = trapOf(() => instance.func('go').call(...args));
    expect(trap.code).toBe(expected);
    if (operands !== undefined) expect(trap.operands).toEqual(operands);
    expect(trap.frames.map(({ funcIndex, name }) => [funcIndex, name])).toEqual([
      [0, 'inner'],
      [1, 'middle'],
      [2, 'outer'],
    ]);
    const module = instance.module.data.bytes;
    const [inner, middle, outer] = trap.frames.map(({ offset }: Frame) => offset);
    const code0 = instance.module.data.code[0]!.code;
    const fault = offsets(module, bytes).filter((at) => at >= code0.start && at < code0.end);
    expect(fault).toEqual([inner]);
    expect([module[middle!], module[middle! + 1]]).toEqual([0x10, 0]);
    expect([module[outer!], module[outer! + 1]]).toEqual([0x10, 1]);
  });

  it('has the same operands and offsets once the code is optimized', () => {
    const store = storeOn(backend);
    const instance = instantiate(
      store,
      `(module (memory 1) (func $load (param i32) (result i32) (i32.load offset=4 (local.get 0)))
        (func $sum (export "sum") (param i32) (result i32) (local $s i32) (local $i i32)
          (loop $l (local.set $s (i32.add (local.get $s) (call $load (local.get $i))))
            (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 4))) (local.get 0))))
          (local.get $s)))`,
    );
    const sum = instance.func('sum');
    const first = trapOf(() => sum.call(100000));
    for (let i = 0; i < 300; i++) expect(sum.call(60000)).toEqual([0]);
    const last = trapOf(() => sum.call(100000));
    expect(last.frames).toEqual(first.frames);
    expect(last.operands).toEqual(first.operands);
    expect(last.frames.map(({ name }) => name)).toEqual(['load', 'sum']);
  });

  it('leaves nothing half written', () => {
    const store = storeOn(backend);
    const instance = instantiate(
      store,
      `(module (memory (export "m") 1) (func (export "go") (i64.store (i32.const 65532) (i64.const -1))))`,
    );
    expect(trapOf(() => instance.func('go').call()).code).toBe('memory-out-of-bounds');
    expect(instance.memory('m').bytes.every((byte) => byte === 0)).toBe(true);
  });

  it('ends recursion without end as stack-overflow, and the instance goes on', () => {
    const store = storeOn(backend);
    const instance = instantiate(
      store,
      `(module (func $down (export "down") (param i32) (result i32)
        (if (result i32) (local.get 0) (then (i32.add (i32.const 1) (call $down (i32.sub (local.get 0) (i32.const 1))))) (else (i32.const 0)))))`,
    );
    const down = instance.func('down');
    for (let i = 0; i < 3; i++) {
      const trap = trapOf(() => down.call(-1));
      expect(trap.code).toBe('stack-overflow');
      expect(trap.message).toMatch(/^call stack exhausted/);
      expect(trap.operands).toEqual({ depth: 5001 });
      expect(trap.frames).toHaveLength(100);
      const { start } = instance.module.data.code[0]!.code;
      expect(trap.frames[0]!.offset).toBe(start);
      expect(new Set(trap.frames.slice(1).map(({ offset }) => offset)).size).toBe(1);
      expect(down.call(1000)).toEqual([1000]);
    }
  });

  it('counts recursion through several instances as one, and not the functions that call nothing', () => {
    const store = storeOn(backend);
    const table = new Table(store, { element: FUNCREF, limits: { min: 1 } });
    const other = instantiate(
      store,
      `(module (import "m" "t" (table 1 funcref)) (type $t (func (param i32) (result i32)))
        (func (export "other") (type $t) (call_indirect (type $t) (i32.sub (local.get 0) (i32.const 1)) (i32.const 0))))`,
      [table],
    );
    const instance = instantiate(
      store,
      `(module (import "m" "t" (table 1 funcref)) (import "m" "other" (func $other (param i32) (result i32)))
        (func $leaf (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
        (func $own (export "own") (param i32) (result i32)
          (if (result i32) (i32.eqz (call $leaf (local.get 0))) (then (i32.const 7)) (else (call $other (local.get 0)))))
        (elem (i32.const 0) $own))`,
      [table, other.func('other')],
    );
    // Each level is one call of each: $own first, and last.
    expect(instance.func('own').call(2498)).toEqual([7]);
    expect(trapOf(() => instance.func('own').call(2499)).operands).toEqual({ depth: 5001 });
    expect(instance.func('own').call(2498)).toEqual([7]);
  });

  it('ends recursion through the host as stack-overflow', () => {
    const store = storeOn(backend);
    const table = new Table(store, { element: FUNCREF, limits: { min: 1 } });
    const again = new Func(store, { params: [], results: [] }, () => {
      (table.get(0) as Func).call();
    });
    const instance = instantiate(
      store,
      `(module (import "m" "t" (table 1 funcref)) (import "m" "f" (func $f)) (func $go (export "go") (call $f)) (elem (i32.const 0) $go))`,
      [table, again],
    );
    // A function that calls counts 1, a call from inside a host function 13.
    const trap = trapOf(() => instance.func('go').call());
    expect([trap.code, trap.operands]).toEqual(['stack-overflow', { depth: 14 * 357 + 1 + 13 }]);
  });

  it('counts recursion through the host where vectors cross, which takes most of the stack', () => {
    const store = storeOn(backend);
    const again = Func.wrap(store, ['v128'], [], (vector) => {
      go.call(vector);
    });
    const text = `(module (import "m" "f" (func $f (param v128)))
      (func (export "go") (param v128) (call $f (local.get 0))))`;
    const go = instantiate(store, text, [again]).func('go');
    const trap = trapOf(() => go.call(new Uint8Array(16)));
    expect([trap.code, trap.operands]).toEqual(['stack-overflow', { depth: 14 * 357 + 1 + 13 }]);
  });

  it('ends recursion of frames too large for the stack as stack-overflow', () => {
    const locals = Array.from({ length: 400 }, (_, i) => i);
    const store = storeOn(backend);
    const instance = instantiate(
      store,
      `(module (func $f (export "f") (param i32) (result i32) (local ${locals.map(() => 'i32').join(' ')})
        ${locals.map((i) => `(local.set ${i + 1} (i32.add (local.get 0) (i32.const ${i})))`).join('')}
        (call $f (i32.const 1))
        ${locals.map((i) => `(i32.add (local.get ${i + 1}))`).join('')}))`,
    );
    expect(trapOf(() => instance.func('f').call(1)).code).toBe('stack-overflow');
  });

  it('restores the process-wide limit of stack traces', () => {
    const before = Error.stackTraceLimit;
    const instance = instantiate(storeOn(backend), `(module (func (export "go") unreachable))`);
    trapOf(() => instance.func('go').call());
    expect(Error.stackTraceLimit).toBe(before);
  });

  it('names the module where it has a name', () => {
    const instance = instantiate(storeOn(backend), `(module $game (func $boom (export "go") unreachable))`);
    expect(trapOf(() => instance.func('go').call()).frames[0]).toMatchObject({
      name: 'boom',
      module: 'game',
    });
  });

  it('happens at instantiation, too', () => {
    const store = storeOn(backend);
    const attempt = (text: string) => trapOf(() => instantiate(store, text)).code;
    expect(attempt('(module (memory 1) (data (i32.const 65535) "ab"))')).toBe('memory-out-of-bounds');
    expect(attempt('(module (table 1 funcref) (func $f) (elem (i32.const 1) $f))')).toBe(
      'table-out-of-bounds',
    );
    expect(attempt('(module (func $s unreachable) (start $s))')).toBe('unreachable');
  });
});

describe.each(Engine.backends)('misuse on %s', (backend) => {
  it('is refused with errors that say what happened', () => {
    const store = storeOn(backend);
    const instance = instantiate(
      store,
      `(module (func (export "f") (param i32)) (global (export "g") i32 (i32.const 1)))`,
    );
    const wrong = (action: () => unknown) =>
      expect(action).toThrow(expect.objectContaining({ name: 'UsageError' }));
    wrong(() => instance.func('missing'));
    wrong(() => instance.memory('f'));
    wrong(() => instance.func('f').call());
    wrong(() => instance.func('f').call('1' as Value));
    wrong(() => instance.global('g').set(2));
    wrong(() => new Memory(store, { limits: { min: 2, max: 1 } }));
    wrong(() => new Table(store, { element: FUNCREF, limits: { min: 1 } }, 5));
    const foreign = new Func(storeOn(backend), { params: [], results: [I32] }, () => 1);
    const table = new Table(store, { element: FUNCREF, limits: { min: 1 } });
    wrong(() => table.set(0, foreign));
    expect(trapOf(() => table.get(1)).code).toBe('table-out-of-bounds');
  });

  it('an unknown backend is refused by name', () => {
    expect(() => new Engine({ backend: 'x' })).toThrow(new RegExp(`"x".*${backend}`));
  });

  it('a module belongs to its backend', () => {
    const other = Engine.backends.find((name) => name !== backend);
    if (other === undefined) return;
    const module = new Module(new Engine({ backend }), wat('(module)'));
    expect(() => new Instance(storeOn(other), module)).toThrow(`compiled for backend "${backend}"`);
  });
});
