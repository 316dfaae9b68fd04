import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { SessionLimits } from '../sessions/session.ts';
import type { LauncherPort } from '../shell/shell.ts';
import type { SelfCheckArguments, SelfCheckShell } from './arguments.ts';
import { checkBackends, type SelfCheckProgress } from './backends.ts';
import type { SelfCheckOutput } from './output.ts';
import { checkSums } from './sums.ts';

/** So long a self-check may take in all, in milliseconds: the interpreter needs half a minute on a machine that does other work. */
const TIME_LIMIT_MS = 300_000;
/** So long what was opened may take to close, in milliseconds. */
const CLOSE_MS = 15_000;

/** Limits of the checked games. Machines that build packages are slow. A hang must be reported before the whole check is late. */
export const CHECK_LIMITS: SessionLimits = { hang: 30_000, start: 90_000, stop: 1500 };

/** An open Trapdoom. */
export interface OpenLauncher {
  readonly launcher: LauncherPort;
  /** The folder of `games` and `wads`. */
  readonly assets: string;
  /** Rejects, with an Error of one line, when the window is gone. */
  readonly lost: Promise<never>;
}

export interface SelfCheckOptions extends Pick<SelfCheckArguments, 'json'> {
  readonly shell: SelfCheckShell;
  /**
   * Opens Trapdoom with its window, in this folder of the player's, which goes afterwards. `onEnd` has what was opened closed, the last
   * first. Rejects with an Error of one line. Called before `selfCheck` returns.
   */
  readonly open: (userData: string, onEnd: (close: () => Promise<void>) => void) => Promise<OpenLauncher>;
  readonly out: SelfCheckOutput;
  readonly timeLimitMs?: number;
}

/**
 * Checks this Trapdoom and prints the result. The last line on standard output is JSON,
 * `{"ok":true,"shell","backends":{NAME:{"frames","hash"}},"sound":{NAME:hash},"shown":{NAME:frames}}`, or
 * `{"ok":false,"problem",…}`, whose problem is a line on standard error as well. Returns the exit status: 0 or 1. It never throws.
 */
export async function selfCheck(options: SelfCheckOptions): Promise<number> {
  const { shell, json, out } = options;
  const progress: SelfCheckProgress = { at: 'the start', backends: {} };
  const problem = await problemOf(options, progress);
  const of = <T>(pick: (check: { frames: number; hash: string; sound: string; shown: number }) => T) =>
    Object.fromEntries(Object.entries(progress.backends).map(([name, check]) => [name, pick(check)]));
  if (!json)
    for (const [name, { frames, hash, shown }] of Object.entries(progress.backends))
      out.line(`${name}: ${frames} frames, ${shown} shown, hash ${hash}`);
  if (problem !== undefined) out.error(`Self-check failed: ${problem}`);
  out.line(
    JSON.stringify({
      ok: problem === undefined,
      ...(problem !== undefined && { problem }),
      shell,
      backends: of(({ frames, hash }) => ({ frames, hash })),
      sound: of(({ sound }) => sound),
      shown: of(({ shown }) => shown),
    }),
  );
  return problem === undefined ? 0 : 1;
}

async function problemOf(
  options: SelfCheckOptions,
  progress: SelfCheckProgress,
): Promise<string | undefined> {
  const { timeLimitMs = TIME_LIMIT_MS } = options;
  const closers: (() => Promise<void>)[] = [];
  const late = timer(
    timeLimitMs,
    () => new Error(`${progress.at}: not done after ${timeLimitMs / 1000} seconds.`),
  );
  const interrupted = interruption();
  try {
    await Promise.race([check(options, progress, closers), late.rejects, interrupted.rejects]);
    return undefined;
  } catch (error) {
    return (error as Error).message.split('\n').join(' ');
  } finally {
    late.clear();
    interrupted.clear();
    await closeAll(closers);
  }
}

async function check(
  { open }: SelfCheckOptions,
  progress: SelfCheckProgress,
  closers: (() => Promise<void>)[],
): Promise<void> {
  // Electron must be set up before it is ready: nothing may be waited for until `open` was called.
  const userData = mkdtempSync(path.join(os.tmpdir(), 'trapdoom-self-check-'));
  // A process that is being ended may still be writing.
  closers.push(() => rm(userData, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
  progress.at = 'opening the window';
  const { launcher, assets, lost } = await open(userData, (close) => closers.push(close));
  lost.catch(() => {});
  progress.at = 'the assets';
  await checkSums(assets);
  await Promise.race([checkBackends(launcher, progress), lost]);
}

/** Closes, the last first; what fails or hangs must not keep the rest open, and is no fault of what was checked. */
async function closeAll(closers: (() => Promise<void>)[]): Promise<void> {
  for (let close = closers.pop(); close !== undefined; close = closers.pop()) {
    const late = timer(CLOSE_MS, () => new Error(`not closed after ${CLOSE_MS / 1000} seconds`));
    try {
      await Promise.race([close(), late.rejects]);
    } catch (error) {
      console.error(`While closing: ${(error as Error).message}`);
    } finally {
      late.clear();
    }
  }
}

function timer(milliseconds: number, error: () => Error): { rejects: Promise<never>; clear: () => void } {
  let timeout: NodeJS.Timeout | undefined;
  const rejects = new Promise<never>((_resolve, reject) => {
    timeout = setTimeout(() => reject(error()), milliseconds);
  });
  rejects.catch(() => {});
  return { rejects, clear: () => clearTimeout(timeout) };
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Rejects when the process receives a signal to end: what was opened is closed then, too. */
function interruption(): { rejects: Promise<never>; clear: () => void } {
  let stop = (_signal: NodeJS.Signals) => {};
  const rejects = new Promise<never>((_resolve, reject) => {
    stop = (signal) => reject(new Error(`The check was interrupted (${signal}).`));
  });
  rejects.catch(() => {});
  for (const signal of SIGNALS) process.on(signal, stop);
  return {
    rejects,
    clear: () => {
      for (const signal of SIGNALS) process.off(signal, stop);
    },
  };
}
