// @ts-check
/** Electron's binary: the npm package comes without it, and not every machine can fetch it. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { cache, root } from './paths.mjs';
import { startTask } from './progress.mjs';
import { capture } from './run.mjs';
import { writeWhole } from './stamp.mjs';

const FETCH_MS = 20_000;
/** Where Electron was asked for by name, a slow line may take its time. */
const PATIENT_FETCH_MS = 600_000;
/** A machine that could not fetch it is asked again the next day, not at every start. */
const RETRY_AFTER_MS = 24 * 60 * 60 * 1000;

const memory = path.join(cache, 'electron.json');
const electronPackage = path.join(root, 'node_modules', 'electron');

/** @typedef {{ready: true, program: string} | {ready: false, reason: string}} ElectronState */

/**
 * Finds Electron's program, fetching it if it is not there.
 * @param {{insist: boolean, now?: number}} options `insist`: tries again even if it failed lately, and waits longer
 * @returns {Promise<ElectronState>} `reason` is half a sentence for the user
 */
export async function ensureElectron({ insist, now = Date.now() }) {
  const program = installedProgram();
  if (program) return checkLibraries(program);
  const version = packageVersion();
  if (!version) return { ready: false, reason: "Electron's npm package is not installed" };
  const failure = insist ? undefined : recentFailure(memory, version, now);
  if (failure) return { ready: false, reason: failure };

  const task = startTask('Fetching Electron');
  const { status } = await capture(process.execPath, [path.join(electronPackage, 'install.js')], {
    cwd: root,
    timeoutMs: insist ? PATIENT_FETCH_MS : FETCH_MS,
  });
  const fetched = installedProgram();
  if (fetched) {
    task.done();
    rmSync(memory, { force: true });
    return checkLibraries(fetched);
  }
  task.fail();
  const limit = (insist ? PATIENT_FETCH_MS : FETCH_MS) / 1000;
  const reason =
    status === 124 ? `Electron could not be fetched within ${limit} s` : 'Electron could not be fetched';
  writeWhole(memory, JSON.stringify({ version, failedAt: now, reason }));
  return { ready: false, reason };
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

/** @returns {string | undefined} */
function packageVersion() {
  const file = path.join(electronPackage, 'package.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : undefined;
}

/** @returns {string | undefined} */
function installedProgram() {
  const pathFile = path.join(electronPackage, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : defaultProgram();
  const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? path.join(electronPackage, 'dist');
  const program = path.join(folder, name);
  return existsSync(program) ? program : undefined;
}

function defaultProgram() {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}

/**
 * On Linux the desktop's libraries are not part of Electron's archive.
 * @param {string} program
 * @returns {Promise<ElectronState>}
 */
async function checkLibraries(program) {
  if (process.platform !== 'linux') return { ready: true, program };
  const { output } = await capture('ldd', [program], { env: { LC_ALL: 'C' } });
  const missing = [...output.matchAll(/^\s*(\S+) => not found$/gm)].map((match) => match[1]);
  if (missing.length === 0) return { ready: true, program };
  return { ready: false, reason: `Electron lacks libraries of this machine (${missing.join(', ')})` };
}
