import type { Guest } from '../host.ts';
import { ERRNO, PATH_MAX, WasiError } from './abi.ts';

/**
 * Linear memory through pointers that the guest passes: a range that is not wholly inside is the guest's error `fault`, never the
 * host's. Pointers arrive as signed i32.
 */
export class GuestMemory {
  #guest: Guest | undefined;

  attach(guest: Guest): void {
    this.#guest = guest;
  }

  /** A view of `length` bytes at `pointer`, good until the next call into the guest. */
  span(pointer: number, length: number): Uint8Array {
    const bytes = this.#guest?.bytes;
    const start = pointer >>> 0;
    const size = length >>> 0;
    if (bytes === undefined || start + size > bytes.length) throw new WasiError(ERRNO.FAULT);
    return bytes.subarray(start, start + size);
  }

  /** A DataView of exactly `length` bytes at `pointer`. */
  view(pointer: number, length: number): DataView {
    const span = this.span(pointer, length);
    return new DataView(span.buffer, span.byteOffset, span.byteLength);
  }

  setU32(pointer: number, value: number): void {
    this.view(pointer, 4).setUint32(0, value, true);
  }

  setU64(pointer: number, value: bigint): void {
    this.view(pointer, 8).setBigUint64(0, value, true);
  }

  /** The path at a pointer: `nametoolong` if it is too long for one, `ilseq` if it is no UTF-8. */
  text(pointer: number, length: number): string {
    const bytes = this.span(pointer, length);
    if (bytes.length >= PATH_MAX) throw new WasiError(ERRNO.NAMETOOLONG);
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      throw new WasiError(ERRNO.ILSEQ);
    }
  }
}
