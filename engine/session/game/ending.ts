import { type GameEnd, type GameExit, SessionRefused } from '../../games/game-adapter.ts';
import type { GameEndMessage } from '../../games/messages.ts';
import { ProcessExit } from '../../host/wasi/wasi.ts';
import { LinkError, Trap, UnsupportedError, UsageError } from '../../wasm/index.ts';
import type { SessionEnd, TrapReport } from '../protocol.ts';

/** The end of a game that was stopped from outside. */
export const STOPPED: SessionEnd = { cause: 'quit', message: { code: 'game-stopped', params: {} } };

/** How a game's own adapter reads its end. */
export interface EndReader {
  /** The function, by its debug name, that reports an error: a trap below it comes after the error. */
  readonly reporter?: string | undefined;
  /** What the game reported of its run. */
  readonly report?: string | undefined;
  /** Returns what an exit means; undefined where its code says it. */
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
      message: { code: 'memory-refused', params: { detail: refused.message } },
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
      return { cause: 'game-error', message: { code: 'game-words', params: { text: lastWords } }, trap };
    const params = { detail: error.message };
    return error.code === 'host-error'
      ? { cause: 'host-error', message: { code: 'host-failed', params }, trap }
      : { cause: 'trap', message: { code: 'trapped', params }, trap };
  }
  if (error instanceof SessionRefused) return { cause: error.end, message: error.told };
  const params = { detail: error instanceof Error ? error.message : String(error) };
  if (error instanceof LinkError) return { cause: 'link-error', message: { code: 'link-failed', params } };
  if (error instanceof UnsupportedError)
    return { cause: 'compile-error', message: { code: 'backend-unfit', params } };
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { cause: 'host-error', message: { code: 'host-failed', params: { detail } } };
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
    message: { code: 'memory-limit-reached', params: { residentBytes: resident, limitBytes: limit } },
  };
}

/** The end of a session whose thread has ended with an error. */
export function threadFailure(error: Error): SessionEnd {
  if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY')
    return {
      cause: 'out-of-memory',
      message: { code: 'engine-memory-used-up', params: {} },
    };
  return {
    ...endOf(error, undefined),
    message: { code: 'thread-failed', params: { detail: `${error.name}: ${error.message}` } },
  };
}

function exitEnd(unsigned: number, words: string | undefined, reader: EndReader): SessionEnd {
  const exitCode = unsigned | 0;
  const known = reader.readEnd?.({ code: exitCode, words: exitCode === 0 ? reader.report : words });
  if (known !== undefined) return { ...known, exitCode };
  if (exitCode === 0) return { cause: 'quit', message: { code: 'game-quit', params: {} }, exitCode };
  const message: SessionEnd['message'] =
    words === undefined
      ? { code: 'ended-silently', params: { exitCode } }
      : { code: 'game-words', params: { text: words } };
  return { cause: 'game-error', message, exitCode };
}

/** The end of a program that may have ended for the reason that its adapter knows. */
export function explainedEnd(end: SessionEnd, problem: GameEndMessage | undefined): SessionEnd {
  if (problem === undefined || end.message.code === problem.code) return end;
  if (end.cause === 'quit' && end.exitCode === 0) return { ...end, cause: 'game-error', message: problem };
  if (end.cause !== 'game-error' && end.cause !== 'trap') return end;
  return { ...end, note: problem };
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
