/**
 * Frames of V8's stack that an error keeps while a guest runs: enough for BACKTRACE_FRAMES of guests, were each called through a host
 * function.
 */
const V8_FRAMES = 2500;

/** How many calls from the host are under way, one inside the other. */
let entered = 0;

/**
 * Runs guest code for a call from the host, with stack traces as deep as traps need; `nested`: another such call is under way. The
 * setting of stack traces is the whole process', so it is put back when the outermost call ends.
 */
export function withDeepTraces<T>(run: (nested: boolean) => T): T {
  const limit = Error.stackTraceLimit;
  if (entered === 0 && !(limit >= V8_FRAMES)) Error.stackTraceLimit = V8_FRAMES;
  entered++;
  try {
    return run(entered > 1);
  } finally {
    entered--;
    if (entered === 0) Error.stackTraceLimit = limit;
  }
}
