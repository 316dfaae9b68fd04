/** What all objects that an embedder holds have in common, in the C API's terms. */
export abstract class Reference {
  /** For whoever embeds the engine; the engine never looks at it. */
  hostInfo: unknown;

  /** Whether two references are of one object. There is one JavaScript object for each, so that `===` says the same. */
  same(other: unknown): boolean {
    return this === other;
  }
}
