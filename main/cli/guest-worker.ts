import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { DOOM_ERROR_OUTPUT } from '../../engine/games/common/doom-rules.ts';
import type { FrameRunResult, FrameRunState } from '../../engine/offline/frame-run.ts';
import { LastErrorOutput } from '../../engine/session/game/last-error-output.ts';
import type { SessionNotice } from '../../engine/session/messages.ts';
import { STACK_MB } from '../../engine/session/process/thread.ts';
import type { GuestKind, GuestListener, GuestRunner, GuestWork } from './guests.ts';
import { drained } from './standard-output.ts';

/** What the guest's thread is given at birth. */
export interface GuestJob<K extends GuestKind = GuestKind> {
  readonly kind: K;
  readonly request: GuestWork[K][0];
  /** Two cells: `PULSE` and `HANDLED`. */
  readonly shared: Int32Array;
}

/** Cell that changes as long as the guest moves. */
export const PULSE = 0;
/** Cell that counts the lines that were taken. */
export const HANDLED = 1;
/** As many lines may be on their way. */
export const LINES_AHEAD_MAX = 1000;

export type GuestMessage =
  | { readonly type: 'line'; readonly stream: 'stdout' | 'stderr' | 'session'; readonly text: string }
  | { readonly type: 'notice'; readonly message: SessionNotice }
  | { readonly type: 'state'; readonly state: FrameRunState }
  | { readonly type: 'done'; readonly result: GuestWork[GuestKind][1] }
  | { readonly type: 'failed'; readonly message: string };

/** A game that has not moved for so long, in seconds, hangs. */
const HANG_SECONDS = 10;
/** How often it is polled in that time. */
const BEATS = 20;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs guests in a thread of their own, with the stack that a game's thread has. So recursion ends by the count of calls, the same on
 * every backend. This thread stays free: Ctrl+C ends a guest at once, and a game that hangs is noticed. Temporary files go with the guest,
 * however it ends.
 */
export const inGuestThread: GuestRunner = async (kind, request, listener) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'trapdoom-'));
  const shared = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  // Bundled, this file may be in a sibling folder of the thread's: the path is the same from each.
  const worker = new Worker(new URL('../cli/guest.js', import.meta.url), {
    workerData: { kind, request, shared } satisfies GuestJob,
    resourceLimits: { stackSizeMb: STACK_MB },
    env: { ...process.env, TMPDIR: folder, TMP: folder, TEMP: folder },
  });
  const interrupted = (signal: NodeJS.Signals): void => {
    remove(folder);
    // Ends this process and all its threads, as if nobody had listened: the process that waits for it sees the signal.
    for (const name of SIGNALS) process.off(name, interrupted);
    process.kill(process.pid, signal);
  };
  for (const name of SIGNALS) process.on(name, interrupted);
  const left = () => remove(folder);
  process.on('exit', left);
  try {
    return await resultOf(kind, worker, shared, listener);
  } finally {
    await worker.terminate();
    for (const name of SIGNALS) process.off(name, interrupted);
    process.off('exit', left);
    remove(folder);
  }
};

function remove(folder: string): void {
  // The guest may be writing still.
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

function resultOf<K extends GuestKind>(
  kind: K,
  worker: Worker,
  shared: Int32Array,
  listener: GuestListener,
): Promise<GuestWork[K][1]> {
  const words = new LastErrorOutput(DOOM_ERROR_OUTPUT);
  let state: FrameRunState | undefined;
  return new Promise((resolve, reject) => {
    const watch = setInterval(beat, (HANG_SECONDS * 1000) / BEATS);
    const settle = (action: () => void) => {
      clearInterval(watch);
      action();
    };
    let seen = -1;
    let silent = 0;
    /** Lines that the reader of our output has not taken yet: the guest may wait for that. */
    let held = 0;
    const taken = (): void => {
      Atomics.add(shared, HANDLED, 1);
      Atomics.notify(shared, HANDLED);
    };
    function beat(): void {
      // Only games are watched, and those only from when they were loaded: a program may compute as long as it likes.
      const known = state;
      if (known === undefined) return;
      const pulse = Atomics.load(shared, PULSE);
      silent = pulse === seen && held === 0 ? silent + 1 : 0;
      seen = pulse;
      if (silent >= BEATS) settle(() => resolve(hung(known, words.last) as GuestWork[K][1]));
    }
    worker.on('message', (message: GuestMessage) => {
      switch (message.type) {
        case 'line':
          if (message.stream !== 'session') words.line(message.stream, message.text);
          listener.line(message.stream, message.text);
          held++;
          void drained().then(() => {
            held--;
            taken();
          });
          break;
        case 'notice':
          listener.notice?.(message.message);
          break;
        case 'state':
          state = message.state;
          listener.state?.(message.state);
          break;
        case 'done':
          settle(() => resolve(message.result as GuestWork[K][1]));
          break;
        case 'failed':
          settle(() => reject(new Error(message.message)));
      }
    });
    worker.on('error', (error) => settle(() => reject(new Error(failure(kind, error)))));
    worker.on('exit', () => settle(() => reject(new Error('The thread ended without a result.'))));
  });
}

function hung(state: FrameRunState, words: string | undefined): FrameRunResult {
  const params = { seconds: HANG_SECONDS, started: true, ...(words !== undefined && { words }) };
  return { ...state, end: { cause: 'hang', message: { code: 'game-hung', params } } };
}

function failure(kind: GuestKind, error: Error): string {
  const memory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  const what = kind === 'module' ? 'The module' : 'The game';
  return memory ? `${what} needs more memory than there is.` : `${what}’s thread failed: ${error.message}`;
}
