import type { Limits } from './types.ts';

/**
 * Limits of this implementation (specification, appendix "Implementation Limitations"). The reader and the validator check those of a
 * module's shape. Those here are of execution, and hold on every backend that runs our own code.
 */

/**
 * The depth of calls, beyond which there is a `stack-overflow` trap, the same on every backend:
 *
 * - A call counts 1 if the function called could itself call: `countsDepth` of validate/side-table.ts. Others end at once.
 * - A call from the host counts `HOST_CALL_DEPTH` while another is under way, a start function `START_DEPTH`; else they count 0. Both
 *   depend on the thread's stack: runtime/depth.ts.
 * - The count is the thread's, as the stack is: it continues through host functions and from instance to instance. A call that ends, by
 *   returning or by an exception, leaves the count as it was.
 * - The trap is raised at the first instruction of the function called, whose frame is the innermost, or at the call from the host. Its
 *   operand `depth` is the count that was one too many.
 *
 * Half of the functions that count in SQLite, QuickJS, wasm-tools, esbuild and Doom have at most 10 locals and operands. Such frames reach
 * this depth on the 984 KiB of stack of Node's main thread. Singlepass reaches 3,800 calls with 20 locals, and 1,100 with 100. Native
 * reaches 5,700 with 30 locals, and 2,200 with 100. Where the host's stack ends first, its RangeError becomes the same trap, without `depth`.
 */
export const MAX_CALL_DEPTH = 5000;

/** Pages of the largest memory, and elements of the largest table, that there can be by the specification (§3.2.4 and §3.2.5). */
export const MAX_PAGES = 65_536;
export const MAX_ELEMENTS = 2 ** 32 - 1;

/** Pages of the largest memory of a JavaScript backend: 2 GiB, beyond which V8 leaves its fast path for DataView addresses. */
export const MAX_JS_MEMORY_PAGES = 32768;

/** Elements of the largest table, initial or grown to. The specification allows 2^32 - 1, which no host could allocate. */
export const MAX_TABLE_SIZE = 10_000_000;

/** Frames of guests that a trap's backtrace keeps, the innermost. */
export const BACKTRACE_FRAMES = 100;

/**
 * How large a module may be, part by part. What exceeds it is rejected with `UnsupportedError`. Memories and tables do not grow beyond
 * theirs: growing returns -1.
 */
export interface ModuleLimits {
  readonly moduleSize: number;
  readonly types: number;
  readonly functions: number;
  readonly imports: number;
  readonly exports: number;
  /** Exports that are globals. */
  readonly exportedGlobals: number;
  /** Globals, tables: those that are not imported. */
  readonly globals: number;
  readonly tables: number;
  readonly elementSegments: number;
  /** Elements of an element segment. */
  readonly segmentElements: number;
  readonly dataSegments: number;
  /** Parameters and results of a function; a v128 counts as two, since vectors come from and go to the host as two i64. */
  readonly params: number;
  readonly results: number;
  /** Locals of a function, its parameters included. */
  readonly locals: number;
  /**
   * Bytes of a function body. Each instruction that can trap, call, use a global or drop a segment counts `EDIT_SIZE.instruction` bytes
   * more, and the first of them `EDIT_SIZE.function`.
   */
  readonly functionSize: number;
  readonly brTableTargets: number;
  /** Blocks within blocks. */
  readonly nesting: number;
  /**
   * Values that the blocks, branches and calls of a function take and give, all together. A few bytes can stand for the moves of a
   * thousand values, and our own backends generate code for them.
   */
  readonly valuesMoved: number;
  /** Pages of a memory, at first or grown to. */
  readonly memoryPages: number;
  /** Elements of a table, at first or grown to; of a module with several tables, of all together. */
  readonly tableElements: number;
}

/**
 * Bytes of a function body, and locals of a function, that V8 takes (JavaScript Interface, "Implementation-defined Limits"). The native
 * backend adds to functions, and must stay below.
 */
export const V8_FUNCTION_SIZE = 7_654_321;
export const V8_LOCALS = 50_000;

/** The most that the native backend adds to a large function: for each instruction that it edits, and once. */
export const EDIT_SIZE = { instruction: 5, function: 32 } as const;

/**
 * The numbers are those of the WebAssembly JavaScript Interface (§6, "Implementation-defined Limits"), where it has one and every
 * backend can keep to it. The native backend passes modules to V8 with additions of its own, so these limits are a little below V8's.
 * They leave a thousand of types, functions, globals and imports. V8 11 (Node 20) takes 100,000 imports, and as many exports; globals and
 * tables are exports there, and functions are not. A module may get twice as large. The interface allows ten times as many element
 * segments, but 30 MB of such a module would take 3 GB to hold.
 *
 * Only native rejects one combination beyond these numbers: a function so large that its edits are outlined (backends/native/bodies.ts). It
 * takes another function for each one that it calls and each segment that it drops, and V8 takes 1,000,000 together.
 */
export const DEFAULT_MODULE_LIMITS: ModuleLimits = {
  moduleSize: 536_870_912,
  types: 999_000,
  functions: 999_000,
  imports: 99_000,
  exports: 1_000_000,
  exportedGlobals: 90_000,
  globals: 999_000,
  tables: 9_000,
  elementSegments: 1_000_000,
  segmentElements: 10_000_000,
  dataSegments: 100_000,
  params: 1000,
  results: 1000,
  locals: V8_LOCALS,
  functionSize: V8_FUNCTION_SIZE,
  brTableTargets: 65_520,
  nesting: 100_000,
  valuesMoved: 4_000_000,
  memoryPages: 65_536,
  tableElements: MAX_TABLE_SIZE,
};

/** How far a module's own table may grow, of `tables` of them: all share what there is, for a table costs few bytes to declare. */
export function tableLimits(most: number, limits: Limits, tables: number): Limits {
  return withMaximum(Math.max(limits.min, Math.floor(most / tables)), limits);
}

/** Limits of a memory or table (§2.3.7) with a maximum of at most `most`. */
export function withMaximum(most: number, { min, max }: Limits): Limits {
  return max !== undefined && max <= most ? { min, max } : { min, max: most };
}
