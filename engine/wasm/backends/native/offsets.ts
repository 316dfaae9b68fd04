/**
 * From offsets in a rewritten module back to the original: runs of code that were copied as they are, in ascending order. Only
 * offsets of copied instructions are asked for; those that the rewrite put between them neither trap nor call.
 */
export class OffsetMap {
  readonly #rewritten: number[] = [];
  readonly #original: number[] = [];

  /** Code is copied from `original` to `rewritten` from here on. */
  add(rewritten: number, original: number): void {
    this.#rewritten.push(rewritten);
    this.#original.push(original);
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
    return low === 0 ? rewritten : this.#original[low - 1]! + rewritten - this.#rewritten[low - 1]!;
  }
}
