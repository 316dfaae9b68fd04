import type { SECTION } from '../../binary/sections.ts';

const utf8 = new TextEncoder();

/** Bytes in a u32 that is written before its value is known. */
const PADDED = 5;

/** Writes the binary format's primitives (§5.2) into a buffer that grows. */
export class Writer {
  #bytes: Uint8Array;
  /** Bytes written so far. */
  length = 0;

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** What was written: a view. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.length++] = value;
  }

  raw(bytes: ArrayLike<number>): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  u32(value: number): void {
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 128)) this.byte((rest & 0x7f) | 0x80);
    this.byte(rest);
  }

  /** A signed integer (§5.2.2) of up to 64 bits. */
  signed(value: bigint): void {
    let rest = value;
    for (; rest < -64n || rest > 63n; rest >>= 7n) this.byte(Number(rest & 0x7fn) | 0x80);
    this.byte(Number(rest & 0x7fn));
  }

  name(name: string): void {
    this.sized(() => this.raw(utf8.encode(name)));
  }

  /** What `write` writes, with its size before it. */
  sized(write: () => void): void {
    this.#reserve(PADDED);
    const at = this.length;
    this.length += PADDED;
    write();
    let size = this.length - at - PADDED;
    for (let i = 0; i < PADDED; i++, size >>>= 7) {
      this.#bytes[at + i] = (size & 0x7f) | (i < PADDED - 1 ? 0x80 : 0);
    }
  }

  section(id: (typeof SECTION)[keyof typeof SECTION], write: () => void): void {
    this.byte(id);
    this.sized(write);
  }

  /** A section that is a vector (§5.5.2); none where there are no items. */
  vector(id: (typeof SECTION)[keyof typeof SECTION], items: readonly (() => void)[]): void {
    if (items.length === 0) return;
    this.section(id, () => {
      this.u32(items.length);
      for (const item of items) item();
    });
  }

  #reserve(count: number): void {
    if (this.length + count <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.length + count));
    grown.set(this.bytes);
    this.#bytes = grown;
  }
}
