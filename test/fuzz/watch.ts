import { Worker } from 'node:worker_threads';

/** Room for a module's name. */
const NAME = 64;

/**
 * The watch runs in a thread of its own, since a module that does not end blocks the thread that it runs on. Its data are `limitMs` and
 * `shared`. There, the first number counts turns. The second is the length of the module's name, which follows; it is 0 before the first.
 */
export const WATCHING = `
const { workerData: { shared, limitMs } } = require('node:worker_threads');
const numbers = new Int32Array(shared, 0, 2);
let turn = -1;
let since = 0;
setInterval(() => {
  const now = performance.now();
  const length = Atomics.load(numbers, 1);
  if (Atomics.load(numbers, 0) !== turn || length === 0) {
    turn = Atomics.load(numbers, 0);
    since = now;
    return;
  }
  if (now - since < limitMs) return;
  const name = Buffer.from(new Uint8Array(shared, 8, length)).toString();
  require('node:fs').writeSync(2, name + ' does not end: some backend loops. Once more: npm run fuzz -- ' + name + '\\n');
  process.kill(process.pid);
}, limitMs / 10);
`;

/** Ends the process, with the module's name, when a module takes longer than a limit: nothing else can. */
export class Watch {
  readonly #shared = new SharedArrayBuffer(8 + NAME);
  readonly #numbers = new Int32Array(this.#shared, 0, 2);

  constructor(limitMs: number) {
    new Worker(WATCHING, { eval: true, workerData: { shared: this.#shared, limitMs } }).unref();
  }

  /** A module's turn begins. What follows on this thread is its own, up to the next turn. */
  turn(name: string): void {
    const bytes = Buffer.from(name).subarray(0, NAME);
    new Uint8Array(this.#shared, 8).set(bytes);
    Atomics.store(this.#numbers, 1, bytes.length);
    Atomics.add(this.#numbers, 0, 1);
  }
}
