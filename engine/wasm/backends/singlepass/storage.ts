import type { GlobalStorage } from '../../runtime/backend.ts';
import type { Ref, Value } from '../../runtime/values.ts';
import { F32, F64, type GlobalType, I32, I64, V128 } from '../../spec/types.ts';
import { bigFromPair, bytesOf, pairFromBig, quartersOf } from '../common/pairs.ts';

/**
 * A global: number types in typed arrays of its own (never in object fields, where a value beyond small integers would be boxed),
 * a reference in `ref`. An i64 is two int32, a v128 four, lowest first.
 */
export class JsGlobal implements GlobalStorage {
  readonly type: GlobalType;
  readonly i32 = new Int32Array(new ArrayBuffer(16));
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
        return bigFromPair(this.i32[0]!, this.i32[1]!);
      case V128:
        return bytesOf(Array.from(this.i32));
      case F32:
      case F64:
        return this.f64[0];
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
        this.i32.set(pairFromBig(value as bigint));
        break;
      case V128:
        this.i32.set(quartersOf(value as Uint8Array));
        break;
      case F32:
      case F64:
        this.f64[0] = value as number;
        break;
      default:
        this.ref = value;
    }
  }
}
