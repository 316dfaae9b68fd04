import type { Instruction } from '../../engine/wasm/spec/opcodes.ts';
import type { Shape } from '../../engine/wasm/spec/simd.ts';

/**
 * Vector instructions as the specification writes them (§4.3.2 to §4.4.3): a vector is a list of lanes, an integer lane a bigint. For
 * tests; nothing here is fast, and no backend's code is used.
 */

const I8: Shape = { name: 'i8x16', lanes: 16, bits: 8, float: false };
const I16: Shape = { name: 'i16x8', lanes: 8, bits: 16, float: false };
const I32: Shape = { name: 'i32x4', lanes: 4, bits: 32, float: false };
const I64: Shape = { name: 'i64x2', lanes: 2, bits: 64, float: false };
const F32: Shape = { name: 'f32x4', lanes: 4, bits: 32, float: true };
const F64: Shape = { name: 'f64x2', lanes: 2, bits: 64, float: true };
const SHAPES = new Map([I8, I16, I32, I64, F32, F64].map((shape) => [shape.name, shape]));
const INTEGERS = new Map([I8, I16, I32, I64].map((shape) => [shape.bits, shape]));

/** Lanes as unsigned integers of their bits. */
function lanesOf(bytes: Uint8Array, { bits }: Shape): bigint[] {
  const size = bits / 8;
  return Array.from({ length: 16 / size }, (_, lane) =>
    bytes.subarray(lane * size, (lane + 1) * size).reduceRight((all, byte) => (all << 8n) | BigInt(byte), 0n),
  );
}

function bytesOf(lanes: readonly bigint[], { bits }: Shape): Uint8Array {
  const size = bits / 8;
  return Uint8Array.from({ length: 16 }, (_, i) =>
    Number((lanes[Math.floor(i / size)]! >> BigInt(8 * (i % size))) & 0xffn),
  );
}

const scratch = new DataView(new ArrayBuffer(8));

function toFloat(bits: bigint, shape: Shape): number {
  if (shape.bits === 64) scratch.setBigUint64(0, bits);
  else scratch.setUint32(0, Number(bits));
  return shape.bits === 64 ? scratch.getFloat64(0) : scratch.getFloat32(0);
}

function fromFloat(value: number, shape: Shape): bigint {
  if (shape.bits === 64) scratch.setFloat64(0, value);
  else scratch.setFloat32(0, value);
  return shape.bits === 64 ? scratch.getBigUint64(0) : BigInt(scratch.getUint32(0));
}

const signed = (value: bigint, bits: number) => BigInt.asIntN(bits, value);
const magnitude = (value: bigint) => (value < 0n ? -value : value);
const clamp = (value: bigint, bits: number, isSigned: boolean) => {
  const least = isSigned ? -(1n << BigInt(bits - 1)) : 0n;
  const most = least + (1n << BigInt(bits)) - 1n;
  return value < least ? least : value > most ? most : value;
};
const truth = (is: boolean) => (is ? -1n : 0n);

type Compare = (a: bigint | number, b: bigint | number) => boolean;
const COMPARISONS: Readonly<Record<string, Compare>> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  lt: (a, b) => a < b,
  gt: (a, b) => a > b,
  le: (a, b) => a <= b,
  ge: (a, b) => a >= b,
};

/** Integer lanes, signed or not as the mnemonic's suffix says. */
const INTEGER: Readonly<Record<string, (a: bigint, b: bigint, bits: number, isSigned: boolean) => bigint>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  neg: (a) => -a,
  abs: (a) => magnitude(a),
  min: (a, b) => (b - a > 0n ? a : b),
  max: (a, b) => (b - a > 0n ? b : a),
  add_sat: (a, b, bits, isSigned) => clamp(a + b, bits, isSigned),
  sub_sat: (a, b, bits, isSigned) => clamp(a - b, bits, isSigned),
  avgr: (a, b) => (a + b + 1n) / 2n,
  q15mulr_sat: (a, b) => clamp((a * b + 0x4000n) >> 15n, 16, true),
  popcnt: (a) => BigInt([...BigInt.asUintN(8, a).toString(2)].filter((digit) => digit === '1').length),
  shl: (a, n, bits) => a << (BigInt.asUintN(32, n) % BigInt(bits)),
  shr: (a, n, bits) => a >> (BigInt.asUintN(32, n) % BigInt(bits)),
};

/** Float lanes; f32 is rounded by `fromFloat`. */
const FLOAT: Readonly<Record<string, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  min: (a, b) => Math.min(a, b),
  max: (a, b) => Math.max(a, b),
  sqrt: (a) => Math.sqrt(a),
  ceil: (a) => Math.ceil(a),
  floor: (a) => Math.floor(a),
  trunc: (a) => Math.trunc(a),
  nearest: (a) => {
    const below = Math.floor(a);
    const even = a - below === 0.5 ? (below % 2 === 0 ? below : below + 1) : Math.round(a);
    return even === 0 && (a < 0 || Object.is(a, -0)) ? -0 : even;
  },
};

/** Operations on the bits of a float. */
const BITS: Readonly<Record<string, (a: bigint, b: bigint, shape: Shape) => bigint>> = {
  abs: (a, _, { bits }) => a & ((1n << BigInt(bits - 1)) - 1n),
  neg: (a, _, { bits }) => a ^ (1n << BigInt(bits - 1)),
  pmin: (a, b, shape) => (toFloat(b, shape) < toFloat(a, shape) ? b : a),
  pmax: (a, b, shape) => (toFloat(a, shape) < toFloat(b, shape) ? b : a),
};

function saturatingTrunc(value: number, isSigned: boolean): bigint {
  if (Number.isNaN(value)) return 0n;
  if (!Number.isFinite(value)) return clamp(value > 0 ? 1n << 64n : -(1n << 64n), 32, isSigned);
  return clamp(BigInt(Math.trunc(value)), 32, isSigned);
}

/** An operand or result: a vector's bytes, or a scalar as the engine's API has it, floats by their bits. */
export type ModelValue = Uint8Array | bigint;

/**
 * The result of a vector instruction that does not access memory; scalars are integers of the operand's bits. `lanes` are the lane
 * indices among its immediates.
 */
export function compute(
  row: Instruction,
  operands: readonly ModelValue[],
  lanes: readonly number[],
): ModelValue {
  const { mnemonic, shape } = row;
  const [first, second, third] = operands;
  const all = (value: ModelValue | undefined) => BigInt(bigOf(value as Uint8Array));
  if (shape === undefined) {
    const [a, b] = [all(first), second === undefined ? 0n : all(second)];
    switch (mnemonic) {
      case 'v128.not':
        return vectorOf(~a);
      case 'v128.and':
        return vectorOf(a & b);
      case 'v128.andnot':
        return vectorOf(a & ~b);
      case 'v128.or':
        return vectorOf(a | b);
      case 'v128.xor':
        return vectorOf(a ^ b);
      case 'v128.bitselect':
        return vectorOf((a & all(third)) | (b & ~all(third)));
      case 'v128.any_true':
        return a === 0n ? 0n : 1n;
    }
    throw new Error(`the model has no ${mnemonic}`);
  }
  const operation = mnemonic.slice(shape.name.length + 1);
  return (
    moved(operation, shape, operands, lanes) ??
    resized(operation, shape, operands) ??
    laneByLane(operation, shape, operands)
  );
}

function bigOf(bytes: Uint8Array): bigint {
  return bytes.reduceRight((all, byte) => (all << 8n) | BigInt(byte), 0n);
}

function vectorOf(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 16 }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
}

/** What moves lanes, or reads all of them. */
function moved(
  operation: string,
  shape: Shape,
  [first, second]: readonly ModelValue[],
  immediates: readonly number[],
): ModelValue | undefined {
  const [index = 0] = immediates;
  if (operation === 'splat') return bytesOf(new Array<bigint>(shape.lanes).fill(first as bigint), shape);
  const lanes = lanesOf(first as Uint8Array, shape);
  const sign = (lane: bigint) => lane >> BigInt(shape.bits - 1);
  switch (operation) {
    case 'extract_lane':
    case 'extract_lane_u':
      return lanes[index]!;
    case 'extract_lane_s':
      return BigInt.asUintN(32, signed(lanes[index]!, shape.bits));
    case 'replace_lane':
      return bytesOf(
        lanes.map((lane, i) => (i === index ? (second as bigint) : lane)),
        shape,
      );
    case 'shuffle': {
      const both = [...(first as Uint8Array), ...(second as Uint8Array)];
      return Uint8Array.from(immediates, (from) => both[from]!);
    }
    case 'swizzle':
      return (second as Uint8Array).map((from) => (first as Uint8Array)[from] ?? 0);
    case 'all_true':
      return lanes.every((lane) => lane !== 0n) ? 1n : 0n;
    case 'bitmask':
      return lanes.reduce((mask, lane, i) => mask | (sign(lane) << BigInt(i)), 0n);
  }
  return undefined;
}

/** What takes lanes of another shape, which the mnemonic names. */
function resized(
  operation: string,
  shape: Shape,
  [first, second]: readonly ModelValue[],
): Uint8Array | undefined {
  const [, verb, half, other, sign] =
    /^([a-z]+?(?:_pairwise|_sat)?)(?:_(low|high))?_([if]\d+x\d+)(?:_([su]))?(?:_zero)?$/.exec(operation) ??
    [];
  const from = other === undefined ? undefined : SHAPES.get(other);
  if (from === undefined) return undefined;
  const read = (vector: ModelValue) =>
    lanesOf(vector as Uint8Array, from).map((lane) => (sign === 's' ? signed(lane, from.bits) : lane));
  const part = <T>(list: readonly T[]) =>
    half === undefined ? list : half === 'low' ? list.slice(0, shape.lanes) : list.slice(shape.lanes);
  const a = read(first!);
  const b = second === undefined ? [] : read(second);
  const wrap = (lanes: readonly bigint[]) =>
    bytesOf([...lanes, ...new Array<bigint>(shape.lanes - lanes.length).fill(0n)], shape);
  switch (verb) {
    case 'extend':
      return wrap(part(a));
    case 'extmul':
      return wrap(part(a).map((lane, i) => lane * part(b)[i]!));
    case 'extadd_pairwise':
      return wrap(Array.from({ length: shape.lanes }, (_, i) => a[2 * i]! + a[2 * i + 1]!));
    case 'dot':
      return wrap(
        Array.from({ length: shape.lanes }, (_, i) => a[2 * i]! * b[2 * i]! + a[2 * i + 1]! * b[2 * i + 1]!),
      );
    case 'narrow': {
      // Lanes are read as signed whatever they become.
      const lanes = [first!, second!].flatMap((vector) => lanesOf(vector as Uint8Array, from));
      return wrap(lanes.map((lane) => clamp(signed(lane, from.bits), shape.bits, sign === 's')));
    }
    case 'trunc_sat':
      return wrap(
        a.map((lane) => saturatingTrunc(toFloat(BigInt.asUintN(from.bits, lane), from), sign === 's')),
      );
    case 'convert':
      return wrap(part(a).map((lane) => fromFloat(Number(lane), shape)));
    case 'demote':
    case 'promote':
      return wrap(part(a).map((lane) => fromFloat(toFloat(lane, from), shape)));
  }
  throw new Error(`the model has no ${operation}`);
}

function laneByLane(operation: string, shape: Shape, [first, second]: readonly ModelValue[]): Uint8Array {
  const base = operation.replace(/_[su]$/, '');
  const isSigned = !operation.endsWith('_u');
  const a = lanesOf(first as Uint8Array, shape);
  const b = second instanceof Uint8Array ? lanesOf(second, shape) : undefined;
  const read = (lane: bigint) => {
    if (shape.float) return toFloat(lane, shape);
    return isSigned ? signed(lane, shape.bits) : lane;
  };
  const lane = (x: bigint, i: number): bigint => {
    const y = b?.[i] ?? (second as bigint | undefined) ?? 0n;
    if (base in COMPARISONS) return truth(COMPARISONS[base]!(read(x), read(y)));
    if (!shape.float) {
      const right = b === undefined ? y : (read(y) as bigint);
      return INTEGER[base]!(read(x) as bigint, right, shape.bits, isSigned);
    }
    if (base in BITS) return BITS[base]!(x, y, shape);
    return fromFloat(FLOAT[base]!(toFloat(x, shape), toFloat(y, shape)), shape);
  };
  return bytesOf(a.map(lane), shape);
}

/** What a load or store comes to: the result, and the memory as it is afterwards. */
export function access(
  { mnemonic, accessSize }: Instruction,
  memory: Uint8Array,
  address: number,
  vector: Uint8Array | undefined,
  index: number,
): { result: Uint8Array | undefined; memory: Uint8Array } {
  const bytes = memory.slice(address, address + accessSize);
  const [, bits, , sign] = /^v128\.load(\d+)(x\d)?_([su])$/.exec(mnemonic) ?? [];
  if (mnemonic.startsWith('v128.store')) {
    const after = memory.slice();
    after.set(
      mnemonic === 'v128.store' ? vector! : vector!.subarray(index * accessSize, (index + 1) * accessSize),
      address,
    );
    return { result: undefined, memory: after };
  }
  const result = new Uint8Array(16);
  if (mnemonic.endsWith('_splat')) for (let at = 0; at < 16; at += accessSize) result.set(bytes, at);
  else if (mnemonic.endsWith('_lane')) {
    result.set(vector!);
    result.set(bytes, index * accessSize);
  } else if (sign === undefined) result.set(bytes);
  else {
    const padded = new Uint8Array(16);
    padded.set(bytes);
    const from = INTEGERS.get(Number(bits))!;
    const lanes = lanesOf(padded, from).slice(0, 64 / from.bits);
    const wide = INTEGERS.get(from.bits * 2)!;
    result.set(
      bytesOf(
        lanes.map((lane) => (sign === 's' ? signed(lane, from.bits) : lane)),
        wide,
      ),
    );
  }
  return { result, memory };
}

/** Whether `actual` is what was computed: exactly, but that a NaN which arithmetic made may be any other (§4.3.3). */
export function agrees(row: Instruction, expected: ModelValue, actual: ModelValue): boolean {
  const shape = row.shape;
  const exact = /\.(abs|neg|pmin|pmax|splat|replace_lane|extract_lane|eq|ne|lt|gt|le|ge)$/.test(row.mnemonic);
  if (!(expected instanceof Uint8Array) || shape === undefined || !shape.float || exact) {
    return String(expected) === String(actual);
  }
  const lanes = lanesOf(actual as Uint8Array, shape);
  return lanesOf(expected, shape).every(
    (lane, i) =>
      lane === lanes[i] || (Number.isNaN(toFloat(lane, shape)) && Number.isNaN(toFloat(lanes[i]!, shape))),
  );
}
