/** Values of more than 32 bits as our own backends hold them: an i64 as two int32, a v128 as four, lowest first. */

/**
 * Where the upper int32 of results go, one behind the other from 1 on; the lowest is returned. `CELLS[0]` no result needs. It is this
 * thread's: the caller fetches at once.
 */
export const CELLS = new Int32Array(new ArrayBuffer(16 * 1024));

const scratch = new DataView(new ArrayBuffer(8));

export function bigFromPair(low: number, high: number): bigint {
  scratch.setInt32(0, low, true);
  scratch.setInt32(4, high, true);
  return scratch.getBigInt64(0, true);
}

/** The inverse of `bigFromPair`, of a signed or unsigned number. */
export function pairFromBig(value: bigint): [low: number, high: number] {
  scratch.setBigInt64(0, value, true);
  return [scratch.getInt32(0, true), scratch.getInt32(4, true)];
}

/** The bytes of a v128 as four int32, lowest first. */
export function quartersOf(bytes: Uint8Array): [number, number, number, number] {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const at = (offset: number) => view.getInt32(offset, true);
  return [at(0), at(4), at(8), at(12)];
}

/** The inverse of `quartersOf`. */
export function bytesOf(quarters: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(16));
  for (const [i, quarter] of quarters.entries()) view.setInt32(4 * i, quarter, true);
  return new Uint8Array(view.buffer);
}
