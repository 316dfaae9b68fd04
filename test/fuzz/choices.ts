/**
 * Decisions of a generator, read from bytes: the bytes are the module, in effect, and making them fewer or smaller makes the module so.
 * Where they have run out every decision is the first, which generators keep for what is simplest.
 */
export class Choices {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** A whole number from 0 to below `count`, which is at most 2^32. */
  below(count: number): number {
    let value = 0;
    for (let range = 1; range < count; range *= 256) value = value * 256 + this.#byte();
    return value % count;
  }

  /** True once in `count` times. */
  rarely(count: number): boolean {
    return this.below(count) === count - 1;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  /** The next `count` bytes. */
  raw(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.#byte());
  }

  #byte(): number {
    return this.#bytes[this.#at++] ?? 0;
  }
}

/** Pseudo-random bytes, the same for the same seed (mulberry32). */
export function seededBytes(seed: number, count: number): Uint8Array {
  let state = seed | 0;
  return Uint8Array.from({ length: count }, () => {
    state = (state + 0x6d2b79f5) | 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return (x ^ (x >>> 14)) & 0xff;
  });
}
