import { type GameEnd, type GameExit, SessionRefused } from '../../games/game-adapter.ts';
import { ProcessExit } from '../../host/wasi/wasi.ts';
import { LinkError, Trap, UnsupportedError, UsageError } from '../../wasm/index.ts';
import type { SessionEnd, TrapReport } from '../protocol.ts';

/** How a game's own adapter reads its end. */
export interface EndReader {
  /** The function, by its debug name, that reports an error: a trap below it comes after the error. */
  readonly reporter?: string | undefined;
  /** Returns what an exit means that is not an error; undefined where it is one. */
  readEnd?(exit: GameExit): GameEnd | undefined;
}

/**
 * What an exception that left the guest, or kept it from starting, means for the session. `lastWords`: the error that the game wrote
 * last, in a message box or on its standard error.
 */
export function endOf(error: unknown, lastWords: string | undefined, reader: EndReader = {}): SessionEnd {
  if (error instanceof ProcessExit) return exitEnd(error.code, lastWords, reader);
  const refused = allocationFailure(error);
  if (refused !== undefined)
    return {
      cause: 'out-of-memory',
      message: `The game needs more memory than this computer gives it: ${refused.message}.`,
      ...(error instanceof Trap && { trap: trapReport(error) }),
    };
  if (error instanceof Trap) {
    const trap = trapReport(error);
    // The game has reported what went wrong first. Its exit functions may trap then, where a file that they write cannot be opened.
    const { reporter } = reader;
    if (
      lastWords !== undefined &&
      reporter !== undefined &&
      trap.frames.some(({ name }) => name === reporter)
    )
      return { cause: 'game-error', message: lastWords, trap };
    return { cause: error.code === 'host-error' ? 'host-error' : 'trap', message: error.message, trap };
  }
  if (error instanceof LinkError) return { cause: 'link-error', message: error.message };
  if (error instanceof UnsupportedError) return { cause: 'compile-error', message: error.message };
  if (error instanceof SessionRefused) return { cause: error.end, message: error.message };
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { cause: 'host-error', message };
}

/** How V8 and the engine say that memory could not be allocated. There is no class or code for it. */
const NOT_ALLOCATED =
  /array buffer allocation failed|out of memory|could not allocate memory|cannot allocate wasm memory|cannot provide a memory/i;
/** Causes of causes that are examined. */
const CAUSES_MAX = 8;

/** The failed allocation that an error tells of, or that is behind it. */
function allocationFailure(error: unknown): Error | undefined {
  let behind = error;
  for (let i = 0; i < CAUSES_MAX && behind instanceof Error; i++) {
    if ((behind instanceof RangeError || behind instanceof UsageError) && NOT_ALLOCATED.test(behind.message))
      return behind;
    behind = behind.cause;
  }
  return undefined;
}

/** The end of a session whose process has taken `resident` bytes of memory, where `limit` are allowed. */
export function memoryExceeded(resident: number, limit: number): SessionEnd {
  return {
    cause: 'out-of-memory',
    message: `The game’s process has taken ${mebibytes(resident)} of memory. The limit is ${mebibytes(limit)}; Settings can raise it.`,
  };
}

/** Whole mebibytes, as players read them. */
export function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1024 ** 2)} MiB`;
}

/** The end of a session whose thread has ended with an error. */
export function threadFailure(error: Error): SessionEnd {
  if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY')
    return {
      cause: 'out-of-memory',
      message: 'The game has had the engine take more memory than JavaScript allows.',
    };
  return {
    ...endOf(error, undefined),
    message: `The session’s thread failed: ${error.name}: ${error.message}`,
  };
}

function exitEnd(unsigned: number, words: string | undefined, reader: EndReader): SessionEnd {
  const exitCode = unsigned | 0;
  if (exitCode === 0) return { cause: 'quit', message: 'The game was quit.', exitCode };
  const known = reader.readEnd?.({ code: exitCode, words });
  if (known !== undefined) return { ...known, exitCode };
  const message = words ?? `The game ended with exit code ${exitCode} and no message.`;
  return { cause: 'game-error', message, exitCode };
}

/** The end of a program that may have ended for the reason that its adapter knows. */
export function explainedEnd(end: SessionEnd, problem: string | undefined): SessionEnd {
  if (problem === undefined || end.message === problem) return end;
  if (end.cause === 'quit' && end.exitCode === 0) return { ...end, cause: 'game-error', message: problem };
  if (end.cause !== 'game-error' && end.cause !== 'trap') return end;
  return { ...end, message: `${end.message}\n${problem}` };
}

/** A trap as messages and diagnostics carry it. */
export function trapReport(trap: Trap): TrapReport {
  return {
    code: trap.code,
    message: trap.message,
    operands: { ...trap.operands },
    frames: trap.frames.map(({ funcIndex, name, offset, module }) => ({
      funcIndex,
      offset,
      ...(name !== undefined && { name }),
      ...(module !== undefined && { module }),
    })),
  };
}
