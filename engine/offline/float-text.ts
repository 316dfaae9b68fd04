/** The formats of floats (§4.3.3 of the WebAssembly specification): bits of exponent and of fraction. */
export const FLOAT_FORMATS = {
  f32: { exponent: 8n, fraction: 23n },
  f64: { exponent: 11n, fraction: 52n },
} as const;
export type FloatType = keyof typeof FLOAT_FORMATS;

const NAN = /^nan(?::(?:canonical|0x([\da-f]+)))?$/i;
const INFINITY = /^inf(?:inity)?$/i;
const DECIMAL = /^(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i;
const HEXADECIMAL = /^0x([\da-f]*)\.?([\da-f]*)(?:p([+-]?\d+))?$/i;
/** The longest text of a number: the exact value of the smallest f64 has 1,075 digits. */
const TEXT_MAX = 4096;
/** Powers of ten or two beyond this make every number of `TEXT_MAX` digits 0, or too large. */
const POWER_MAX = 20_000;

/**
 * The bits of a float in the text format (§6.3.2): decimal or hexadecimal, `inf`, `nan`, `nan:0x…` with its payload, signed. A number
 * is rounded once, from its exact value, to nearest, ties to even. Returns why it is none in half a sentence, otherwise.
 */
export function parseFloatBits(text: string, type: FloatType): bigint | string {
  const { exponent, fraction } = FLOAT_FORMATS[type];
  if (text.length > TEXT_MAX) return `it has more than ${TEXT_MAX} characters`;
  const sign = text.startsWith('-') ? 1n << (exponent + fraction) : 0n;
  // Digits may be grouped by single underscores.
  const body = text.replace(/^[+-]/, '').replaceAll(/(?<=[\da-f])_(?=[\da-f])/gi, '');
  const infinity = ((1n << exponent) - 1n) << fraction;
  if (INFINITY.test(body)) return sign | infinity;
  const nan = NAN.exec(body);
  if (nan !== null) {
    const payload = nan[1] === undefined ? 1n << (fraction - 1n) : BigInt(`0x${nan[1]}`);
    const most = (1n << fraction) - 1n;
    if (payload < 1n || payload > most) return `the payload of a NaN is from 0x1 to 0x${most.toString(16)}`;
    return sign | infinity | payload;
  }
  const bits = numberBits(body, type);
  if (bits === undefined)
    return 'numbers are written as 1.5, -2e10, 0x1.8p3, inf, nan or nan:0x… with the payload';
  return bits === infinity ? 'it is too large' : sign | bits;
}

/**
 * The bits of an unsigned number, decimal or hexadecimal, rounded once to nearest, ties to even; those of infinity if it is too large.
 * Undefined if the text is no number.
 */
export function numberBits(text: string, type: FloatType): bigint | undefined {
  const { exponent, fraction } = FLOAT_FORMATS[type];
  const value = rational(text);
  if (value === undefined) return undefined;
  const infinity = ((1n << exponent) - 1n) << fraction;
  const bits = roundToFloat(value, exponent, fraction);
  return bits > infinity ? infinity : bits;
}

/** The text of a float's bits that `parseFloatBits` turns into these bits again; a number where JSON has it. */
export function floatText(bits: bigint, type: FloatType): number | string {
  const { exponent, fraction } = FLOAT_FORMATS[type];
  const sign = bits >> (exponent + fraction) === 1n ? '-' : '';
  const magnitude = bits & ((1n << (exponent + fraction)) - 1n);
  const infinity = ((1n << exponent) - 1n) << fraction;
  if (magnitude === 0n) return sign === '' ? 0 : '-0';
  if (magnitude < infinity) return numberOf(bits, type);
  if (magnitude === infinity) return `${sign}inf`;
  const payload = magnitude - infinity;
  return payload === 1n << (fraction - 1n) ? `${sign}nan` : `${sign}nan:0x${payload.toString(16)}`;
}

function numberOf(bits: bigint, type: FloatType): number {
  const view = new DataView(new ArrayBuffer(8));
  if (type === 'f64') {
    view.setBigUint64(0, bits);
    return view.getFloat64(0);
  }
  view.setUint32(0, Number(bits));
  return view.getFloat32(0);
}

interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** The exact value of an unsigned number, decimal or hexadecimal. */
function rational(text: string): Rational | undefined {
  const hexadecimal = HEXADECIMAL.exec(text);
  const match = hexadecimal ?? DECIMAL.exec(text);
  const [, whole = '', part = '', power = '0'] = match ?? [];
  if (match === null || whole + part === '') return undefined;
  const [base, prefix, scale] = hexadecimal === null ? [10n, '', 1] : [2n, '0x', 4];
  const numerator = BigInt(`${prefix}0${whole}${part}`);
  const places = part.length * scale;
  const shift = Math.min(Math.max(Number(power), -POWER_MAX), POWER_MAX) - places;
  return shift >= 0
    ? { numerator: numerator * base ** BigInt(shift), denominator: 1n }
    : { numerator, denominator: base ** BigInt(-shift) };
}

function roundToFloat({ numerator, denominator }: Rational, exponent: bigint, fraction: bigint): bigint {
  if (numerator === 0n) return 0n;
  const bias = (1n << (exponent - 1n)) - 1n;
  // The binary exponent e, 2^e <= value < 2^(e+1); of subnormal numbers the least that normal numbers have.
  let e = BigInt(bitLength(numerator) - bitLength(denominator));
  if (times(numerator, -e) < times(denominator, e)) e--;
  if (e < 1n - bias) e = 1n - bias;
  const top = times(numerator, fraction - e);
  const bottom = times(denominator, e - fraction);
  const rest = (top % bottom) * 2n;
  const down = top / bottom;
  const up = rest > bottom || (rest === bottom && (down & 1n) === 1n);
  // Added: the leading one of a normal number, and a carry out of the fraction, raise the exponent by one.
  return ((e + bias - 1n) << fraction) + down + (up ? 1n : 0n);
}

/** `value` times 2^power; unchanged if power is negative, as then the other side of the fraction is multiplied. */
function times(value: bigint, power: bigint): bigint {
  return power > 0n ? value << power : value;
}

function bitLength(value: bigint): number {
  return 4 * (value.toString(16).length - 1) + (32 - Math.clz32(Number.parseInt(value.toString(16)[0]!, 16)));
}
