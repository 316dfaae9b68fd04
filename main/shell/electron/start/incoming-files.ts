/**
 * Files that Trapdoom must open from outside its window, by the command line, the system or a later start. They wait until someone
 * takes them, and are then taken one after another, in order.
 */
export class IncomingFiles {
  #waiting: string[];
  #take: ((file: string) => Promise<void>) | undefined;
  #taking = Promise.resolve();

  constructor(files: readonly string[]) {
    this.#waiting = [...files];
  }

  add(files: readonly string[]): void {
    this.#waiting.push(...files);
    void this.#next();
  }

  /** Hands every file to `take`, which must not reject. Resolves once those that wait now are taken. */
  takeWith(take: (file: string) => Promise<void>): Promise<void> {
    this.#take = take;
    return this.#next();
  }

  #next(): Promise<void> {
    const take = this.#take;
    if (take === undefined) return this.#taking;
    for (const file of this.#waiting.splice(0)) this.#taking = this.#taking.then(() => take(file));
    return this.#taking;
  }
}
