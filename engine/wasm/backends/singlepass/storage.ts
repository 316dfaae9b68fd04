import type { Value } from '../../runtime/values.ts';
import { ARITHMETIC } from '../common/arithmetic.ts';
import { JsGlobal } from '../common/global.ts';

/** A global of f32 as generated code holds it: as a double, in which a signalling NaN is marked (see `ARITHMETIC.f32Bits`). */
export class F32Global extends JsGlobal {
  override get(): Value {
    return this.f64[0];
  }

  override set(value: Value): void {
    this.f64[0] = value as number;
  }

  override bits(): bigint {
    return BigInt(ARITHMETIC.bitsF32(this.f64[0]!) >>> 0);
  }

  override setBits(bits: bigint): void {
    this.f64[0] = ARITHMETIC.f32Bits(Number(bits) | 0);
  }
}
