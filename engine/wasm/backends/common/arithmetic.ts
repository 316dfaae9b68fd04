import { Trap } from '../../runtime/trap.ts';
import { bigFromPair, CELLS } from './pairs.ts';

/**
 * Arithmetic (§4.3) that JavaScript has no operator for, as the code of our own backends calls it. An i64 operand is two int32; an i64
 * result is the low half, the high half in `CELLS[1]`. Everything here is monomorphic and small, so that V8 inlines what is hot.
 */

const HIGH = 1;
const TWO32 = 2 ** 32;
const TWO53 = 2 ** 53;
const TWO63 = 2 ** 63;
const TWO64 = 2 ** 64;

const bits = new DataView(new ArrayBuffer(8));

function give(low: number, high: number): number {
  CELLS[HIGH] = high;
  return low | 0;
}

function giveBig(value: bigint): number {
  bits.setBigInt64(0, BigInt.asIntN(64, value), true);
  return give(bits.getInt32(0, true), bits.getInt32(4, true));
}

/** A whole double below 2^64 in magnitude as two's complement. */
function giveDouble(value: number): number {
  const low = value | 0;
  return give(low, ((value - (low >>> 0)) / TWO32) | 0);
}

function signed(low: number, high: number): number {
  return high * TWO32 + (low >>> 0);
}

function unsigned(low: number, high: number): number {
  return (high >>> 0) * TWO32 + (low >>> 0);
}

const divideByZero = () => new Trap('integer-divide-by-zero');
const overflow = () => new Trap('integer-overflow');
const invalidConversion = () => new Trap('invalid-conversion-to-integer');

export const ARITHMETIC = {
  ctz(a: number): number {
    return a === 0 ? 32 : 31 - Math.clz32(a & -a);
  },
  popcnt(a: number): number {
    let x = a - ((a >>> 1) & 0x55555555);
    x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
    return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  },

  /** High half of the unsigned 32 x 32 bit product. */
  mulHigh(a: number, b: number): number {
    const a0 = a & 65535;
    const a1 = a >>> 16;
    const b0 = b & 65535;
    const b1 = b >>> 16;
    const u = ((Math.imul(a1, b0) >>> 0) + (Math.imul(a0, b0) >>> 16)) >>> 0;
    const v = ((Math.imul(a0, b1) >>> 0) + (u & 65535)) >>> 0;
    return (Math.imul(a1, b1) + (u >>> 16) + (v >>> 16)) | 0;
  },
  /** High half of the signed 32 x 32 bit product. */
  mulHighS(a: number, b: number): number {
    return (ARITHMETIC.mulHigh(a, b) - ((a >> 31) & b) - ((b >> 31) & a)) | 0;
  },
  mul64(al: number, ah: number, bl: number, bh: number): number {
    const a0 = al & 65535;
    const a1 = al >>> 16;
    const b0 = bl & 65535;
    const b1 = bl >>> 16;
    const u = ((Math.imul(a1, b0) >>> 0) + (Math.imul(a0, b0) >>> 16)) >>> 0;
    const v = ((Math.imul(a0, b1) >>> 0) + (u & 65535)) >>> 0;
    CELLS[HIGH] = (Math.imul(a1, b1) + (u >>> 16) + (v >>> 16) + Math.imul(ah, bl) + Math.imul(al, bh)) | 0;
    return Math.imul(al, bl);
  },

  // Division: exact through doubles while both operands are below 2^53, because a quotient's distance to the next whole number,
  // 1/b at least, is then more than the rounding error, a/b * 2^-53 at most. Beyond that through BigInt.
  divS64(al: number, ah: number, bl: number, bh: number): number {
    if ((bl | bh) === 0) throw divideByZero();
    const a = signed(al, ah);
    const b = signed(bl, bh);
    if (Math.abs(a) < TWO53 && Math.abs(b) < TWO53) return giveDouble(Math.trunc(a / b));
    if (al === 0 && ah === -2147483648 && (bl & bh) === -1) throw overflow();
    return giveBig(bigFromPair(al, ah) / bigFromPair(bl, bh));
  },
  divU64(al: number, ah: number, bl: number, bh: number): number {
    if ((bl | bh) === 0) throw divideByZero();
    const a = unsigned(al, ah);
    const b = unsigned(bl, bh);
    if (a < TWO53 && b < TWO53) return giveDouble(Math.floor(a / b));
    return giveBig(BigInt.asUintN(64, bigFromPair(al, ah)) / BigInt.asUintN(64, bigFromPair(bl, bh)));
  },
  remS64(al: number, ah: number, bl: number, bh: number): number {
    if ((bl | bh) === 0) throw divideByZero();
    const a = signed(al, ah);
    const b = signed(bl, bh);
    if (Math.abs(a) < TWO53 && Math.abs(b) < TWO53) return giveDouble(a % b);
    return giveBig(bigFromPair(al, ah) % bigFromPair(bl, bh));
  },
  remU64(al: number, ah: number, bl: number, bh: number): number {
    if ((bl | bh) === 0) throw divideByZero();
    const a = unsigned(al, ah);
    const b = unsigned(bl, bh);
    if (a < TWO53 && b < TWO53) return giveDouble(a % b);
    return giveBig(BigInt.asUintN(64, bigFromPair(al, ah)) % BigInt.asUintN(64, bigFromPair(bl, bh)));
  },

  shl64(al: number, ah: number, n: number): number {
    const k = n & 63;
    if (k === 0) return give(al, ah);
    if (k >= 32) return give(0, al << k);
    return give(al << k, (ah << k) | (al >>> (32 - k)));
  },
  shrS64(al: number, ah: number, n: number): number {
    const k = n & 63;
    if (k === 0) return give(al, ah);
    if (k >= 32) return give(ah >> k, ah >> 31);
    return give((al >>> k) | (ah << (32 - k)), ah >> k);
  },
  shrU64(al: number, ah: number, n: number): number {
    const k = n & 63;
    if (k === 0) return give(al, ah);
    if (k >= 32) return give(ah >>> k, 0);
    return give((al >>> k) | (ah << (32 - k)), ah >>> k);
  },
  rotl64(al: number, ah: number, n: number): number {
    const k = n & 31;
    const l = (n & 32) === 0 ? al : ah;
    const h = (n & 32) === 0 ? ah : al;
    if (k === 0) return give(l, h);
    return give((l << k) | (h >>> (32 - k)), (h << k) | (l >>> (32 - k)));
  },

  // Conversions that trap (§4.3.3, trunc): NaN is not the same cause as overflow.
  truncS32(x: number): number {
    if (x > -2147483649 && x < 2147483648) return x | 0;
    throw Number.isNaN(x) ? invalidConversion() : overflow();
  },
  truncU32(x: number): number {
    if (x > -1 && x < TWO32) return x | 0;
    throw Number.isNaN(x) ? invalidConversion() : overflow();
  },
  truncS64(x: number): number {
    if (x >= -TWO63 && x < TWO63) return giveDouble(Math.trunc(x));
    throw Number.isNaN(x) ? invalidConversion() : overflow();
  },
  truncU64(x: number): number {
    if (x > -1 && x < TWO64) return giveDouble(Math.trunc(x));
    throw Number.isNaN(x) ? invalidConversion() : overflow();
  },
  satS32(x: number): number {
    if (x >= 2147483647) return 2147483647;
    return x <= -2147483648 ? -2147483648 : x | 0;
  },
  satU32(x: number): number {
    if (x >= 4294967295) return -1;
    return x > 0 ? x | 0 : 0;
  },
  satS64(x: number): number {
    if (Number.isNaN(x)) return give(0, 0);
    if (x >= TWO63) return give(-1, 2147483647);
    return x <= -TWO63 ? give(0, -2147483648) : giveDouble(Math.trunc(x));
  },
  satU64(x: number): number {
    if (x >= TWO64) return give(-1, -1);
    return x > 0 ? giveDouble(Math.trunc(x)) : give(0, 0);
  },

  // One rounding only: beyond 2^53 the low bits are folded into a sticky bit far below half a unit of the result's last place, so
  // that the double is exact and the rounding to f32 is the only one.
  f32FromS64(low: number, high: number): number {
    const x = signed(low, high);
    if (Math.abs(x) < TWO53) return Math.fround(x);
    return Math.fround(signed(sticky(low), high));
  },
  f32FromU64(low: number, high: number): number {
    const x = unsigned(low, high);
    return x < TWO53 ? Math.fround(x) : Math.fround(unsigned(sticky(low), high));
  },

  /** Ties to even (§4.3.3, fnearest). */
  nearest(x: number): number {
    if (!(Math.abs(x) < 4503599627370496)) return x + 0;
    const magnitude = Math.abs(x) + 4503599627370496 - 4503599627370496;
    return x < 0 || Object.is(x, -0) ? -magnitude : magnitude;
  },
  copysign(x: number, y: number): number {
    bits.setFloat64(0, y);
    const sign = bits.getUint8(0) & 0x80;
    bits.setFloat64(0, x);
    bits.setUint8(0, (bits.getUint8(0) & 0x7f) | sign);
    return bits.getFloat64(0);
  },
  /** Negates a NaN: JavaScript's minus need not change its sign. */
  negNaN(x: number): number {
    bits.setFloat64(0, x);
    bits.setUint8(0, bits.getUint8(0) ^ 0x80);
    return bits.getFloat64(0);
  },
  abs(x: number): number {
    bits.setFloat64(0, x);
    bits.setUint8(0, bits.getUint8(0) & 0x7f);
    return bits.getFloat64(0);
  },

  bitsF64(x: number): number {
    bits.setFloat64(0, x, true);
    return give(bits.getInt32(0, true), bits.getInt32(4, true));
  },
  f64Bits(low: number, high: number): number {
    bits.setInt32(0, low, true);
    bits.setInt32(4, high, true);
    return bits.getFloat64(0, true);
  },

  // An f32 is a double here, and a double cannot be a signalling NaN for long: any move may quiet it. So a signalling f32 is kept as
  // the quiet double of its payload with the lowest bit set as a mark (the bit is free: f32 payloads fill the upper 23 of 52).
  // Arithmetic rounds to f32 and so drops the mark, as it must.
  f32Bits(u: number): number {
    if ((u & 0x7f800000) === 0x7f800000 && (u & 0x7fffff) !== 0) {
      bits.setInt32(4, (u & 0x80000000) | 0x7ff80000 | ((u & 0x7fffff) >>> 3), true);
      bits.setInt32(0, (u << 29) | ((u & 0x400000) === 0 ? 1 : 0), true);
      return bits.getFloat64(0, true);
    }
    bits.setInt32(0, u, true);
    return bits.getFloat32(0, true);
  },
  bitsF32(x: number): number {
    if (!Number.isNaN(x)) {
      bits.setFloat32(0, x, true);
      return bits.getInt32(0, true);
    }
    bits.setFloat64(0, x, true);
    const low = bits.getInt32(0, true);
    const high = bits.getInt32(4, true);
    const payload = ((high & 0x7ffff) << 3) | (low >>> 29);
    return (high & 0x80000000) | 0x7f800000 | ((low & 1) === 0 ? payload | 0x400000 : payload & 0x3fffff);
  },
  loadNaN(view: DataView, address: number): number {
    return ARITHMETIC.f32Bits(view.getInt32(address, true));
  },
  storeNaN(view: DataView, address: number, x: number): void {
    view.setInt32(address, ARITHMETIC.bitsF32(x), true);
  },
};

function sticky(low: number): number {
  return (low & 0xffff0000) | ((low & 0xffff) === 0 ? 0 : 0x8000);
}
