// @ts-check
/** One setup at a time: a second one waits for the first and then usually finds everything made. */
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from './progress.mjs';

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
const POLL_MS = 200;
const HEARTBEAT_MS = 2_000;
/** A holder that lives touches its lock far more often; one that was killed, or whose machine went down, does not. */
const STALE_MS = 120_000;

/**
 * Runs `work` while holding the lock. A lock whose holder is gone is taken over.
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, work) {
  mkdirSync(path.dirname(file), { recursive: true });
  // The lock appears with its content at once: it is linked, not written, to its name.
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  let told = false;
  try {
    while (!take(mine, file)) {
      const holder = holderOf(file);
      if (holder === undefined) continue;
      if (!holder.alive) {
        rmSync(file, { force: true });
        continue;
      }
      if (!told) say(`Another setup of this checkout is running (process ${holder.pid}); waiting for it …`);
      told = true;
      await sleep(POLL_MS);
    }
  } finally {
    rmSync(mine, { force: true });
  }
  const heartbeat = setInterval(() => utimesSync(file, new Date(), new Date()), HEARTBEAT_MS);
  heartbeat.unref();
  const release = () => rmSync(file, { force: true });
  // Exiting, unlike dying by a signal, lets what was started be ended and the lock be released.
  const exit = () => process.exit(1);
  process.once('exit', release);
  for (const signal of SIGNALS) process.once(signal, exit);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    process.off('exit', release);
    for (const signal of SIGNALS) process.off(signal, exit);
    release();
  }
}

/** @param {string} mine @param {string} file */
function take(mine, file) {
  try {
    linkSync(mine, file);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Who holds the lock; undefined if it was released meanwhile.
 * @param {string} file
 * @returns {{pid: number, alive: boolean} | undefined}
 */
function holderOf(file) {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    const silent = Date.now() - statSync(file).mtimeMs > STALE_MS;
    return { pid, alive: !silent && pid !== process.pid && isRunning(pid) };
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
