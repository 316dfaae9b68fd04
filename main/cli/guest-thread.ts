/** The entry of the thread that runs a command's guest: `dist/cli/guest.js`; see guest-worker.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { type GuestJob, type GuestMessage, HANDLED, LINES_AHEAD_MAX, PULSE } from './guest-worker.ts';
import { perform } from './perform.ts';

const { kind, request, shared } = workerData as GuestJob;
const post = (message: GuestMessage): void => parentPort?.postMessage(message);
let lines = 0;

try {
  const result = perform(kind, request, {
    line: (stream, text) => {
      post({ type: 'line', stream, text });
      lines = (lines + 1) | 0;
      Atomics.add(shared, PULSE, 1);
      // A guest that writes faster than its lines are taken waits, or they would fill the memory.
      for (let taken = Atomics.load(shared, HANDLED); ((lines - taken) | 0) > LINES_AHEAD_MAX; ) {
        Atomics.wait(shared, HANDLED, taken);
        taken = Atomics.load(shared, HANDLED);
      }
    },
    notice: (message) => post({ type: 'notice', message }),
    state: (state) => {
      post({ type: 'state', state });
      Atomics.add(shared, PULSE, 1);
    },
    pulse: () => void Atomics.add(shared, PULSE, 1),
  });
  post({ type: 'done', result });
} catch (error) {
  post({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
}
