/**
 * Why bytes were refused before anything ran. Messages begin with the official test suite's wording where it has one, and end with the
 * offset, so that a hex dump shows the place.
 */
export class ModuleError extends Error {
  /** Bytes from the module's start. */
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(`${message} (at offset 0x${offset.toString(16)})`);
    this.offset = offset;
  }
}

/** The bytes are not a module in the binary format (§5). */
export class MalformedError extends ModuleError {
  override readonly name = 'MalformedError';
}

/** The bytes are a module that breaks a rule of validation (§3). */
export class InvalidError extends ModuleError {
  override readonly name = 'InvalidError';
}

/** The bytes need a proposal that the engine does not know, or more of something than it takes; other engines may run them. */
export class UnsupportedError extends ModuleError {
  override readonly name = 'UnsupportedError';
  /** `simd`, `tail-call`: a name of spec/features.ts; or the limit, as in `50000 locals in a function`. */
  readonly feature: string;

  constructor(feature: string, message: string, offset: number) {
    super(message, offset);
    this.feature = feature;
  }
}
