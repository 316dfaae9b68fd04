// @ts-check
/** Electron's binary: the npm package comes without it, and not every machine can fetch it or run it. */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { bytesBelow, DownloadLimit } from './download-limit.mjs';
import { checkMachine, installedProgram } from './electron-machine.mjs';
import { cache, root } from './paths.mjs';
import { startTask } from './progress.mjs';
import { capture } from './run.mjs';
import { writeWhole } from './stamp.mjs';

/**
 * Of about 120 MB. A start that would do with the browser shell does not wait for a line on which that takes longer than half an hour.
 * @type {import('./download-limit.mjs').Pace}
 */
const PACE = { bytes: 1.5e6, ms: 20_000 };
/**
 * Where the user chose Electron by name, a slow line may take its time.
 * @type {import('./download-limit.mjs').Pace}
 */
const PATIENT_PACE = { bytes: 1, ms: 60_000 };
const POLL_MS = 500;
/** A machine that could not fetch it tries again the next day, not at every start. */
const RETRY_AFTER_MS = 24 * 60 * 60 * 1000;

const electronPackage = path.join(root, 'node_modules', 'electron');

/**
 * Finds Electron's program, fetching it if it is not there.
 * @param {object} options
 * @param {boolean} options.insist tries again even if it failed lately, and waits longer
 * @param {boolean} options.sandboxed whether it is to be started with its sandbox
 * @param {string} [options.folder] of Electron's npm package
 * @param {string} [options.state] the folder of what is remembered and of what is on its way
 * @param {import('./download-limit.mjs').Pace} [options.pace]
 * @param {number} [options.now] milliseconds since 1970
 * @returns {Promise<import('./electron-machine.mjs').ElectronState>} `reason` is half a sentence for the user
 */
export async function ensureElectron({
  insist,
  sandboxed,
  folder = electronPackage,
  state = cache,
  pace = insist ? PATIENT_PACE : PACE,
  now = Date.now(),
}) {
  const program = installedProgram(folder);
  if (program) return checkMachine(program, sandboxed);
  const version = packageVersion(folder);
  if (!version) return { ready: false, reason: "Electron's npm package is not installed" };
  const memory = path.join(state, 'electron.json');
  const failure = insist ? undefined : recentFailure(memory, version, now);
  if (failure) return { ready: false, reason: failure };

  const task = startTask('Fetching Electron');
  const slow = await download(folder, path.join(state, 'electron-download'), pace, task);
  const fetched = installedProgram(folder);
  if (fetched) {
    task.done();
    rmSync(memory, { force: true });
    return checkMachine(fetched, sandboxed);
  }
  task.fail();
  const reason = slow
    ? 'Electron could not be fetched: the download came too slowly, or not at all'
    : 'Electron could not be fetched';
  writeWhole(memory, JSON.stringify({ version, failedAt: now, reason }));
  return { ready: false, reason };
}

/**
 * Runs the package's own installer, which knows mirrors, proxies and checksums, and ends it when it does not get on.
 * @param {string} folder
 * @param {string} temporary where it downloads to
 * @param {import('./download-limit.mjs').Pace} pace
 * @param {import('./progress.mjs').Task} task
 * @returns {Promise<boolean>} whether it was ended
 */
async function download(folder, temporary, pace, task) {
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  const unpacked = path.join(folder, 'dist');
  const limit = new DownloadLimit(pace, performance.now());
  const abort = new AbortController();
  const poll = setInterval(
    () => {
      const loading = bytesBelow(temporary);
      if (loading > 0) task.update(`${(loading / 1e6).toFixed(0)} MB`);
      if (limit.isTooSlow(loading + bytesBelow(unpacked), performance.now())) abort.abort();
    },
    Math.min(POLL_MS, pace.ms / 4),
  );
  try {
    await capture(process.execPath, [path.join(folder, 'install.js')], {
      cwd: folder,
      env: { TMPDIR: temporary, TMP: temporary, TEMP: temporary },
      signal: abort.signal,
    });
  } finally {
    clearInterval(poll);
    rmSync(temporary, { recursive: true, force: true });
  }
  return abort.signal.aborted;
}

/**
 * Why fetching failed lately, or undefined if it is time to try (again).
 * @param {string} file where failures are remembered
 * @param {string} version the Electron that is wanted now
 * @param {number} now milliseconds since 1970
 * @returns {string | undefined}
 */
export function recentFailure(file, version, now) {
  try {
    const last = JSON.parse(readFileSync(file, 'utf8'));
    const age = now - last.failedAt;
    return last.version === version && age >= 0 && age < RETRY_AFTER_MS ? String(last.reason) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {string} folder
 * @returns {string | undefined}
 */
function packageVersion(folder) {
  const file = path.join(folder, 'package.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : undefined;
}
