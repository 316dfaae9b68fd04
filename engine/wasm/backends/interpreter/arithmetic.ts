import { Trap } from '../../runtime/trap.ts';
import { ARITHMETIC as COMMON } from '../common/arithmetic.ts';

/** What the operations call for arithmetic: what is common, and the few that singlepass writes in place. */
export const ARITHMETIC = {
  ...COMMON,

  divS32(a: number, b: number): number {
    if (b === 0) throw new Trap('integer-divide-by-zero');
    if (a === -2147483648 && b === -1) throw new Trap('integer-overflow');
    return (a / b) | 0;
  },
  divU32(a: number, b: number): number {
    if (b === 0) throw new Trap('integer-divide-by-zero');
    return ((a >>> 0) / (b >>> 0)) | 0;
  },
  remS32(a: number, b: number): number {
    if (b === 0) throw new Trap('integer-divide-by-zero');
    return (a % b) | 0;
  },
  remU32(a: number, b: number): number {
    if (b === 0) throw new Trap('integer-divide-by-zero');
    return ((a >>> 0) % (b >>> 0)) | 0;
  },
  rotr64(low: number, high: number, count: number): number {
    return COMMON.rotl64(low, high, -count);
  },
};
