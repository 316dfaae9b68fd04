import { INSTRUCTIONS } from '../../spec/opcodes.ts';
import { V128 } from '../../spec/types.ts';
import { ARITHMETIC } from './arithmetic.ts';
import { STACK } from './slots.ts';

/**
 * Vector instructions (§4.4.3), lane by lane as the specification says it. Operands are copied to `a`, `b` and `c`, scalars to their
 * lane 0; the result is made in `r`. Typed arrays wrap and round what is stored in them.
 */
class Register {
  readonly i32 = new Int32Array(new ArrayBuffer(16));
  readonly u32 = new Uint32Array(this.i32.buffer);
  readonly i8 = new Int8Array(this.i32.buffer);
  readonly u8 = new Uint8Array(this.i32.buffer);
  readonly i16 = new Int16Array(this.i32.buffer);
  readonly u16 = new Uint16Array(this.i32.buffer);
  readonly i64 = new BigInt64Array(this.i32.buffer);
  readonly u64 = new BigUint64Array(this.i32.buffer);
  readonly f32 = new Float32Array(this.i32.buffer);
  readonly f64 = new Float64Array(this.i32.buffer);
}

const a = new Register();
const b = new Register();
const c = new Register();
const r = new Register();

/** Makes `r` of the operands; `lane` is the instruction's immediate, where it has one. */
type Operation = (lane: number) => void;

const OPERATIONS: Record<string, Operation> = {};

type NumberLanes = 'i8' | 'u8' | 'i16' | 'u16' | 'i32' | 'u32' | 'f32' | 'f64';

/** Each lane of the result from those of the operands, seen as `lanes`; the bits of a truth are all ones. */
function lanewise(lanes: NumberLanes, f: (x: number, y: number) => number): Operation {
  return () => {
    for (let k = 0; k < r[lanes].length; k++) r[lanes][k] = f(a[lanes][k]!, b[lanes][k]!);
  };
}

function lanewise64(lanes: 'i64' | 'u64', f: (x: bigint, y: bigint) => bigint): Operation {
  return () => {
    for (let k = 0; k < 2; k++) r[lanes][k] = f(a[lanes][k]!, b[lanes][k]!);
  };
}

const COMPARE = {
  eq: (x: number | bigint, y: number | bigint) => x === y,
  ne: (x: number | bigint, y: number | bigint) => x !== y,
  lt: (x: number | bigint, y: number | bigint) => x < y,
  gt: (x: number | bigint, y: number | bigint) => x > y,
  le: (x: number | bigint, y: number | bigint) => x <= y,
  ge: (x: number | bigint, y: number | bigint) => x >= y,
};

const clamp = (x: number, least: number, most: number) => Math.max(least, Math.min(most, x));

/** Bits 0 to `lanes` of a number: whether each lane is negative. */
function bitmask(lanes: 'i8' | 'i16' | 'i32' | 'i64'): Operation {
  return () => {
    r.i32[0] = 0;
    for (let k = 0; k < a[lanes].length; k++) if (a[lanes][k]! < 0) r.i32[0]! |= 1 << k;
  };
}

for (const bits of [8, 16, 32] as const) {
  const shape = `i${bits}x${128 / bits}`;
  const s = `i${bits}` as const;
  const u = `u${bits}` as const;
  const least = -(2 ** (bits - 1));
  const most = -1 - least;
  const unsignedMost = 2 ** bits - 1;
  const define = (name: string, operation: Operation) => {
    OPERATIONS[`${shape}.${name}`] = operation;
  };
  for (const [name, holds] of Object.entries(COMPARE)) {
    const truth = (x: number, y: number) => (holds(x, y) ? -1 : 0);
    if (name === 'eq' || name === 'ne') define(name, lanewise(s, truth));
    else {
      define(`${name}_s`, lanewise(s, truth));
      define(`${name}_u`, lanewise(u, truth));
    }
  }
  for (const [suffix, lanes] of [
    ['s', s],
    ['u', u],
  ] as const) {
    const [from, to] = suffix === 's' ? [least, most] : [0, unsignedMost];
    define(`min_${suffix}`, lanewise(lanes, Math.min));
    define(`max_${suffix}`, lanewise(lanes, Math.max));
    define(
      `add_sat_${suffix}`,
      lanewise(lanes, (x, y) => clamp(x + y, from, to)),
    );
    define(
      `sub_sat_${suffix}`,
      lanewise(lanes, (x, y) => clamp(x - y, from, to)),
    );
    define(`extract_lane_${suffix}`, (lane) => {
      r.i32[0] = a[lanes][lane]!;
    });
  }
  define(
    'add',
    lanewise(s, (x, y) => x + y),
  );
  define(
    'sub',
    lanewise(s, (x, y) => x - y),
  );
  define('mul', lanewise(s, Math.imul));
  define(
    'neg',
    lanewise(s, (x) => -x),
  );
  define('abs', lanewise(s, Math.abs));
  define(
    'avgr_u',
    lanewise(u, (x, y) => (x + y + 1) >> 1),
  );
  const count = () => b.i32[0]! & (bits - 1);
  define('shl', () => lanewise(s, (x) => x << count())(0));
  define('shr_s', () => lanewise(s, (x) => x >> count())(0));
  define('shr_u', () => lanewise(u, (x) => x >>> count())(0));
  define('splat', () => r[s].fill(a.i32[0]!));
  define('extract_lane', (lane) => {
    r.i32[0] = a[s][lane]!;
  });
  define('replace_lane', (lane) => {
    r.i32.set(a.i32);
    r[s][lane] = b.i32[0]!;
  });
  define('all_true', () => {
    r.i32[0] = a[s].includes(0) ? 0 : 1;
  });
  define('bitmask', bitmask(s));
}

OPERATIONS['i8x16.popcnt'] = lanewise('u8', ARITHMETIC.popcnt);
OPERATIONS['i16x8.q15mulr_sat_s'] = lanewise('i16', (x, y) => clamp((x * y + 0x4000) >> 15, -32768, 32767));

// Lanes of half the width: `low` and `high` are the halves of the vector, `pairwise` neighbours.
for (const [wide, narrow] of [
  [16, 8],
  [32, 16],
] as const) {
  const lanes = 128 / wide;
  const to = `i${wide}` as const;
  const shape = `i${wide}x${lanes}`;
  for (const suffix of ['s', 'u'] as const) {
    const from = `${suffix === 's' ? 'i' : 'u'}${narrow}` as const;
    const source = `i${narrow}x${128 / narrow}_${suffix}`;
    for (const [half, first] of [
      ['low', 0],
      ['high', lanes],
    ] as const) {
      OPERATIONS[`${shape}.extend_${half}_${source}`] = () => {
        for (let k = 0; k < lanes; k++) r[to][k] = a[from][first + k]!;
      };
      OPERATIONS[`${shape}.extmul_${half}_${source}`] = () => {
        for (let k = 0; k < lanes; k++) r[to][k] = Math.imul(a[from][first + k]!, b[from][first + k]!);
      };
    }
    OPERATIONS[`${shape}.extadd_pairwise_${source}`] = () => {
      for (let k = 0; k < lanes; k++) r[to][k] = a[from][2 * k]! + a[from][2 * k + 1]!;
    };
    const [least, most] =
      suffix === 's' ? [-(2 ** (narrow - 1)), 2 ** (narrow - 1) - 1] : [0, 2 ** narrow - 1];
    OPERATIONS[`i${narrow}x${128 / narrow}.narrow_${shape}_${suffix}`] = () => {
      for (let k = 0; k < lanes; k++) {
        r[from][k] = clamp(a[to][k]!, least, most);
        r[from][lanes + k] = clamp(b[to][k]!, least, most);
      }
    };
  }
}
OPERATIONS['i32x4.dot_i16x8_s'] = () => {
  for (let k = 0; k < 4; k++) {
    r.i32[k] = a.i16[2 * k]! * b.i16[2 * k]! + a.i16[2 * k + 1]! * b.i16[2 * k + 1]!;
  }
};

const count64 = () => BigInt(b.i32[0]! & 63);
Object.assign(OPERATIONS, {
  'i64x2.add': lanewise64('i64', (x, y) => x + y),
  'i64x2.sub': lanewise64('i64', (x, y) => x - y),
  'i64x2.mul': lanewise64('i64', (x, y) => x * y),
  'i64x2.neg': lanewise64('i64', (x) => -x),
  'i64x2.abs': lanewise64('i64', (x) => (x < 0n ? -x : x)),
  'i64x2.shl': lanewise64('i64', (x) => x << count64()),
  'i64x2.shr_s': lanewise64('i64', (x) => x >> count64()),
  'i64x2.shr_u': lanewise64('u64', (x) => x >> count64()),
  'i64x2.splat': () => r.i64.fill(a.i64[0]!),
  'i64x2.extract_lane': (lane) => {
    r.i64[0] = a.i64[lane]!;
  },
  'i64x2.replace_lane': (lane) => {
    r.i32.set(a.i32);
    r.i64[lane] = b.i64[0]!;
  },
  'i64x2.all_true': () => {
    r.i32[0] = a.i64.includes(0n) ? 0 : 1;
  },
  'i64x2.bitmask': bitmask('i64'),
} satisfies Record<string, Operation>);
for (const [name, holds] of Object.entries(COMPARE)) {
  const suffix = name === 'eq' || name === 'ne' ? '' : '_s';
  OPERATIONS[`i64x2.${name}${suffix}`] = lanewise64('i64', (x, y) => (holds(x, y) ? -1n : 0n));
}
for (const suffix of ['s', 'u'] as const) {
  const from = suffix === 's' ? 'i32' : 'u32';
  for (const [half, first] of [
    ['low', 0],
    ['high', 2],
  ] as const) {
    OPERATIONS[`i64x2.extend_${half}_i32x4_${suffix}`] = () => {
      for (let k = 0; k < 2; k++) r.i64[k] = BigInt(a[from][first + k]!);
    };
    OPERATIONS[`i64x2.extmul_${half}_i32x4_${suffix}`] = () => {
      for (let k = 0; k < 2; k++) r.i64[k] = BigInt(a[from][first + k]!) * BigInt(b[from][first + k]!);
    };
  }
}

for (const [shape, f, bits] of [
  ['f32x4', 'f32', 'i32'],
  ['f64x2', 'f64', 'i64'],
] as const) {
  const define = (name: string, operation: Operation) => {
    OPERATIONS[`${shape}.${name}`] = operation;
  };
  define(
    'add',
    lanewise(f, (x, y) => x + y),
  );
  define(
    'sub',
    lanewise(f, (x, y) => x - y),
  );
  define(
    'mul',
    lanewise(f, (x, y) => x * y),
  );
  define(
    'div',
    lanewise(f, (x, y) => x / y),
  );
  define('min', lanewise(f, Math.min));
  define('max', lanewise(f, Math.max));
  define('sqrt', lanewise(f, Math.sqrt));
  // V8's unoptimized rounding hands signalling NaNs through.
  for (const name of ['ceil', 'floor', 'trunc'] as const) {
    define(
      name,
      lanewise(f, (x) => (Number.isNaN(x) ? Number.NaN : Math[name](x))),
    );
  }
  define('nearest', lanewise(f, ARITHMETIC.nearest));
  // The result is an operand as it is, whatever its bits.
  const choose = (second: (x: number, y: number) => boolean): Operation => {
    return () => {
      for (let k = 0; k < r[f].length; k++) r[bits][k] = (second(a[f][k]!, b[f][k]!) ? b : a)[bits][k]!;
    };
  };
  define(
    'pmin',
    choose((x, y) => y < x),
  );
  define(
    'pmax',
    choose((x, y) => x < y),
  );
  const signs = (f: (word: number) => number): Operation => {
    const step = bits === 'i32' ? 1 : 2;
    return () => {
      r.i32.set(a.i32);
      for (let k = step - 1; k < 4; k += step) r.i32[k] = f(a.i32[k]!);
    };
  };
  define(
    'abs',
    signs((word) => word & 0x7fffffff),
  );
  define(
    'neg',
    signs((word) => word ^ 0x80000000),
  );
  for (const [name, holds] of Object.entries(COMPARE)) {
    define(name, () => {
      for (let k = 0; k < r[f].length; k++) {
        const truth = holds(a[f][k]!, b[f][k]!) ? -1 : 0;
        if (bits === 'i32') r.i32[k] = truth;
        else r.i64[k] = BigInt(truth);
      }
    });
  }
  define('splat', OPERATIONS[bits === 'i32' ? 'i32x4.splat' : 'i64x2.splat']!);
  define('extract_lane', OPERATIONS[bits === 'i32' ? 'i32x4.extract_lane' : 'i64x2.extract_lane']!);
  define('replace_lane', OPERATIONS[bits === 'i32' ? 'i32x4.replace_lane' : 'i64x2.replace_lane']!);
}

/** Two lanes of 64 bits to two of 32; the upper ones are 0. */
function halve(f: (x: number) => void): Operation {
  return () => {
    r.i32.fill(0);
    f(0);
    f(1);
  };
}

Object.assign(OPERATIONS, {
  'f32x4.convert_i32x4_s': () => r.f32.set(a.i32),
  'f32x4.convert_i32x4_u': () => r.f32.set(a.u32),
  'i32x4.trunc_sat_f32x4_s': () => {
    for (let k = 0; k < 4; k++) r.i32[k] = ARITHMETIC.satS32(a.f32[k]!);
  },
  'i32x4.trunc_sat_f32x4_u': () => {
    for (let k = 0; k < 4; k++) r.i32[k] = ARITHMETIC.satU32(a.f32[k]!);
  },
  'i32x4.trunc_sat_f64x2_s_zero': halve((k) => {
    r.i32[k] = ARITHMETIC.satS32(a.f64[k]!);
  }),
  'i32x4.trunc_sat_f64x2_u_zero': halve((k) => {
    r.i32[k] = ARITHMETIC.satU32(a.f64[k]!);
  }),
  'f32x4.demote_f64x2_zero': halve((k) => {
    r.f32[k] = a.f64[k]!;
  }),
  'f64x2.promote_low_f32x4': () => r.f64.set(a.f32.subarray(0, 2)),
  'f64x2.convert_low_i32x4_s': () => r.f64.set(a.i32.subarray(0, 2)),
  'f64x2.convert_low_i32x4_u': () => r.f64.set(a.u32.subarray(0, 2)),
  'v128.not': lanewise('i32', (x) => ~x),
  'v128.and': lanewise('i32', (x, y) => x & y),
  'v128.andnot': lanewise('i32', (x, y) => x & ~y),
  'v128.or': lanewise('i32', (x, y) => x | y),
  'v128.xor': lanewise('i32', (x, y) => x ^ y),
  'v128.bitselect': () => {
    for (let k = 0; k < 4; k++) r.i32[k] = (a.i32[k]! & c.i32[k]!) | (b.i32[k]! & ~c.i32[k]!);
  },
  'v128.any_true': () => {
    r.i32[0] = a.i32.some((word) => word !== 0) ? 1 : 0;
  },
  'i8x16.swizzle': () => {
    for (let k = 0; k < 16; k++) r.u8[k] = b.u8[k]! < 16 ? a.u8[b.u8[k]!]! : 0;
  },
  // The lanes to choose are a third operand here.
  'i8x16.shuffle': () => {
    for (let k = 0; k < 16; k++) r.u8[k] = c.u8[k]! < 16 ? a.u8[c.u8[k]!]! : b.u8[c.u8[k]! - 16]!;
  },

  // What a load has read is in the first bytes of `a`, the rest of which is 0; the vector that gets a lane is `b`.
  'v128.load': () => r.i32.set(a.i32),
  'v128.load8x8_s': () => r.i16.set(a.i8.subarray(0, 8)),
  'v128.load8x8_u': () => r.i16.set(a.u8.subarray(0, 8)),
  'v128.load16x4_s': () => r.i32.set(a.i16.subarray(0, 4)),
  'v128.load16x4_u': () => r.i32.set(a.u16.subarray(0, 4)),
  'v128.load32x2_s': OPERATIONS['i64x2.extend_low_i32x4_s']!,
  'v128.load32x2_u': OPERATIONS['i64x2.extend_low_i32x4_u']!,
  'v128.load8_splat': OPERATIONS['i8x16.splat']!,
  'v128.load16_splat': OPERATIONS['i16x8.splat']!,
  'v128.load32_splat': OPERATIONS['i32x4.splat']!,
  'v128.load64_splat': OPERATIONS['i64x2.splat']!,
  'v128.load32_zero': () => r.i32.set(a.i32),
  'v128.load64_zero': () => r.i32.set(a.i32),
} satisfies Record<string, Operation>);
for (const bits of [8, 16, 32, 64] as const) {
  const lanes = bits === 64 ? 'i64' : (`i${bits}` as const);
  OPERATIONS[`v128.load${bits}_lane`] = (lane) => {
    r.i32.set(b.i32);
    if (lanes === 'i64') r.i64[lane] = a.i64[0]!;
    else r[lanes][lane] = a[lanes][0]!;
  };
  // A store writes the first bytes of `r`.
  OPERATIONS[`v128.store${bits}_lane`] = (lane) => {
    if (lanes === 'i64') r.i64[0] = b.i64[lane]!;
    else r[lanes][0] = b[lanes][lane]!;
  };
}
OPERATIONS['v128.store'] = () => r.i32.set(b.i32);

const ROWS = INSTRUCTIONS.filter(({ feature, mnemonic }) => feature === 'simd' && mnemonic !== 'v128.const');
const RUN = ROWS.map(({ mnemonic }) => OPERATIONS[mnemonic]!);
/** Slots of the results. */
const SLOTS = ROWS.map(({ type }) => (type!.results[0] === V128 ? 4 : 2));
const NUMBERS = new Map(ROWS.map(({ mnemonic }, number) => [mnemonic, number]));

/** What stands for an instruction in a `vector` operation. */
export function vectorNumber(mnemonic: string): number {
  return NUMBERS.get(mnemonic)!;
}

/** Instructions of the opcode table that there is no operation for: none, and a test keeps it so. */
export function missingVectors(): readonly string[] {
  return ROWS.filter(({ mnemonic }) => !(mnemonic in OPERATIONS)).map(({ mnemonic }) => mnemonic);
}

function take(register: Register, slot: number): void {
  for (let i = 0; i < 4; i++) register.i32[i] = STACK[slot + i]!;
}

function give(number: number, slot: number): void {
  for (let i = 0; i < SLOTS[number]!; i++) STACK[slot + i] = r.i32[i]!;
}

/** Operations on the stack's slots: `V` in the loop. */
export const VECTORS = {
  compute(number: number, to: number, x: number, y: number, z: number, lane: number): void {
    take(a, x);
    take(b, y);
    take(c, z);
    RUN[number]!(lane);
    give(number, to);
  },
  load(
    number: number,
    to: number,
    bytes: Uint8Array,
    address: number,
    size: number,
    y: number,
    lane: number,
  ): void {
    a.i32.fill(0);
    for (let i = 0; i < size; i++) a.u8[i] = bytes[address + i]!;
    take(b, y);
    RUN[number]!(lane);
    give(number, to);
  },
  store(number: number, bytes: Uint8Array, address: number, size: number, y: number, lane: number): void {
    take(b, y);
    RUN[number]!(lane);
    for (let i = 0; i < size; i++) bytes[address + i] = r.u8[i]!;
  },
};
