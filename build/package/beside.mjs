// @ts-check
/** An Electron that was installed beside Trapdoom, e.g. by `npm install --global electron`. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { checkMachine, installedProgram } from '../electron-machine.mjs';

/**
 * Finds the Electron that `TRAPDOOM_ELECTRON` names, or the npm package `electron` where Trapdoom's own would lie.
 * @param {string} root Trapdoom's folder
 * @param {object} options
 * @param {boolean} options.sandboxed whether it is to be started with its sandbox
 * @param {NodeJS.ProcessEnv} [options.env]
 * @returns {Promise<import('../electron-machine.mjs').ElectronState | undefined>} undefined if there is none
 */
export async function electronBeside(root, { sandboxed, env = process.env }) {
  const chosen = env['TRAPDOOM_ELECTRON'];
  if (chosen) return checkMachine(path.resolve(chosen), sandboxed);
  const folder = packageBeside(root);
  if (folder === undefined) return undefined;
  const { version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const oldest = oldestElectron(root);
  if (Number.parseInt(version, 10) < oldest)
    return { ready: false, reason: `Electron ${version} is too old, ${oldest} is needed` };
  const program = installedProgram(folder);
  if (program === undefined)
    return {
      ready: false,
      reason: `Electron ${version} has not fetched its program yet (“electron --version” does)`,
    };
  return checkMachine(program, sandboxed);
}

/** @param {string} root @returns {string | undefined} the folder of the package */
function packageBeside(root) {
  try {
    return path.dirname(createRequire(path.join(root, 'package.json')).resolve('electron/package.json'));
  } catch {
    return undefined;
  }
}

/**
 * The oldest major version that Trapdoom's package.json allows.
 * @param {string} root
 */
export function oldestElectron(root) {
  const { peerDependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  return Number.parseInt(peerDependencies.electron.replace(/^\D+/, ''), 10);
}
