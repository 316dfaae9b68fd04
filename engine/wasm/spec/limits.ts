/**
 * Limits of this implementation (specification, appendix "Implementation Limitations"). Those of a module's shape are checked by the
 * reader and the validator; those here are of execution and hold on every backend that runs our own code.
 */

/**
 * Depth of guest calls at which a `stack-overflow` trap is raised; functions that call nothing are not counted. JavaScript's own
 * stack (984 KiB by default) holds 7,000 to 11,000 small generated frames: 5,000 keeps below that, so that where backends can agree
 * on the depth they do. Where frames are so large that JavaScript's stack ends first, its RangeError becomes the same trap.
 */
export const MAX_CALL_DEPTH = 5000;

/** Pages of the largest memory of a JavaScript backend: 2 GiB, beyond which V8 leaves its fast path for DataView addresses. */
export const MAX_JS_MEMORY_PAGES = 32768;

/** Elements of the largest table, initial or grown to. The specification allows 2^32 - 1, which no host could allocate. */
export const MAX_TABLE_SIZE = 10_000_000;

/** Frames that a trap's backtrace keeps at least, counting host frames between them. */
export const BACKTRACE_FRAMES = 100;

/** How large a module may be, part by part; what exceeds it is refused with `UnsupportedError`. */
export interface ModuleLimits {
  readonly moduleSize: number;
  readonly types: number;
  readonly functions: number;
  readonly imports: number;
  readonly exports: number;
  readonly globals: number;
  readonly tables: number;
  readonly elementSegments: number;
  readonly dataSegments: number;
  readonly params: number;
  readonly results: number;
  /** Locals of a function, its parameters included. */
  readonly locals: number;
  /** Bytes of a function body. */
  readonly functionSize: number;
  readonly brTableTargets: number;
  /** Blocks within blocks. */
  readonly nesting: number;
}

/** The numbers are those of the WebAssembly JavaScript Interface (§6, "Implementation-defined Limits"), where it has one. */
export const DEFAULT_MODULE_LIMITS: ModuleLimits = {
  moduleSize: 1_073_741_824,
  types: 1_000_000,
  functions: 1_000_000,
  imports: 1_000_000,
  exports: 1_000_000,
  globals: 1_000_000,
  tables: 100_000,
  elementSegments: 10_000_000,
  dataSegments: 100_000,
  params: 1000,
  results: 1000,
  locals: 50_000,
  functionSize: 7_654_321,
  brTableTargets: 65_520,
  nesting: 100_000,
};
