import { F32, F64, type GlobalType, I32, I64, V128 } from '../../spec/types.ts';
import type { Ref, Value } from '../values.ts';
import type { GlobalStorage } from './storage.ts';

/**
 * A global in our own storage: its bits in typed arrays over one buffer, lowest first, or its reference in `ref`. No field of the object
 * holds a number, because V8 would box one beyond small integers.
 */
export class JsGlobal implements GlobalStorage {
  readonly type: GlobalType;
  readonly i32 = new Int32Array(new ArrayBuffer(16));
  readonly f32 = new Float32Array(this.i32.buffer);
  readonly f64 = new Float64Array(this.i32.buffer);
  ref: Ref = null;

  constructor(type: GlobalType, value: Value) {
    this.type = type;
    this.set(value);
  }

  get(): Value {
    switch (this.type.type) {
      case I32:
        return this.i32[0];
      case I64:
        return this.#view.getBigInt64(0, true);
      case F32:
        return this.f32[0];
      case F64:
        return this.f64[0];
      case V128:
        return new Uint8Array(this.i32.buffer.slice(0));
      default:
        return this.ref;
    }
  }

  set(value: Value): void {
    switch (this.type.type) {
      case I32:
        this.i32[0] = value as number;
        break;
      case I64:
        this.#view.setBigInt64(0, value as bigint, true);
        break;
      case F32:
        this.f32[0] = value as number;
        break;
      case F64:
        this.f64[0] = value as number;
        break;
      case V128:
        new Uint8Array(this.i32.buffer).set(value as Uint8Array);
        break;
      default:
        this.ref = value;
    }
  }

  bits(): bigint {
    const low = this.#view.getBigUint64(0, true);
    switch (this.type.type) {
      case I32:
      case F32:
        return BigInt.asUintN(32, low);
      case V128:
        return (this.#view.getBigUint64(8, true) << 64n) | low;
      default:
        return low;
    }
  }

  setBits(bits: bigint): void {
    this.#view.setBigUint64(0, BigInt.asUintN(64, bits), true);
    this.#view.setBigUint64(8, bits >> 64n, true);
  }

  get #view(): DataView {
    return new DataView(this.i32.buffer);
  }
}
