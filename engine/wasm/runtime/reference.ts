/** What all objects that an embedder holds have in common, in the C API's terms. */
export abstract class Reference {
  /** For the embedder; the engine never reads it. */
  hostInfo: unknown;
  /** Only what a constructor made has it: neither a proxy of it, nor an object that inherits from it. */
  readonly #made = true;

  /** Whether a value is one of these objects, not something that looks like one. */
  static made(value: unknown): value is Reference {
    return typeof value === 'object' && value !== null && #made in value;
  }

  /** Whether two references are of one object. There is one JavaScript object for each, so that `===` says the same. */
  same(other: unknown): boolean {
    return this === other;
  }
}
