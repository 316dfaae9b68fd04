// @ts-check
/** Makes targets: each appears in the output folder when it is whole, or not at all. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { withLock } from '../lock.mjs';
import { cache } from '../paths.mjs';
import { startTask } from '../progress.mjs';
import { SetupError } from '../run.mjs';

/** Why a target cannot be made on this machine: nothing is wrong with Trapdoom. */
export class Unavailable extends SetupError {
  /** @override */
  name = 'Unavailable';
}

/** Below the output folder, so that what is made there is moved and not copied. */
const WORK = '.making';

/**
 * @typedef {object} Report
 * @property {{target: string, file: string, bytes: number}[]} made
 * @property {{target: string, reason: string}[]} skipped what this machine cannot make
 * @property {{target: string, reason: string}[]} failed
 */

/**
 * @param {readonly import('./targets.mjs').Target[]} targets
 * @param {string} out
 * @returns {Promise<Report>}
 */
export function makeAll(targets, out) {
  /** @type {Report} */
  const report = { made: [], skipped: [], failed: [] };
  return withLock(path.join(cache, 'package.lock'), async () => {
    const own = !existsSync(out);
    for (const target of targets) await makeOne(target, out, report);
    if (own && existsSync(out) && readdirSync(out).length === 0) rmSync(out, { recursive: true });
    return report;
  });
}

/**
 * @param {import('./targets.mjs').Target} target
 * @param {string} out
 * @param {Report} report
 */
async function makeOne({ name, missing, load }, out, report) {
  const reason = missing();
  if (reason !== undefined) {
    report.skipped.push({ target: name, reason });
    return;
  }
  const task = startTask(`Packaging ${name}`);
  const work = path.join(out, WORK);
  try {
    // Also what an earlier run left that was killed.
    rmSync(work, { recursive: true, force: true });
    mkdirSync(work, { recursive: true });
    const make = await load();
    const files = await make(work, task.update);
    for (const file of files) {
      const target = path.join(out, path.basename(file));
      renameSync(file, target);
      report.made.push({ target: name, file: target, bytes: statSync(target).size });
    }
    task.done();
  } catch (error) {
    task.fail();
    const entry = { target: name, reason: reasonOf(error, out) };
    if (error instanceof Unavailable) report.skipped.push(entry);
    else report.failed.push(entry);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** @param {unknown} error @param {string} out */
function reasonOf(error, out) {
  const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
  if (code === 'ENOSPC' || /ENOSPC|No space left on device/i.test(message))
    return `the disk of ${out} is full`;
  if (error instanceof SetupError || code) return message;
  throw error;
}
