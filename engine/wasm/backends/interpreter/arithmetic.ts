import { Trap } from '../../runtime/trap.ts';
import { HELPERS } from '../singlepass/helpers.ts';

/** What the operations call for arithmetic: singlepass' helpers, and the few that singlepass writes in place. */
export const ARITHMETIC = {
  ...HELPERS,

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
    return HELPERS.rotl64(low, high, -count);
  },
};
