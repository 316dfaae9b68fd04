/**
 * From offsets in a rewritten module back to the original: runs of code that were copied as they are, in ascending order. It is only
 * called for offsets of copied instructions, and of the one insertion that can trap.
 */
export class OffsetMap {
  readonly #rewritten: number[] = [];
  readonly #original: number[] = [];
  /** Inserted code: stands for the one instruction at `#original`. */
  readonly #inserted = new Set<number>();

  /** Code is copied from `original` to `rewritten` from here on. */
  add(rewritten: number, original: number): void {
    this.#rewritten.push(rewritten);
    this.#original.push(original);
  }

  /** From here on there is code that the original lacks, up to the next call of `add`; it stands before `original`. */
  insert(rewritten: number, original: number): void {
    this.#inserted.add(this.#rewritten.length);
    this.add(rewritten, original);
  }

  /** The original offset of a copied instruction. */
  original(rewritten: number): number {
    let low = 0;
    let high = this.#rewritten.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#rewritten[middle]! <= rewritten) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return rewritten;
    const distance = this.#inserted.has(low - 1) ? 0 : rewritten - this.#rewritten[low - 1]!;
    return this.#original[low - 1]! + distance;
  }
}
