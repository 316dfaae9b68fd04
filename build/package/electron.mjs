// @ts-check
/** Installers with Electron, by electron-builder. */

import { readdirSync } from 'node:fs';
import path from 'node:path';
import { ensureElectron } from '../electron.mjs';
import { installedProgram } from '../electron-machine.mjs';
import { drawIcon } from '../icon.mjs';
import { root } from '../paths.mjs';
import { capture, SetupError, tail } from '../run.mjs';
import { Unavailable } from './make.mjs';

const PLATFORM = { linux: '--linux', win32: '--win', darwin: '--mac' };
/** Of what electron-builder writes: installers, and what their updates are found by. */
const RESULTS = /\.(AppImage|deb|exe|dmg|blockmap)$|^latest.*\.yml$/;
/** electron-builder fetches tools for each target when they are needed first. */
const NO_NETWORK =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|ETIMEDOUT|RequestError|HTTPError|cannot (download|resolve)|could not be downloaded|(status|response) code:? (403|404|407|5\d\d)/i;

/** @type {Promise<string> | undefined} */
let found;

/** The folder of Electron's program, fetched once for all targets. */
function electronFolder() {
  return (found ??= findElectron());
}

/** @returns {Promise<string>} */
async function findElectron() {
  const elsewhere = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (elsewhere) return path.resolve(elsewhere);
  const state = await ensureElectron({ insist: true, sandboxed: false });
  // Whether this machine could run it does not matter.
  if (installedProgram(path.join(root, 'node_modules', 'electron')))
    return path.join(root, 'node_modules', 'electron', 'dist');
  throw new Unavailable(state.ready ? 'Electron was not found' : state.reason);
}

/**
 * electron-builder's command line, without its program.
 * @param {string} target
 * @param {string} electron the folder of Electron's program
 * @param {string} out
 */
export function builderArguments(target, electron, out) {
  return [
    '--publish=never',
    `--config.electronDist=${electron}`,
    `--config.directories.output=${out}`,
    PLATFORM[/** @type {keyof typeof PLATFORM} */ (process.platform)],
    target,
  ];
}

/**
 * Runs electron-builder.
 * @param {string} target
 * @param {string} electron
 * @param {string} out
 * @param {(text: string) => void} [onProgress]
 */
export async function runBuilder(target, electron, out, onProgress = () => {}) {
  await drawIcon();
  const builder = path.join(root, 'node_modules', 'electron-builder', 'cli.js');
  return capture(process.execPath, [builder, ...builderArguments(target, electron, out)], {
    cwd: root,
    onLine: (line) => onProgress(line.replace(/^[^\w]+/, '').slice(0, 70)),
  });
}

/**
 * @param {string} target of electron-builder
 * @returns {import('./targets.mjs').Make}
 */
export function makeInstaller(target) {
  return async (work, onProgress) => {
    const electron = await electronFolder();
    const { status, output } = await runBuilder(target, electron, work, onProgress);
    if (status !== 0) {
      if (NO_NETWORK.test(output))
        throw new Unavailable(`electron-builder could not fetch its tools for ${target}`);
      throw new SetupError(`electron-builder could not make ${target}:\n${tail(output)}`);
    }
    const files = readdirSync(work).filter((name) => RESULTS.test(name));
    if (files.length === 0) throw new SetupError(`electron-builder made no ${target}:\n${tail(output)}`);
    return files.map((name) => path.join(work, name));
  };
}
