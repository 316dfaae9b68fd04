/** Loaded into each thread of an engine process before it begins: writes down, every second, what the thread holds. */
import { appendFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { PROBE_FILE, type ProbeLine } from './probe-line.ts';

const file = process.env[PROBE_FILE];
const collect = (globalThis as { gc?: () => void }).gc;

function look(to: string): void {
  // What could be collected is no leak.
  collect?.();
  const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
  const thread = isMainThread ? 'main' : 'game';
  const line: ProbeLine = { thread, at: Date.now(), rss, heapUsed, external, arrayBuffers };
  appendFileSync(to, `${JSON.stringify(line)}\n`);
}

if (file !== undefined) setInterval(() => look(file), 1000).unref();
