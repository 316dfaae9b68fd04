import { Worker } from 'node:worker_threads';
import type { Message } from '../protocol/messages.ts';
import { Refusal } from '../protocol/refusal.ts';
import type { TaskProgress } from '../task.ts';
import type { TaskKind, TaskRunner, Tasks } from './tasks.ts';

/** What the thread receives when it starts. */
export interface TaskJob<K extends TaskKind = TaskKind> {
  readonly kind: K;
  readonly request: Tasks[K][0];
}

/** The one message to the thread: end early. */
export const CANCEL = 'cancel';

export type TaskMessage =
  | { readonly type: 'progress'; readonly progress: TaskProgress }
  | { readonly type: 'done'; readonly result: Tasks[TaskKind][1] }
  | { readonly type: 'failed'; readonly message: Message };

/** How long a cancelled task may take to remove what it has written, in milliseconds. */
const CANCEL_MS = 5000;

/** Performs each task in a thread of its own, so that main keeps on relaying frames. */
export const inBackground: TaskRunner = async (kind, request, { progress, signal } = {}) => {
  signal?.throwIfAborted();
  // Bundled, this file may lie in a sibling folder of the thread's: the path is the same from each.
  const worker = new Worker(new URL('../main/background.js', import.meta.url), {
    workerData: { kind, request } satisfies TaskJob,
  });
  let deadline: NodeJS.Timeout | undefined;
  const cancel = () => {
    worker.postMessage(CANCEL);
    deadline = setTimeout(() => void worker.terminate(), CANCEL_MS);
  };
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    return await resultOf<typeof kind>(worker, progress);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', cancel);
    clearTimeout(deadline);
    await worker.terminate();
  }
};

function resultOf<K extends TaskKind>(
  worker: Worker,
  progress: ((progress: TaskProgress) => void) | undefined,
): Promise<Tasks[K][1]> {
  return new Promise((resolve, reject) => {
    worker.on('message', (message: TaskMessage) => {
      if (message.type === 'progress') progress?.(message.progress);
      else if (message.type === 'done') resolve(message.result as Tasks[K][1]);
      else reject(new Refusal(message.message));
    });
    worker.once('error', reject);
    worker.once('exit', (code) =>
      reject(new Error(`Its thread ended before it was done (exit code ${code}).`)),
    );
  });
}
