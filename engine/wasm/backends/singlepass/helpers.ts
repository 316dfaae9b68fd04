import { INTERRUPT } from '../../runtime/interrupt.ts';
import { Trap } from '../../runtime/trap.ts';
import { ARITHMETIC } from '../common/arithmetic.ts';

/** V8's refusal of an access, on its way through guest frames, with what the trap will tell. */
export class MemoryFault {
  readonly error: RangeError;
  readonly address: number;
  readonly limit: number;

  constructor(error: RangeError, address: number, limit: number) {
    this.error = error;
    this.address = address < 0 ? address >>> 0 : address;
    this.limit = limit;
  }
}

/** What generated code does not do in place, `R` in it: arithmetic, and the ways to trap. */
export const HELPERS = {
  ...ARITHMETIC,

  unreachable(): never {
    throw new Trap('unreachable');
  },
  divideByZero(): never {
    throw new Trap('integer-divide-by-zero');
  },
  interrupted(): never {
    INTERRUPT[0] = 0;
    throw new Trap('interrupted');
  },
  exhausted(depth: number): never {
    throw new Trap('stack-overflow', { depth });
  },
  overflow(): never {
    throw new Trap('integer-overflow');
  },

  /** What a function that accesses memory throws on when it caught `error`: `address` is that of its last access. */
  fault(error: unknown, address: number, view: DataView): unknown {
    const isAccess = error instanceof RangeError && error.message.includes('bounds of the DataView');
    return isAccess ? new MemoryFault(error, address, view.byteLength) : error;
  },
};
