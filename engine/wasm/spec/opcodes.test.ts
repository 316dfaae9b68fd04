import { describe, expect, it } from 'vitest';
import { FEATURES, foreignOpcode } from './features.ts';
import { INSTRUCTIONS, PLAIN, PREFIX_FC, prefixed } from './opcodes.ts';
import { TRAP_CODES } from './traps.ts';
import { F32, I32, I64 } from './types.ts';

describe('the opcode table', () => {
  it('has every instruction of 2.0, each once', () => {
    const count = (feature: string) => INSTRUCTIONS.filter((entry) => entry.feature === feature).length;
    expect(count('mvp')).toBe(172);
    expect(count('sign-extension')).toBe(5);
    expect(count('saturating-float-to-int')).toBe(8);
    expect(count('bulk-memory')).toBe(7);
    expect(count('reference-types')).toBe(9);
    expect(count('simd')).toBe(236);
    const all = INSTRUCTIONS.length;
    expect(new Set(INSTRUCTIONS.map(({ prefix, code }) => prefix * 65536 + code)).size).toBe(all);
    // Only `select` has two encodings, without and with types.
    expect(new Set(INSTRUCTIONS.map(({ mnemonic }) => mnemonic)).size).toBe(all - 1);
  });

  it('finds each by its bytes', () => {
    for (const entry of INSTRUCTIONS) {
      expect(entry.prefix === 0 ? PLAIN[entry.code] : prefixed(entry.prefix)?.[entry.code]).toBe(entry);
    }
    expect(PLAIN[0xff]).toBeUndefined();
    expect(prefixed(PREFIX_FC)?.[18]).toBeUndefined();
    expect(prefixed(0xfd)?.[0x9a]).toBeUndefined();
    expect(prefixed(0xfe)).toBeUndefined();
    expect(prefixed(0)).toBeUndefined();
  });

  it('spells out signatures and access sizes', () => {
    expect(PLAIN[0x2a]).toMatchObject({ mnemonic: 'f32.load', accessSize: 4 });
    expect(PLAIN[0x3e]?.type).toEqual({ params: [I32, I64], results: [] });
    expect(PLAIN[0x3e]?.accessSize).toBe(4);
    expect(PLAIN[0x60]?.type).toEqual({ params: [F32, F32], results: [I32] });
    expect(PLAIN[0x10]?.type).toBeUndefined();
  });

  it('knows the lanes of vector instructions', () => {
    const simd = (code: number) => prefixed(0xfd)![code]!;
    expect(simd(0x8e)).toMatchObject({ mnemonic: 'i16x8.add', shape: { lanes: 8, bits: 16, float: false } });
    expect(simd(0xf0)).toMatchObject({ mnemonic: 'f64x2.add', shape: { lanes: 2, bits: 64, float: true } });
    expect(simd(0x4e)).toMatchObject({ mnemonic: 'v128.and', laneCount: 0 });
    expect(simd(0x4e).shape).toBeUndefined();
    expect(simd(0x17)).toMatchObject({ mnemonic: 'i8x16.replace_lane', laneCount: 16 });
    expect(simd(0x0d)).toMatchObject({ mnemonic: 'i8x16.shuffle', laneCount: 32 });
    expect(simd(0x59)).toMatchObject({ mnemonic: 'v128.store16_lane', laneCount: 8, accessSize: 2 });
  });

  it('names known features and traps only, and agrees with its mnemonics', () => {
    for (const { mnemonic, type, feature, traps, accessSize } of INSTRUCTIONS) {
      expect(FEATURES).toContain(feature);
      for (const trap of traps) expect(TRAP_CODES).toContain(trap);
      const [, result] = /^([if](?:32|64))\./.exec(mnemonic) ?? [];
      const compares = /\.(eqz|eq|ne|[lg][te](_[su])?)$/.test(mnemonic);
      if (result !== undefined && type !== undefined && !mnemonic.includes('store')) {
        const names = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c } as const;
        expect(type.results).toEqual([compares ? I32 : names[result as keyof typeof names]]);
      }
      expect(accessSize > 0).toBe(/\.(load|store)/.test(mnemonic));
    }
  });

  it('does not overlap with proposals that the engine lacks', () => {
    for (const { prefix, code } of INSTRUCTIONS) expect(foreignOpcode(prefix, code)).toBeUndefined();
    expect(foreignOpcode(0, 0x12)).toBe('tail-call');
    expect(foreignOpcode(0xfd, 0x100)).toBe('relaxed-simd');
    expect(foreignOpcode(0xfd, 0x120)).toBe('half-precision');
    expect(foreignOpcode(0xfd, 0xff)).toBeUndefined();
    expect(foreignOpcode(0, 0xff)).toBeUndefined();
  });
});
