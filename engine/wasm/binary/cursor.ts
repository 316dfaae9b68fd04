import { MalformedError } from '../spec/errors.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * A position in a module's bytes and the binary format's primitives (§5.2). Every read moves `pos`, and throws `MalformedError` with
 * the offset where the thing began if the bytes do not have it.
 */
export class Cursor {
  readonly bytes: Uint8Array;
  /** Offset of the next byte. */
  pos: number;

  constructor(bytes: Uint8Array, pos = 0) {
    this.bytes = bytes;
    this.pos = pos;
  }

  byte(): number {
    if (this.pos >= this.bytes.length) throw endOf(this.pos);
    return this.bytes[this.pos++]!;
  }

  /** An unsigned 32-bit integer (§5.2.2), at most five bytes. */
  u32(): number {
    const byte = this.bytes[this.pos]!;
    if (byte < 0x80) {
      this.pos++;
      return byte;
    }
    return this.unsigned(32);
  }

  /** An unsigned 64-bit integer; exact up to 2^53, and beyond that only good for comparing with a bound below. */
  u64(): number {
    const byte = this.bytes[this.pos]!;
    if (byte < 0x80) {
      this.pos++;
      return byte;
    }
    return this.unsigned(64);
  }

  private unsigned(width: number): number {
    const at = this.pos;
    let value = 0;
    let scale = 1;
    for (let left = width; ; left -= 7) {
      if (left <= 0) throw tooLong(at);
      const byte = this.byte();
      if (left < 7 && (byte & 0x7f) >= 1 << left) throw tooLarge(at);
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
  }

  /** A signed 32-bit integer. */
  s32(): number {
    const byte = this.bytes[this.pos]!;
    if (byte < 0x80) {
      this.pos++;
      return (byte << 25) >> 25;
    }
    return this.signed(32) | 0;
  }

  /** A signed 33-bit integer: block types (§5.4.1). */
  s33(): number {
    return this.signed(33);
  }

  private signed(width: number): number {
    const at = this.pos;
    let value = 0;
    let scale = 1;
    for (let left = width; ; left -= 7) {
      const byte = this.signedByte(left, at);
      if (byte < 0x80) return value + ((byte << 25) >> 25) * scale;
      value += (byte & 0x7f) * scale;
      scale *= 128;
    }
  }

  /** A signed 64-bit integer. */
  s64(): bigint {
    const at = this.pos;
    let value = 0n;
    let shift = 0n;
    for (let left = 64; ; left -= 7) {
      const byte = this.signedByte(left, at);
      value |= BigInt(byte & 0x7f) << shift;
      shift += 7n;
      if (byte < 0x80) return BigInt.asIntN(Math.min(Number(shift), 64), value);
    }
  }

  /** Moves past a signed integer of at most `width` bits without computing it. */
  skipSigned(width: number): void {
    const at = this.pos;
    for (let left = width; ; left -= 7) if (this.signedByte(left, at) < 0x80) return;
  }

  /** The next byte of a signed integer that has `left` bits to come: in its last byte all bits beyond repeat the sign. */
  private signedByte(left: number, at: number): number {
    if (left <= 0) throw tooLong(at);
    const byte = this.byte();
    if (left < 7) {
      const beyond = (-1 << (left - 1)) & 0x7f;
      if ((byte & beyond) !== 0 && (byte & beyond) !== beyond) throw tooLarge(at);
    }
    return byte;
  }

  f32(): number {
    const at = this.skip(4);
    return new DataView(this.bytes.buffer, this.bytes.byteOffset + at, 4).getFloat32(0, true);
  }

  f64(): number {
    const at = this.skip(8);
    return new DataView(this.bytes.buffer, this.bytes.byteOffset + at, 8).getFloat64(0, true);
  }

  /** Moves past `count` bytes and returns where they began. */
  skip(count: number): number {
    const at = this.pos;
    if (count > this.bytes.length - at) throw endOf(at);
    this.pos += count;
    return at;
  }

  /** A size in bytes; one that exceeds the bytes there are is refused. */
  length(): number {
    const at = this.pos;
    const length = this.u32();
    if (length > this.bytes.length - this.pos) throw new MalformedError('length out of bounds', at);
    return length;
  }

  /**
   * The number of a vector's elements (§5.1.3), which take at least a byte each. More of them than bytes is rejected here, so that no
   * caller allocates more than the module itself takes.
   */
  count(): number {
    const at = this.pos;
    const count = this.u32();
    if (count > this.bytes.length - this.pos) throw endOf(at);
    return count;
  }

  /** A name (§5.2.4). */
  name(): string {
    const length = this.length();
    const at = this.skip(length);
    try {
      return utf8.decode(this.bytes.subarray(at, at + length));
    } catch {
      throw new MalformedError('malformed UTF-8 encoding', at);
    }
  }
}

/** The refusal of bytes that end too early: before `at`, or within what begins there. */
export function endOf(at: number): MalformedError {
  return new MalformedError('unexpected end of section or function', at);
}

function tooLong(at: number): MalformedError {
  return new MalformedError('integer representation too long', at);
}

function tooLarge(at: number): MalformedError {
  return new MalformedError('integer too large', at);
}
