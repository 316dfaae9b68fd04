const utf8 = new TextEncoder();

/** Bytes that grow, and the binary format's primitives (§5.2): what `Cursor` reads, this writes. */
export class ByteWriter {
  private buffer: Uint8Array;
  private used = 0;

  /** `capacity`: bytes to make room for at once. */
  constructor(capacity = 1024) {
    this.buffer = new Uint8Array(capacity);
  }

  /** Bytes written so far, and the offset of what comes next. */
  get length(): number {
    return this.used;
  }

  /** What was written: a view of it until the next write. */
  get bytes(): Uint8Array {
    return this.buffer.subarray(0, this.used);
  }

  byte(value: number): void {
    this.reserve(1);
    this.buffer[this.used++] = value;
  }

  /** An opcode as the opcode table has it: 0 or a prefix byte, and what follows. */
  opcode(prefix: number, code: number): void {
    if (prefix === 0) {
      this.byte(code);
      return;
    }
    this.byte(prefix);
    this.u32(code);
  }

  u32(value: number): void {
    let rest = value >>> 0;
    for (; rest >= 0x80; rest >>>= 7) this.byte((rest & 0x7f) | 0x80);
    this.byte(rest);
  }

  /** A non-negative integer up to 2^53: the bounds of limits and the offsets of memory accesses. */
  u64(value: number): void {
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.byte((rest % 0x80) | 0x80);
    this.byte(rest);
  }

  s32(value: number): void {
    this.s33(value | 0);
  }

  /** A block type (§5.4.1). */
  s33(value: number): void {
    let rest = value;
    for (; rest < -64 || rest > 63; rest = Math.floor(rest / 128)) this.byte((rest & 0x7f) | 0x80);
    this.byte(rest & 0x7f);
  }

  s64(value: bigint): void {
    let rest = BigInt.asIntN(64, value);
    for (; rest < -64n || rest > 63n; rest >>= 7n) this.byte(Number(rest & 0x7fn) | 0x80);
    this.byte(Number(rest & 0x7fn));
  }

  f32(value: number): void {
    this.reserve(4);
    new DataView(this.buffer.buffer).setFloat32(this.used, value, true);
    this.used += 4;
  }

  f64(value: number): void {
    this.reserve(8);
    new DataView(this.buffer.buffer).setFloat64(this.used, value, true);
    this.used += 8;
  }

  /** A name (§5.2.4). */
  name(value: string): void {
    const encoded = utf8.encode(value);
    this.u32(encoded.length);
    this.raw(encoded);
  }

  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.used);
    this.used += bytes.length;
  }

  /** A vector (§5.1.3): the number of items and each of them. */
  vector<T>(items: readonly T[], write: (item: T) => void): void {
    this.u32(items.length);
    for (const item of items) write(item);
  }

  /**
   * What `write` writes, with its size in bytes before it. The size always takes five bytes, as §5.2.2 allows. What `write` writes is
   * therefore in its final place at once, and the offsets that it records remain right.
   */
  sized(write: () => void): void {
    const at = this.used;
    this.reserve(5);
    this.used += 5;
    write();
    let size = this.used - at - 5;
    for (let i = 0; i < 4; i++) {
      this.buffer[at + i] = (size & 0x7f) | 0x80;
      size >>>= 7;
    }
    this.buffer[at + 4] = size;
  }

  /** A section (§5.5.2): see sections.ts for the ids. */
  section(id: number, write: () => void): void {
    this.byte(id);
    this.sized(write);
  }

  private reserve(count: number): void {
    if (this.used + count <= this.buffer.length) return;
    const grown = new Uint8Array(Math.max(this.buffer.length * 2, this.used + count));
    grown.set(this.buffer);
    this.buffer = grown;
  }
}
