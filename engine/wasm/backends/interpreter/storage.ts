import type { GlobalStorage } from '../../runtime/backend.ts';
import type { Ref, Value } from '../../runtime/values.ts';
import { F32, F64, type GlobalType, I32, I64, V128 } from '../../spec/types.ts';

/** A global: its bits as in a register, low half first, or its reference. */
export class RawGlobal implements GlobalStorage {
  readonly type: GlobalType;
  readonly bits = new Int32Array(4);
  ref: Ref = null;
  readonly #view = new DataView(this.bits.buffer);

  constructor(type: GlobalType, value: Value) {
    this.type = type;
    this.set(value);
  }

  get(): Value {
    switch (this.type.type) {
      case I32:
        return this.bits[0];
      case I64:
        return this.#view.getBigInt64(0, true);
      case F32:
        return this.#view.getFloat32(0, true);
      case F64:
        return this.#view.getFloat64(0, true);
      case V128:
        return new Uint8Array(this.bits.buffer.slice(0));
      default:
        return this.ref;
    }
  }

  set(value: Value): void {
    switch (this.type.type) {
      case I32:
        this.bits[0] = value as number;
        break;
      case I64:
        this.#view.setBigInt64(0, value as bigint, true);
        break;
      case F32:
        this.#view.setFloat32(0, value as number, true);
        break;
      case F64:
        this.#view.setFloat64(0, value as number, true);
        break;
      case V128:
        new Uint8Array(this.bits.buffer).set(value as Uint8Array);
        break;
      default:
        this.ref = value;
    }
  }
}
