import { isStackOverflow, Trap } from '../../runtime/trap.ts';

/**
 * Frames of V8's stack that an error keeps while a guest runs: all. A host function may have any number of its own between those of the
 * guests. A stack of 5,000 guests takes some ten milliseconds to read.
 */
const ALL_FRAMES = Number.POSITIVE_INFINITY;

/**
 * Runs guest code for a call from the host, with stack traces as deep as traps need. The whole process shares the setting of stack
 * traces, so each call restores what it found. A host function that calls a guest may have changed it.
 */
export function withFullStackTraces<T>(run: () => T): T {
  const limit = Error.stackTraceLimit;
  if (limit !== ALL_FRAMES) Error.stackTraceLimit = ALL_FRAMES;
  try {
    return run();
  } finally {
    if (limit !== ALL_FRAMES) Error.stackTraceLimit = limit;
  }
}

/** To be called when a function of the host has ended that a guest called: it may have changed the setting. */
export function keepDeepTraces(): void {
  if (Error.stackTraceLimit !== ALL_FRAMES) Error.stackTraceLimit = ALL_FRAMES;
}

/**
 * The frames of an error's stack, innermost first, each as V8 writes it, without "at". A frame is the place, in parentheses after a name
 * where there is one. Frames come from V8 itself, not from the text of the stack: an error's message or a function's name may look like
 * one. Programs also set formatters of their own, which may throw. Only a stack that somebody has read before is text already.
 */
export function stackLines(error: Error): string[] {
  let lines: string[] | undefined;
  const formatter = Error.prepareStackTrace;
  Error.prepareStackTrace = (subject, sites) => {
    const texts = sites.map(String);
    if (subject === error) lines = texts;
    return typeof formatter === 'function'
      ? formatter(subject, sites)
      : [`${subject}`, ...texts].join('\n    at ');
  };
  let text: unknown;
  try {
    text = error.stack;
  } catch (failure) {
    if (lines === undefined) throw failure;
  } finally {
    Error.prepareStackTrace = formatter;
  }
  return lines ?? linesOfText(String(text), `${error.name}: ${error.message}`);
}

function linesOfText(stack: string, head: string): string[] {
  const lines = stack.startsWith(head) ? stack.slice(head.length) : stack;
  return lines.split('\n').flatMap((line) => (line.startsWith('    at ') ? [line.slice(7)] : []));
}

/**
 * `explain(error)`, unless so little is left of the stack that it fails. Then a caller further out, with more of the stack, can explain
 * what leaves.
 */
export function explained(error: unknown, explain: (error: unknown) => unknown): unknown {
  try {
    return explain(error);
  } catch {
    const explicable = error instanceof Trap || isStackOverflow(error);
    return explicable ? error : new RangeError('Maximum call stack size exceeded');
  }
}
