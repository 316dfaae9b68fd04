import { FLOAT_FORMATS, numberBits } from '../../engine/offline/float-text.ts';
import { asAtom, asList, head, type Node } from './s-expr.ts';

/** A number constant of a script: its type and its bits, so that NaN payloads are kept. */
export interface NumberConstant {
  readonly type: 'i32' | 'i64' | 'f32' | 'f64';
  readonly bits: bigint;
}

const LANE_TYPES = { i8x16: 8, i16x8: 16, i32x4: 32, i64x2: 64, f32x4: 32, f64x2: 64 } as const;
type ShapeName = keyof typeof LANE_TYPES;

/** A vector: the bits of its lanes, lowest first. */
export interface VectorConstant {
  readonly type: 'v128';
  readonly shape: ShapeName;
  readonly lanes: readonly bigint[];
}

/** A reference: null, or the host's n-th value. */
export interface RefConstant {
  readonly type: 'ref';
  readonly value: 'null' | number;
}

/** A constant that needs a feature which no backend has; commands with it are sorted out before they run. */
export interface OtherConstant {
  readonly type: 'other';
  readonly text: string;
}

export type Constant = NumberConstant | VectorConstant | RefConstant | OtherConstant;

/** What a result must be. `canonical` and `arithmetic` as §6 of the interpreter's README: payload exactly, or at least, the quiet bit. */
export type Pattern =
  | Constant
  | { readonly type: 'f32' | 'f64'; readonly nan: 'canonical' | 'arithmetic' }
  | {
      readonly type: 'v128';
      readonly shape: ShapeName;
      readonly lanes: readonly (bigint | 'canonical' | 'arithmetic')[];
    }
  | { readonly type: 'anyref'; readonly heap: 'func' | 'extern' }
  | { readonly type: 'either'; readonly patterns: readonly Pattern[] };

export function readConstant(node: Node): Constant {
  const list = asList(node);
  const keyword = head(list) ?? '';
  const operand = list.items[1];
  switch (keyword) {
    case 'i32.const':
      return { type: 'i32', bits: BigInt.asUintN(32, parseInteger(asAtom(operand))) };
    case 'i64.const':
      return { type: 'i64', bits: BigInt.asUintN(64, parseInteger(asAtom(operand))) };
    case 'f32.const':
      return { type: 'f32', bits: parseFloatBits(asAtom(operand), 'f32') };
    case 'f64.const':
      return { type: 'f64', bits: parseFloatBits(asAtom(operand), 'f64') };
    case 'v128.const': {
      const { shape, lanes } = readVector(list.items.slice(1));
      // A NaN class is a pattern only.
      return lanes.every((lane) => typeof lane === 'bigint')
        ? { type: 'v128', shape, lanes: lanes as readonly bigint[] }
        : { type: 'other', text: keyword };
    }
    case 'ref.null':
      return { type: 'ref', value: 'null' };
    case 'ref.extern':
      return { type: 'ref', value: Number(parseInteger(asAtom(operand))) };
    default:
      return { type: 'other', text: keyword };
  }
}

export function readPattern(node: Node): Pattern {
  const list = asList(node);
  const keyword = head(list);
  const operand = list.items[1];
  if (keyword === 'either') return { type: 'either', patterns: list.items.slice(1).map(readPattern) };
  if (operand === undefined && (keyword === 'ref.extern' || keyword === 'ref.func')) {
    return { type: 'anyref', heap: keyword === 'ref.func' ? 'func' : 'extern' };
  }
  if (keyword === 'v128.const') return readVector(list.items.slice(1));
  if (operand?.kind === 'atom' && (keyword === 'f32.const' || keyword === 'f64.const')) {
    const type = keyword === 'f32.const' ? 'f32' : 'f64';
    if (operand.text === 'nan:canonical') return { type, nan: 'canonical' };
    if (operand.text === 'nan:arithmetic') return { type, nan: 'arithmetic' };
  }
  return readConstant(node);
}

/** What follows `v128.const`: a shape, and as many literals as it has lanes. */
function readVector([shape, ...literals]: readonly Node[]): Extract<Pattern, { type: 'v128' }> {
  const name = asAtom(shape) as ShapeName;
  const bits = LANE_TYPES[name];
  if (bits === undefined || literals.length !== 128 / bits) throw new SyntaxError(`not a v128: ${name}`);
  const lanes = literals.map((literal) => {
    const text = asAtom(literal);
    if (text === 'nan:canonical' || text === 'nan:arithmetic')
      return text.slice(4) as 'canonical' | 'arithmetic';
    if (name.startsWith('i')) return BigInt.asUintN(bits, parseInteger(text));
    return parseFloatBits(text, bits === 32 ? 'f32' : 'f64');
  });
  return { type: 'v128', shape: name, lanes };
}

/** The sixteen bytes that the engine's API takes for a vector. */
export function toBytes({ shape, lanes }: VectorConstant): Uint8Array {
  const size = LANE_TYPES[shape] / 8;
  return Uint8Array.from({ length: 16 }, (_, i) =>
    Number((lanes[Math.floor(i / size)]! >> BigInt(8 * (i % size))) & 0xffn),
  );
}

/** Whether the bytes that the engine's API returned fit a pattern in each lane. */
export function vectorMatches(bytes: unknown, { shape, lanes }: Extract<Pattern, { type: 'v128' }>): boolean {
  if (!(bytes instanceof Uint8Array) || bytes.length !== 16)
    throw new TypeError('v128 is no array of 16 bytes');
  return fromBytes(bytes, shape).every((bits, i) => {
    const lane = lanes[i]!;
    return typeof lane === 'bigint'
      ? bits === lane
      : nanMatches(bits, shape === 'f32x4' ? 'f32' : 'f64', lane);
  });
}

function fromBytes(bytes: Uint8Array, shape: ShapeName): bigint[] {
  const size = LANE_TYPES[shape] / 8;
  return Array.from({ length: 16 / size }, (_, lane) =>
    bytes
      .subarray(lane * size, (lane + 1) * size)
      .reduceRight((bits, byte) => (bits << 8n) | BigInt(byte), 0n),
  );
}

function parseInteger(text: string): bigint {
  const digits = text.replaceAll('_', '').replace(/^\+/, '');
  return digits.startsWith('-') ? -BigInt(digits.slice(1)) : BigInt(digits);
}

/** The bits of a float literal (§6.3.2), rounded to nearest, ties to even, from its exact value. */
export function parseFloatBits(text: string, type: 'f32' | 'f64'): bigint {
  const { exponent, fraction } = FLOAT_FORMATS[type];
  const sign = text.startsWith('-') ? 1n << (exponent + fraction) : 0n;
  const body = text.replace(/^[+-]/, '').replaceAll('_', '');
  const infinity = ((1n << exponent) - 1n) << fraction;
  if (body === 'inf') return sign | infinity;
  if (body === 'nan') return sign | infinity | (1n << (fraction - 1n));
  if (body.startsWith('nan:')) return sign | infinity | BigInt(body.slice(4));
  const bits = numberBits(body, type);
  if (bits === undefined) throw new SyntaxError(`not a float: ${text}`);
  return sign | bits;
}

/** Whether `bits` fit `pattern` of a float (§4.3.3, "NaN payloads"): the sign of a NaN is never compared. */
export function nanMatches(bits: bigint, type: 'f32' | 'f64', nan: 'canonical' | 'arithmetic'): boolean {
  const { exponent, fraction } = FLOAT_FORMATS[type];
  const quiet = ((1n << (exponent + 1n)) - 1n) << (fraction - 1n);
  const unsigned = bits & ((1n << (exponent + fraction)) - 1n);
  return nan === 'canonical' ? unsigned === quiet : (unsigned & quiet) === quiet;
}

/** Whether the bits of a float are those of a NaN. */
export function isNanBits(bits: bigint, type: 'f32' | 'f64'): boolean {
  const { exponent, fraction } = FLOAT_FORMATS[type];
  const infinity = ((1n << exponent) - 1n) << fraction;
  return (bits & ((1n << (exponent + fraction)) - 1n)) > infinity;
}

const scratch = new DataView(new ArrayBuffer(8));

/** The value as the engine's API takes it: NaN payloads are lost where a number cannot hold them. */
export function toHostNumber({ type, bits }: NumberConstant): number | bigint {
  switch (type) {
    case 'i32':
      return Number(BigInt.asIntN(32, bits));
    case 'i64':
      return BigInt.asIntN(64, bits);
    case 'f32':
      scratch.setUint32(0, Number(bits));
      return scratch.getFloat32(0);
    case 'f64':
      scratch.setBigUint64(0, bits);
      return scratch.getFloat64(0);
  }
}

/** The bits of a value that the engine's API returned. Throws `TypeError` for a value that is not of the type. */
export function fromHostNumber(value: unknown, type: NumberConstant['type']): bigint {
  if (typeof value !== (type === 'i64' ? 'bigint' : 'number'))
    throw new TypeError(`${type} is a ${typeof value}`);
  switch (type) {
    case 'i32':
      return BigInt.asUintN(32, BigInt(value as number));
    case 'i64':
      return BigInt.asUintN(64, value as bigint);
    case 'f32':
      scratch.setFloat32(0, value as number);
      return BigInt(scratch.getUint32(0));
    case 'f64':
      scratch.setFloat64(0, value as number);
      return scratch.getBigUint64(0);
  }
}

/** `f32 0x7fc00000`: a constant or pattern for messages. */
export function patternText(pattern: Pattern): string {
  if (pattern.type === 'either') return pattern.patterns.map(patternText).join(' or ');
  if (pattern.type === 'other') return pattern.text;
  if (pattern.type === 'v128') {
    const lanes = pattern.lanes.map((lane) =>
      typeof lane === 'bigint' ? `0x${lane.toString(16)}` : `nan:${lane}`,
    );
    return `v128 ${pattern.shape} ${lanes.join(' ')}`;
  }
  if (pattern.type === 'ref') return pattern.value === 'null' ? 'ref.null' : `ref.extern ${pattern.value}`;
  if (pattern.type === 'anyref') return `any ref.${pattern.heap}`;
  return 'nan' in pattern
    ? `${pattern.type} nan:${pattern.nan}`
    : `${pattern.type} 0x${pattern.bits.toString(16)}`;
}
