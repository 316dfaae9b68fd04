/** The entry of the thread that performs one task: `dist/main/background.js`; see task-worker.ts. */

import { readlinkSync } from 'node:fs';
import os from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { messageOfError } from '../protocol/refusal.ts';
import { perform } from './perform.ts';
import type { TaskJob, TaskMessage } from './task-worker.ts';

/** Nice value (setpriority(2)): the game, its window and its sound go first. */
const NICE = 19;

const post = (message: TaskMessage): void => parentPort?.postMessage(message);
const cancelled = new AbortController();
parentPort?.once('message', () => cancelled.abort());

giveWay();
try {
  const { kind, request } = workerData as TaskJob;
  const progress = (told: Extract<TaskMessage, { type: 'progress' }>['progress']) =>
    post({ type: 'progress', progress: told });
  post({ type: 'done', result: await perform(kind, request, { progress, signal: cancelled.signal }) });
} catch (error) {
  post({ type: 'failed', message: messageOfError(error) });
}

/** Lowers the priority of this thread alone, where the system counts threads as Linux does (proc(5), setpriority(2)). */
function giveWay(): void {
  try {
    const [, thread] = /^\d+\/task\/(\d+)$/.exec(readlinkSync('/proc/thread-self')) ?? [];
    if (thread !== undefined) os.setPriority(Number(thread), NICE);
  } catch {
    // It is slower for the game then, and no less right.
  }
}
