import type { Unsubscribe } from './connection.ts';

/** A set of callbacks that receive the same value. */
export class Listeners<T> {
  readonly #listeners = new Set<(value: T) => void>();

  add(listener: (value: T) => void): Unsubscribe {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Listeners that one of them adds or removes meanwhile count from the next time on. */
  emit(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }
}
