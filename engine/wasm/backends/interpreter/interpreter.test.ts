import { describe, expect, it } from 'vitest';
import { instantiate, storeOn, trapOf } from '../../api/fixtures.ts';
import { Engine, Func, I32, Store, type Value } from '../../index.ts';
import { INSTRUCTIONS } from '../../spec/opcodes.ts';
import { Debugger } from './debugger.ts';
import { hasOperation } from './handlers/index.ts';
import { MACHINE } from './machine.ts';
import { OPERATIONS } from './operations.ts';
import { STACK } from './slots.ts';
import { missingVectors } from './vectors.ts';

describe('the loop', () => {
  it('executes every instruction of the opcode table', () => {
    expect(INSTRUCTIONS.filter((row) => !hasOperation(row)).map(({ mnemonic }) => mnemonic)).toEqual([]);
    expect(missingVectors()).toEqual([]);
  });

  it('gives every operation a name of its own', () => {
    expect(new Set(OPERATIONS.map(({ name }) => name)).size).toBe(OPERATIONS.length);
  });
});

it('translates a function when it is first called, and once', () => {
  const instance = instantiate(
    storeOn('interpreter'),
    `(module (func $a (export "a") (call $b)) (func $b) (func (export "c") (call_indirect (i32.const 0)))
      (table 1 funcref) (elem (i32.const 0) $b))`,
  );
  expect(instance.stats).toMatchObject({ functions: 3, functionsCompiled: 0 });
  instance.func('a').call();
  instance.func('a').call();
  expect(instance.stats.functionsCompiled).toBe(2);
  instance.func('c').call();
  expect(instance.stats.functionsCompiled).toBe(3);
});

/** Programs that the translator fuses, copies late or reorders, with what they come to. */
const PROGRAMS: readonly (readonly [what: string, body: string, arg: number, result: number])[] = [
  [
    'a local read before it changes',
    '(local.get 0) (local.set 0 (i32.const 9)) (local.get 0) i32.sub',
    4,
    -5,
  ],
  [
    'a local that is stepped while its old value is pending',
    '(local.get 0) (local.set 0 (i32.add (local.get 0) (i32.const 1))) (i32.mul (local.get 0))',
    6,
    42,
  ],
  [
    'a local that is changed in its own value',
    '(local.set 0 (i32.sub (i32.const 10) (local.get 0))) (local.get 0)',
    3,
    7,
  ],
  [
    'a tee whose value decides',
    '(if (result i32) (local.tee 0 (i32.gt_s (local.get 0) (i32.const 2))) (then (local.get 0)) (else (i32.const 5)))',
    3,
    1,
  ],
  [
    'a comparison that is negated twice',
    '(if (result i32) (i32.eqz (i32.eqz (i32.lt_u (local.get 0) (i32.const 5)))) (then (i32.const 1)) (else (i32.const 2)))',
    -1,
    2,
  ],
  ['a comparison with a constant on the left', '(i32.ge_s (i32.const 3) (local.get 0))', 3, 1],
  [
    'a branch that carries a pending local',
    '(block (result i32) (br_if 0 (local.get 0) (i32.ne (local.get 0) (i32.const 8))) drop (i32.const 1))',
    7,
    7,
  ],
  [
    'operands pending across a block that changes what they read',
    '(local.get 0) (block (br_if 0 (i32.eqz (local.get 0))) (local.set 0 (i32.const 100))) (i32.add (local.get 0))',
    1,
    101,
  ],
  [
    'a loop with a parameter',
    '(i32.const 0) (loop (param i32) (result i32) (i32.add (local.get 0)) (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))',
    4,
    10,
  ],
];

const ACCESSES: readonly (readonly [what: string, body: string, arg: number, result: number | string])[] = [
  ['a field of bits', '(i32.and (i32.shr_u (local.get 0) (i32.const 4)) (i32.const 0xff))', 0x12345, 0x34],
  ['a load at a constant address', '(i32.load8_u offset=2 (i32.const 1))', 0, 0x44],
  [
    'a load at a constant address, beyond',
    '(i32.load offset=65530 (i32.const 3))',
    0,
    'address 65533, size 4, limit 65536',
  ],
  [
    'a load at an address that is negative as an i32',
    '(i32.load offset=1 (i32.const -1))',
    0,
    'address 4294967296, size 4, limit 65536',
  ],
  [
    'a load at a sum',
    '(i32.load16_u offset=1 (i32.add (local.get 0) (i32.const 1) (i32.add (i32.const 0))))',
    0,
    0x4433,
  ],
  ['a load at a sum of locals', '(i32.load8_u offset=1 (i32.add (local.get 0) (local.get 0)))', 1, 0x44],
  [
    'a load at a sum of locals, beyond',
    '(i32.load8_u offset=1 (i32.add (local.get 0) (local.get 0)))',
    0x40000000,
    'address 2147483649, size 1, limit 65536',
  ],
  ['a load at a sum that wraps', '(i32.load8_u (i32.add (local.get 0) (local.get 0)))', -0x80000000, 0x11],
  [
    'a load with an offset beyond all memories',
    '(i32.load offset=0x80000000 (local.get 0))',
    -1,
    'address 6442450943, size 4, limit 65536',
  ],
  [
    'a store at a constant address',
    '(i32.store16 offset=8 (i32.const 8) (local.get 0)) (i32.load (i32.const 16))',
    0x12345678,
    0x5678,
  ],
  [
    'a store at a constant address, beyond',
    '(i64.store (i32.const 65529) (i64.const 1)) (i32.const 0)',
    0,
    'address 65529, size 8, limit 65536',
  ],
];

describe.each([
  ['fused', false],
  ['made for a debugger', true],
] as const)('code %s', (_, exact) => {
  const run = (text: string, ...args: Value[]) => {
    const store = storeOn('interpreter');
    if (exact) new Debugger(store);
    return instantiate(store, text)
      .func('f')
      .call(...args);
  };

  it.each(PROGRAMS)('computes %s', (_what, body, arg, result) => {
    expect(run(`(module (func (export "f") (param i32) (result i32) ${body}))`, arg)).toEqual([result]);
  });

  it.each(ACCESSES)('does %s', (_what, body, arg, result) => {
    const text = `(module (memory 1) (data (i32.const 0) "\\11\\22\\33\\44") (func (export "f") (param i32) (result i32) ${body}))`;
    if (typeof result === 'number') expect(run(text, arg)).toEqual([result]);
    else expect(trapOf(() => run(text, arg)).message).toBe(`out of bounds memory access (${result})`);
  });

  it('exchanges parameters on its way out', () => {
    const text = `(module (func $f (export "f") (param i32 i64 f64 i32) (result i32 f64 i64 i32)
      (local.get 3) (local.get 2) (local.get 1) (local.get 0)))`;
    expect(run(text, 1, 2n, 3.5, 4)).toEqual([4, 3.5, 2n, 1]);
  });

  it('keeps every bit of a signalling NaN that is only moved', () => {
    const text = `(module (memory 1) (global $g (mut f32) (f32.const 0))
      (func $id (param f32) (result f32) (local.get 0))
      (func (export "f") (param i32) (result i32)
        (f32.store (i32.const 1) (select (call $id (f32.reinterpret_i32 (local.get 0))) (f32.const 0) (i32.const 1)))
        (global.set $g (f32.load (i32.const 1)))
        (i32.reinterpret_f32 (global.get $g))))`;
    expect(run(text, 0x7f800001)).toEqual([0x7f800001]);
    expect(run(text, -8388607 + 4194304)).toEqual([-8388607 + 4194304]);
  });
});

it('calls as deep as the count allows take no JavaScript stack', () => {
  const instance = instantiate(
    storeOn('interpreter'),
    `(module (func $down (export "down") (param i32) (result i32) (local ${'i64 '.repeat(100)})
      (if (result i32) (local.get 0)
        (then (i32.add (i32.const 1) (call $down (i32.sub (local.get 0) (i32.const 1))))) (else (i32.const 0)))))`,
  );
  expect(instance.func('down').call(4999)).toEqual([4999]);
  expect(trapOf(() => instance.func('down').call(5000)).operands).toEqual({ depth: 5001 });
});

it('a stack that has no room for the arguments of a call from the host is exhausted', () => {
  const store = storeOn('interpreter');
  const free: number[] = [];
  let f: Func | undefined;
  const host = Func.wrap(store, [], [], () => {
    free.push(MACHINE.free);
    f?.call(new Uint8Array(16));
  });
  const recursion = (locals: string) => {
    free.length = 0;
    const instance = instantiate(
      store,
      `(module (import "" "h" (func $h)) (func (export "g") (local ${locals}) (call $h))
        (func (export "f") (param v128) (local ${'v128 '.repeat(49_000)}) (call $h)))`,
      [host],
    );
    f = instance.func('f');
    return trapOf(() => instance.func('g').call());
  };
  recursion('');
  // An outermost frame so large that the others end two slots before the stack does: a vector takes four.
  const rest = (STACK.length - 2 - free[0]!) % (free[1]! - free[0]!);
  const locals = `${'v128 '.repeat(rest >> 2)}${rest % 4 === 0 ? '' : 'i32'}`;
  expect(recursion(locals)).toMatchObject({ code: 'stack-overflow', operands: {} });
  expect(free.at(-1)).toBe(STACK.length - 2);
});

it('a host function that calls back finds its guest’s values where they were', () => {
  const store = storeOn('interpreter');
  const inner = instantiate(
    store,
    '(module (func (export "square") (param i32) (result i32) (i32.mul (local.get 0) (local.get 0))))',
  ).func('square');
  const host = new Func(store, { params: [I32], results: [I32] }, (x: number) => inner.call(x));
  const instance = instantiate(
    store,
    `(module (import "m" "h" (func $h (param i32) (result i32)))
      (func (export "f") (param i32) (result i32) (i32.const 1000) (call $h (local.get 0)) i32.add (i32.mul (local.get 0))))`,
    [host],
  );
  expect(instance.func('f').call(5)).toEqual([5 * 1025]);
});

it('an interrupt ends guests of engines that ask for it, at the branch or call that they have come to', () => {
  const text = `(module (func $f (export "f") (param i32) (result i32)
    (loop $l (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (local.get 0)))`;
  const deaf = instantiate(storeOn('interpreter'), text).func('f');
  const func = instantiate(new Store(new Engine({ backend: 'interpreter', interruptible: true })), text).func(
    'f',
  );
  Engine.interrupt[0] = 1;
  expect(deaf.call(10)).toEqual([0]);
  expect(Engine.interrupt[0]).toBe(1);
  expect(trapOf(() => func.call(10)).code).toBe('interrupted');
  expect(Engine.interrupt[0]).toBe(0);
  expect(func.call(10)).toEqual([0]);
});
