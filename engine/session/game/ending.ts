import { ProcessExit } from '../../host/wasi/wasi.ts';
import { LinkError, Trap, UnsupportedError, UsageError } from '../../wasm/index.ts';
import type { SessionEnd, TrapReport } from '../protocol.ts';

/** A session that is refused before the game starts; the message is for the player. */
export class SessionRefused extends Error {
  override readonly name = 'SessionRefused';
  readonly end: 'refused' | 'compile-error';

  constructor(message: string, end: 'refused' | 'compile-error' = 'refused') {
    super(message);
    this.end = end;
  }
}

/** `-timedemo` reports as if it were an error: Chocolate Doom's `G_CheckDemoStatus` through `I_Error`. */
const TIMEDEMO = /^timed (\d+) gametics in (\d+) realtics/m;

/** The gametics that a timed demo's report counts, or undefined for a message that is no such report. */
export function timedGametics(message: string): number | undefined {
  const match = TIMEDEMO.exec(message);
  return match === null ? undefined : Number(match[1]);
}

/** So does the end of a recording, however it came about, after the demo was written: `G_CheckDemoStatus` again. */
const RECORDED = /^Demo (.+) recorded$/m;

/** Doom's way to end with an error: it says what is wrong, and then runs its exit functions. */
const ERROR_FUNCTION = 'I_Error';

/** Says why a file that the game has written, by the game's name, is not whole on the disk; undefined where it is. */
export type FileCheck = (file: string) => string | undefined;

/**
 * What an exception that left the guest, or kept it from starting, means for the session. `lastWords`: what the game said last, in a
 * message box or on its standard error. The game does not look whether it could write a demo: `problemOf` does.
 */
export function endOf(
  error: unknown,
  lastWords: string | undefined,
  problemOf: FileCheck = () => undefined,
): SessionEnd {
  if (error instanceof ProcessExit) return exitEnd(error.code, lastWords, problemOf);
  const refused = allocationFailure(error);
  if (refused !== undefined)
    return {
      cause: 'out-of-memory',
      message: `The game needs more memory than this computer gives it: ${refused.message}.`,
      ...(error instanceof Trap && { trap: trapReport(error) }),
    };
  if (error instanceof Trap) {
    const trap = trapReport(error);
    // What went wrong first is what the game said; its exit functions may then trap, where a file that they write cannot be opened.
    if (lastWords !== undefined && trap.frames.some(({ name }) => name === ERROR_FUNCTION))
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
/** Causes of causes that are looked at. */
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

function exitEnd(unsigned: number, lastWords: string | undefined, problemOf: FileCheck): SessionEnd {
  const exitCode = unsigned | 0;
  if (exitCode === 0) return { cause: 'quit', message: 'The game was quit.', exitCode };
  const message = lastWords ?? `The game ended with exit code ${exitCode} and no message.`;
  if (timedGametics(message) !== undefined) return { cause: 'quit', message, exitCode };
  const recorded = RECORDED.exec(message)?.[1];
  if (recorded !== undefined) {
    const problem = problemOf(recorded);
    return problem === undefined
      ? { cause: 'quit', message: 'The demo was recorded.', exitCode }
      : { cause: 'game-error', message: `The demo was not recorded: ${problem}`, exitCode };
  }
  return { cause: 'game-error', message, exitCode };
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
