import { createHash } from 'node:crypto';
import { MalformedError } from '../spec/errors.ts';

/**
 * A serialized module: 8 bytes of magic, of which the last is the format's version, 32 bytes of SHA-256 of the module, the module.
 * The hash is there to tell damage from a module that was bad to begin with; it protects against no one.
 */
const MAGIC = Uint8Array.from([0x00, ...Buffer.from('tdoomw'), 1]);
const HASH_SIZE = 32;
const HEADER_SIZE = MAGIC.length + HASH_SIZE;

export function wrapModule(bytes: Uint8Array): Uint8Array {
  const wrapped = new Uint8Array(HEADER_SIZE + bytes.length);
  wrapped.set(MAGIC);
  wrapped.set(hashOf(bytes), MAGIC.length);
  wrapped.set(bytes, HEADER_SIZE);
  return wrapped;
}

/** The module's bytes, a part of `wrapped`. Throws `MalformedError` for another format or version, and for a module that its hash does not fit. */
export function unwrapModule(wrapped: Uint8Array): Uint8Array {
  const damage = MAGIC.findIndex((byte, i) => wrapped[i] !== byte);
  if (damage >= 0) throw new MalformedError('not a serialized module of this version of the engine', damage);
  const bytes = wrapped.subarray(HEADER_SIZE);
  if (hashOf(bytes).some((byte, i) => wrapped[MAGIC.length + i] !== byte)) {
    throw new MalformedError('the serialized module was damaged: its hash does not fit', MAGIC.length);
  }
  return bytes;
}

function hashOf(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}
