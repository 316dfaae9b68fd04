import { UsageError } from './errors.ts';
import { isBytes, lengthOf } from './values.ts';

/**
 * A module is decoded from a copy of its bytes that nobody else has. Its owner or another thread may change the original, but not what
 * was validated.
 */

/** Copies that were made for a module that does not exist yet. */
const COPIES = new WeakSet<Uint8Array>();

/** A copy of a module's bytes, which `ownBytes` need not copy again. Throws `UsageError` for what are no bytes, or are there no more. */
export function copyForModule(bytes: Uint8Array): Uint8Array {
  if (!isBytes(bytes)) throw new UsageError(NO_BYTES);
  let copy: Uint8Array;
  try {
    // Not `slice`, which of a `Buffer` is no copy, and of another class whatever that class says.
    copy = new Uint8Array(bytes);
  } catch (error) {
    // The buffer was detached, or shrank, or there is no memory for as much again.
    throw new UsageError(`${NO_BYTES}, and these cannot be read: ${String(error)}`);
  }
  COPIES.add(copy);
  return copy;
}

/** The module's own copy of `bytes`; of more than `most` none is made. Throws `UsageError`. */
export function ownBytes(bytes: Uint8Array, most: number): Uint8Array {
  if (!isBytes(bytes)) throw new UsageError(NO_BYTES);
  // Each copy serves one module: what a module has, others may have seen.
  if (COPIES.delete(bytes) || lengthOf(bytes) > most) return bytes;
  const copy = copyForModule(bytes);
  COPIES.delete(copy);
  return copy;
}

const NO_BYTES = 'a module is the bytes of a Uint8Array';
