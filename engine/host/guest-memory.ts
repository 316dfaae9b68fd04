import type { Guest } from './host.ts';

/** A pointer of the guest that leads out of its memory: to WASI the error `fault`, elsewhere a trap that names the function. */
export class GuestFault extends Error {
  override readonly name = 'GuestFault';
  readonly address: number;
  readonly size: number;
  readonly limit: number;

  constructor(address: number, size: number, limit: number) {
    super(`${size} bytes at ${address} are outside of a memory of ${limit} bytes`);
    this.address = address;
    this.size = size;
    this.limit = limit;
  }
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** Texts longer than this are cut: SDL's own users write titles, names and messages. */
const MAX_TEXT = 65536;

/** The beginning of a text, at most `length` characters, cut between them. */
export function shortened(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  // The first half of a pair means nothing by itself.
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? length - 1 : length);
}

/** Larger sizes are negative as C's `ptrdiff_t`: no allocator of 32-bit memory serves them. */
const MAX_ALLOCATION = 0x7fffffff;

/**
 * Linear memory through the guest's pointers, which come as signed i32 and may be anything. Every access is checked here and
 * throws GuestFault. Nothing is kept across calls into the guest, so that another guest may be attached. Without a guest no address is
 * inside: a module without a memory has nothing that a pointer could point to.
 */
export class GuestMemory {
  #guest: Guest | undefined;

  attach(guest: Guest): void {
    this.#guest = guest;
  }

  get guest(): Guest {
    if (this.#guest === undefined) throw new Error('a host was called before it was attached to a guest');
    return this.#guest;
  }

  /** The address a pointer means, if `size` bytes lie there. */
  check(pointer: number, size: number): number {
    const address = pointer >>> 0;
    const limit = this.#guest?.bytes.length ?? 0;
    if (address + size > limit) throw new GuestFault(address, size, limit);
    return address;
  }

  /** A view of `size` bytes, good until the next call into the guest. */
  bytes(pointer: number, size: number): Uint8Array {
    const address = this.check(pointer, size);
    return this.guest.bytes.subarray(address, address + size);
  }

  /** The same bytes as a DataView of exactly that size. */
  view(pointer: number, size: number): DataView {
    const { buffer, byteOffset, byteLength } = this.bytes(pointer, size);
    return new DataView(buffer, byteOffset, byteLength);
  }

  u8(pointer: number): number {
    const address = this.check(pointer, 1);
    return this.guest.view.getUint8(address);
  }

  u32(pointer: number): number {
    const address = this.check(pointer, 4);
    return this.guest.view.getUint32(address, true);
  }

  i32(pointer: number): number {
    const address = this.check(pointer, 4);
    return this.guest.view.getInt32(address, true);
  }

  setU8(pointer: number, value: number): void {
    const address = this.check(pointer, 1);
    this.guest.view.setUint8(address, value);
  }

  setU16(pointer: number, value: number): void {
    const address = this.check(pointer, 2);
    this.guest.view.setUint16(address, value, true);
  }

  set32(pointer: number, value: number): void {
    const address = this.check(pointer, 4);
    this.guest.view.setInt32(address, value, true);
  }

  setU64(pointer: number, value: bigint): void {
    const address = this.check(pointer, 8);
    this.guest.view.setBigUint64(address, value, true);
  }

  /** Writes through an out parameter, which C lets be NULL. */
  setOut(pointer: number, value: number): void {
    if (pointer !== 0) this.set32(pointer, value);
  }

  /** The same for a `float`. */
  setOutFloat(pointer: number, value: number): void {
    if (pointer === 0) return;
    const address = this.check(pointer, 4);
    this.guest.view.setFloat32(address, value, true);
  }

  /** The zero-terminated UTF-8 text at a pointer; empty for NULL. Text that runs out of memory is a fault. */
  text(pointer: number): string {
    if (pointer === 0) return '';
    const start = this.check(pointer, 1);
    const { bytes } = this.guest;
    const end = bytes.subarray(0, start + MAX_TEXT).indexOf(0, start);
    if (end < 0 && start + MAX_TEXT > bytes.length)
      throw new GuestFault(start, bytes.length - start + 1, bytes.length);
    // A shared buffer cannot be decoded in place.
    return decoder.decode(bytes.slice(start, end < 0 ? start + MAX_TEXT : end));
  }

  /** Writes a zero-terminated text into `size` bytes, cut between characters if it does not fit. */
  setText(pointer: number, text: string, size: number): void {
    const target = this.bytes(pointer, size);
    const { written } = encoder.encodeInto(text, target.subarray(0, size - 1));
    target[written] = 0;
  }

  /** Zeroed memory from the game's own allocator; 0 when there is none. */
  allocate(size: number): number {
    if (size > MAX_ALLOCATION) return 0;
    const pointer = this.guest.malloc(size);
    if (pointer !== 0) this.bytes(pointer, size).fill(0);
    return pointer;
  }

  /** A text in memory of its own; 0 when there is none. */
  allocateText(text: string): number {
    const size = encoder.encode(text).length + 1;
    const pointer = this.allocate(size);
    if (pointer !== 0) this.setText(pointer, text, size);
    return pointer;
  }

  free(pointer: number): void {
    if (pointer !== 0) this.guest.free(pointer);
  }
}
