import { describe, expect, it } from 'vitest';
import { Engine } from '../index.ts';
import { instantiate, seeded, storeOn, trapOf } from './fixtures.ts';

/** Numbers at the edges, and random ones of all magnitudes. */
const random = seeded(20260101);
const EDGES64 = [
  0n,
  1n,
  2n,
  3n,
  10n,
  31n,
  32n,
  33n,
  63n,
  64n,
  0xffffn,
  0x10000n,
  0x7fffffffn,
  0x80000000n,
  0xffffffffn,
]
  .concat([0x100000000n, 0x1fffffffffffffn, 0x20000000000000n, 0x7fffffffffffffffn, 0x8000000000000000n])
  .flatMap((n) => [n, -n, n - 1n]);
const RANDOM64 = Array.from({ length: 60 }, () => {
  const full = (BigInt(random()) << 32n) | BigInt(random());
  return full >> BigInt(random() % 64);
});
const VALUES64 = [...new Set([...EDGES64, ...RANDOM64].map((n) => BigInt.asIntN(64, n)))];
const VALUES32 = [...new Set(VALUES64.map((n) => Number(BigInt.asIntN(32, n))))];

const u = (n: bigint) => BigInt.asUintN(64, n);
const bit = (truth: boolean) => (truth ? 1 : 0);
const clz = (n: bigint) => BigInt(u(n) === 0n ? 64 : 64 - u(n).toString(2).length);
const ctz = (n: bigint) =>
  BigInt(u(n) === 0n ? 64 : u(n).toString(2).length - u(n).toString(2).lastIndexOf('1') - 1);
const popcnt = (n: bigint) => BigInt([...u(n).toString(2)].filter((c) => c === '1').length);
const rotl = (a: bigint, b: bigint) => (u(a) << (u(b) & 63n)) | (u(a) >> ((64n - (u(b) & 63n)) & 63n));

type Answer = bigint | number | 'integer-divide-by-zero' | 'integer-overflow';

const BINARY64: Readonly<Record<string, (a: bigint, b: bigint) => Answer>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div_s: (a, b) =>
    b === 0n ? 'integer-divide-by-zero' : a === -(1n << 63n) && b === -1n ? 'integer-overflow' : a / b,
  div_u: (a, b) => (b === 0n ? 'integer-divide-by-zero' : u(a) / u(b)),
  rem_s: (a, b) => (b === 0n ? 'integer-divide-by-zero' : a % b),
  rem_u: (a, b) => (b === 0n ? 'integer-divide-by-zero' : u(a) % u(b)),
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
  shl: (a, b) => a << (u(b) & 63n),
  shr_s: (a, b) => a >> (u(b) & 63n),
  shr_u: (a, b) => u(a) >> (u(b) & 63n),
  rotl,
  rotr: (a, b) => rotl(a, -b),
  eq: (a, b) => bit(a === b),
  ne: (a, b) => bit(a !== b),
  lt_s: (a, b) => bit(a < b),
  lt_u: (a, b) => bit(u(a) < u(b)),
  gt_s: (a, b) => bit(a > b),
  gt_u: (a, b) => bit(u(a) > u(b)),
  le_s: (a, b) => bit(a <= b),
  le_u: (a, b) => bit(u(a) <= u(b)),
  ge_s: (a, b) => bit(a >= b),
  ge_u: (a, b) => bit(u(a) >= u(b)),
};

const COMPARISONS = /^(eq|ne|[lg][te]_[su])$/;

function expected(answer: Answer): Answer {
  return typeof answer === 'bigint' ? BigInt.asIntN(64, answer) : answer;
}

function outcome(call: () => unknown[]): unknown {
  try {
    return call()[0];
  } catch {
    return trapOf(call).code;
  }
}

describe.each(Engine.backends)('i64 on %s', (backend) => {
  it.each(Object.keys(BINARY64))('%s', (name) => {
    const result = COMPARISONS.test(name) ? 'i32' : 'i64';
    const instance = instantiate(
      storeOn(backend),
      `(module (func (export "f") (param i64 i64) (result ${result}) (i64.${name} (local.get 0) (local.get 1))))`,
    );
    const func = instance.func('f');
    for (const a of VALUES64) {
      for (const b of VALUES64) {
        const got = outcome(() => func.call(a, b));
        if (got !== expected(BINARY64[name]!(a, b)))
          expect([a, b, got]).toEqual([a, b, expected(BINARY64[name]!(a, b))]);
      }
    }
  });

  // A constant operand, and one that is known to be a sign- or zero-extended i32, is compiled in other ways.
  it.each([
    'add',
    'sub',
    'mul',
    'and',
    'or',
    'xor',
    'shl',
    'shr_s',
    'shr_u',
    'rotl',
    'rotr',
    'div_s',
    'rem_u',
    'lt_s',
    'ge_u',
  ])('%s by constants', (name) => {
    const result = COMPARISONS.test(name) ? 'i32' : 'i64';
    const constants = [
      0n,
      1n,
      -1n,
      16n,
      31n,
      32n,
      33n,
      63n,
      64n,
      0xffffffffn,
      -(1n << 63n),
      0x123456789abcdefn,
    ];
    const instance = instantiate(
      storeOn(backend),
      `(module ${constants
        .map(
          (c, i) =>
            `(func (export "${i}") (param i64) (result ${result}) (i64.${name} (local.get 0) (i64.const ${c})))`,
        )
        .join('')})`,
    );
    constants.forEach((b, i) => {
      for (const a of VALUES64) {
        expect([a, b, outcome(() => instance.func(`${i}`).call(a))]).toEqual([
          a,
          b,
          expected(BINARY64[name]!(a, b)),
        ]);
      }
    });
  });

  it.each(['mul', 'add', 'sub', 'lt_s', 'le_u', 'gt_u', 'div_s', 'rem_s'])('%s of extended i32', (name) => {
    const result = COMPARISONS.test(name) ? 'i32' : 'i64';
    const sides = ['s', 'u'];
    const pairs = sides.flatMap((x) => sides.map((y) => [x, y] as const));
    const instance = instantiate(
      storeOn(backend),
      `(module ${pairs
        .map(
          ([x, y]) => `(func (export "${x}${y}") (param i32 i32) (result ${result})
            (i64.${name} (i64.extend_i32_${x} (local.get 0)) (i64.extend_i32_${y} (local.get 1))))`,
        )
        .join('')})`,
    );
    const extend = (n: number, sign: string) => (sign === 's' ? BigInt(n) : BigInt(n >>> 0));
    for (const [x, y] of pairs) {
      for (const a of VALUES32) {
        for (const b of VALUES32) {
          const want = expected(BINARY64[name]!(extend(a, x), extend(b, y)));
          const got = outcome(() => instance.func(x + y).call(a, b));
          if (got !== want) expect([x, y, a, b, got]).toEqual([x, y, a, b, want]);
        }
      }
    }
  });

  it('multiplies 16.16 fixed-point numbers', () => {
    const shapes = [
      ['shr_s', 16],
      ['shr_u', 16],
      ['shr_s', 10],
      ['shr_u', 30],
      ['shr_s', 40],
    ] as const;
    const instance = instantiate(
      storeOn(backend),
      `(module ${shapes
        .map(
          ([
            shift,
            n,
          ]) => `(func (export "${shift}${n}") (param i32 i32) (result i32) (i32.wrap_i64 (i64.${shift}
            (i64.mul (i64.extend_i32_s (local.get 0)) (i64.extend_i32_s (local.get 1))) (i64.const ${n}))))
          (func (export "wide ${shift}${n}") (param i32 i32) (result i64) (i64.${shift}
            (i64.mul (i64.extend_i32_s (local.get 0)) (i64.extend_i32_s (local.get 1))) (i64.const ${n})))`,
        )
        .join('')})`,
    );
    for (const [shift, n] of shapes) {
      for (const a of VALUES32) {
        for (const b of VALUES32) {
          const product = BigInt.asIntN(64, BigInt(a) * BigInt(b));
          const want = BigInt.asIntN(64, (shift === 'shr_s' ? product : u(product)) >> BigInt(n));
          const low = instance.func(`${shift}${n}`).call(a, b)[0];
          const wide = instance.func(`wide ${shift}${n}`).call(a, b)[0];
          if (low !== Number(BigInt.asIntN(32, want)) || wide !== want) {
            expect([shift, n, a, b, low, wide]).toEqual([
              shift,
              n,
              a,
              b,
              Number(BigInt.asIntN(32, want)),
              want,
            ]);
          }
        }
      }
    }
  });

  it.each<[string, (a: bigint) => bigint | number]>([
    ['clz', clz],
    ['ctz', ctz],
    ['popcnt', popcnt],
    ['eqz', (a) => bit(a === 0n)],
    ['extend8_s', (a) => BigInt.asIntN(8, a)],
    ['extend16_s', (a) => BigInt.asIntN(16, a)],
    ['extend32_s', (a) => BigInt.asIntN(32, a)],
  ])('%s', (name, model) => {
    const instance = instantiate(
      storeOn(backend),
      `(module (func (export "f") (param i64) (result ${name === 'eqz' ? 'i32' : 'i64'}) (i64.${name} (local.get 0))))`,
    );
    for (const a of VALUES64) expect([a, instance.func('f').call(a)]).toEqual([a, [model(a)]]);
  });

  it('survives memory, globals, select, blocks with results and multi-value', () => {
    const instance = instantiate(
      storeOn(backend),
      `(module (memory 1) (global $g (mut i64) (i64.const 0))
        (func $swap (param i64 i64) (result i64 i64) (local.get 1) (local.get 0))
        (func (export "f") (param i64 i64 i32) (result i64)
          (i64.store offset=3 (i32.const 8) (local.get 0))
          (global.set $g (local.get 1))
          (call $swap (i64.load offset=3 (i32.const 8)) (global.get $g))
          (i64.sub)
          (block (result i64) (br_if 0 (local.get 0) (local.get 2)) (drop) (local.get 1))
          (i64.xor)
          (i64.add (select (local.get 0) (local.get 1) (local.get 2)))))`,
    );
    const func = instance.func('f');
    for (const a of VALUES64) {
      for (const b of VALUES64.slice(0, 12)) {
        for (const c of [0, 1]) {
          const want = BigInt.asIntN(64, ((b - a) ^ (c ? a : b)) + (c ? a : b));
          expect([a, b, c, func.call(a, b, c)[0]]).toEqual([a, b, c, want]);
        }
      }
    }
  });
});

const FLOATS = [0, -0, 0.5, -0.5, 1.5, 2.5, -2.5, 0.49999999999999994, 1e-320, 3.4028234663852886e38, 3.5e38]
  .concat([2 ** 31 - 1, 2 ** 31, 2 ** 31 + 1, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, 2 ** 53 + 2, 2 ** 52 - 0.5])
  .concat([2 ** 63 - 1024, 2 ** 63, 2 ** 64 - 2048, 2 ** 64, 1e300])
  .flatMap((x) => [x, -x])
  .concat([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);

/** The integer of a float as `trunc` makes it: a value, or why there is none. */
function truncated(x: number, bits: number, sign: string): bigint | string {
  if (Number.isNaN(x)) return 'invalid-conversion-to-integer';
  if (!Number.isFinite(x)) return 'integer-overflow';
  const whole = BigInt(Math.trunc(x));
  const [least, most] = range(bits, sign);
  return whole < least || whole > most ? 'integer-overflow' : whole;
}

function range(bits: number, sign: string): readonly [bigint, bigint] {
  const size = 1n << BigInt(bits);
  return sign === 's' ? [-size / 2n, size / 2n - 1n] : [0n, size - 1n];
}

function saturated(x: number, bits: number, sign: string): bigint {
  if (Number.isNaN(x)) return 0n;
  const [least, most] = range(bits, sign);
  if (x === Number.POSITIVE_INFINITY) return most;
  if (x === Number.NEGATIVE_INFINITY) return least;
  const whole = BigInt(Math.trunc(x));
  return whole < least ? least : whole > most ? most : whole;
}

/** The f32 nearest to an integer, ties to even, computed in integers. */
function nearestF32(n: bigint): number {
  const magnitude = n < 0n ? -n : n;
  const extra = Math.max(0, magnitude.toString(2).length - 24);
  const unit = 1n << BigInt(extra);
  let quotient = magnitude / unit;
  const rest = magnitude % unit;
  if (rest * 2n > unit || (rest * 2n === unit && quotient % 2n === 1n)) quotient++;
  const value = Number(quotient) * 2 ** extra;
  return n < 0n ? -value : value;
}

describe.each(Engine.backends)('conversions on %s', (backend) => {
  const kinds = [32, 64].flatMap((bits) =>
    ['s', 'u'].flatMap((sign) => ['f32', 'f64'].map((from) => [bits, sign, from] as const)),
  );

  it.each(kinds)('i%i from float, %s, %s', (bits, sign, from) => {
    const instance = instantiate(
      storeOn(backend),
      `(module (func (export "trap") (param ${from}) (result i${bits}) (i${bits}.trunc_${from}_${sign} (local.get 0)))
        (func (export "sat") (param ${from}) (result i${bits}) (i${bits}.trunc_sat_${from}_${sign} (local.get 0))))`,
    );
    const signed = (n: bigint) => (bits === 32 ? Number(BigInt.asIntN(32, n)) : BigInt.asIntN(64, n));
    for (const each of FLOATS) {
      const x = from === 'f32' ? Math.fround(each) : each;
      const want = truncated(x, bits, sign);
      expect([x, outcome(() => instance.func('trap').call(x))]).toEqual([
        x,
        typeof want === 'bigint' ? signed(want) : want,
      ]);
      expect([x, instance.func('sat').call(x)[0]]).toEqual([x, signed(saturated(x, bits, sign))]);
    }
  });

  it('floats from integers', () => {
    const names = ['f32', 'f64'].flatMap((to) =>
      ['i32', 'i64'].flatMap((from) => ['s', 'u'].map((sign) => [to, from, sign] as const)),
    );
    const instance = instantiate(
      storeOn(backend),
      `(module ${names
        .map(
          ([to, from, sign]) =>
            `(func (export "${to}${from}${sign}") (param ${from}) (result ${to}) (${to}.convert_${from}_${sign} (local.get 0)))`,
        )
        .join('')})`,
    );
    const halfway = Array.from({ length: 40 }, (_, i) => (0x1000001n << BigInt(i)) + BigInt((i % 3) - 1));
    for (const [to, from, sign] of names) {
      for (const n of [...VALUES64, ...halfway]) {
        const bits = from === 'i32' ? 32 : 64;
        const given = BigInt.asIntN(bits, n);
        const value = sign === 's' ? given : BigInt.asUintN(bits, n);
        const got = instance.func(to + from + sign).call(bits === 32 ? Number(given) : given)[0];
        expect([to, from, sign, n, got]).toEqual([
          to,
          from,
          sign,
          n,
          to === 'f32' ? nearestF32(value) : Number(value),
        ]);
      }
    }
  });
});

describe.each(Engine.backends)('floats on %s', (backend) => {
  const pairs = FLOATS.flatMap((a) => FLOATS.map((b) => [a, b] as const));
  const BINARY: Readonly<Record<string, (a: number, b: number) => number>> = {
    add: (a, b) => a + b,
    sub: (a, b) => a - b,
    mul: (a, b) => a * b,
    div: (a, b) => a / b,
    min: Math.min,
    max: Math.max,
    copysign: (a, b) => (b < 0 || Object.is(b, -0) ? -Math.abs(a) : Math.abs(a)),
    lt: (a, b) => bit(a < b),
    ge: (a, b) => bit(a >= b),
    eq: (a, b) => bit(a === b),
    ne: (a, b) => bit(a !== b),
  };
  const even = (x: number) => {
    if (!(Math.abs(x) < 2 ** 52)) return x;
    const floor = Math.floor(x);
    const whole = x - floor < 0.5 || (x - floor === 0.5 && floor % 2 === 0) ? floor : floor + 1;
    return whole === 0 && (x < 0 || Object.is(x, -0)) ? -0 : whole;
  };
  const UNARY: Readonly<Record<string, (a: number) => number>> = {
    abs: Math.abs,
    neg: (a) => -a,
    ceil: Math.ceil,
    floor: Math.floor,
    trunc: Math.trunc,
    nearest: even,
    sqrt: Math.sqrt,
  };

  it.each(['f32', 'f64'])('%s arithmetic', (type) => {
    const round = type === 'f32' ? Math.fround : (x: number) => x;
    const compares = /^(lt|ge|eq|ne)$/;
    const instance = instantiate(
      storeOn(backend),
      `(module ${Object.keys(BINARY)
        .map(
          (name) =>
            `(func (export "${name}") (param ${type} ${type}) (result ${compares.test(name) ? 'i32' : type}) (${type}.${name} (local.get 0) (local.get 1)))`,
        )
        .join('')} ${Object.keys(UNARY)
        .map(
          (name) =>
            `(func (export "${name}") (param ${type}) (result ${type}) (${type}.${name} (local.get 0)))`,
        )
        .join('')})`,
    );
    for (const [name, model] of Object.entries(BINARY)) {
      for (const [x, y] of pairs) {
        const [a, b] = [round(x), round(y)];
        expect([name, a, b, instance.func(name).call(a, b)[0]]).toEqual([name, a, b, round(model(a, b))]);
      }
    }
    for (const [name, model] of Object.entries(UNARY)) {
      for (const x of FLOATS.map(round))
        expect([name, x, instance.func(name).call(x)[0]]).toEqual([name, x, round(model(x))]);
    }
  });

  it('NaN bits pass through memory, locals, calls, globals and reinterpretation unchanged', () => {
    const instance = instantiate(
      storeOn(backend),
      `(module (memory 1) (global $f (mut f32) (f32.const 0)) (global $d (mut f64) (f64.const 0))
        (func $f32 (param f32) (result f32) (local f32) (local.set 1 (local.get 0)) (local.get 1))
        (func $f64 (param f64) (result f64) (local f64) (local.set 1 (local.get 0)) (local.get 1))
        (func (export "f32") (param i32) (result i32) (i32.store (i32.const 0) (local.get 0))
          (global.set $f (call $f32 (f32.load (i32.const 0)))) (f32.store (i32.const 8) (global.get $f))
          (i32.reinterpret_f32 (f32.reinterpret_i32 (i32.load (i32.const 8)))))
        (func (export "neg") (param i32) (result i32) (i32.reinterpret_f32 (f32.neg (f32.reinterpret_i32 (local.get 0)))))
        (func (export "f64") (param i64) (result i64) (i64.store (i32.const 0) (local.get 0))
          (global.set $d (call $f64 (f64.load (i32.const 0)))) (f64.store (i32.const 8) (global.get $d))
          (i64.reinterpret_f64 (f64.reinterpret_i64 (i64.load (i32.const 8))))))`,
    );
    for (let round = 0; round < 200; round++) {
      for (const bits of [
        0x7fc00000, 0x7f800001, 0x7fa00000, 0x7fffffff, -0x400000, -1, -0x7fffff, 0x7f800000, 0x3f800000,
      ]) {
        expect(instance.func('f32').call(bits)).toEqual([bits]);
        expect(instance.func('neg').call(bits)).toEqual([bits ^ -0x80000000]);
      }
      for (const bits of [
        0x7ff8000000000000n,
        0x7ff0000000000001n,
        0x7ff4000000000000n,
        -1n,
        -0xfffffffffffffn,
      ]) {
        expect(instance.func('f64').call(bits)).toEqual([bits]);
      }
    }
  });
});

describe.each(Engine.backends)('i32 on %s', (backend) => {
  const u32 = (n: number) => n >>> 0;
  const ops: Readonly<Record<string, (a: number, b: number) => number | string>> = {
    add: (a, b) => (a + b) | 0,
    sub: (a, b) => (a - b) | 0,
    mul: Math.imul,
    div_s: (a, b) =>
      b === 0 ? 'integer-divide-by-zero' : a === -2147483648 && b === -1 ? 'integer-overflow' : (a / b) | 0,
    div_u: (a, b) => (b === 0 ? 'integer-divide-by-zero' : (u32(a) / u32(b)) | 0),
    rem_s: (a, b) => (b === 0 ? 'integer-divide-by-zero' : (a % b) | 0),
    rem_u: (a, b) => (b === 0 ? 'integer-divide-by-zero' : (u32(a) % u32(b)) | 0),
    shl: (a, b) => a << b,
    shr_s: (a, b) => a >> b,
    shr_u: (a, b) => (a >>> b) | 0,
    rotl: (a, b) => (a << b) | (a >>> -b),
    rotr: (a, b) => (a >>> b) | (a << -b),
    lt_u: (a, b) => bit(u32(a) < u32(b)),
    ge_s: (a, b) => bit(a >= b),
  };
  it.each(Object.keys(ops))('%s, by variables and constants', (name) => {
    const constants = [0, 1, -1, 7, 31, 32, -2147483648];
    const instance = instantiate(
      storeOn(backend),
      `(module (func (export "f") (param i32 i32) (result i32) (i32.${name} (local.get 0) (local.get 1)))
        ${constants.map((c, i) => `(func (export "${i}") (param i32) (result i32) (i32.${name} (local.get 0) (i32.const ${c})))`).join('')})`,
    );
    for (const a of VALUES32) {
      for (const b of VALUES32) {
        const got = outcome(() => instance.func('f').call(a, b));
        if (got !== ops[name]!(a, b)) expect([a, b, got]).toEqual([a, b, ops[name]!(a, b)]);
      }
      constants.forEach((b, i) => {
        expect([a, b, outcome(() => instance.func(`${i}`).call(a))]).toEqual([a, b, ops[name]!(a, b)]);
      });
    }
  });
});
