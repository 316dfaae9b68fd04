import { describe, expect, it } from 'vitest';
import { readScript } from './s-expr.ts';
import { nanMatches, parseFloatBits, readConstant } from './values.ts';

describe('float literals', () => {
  it.each([
    ['0', 0x0n],
    ['-0', 0x80000000n],
    ['1.5', 0x3fc00000n],
    ['-0x1.8p+1', 0xc0400000n],
    ['0x1p-149', 0x1n],
    ['0x0.8p-149', 0x0n],
    ['0x0.80000001p-149', 0x1n],
    ['0x1.fffffep+127', 0x7f7fffffn],
    ['3.4028235677973367e38', 0x7f800000n],
    ['inf', 0x7f800000n],
    ['-nan', 0xffc00000n],
    ['nan:0x200000', 0x7fa00000n],
    // Halfway between two floats, except for a digit that a double does not hold: rounding twice would be wrong.
    ['1.00000017881393432617187499', 0x3f800001n],
    ['1_000.5', 0x447a2000n],
  ])('f32 %s', (text, bits) => {
    expect(parseFloatBits(text, 'f32')).toBe(bits);
  });

  it.each(['0.1', '1e308', '5e-324', '2.2250738585072011e-308', '123456789.123456789', '9007199254740993'])(
    'f64 %s, as JavaScript reads it',
    (text) => {
      const view = new DataView(new ArrayBuffer(8));
      view.setFloat64(0, Number(text));
      expect(parseFloatBits(text, 'f64')).toBe(view.getBigUint64(0));
    },
  );
});

describe('NaN patterns', () => {
  it('take any sign; canonical one payload, arithmetic any quiet one', () => {
    expect(nanMatches(0x7fc00000n, 'f32', 'canonical')).toBe(true);
    expect(nanMatches(0xffc00000n, 'f32', 'canonical')).toBe(true);
    expect(nanMatches(0x7fc00001n, 'f32', 'canonical')).toBe(false);
    expect(nanMatches(0x7fc00001n, 'f32', 'arithmetic')).toBe(true);
    expect(nanMatches(0x7fa00000n, 'f32', 'arithmetic')).toBe(false);
    expect(nanMatches(0x7ff8000000000000n, 'f64', 'canonical')).toBe(true);
    expect(nanMatches(0x7ff0000000000000n, 'f64', 'arithmetic')).toBe(false);
  });
});

it('reads integers of either sign and base as their bits', () => {
  const bits = (text: string) => readConstant(readScript(text)[0]!);
  expect(bits('(i32.const -1)')).toEqual({ type: 'i32', bits: 0xffffffffn });
  expect(bits('(i32.const 0xffff_ffff)')).toEqual({ type: 'i32', bits: 0xffffffffn });
  expect(bits('(i64.const -0x8000000000000000)')).toEqual({ type: 'i64', bits: 0x8000000000000000n });
});
