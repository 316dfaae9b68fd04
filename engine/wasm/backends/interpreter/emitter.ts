import { OPERATIONS, type Operation, operation } from './operations.ts';

/** Where branches go: a position, or the words that wait for it. */
export class Label {
  position = -1;
  readonly waiting: number[] = [];
}

/** The words of one function, and what instruction they come from. */
export class Emitter {
  readonly words: number[] = [];
  /** See `RegisterCode`. */
  readonly sites: number[] = [];
  /** Offset of the instruction at hand. */
  at = 0;
  /** Where the last operation begins, or -1 where a branch may come in behind it: then it can no longer be changed. */
  #last = -1;

  /** Appends an operation. */
  emit(name: string, ...fields: number[]): void {
    this.#last = this.words.length;
    if (this.sites[this.sites.length - 1] !== this.at) this.sites.push(this.#last, this.at);
    this.words.push(operation(name));
    for (const field of fields) this.words.push(field);
  }

  /** Appends an operation whose last field is where it branches to. */
  branch(label: Label, name: string, ...fields: number[]): void {
    this.emit(name, ...fields);
    this.target(label);
  }

  /** Appends a word that says where a label is. */
  target(label: Label): void {
    if (label.position < 0) label.waiting.push(this.words.length);
    this.words.push(label.position);
  }

  /** Puts a label here. */
  bind(label: Label): void {
    label.position = this.words.length;
    for (const word of label.waiting) this.words[word] = label.position;
    this.seal();
  }

  /** Leaves the last operation as it is, whatever follows. */
  seal(): void {
    this.#last = -1;
  }

  /** The last operation, if its result goes to `register`. */
  lastInto(register: number): Operation | undefined {
    if (this.#last < 0) return undefined;
    const row = OPERATIONS[this.words[this.#last]!]!;
    return row.fields.startsWith('d') && this.words[this.#last + 1] === register ? row : undefined;
  }

  /** Has the last operation put its result into another register. */
  redirect(register: number): void {
    this.words[this.#last + 1] = register;
  }

  /** Removes the last operation, and returns its fields. */
  take(): number[] {
    const [, ...fields] = this.words.splice(this.#last);
    if (this.sites[this.sites.length - 2] === this.#last) this.sites.length -= 2;
    this.seal();
    return fields;
  }

  /** Has `emit` append its operations before the last one. */
  beforeLast(emit: () => void): void {
    const row = OPERATIONS[this.words[this.#last]!]!;
    const { at } = this;
    this.at = this.sites[this.sites.length - 1]!;
    const fields = this.take();
    emit();
    this.emit(row.name, ...fields);
    this.at = at;
  }
}
