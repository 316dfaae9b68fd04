import { isTrapCode, type TrapCode, type TrapOperands, trapText } from '../spec/traps.ts';
import { UsageError } from './errors.ts';
import type { Frame } from './frame.ts';

/** How the official suite words `table-out-of-bounds` where it is `call_indirect` that reaches beyond the table. */
export const UNDEFINED_ELEMENT = 'undefined element';

export interface TrapOptions extends ErrorOptions {
  /** Official wording to begin the message with, where it is not the catalogue's. */
  readonly text?: string;
}

/**
 * A WebAssembly trap (§4.2.4, "Results"): the only error that executing a guest produces. `message` starts with the official wording,
 * details follow in parentheses.
 */
export class Trap extends Error {
  override readonly name = 'Trap';
  readonly code: TrapCode;
  readonly operands: TrapOperands;
  /** Innermost first; empty until the trap has left the guest. */
  frames: readonly Frame[];
  /** For the embedder; the engine never reads it. */
  hostInfo: unknown;

  /** Throws `UsageError` for a code that the catalogue does not have. */
  constructor(
    code: TrapCode,
    operands: TrapOperands = {},
    frames: readonly Frame[] = [],
    options?: TrapOptions,
  ) {
    if (!isTrapCode(code)) throw new UsageError(`there is no trap code ${JSON.stringify(String(code))}`);
    super(describe(options?.text ?? trapText(code), operands), options);
    this.code = code;
    this.operands = operands;
    this.frames = frames;
  }

  /** Where it happened: the innermost frame, unless no guest was running. */
  get origin(): Frame | undefined {
    return this.frames[0];
  }

  /** The backtrace, innermost first: what the C API calls `frames`. */
  get trace(): readonly Frame[] {
    return this.frames;
  }
}

/** Thrown by host functions to leave the guest without a trap; passes through guest frames unchanged. Subclass it to tell reasons apart. */
export class Unwind extends Error {
  override readonly name: string = 'Unwind';
}

function describe(text: string, operands: TrapOperands): string {
  const details = Object.entries(operands).map(([name, value]) => `${name} ${value}`);
  return details.length === 0 ? text : `${text} (${details.join(', ')})`;
}

/** Whether an error is JavaScript's stack running out, V8's words for it: a `stack-overflow` trap, in any frame. */
export function isStackOverflow(error: unknown): error is RangeError {
  return error instanceof RangeError && error.message.startsWith('Maximum call stack size');
}
