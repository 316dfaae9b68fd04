/** Objects in the order in which they were added, for as long as somebody else holds them. */
export class WeakList<T extends object> implements Iterable<T> {
  #refs: WeakRef<T>[] = [];
  /** Length at which entries of objects that are gone are removed. */
  #full = 64;

  add(object: T): void {
    if (this.#refs.length >= this.#full) {
      this.#refs = this.#refs.filter((ref) => ref.deref() !== undefined);
      this.#full = Math.max(64, 2 * this.#refs.length);
    }
    this.#refs.push(new WeakRef(object));
  }

  delete(object: T): void {
    this.#refs = this.#refs.filter((ref) => ref.deref() !== object);
  }

  *[Symbol.iterator](): Iterator<T> {
    for (const ref of this.#refs) {
      const object = ref.deref();
      if (object !== undefined) yield object;
    }
  }
}
