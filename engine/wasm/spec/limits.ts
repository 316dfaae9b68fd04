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
