// @ts-check
/** An Electron that is there: its program, its arguments, and whether this machine lets it run. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { capture } from './run.mjs';

/** @typedef {{ready: true, program: string} | {ready: false, reason: string}} ElectronState `reason` is half a sentence for the user */

/**
 * Electron's arguments, and whether it has its sandbox with them: Chromium refuses it to root, and everyone else keeps it.
 * @param {string} root Trapdoom's folder
 * @param {readonly string[]} rest what the launcher itself gets
 * @param {number | undefined} uid undefined on Windows
 * @returns {{args: string[], sandboxed: boolean}}
 */
export function electronArguments(root, rest, uid) {
  const args = [...(uid === 0 ? ['--no-sandbox'] : []), root, ...rest];
  return { args, sandboxed: !args.includes('--no-sandbox') };
}

/**
 * The program, if it is whole: the installer writes path.txt last.
 * @param {string} folder
 * @returns {string | undefined}
 */
export function installedProgram(folder) {
  const elsewhere = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const pathFile = path.join(folder, 'path.txt');
  if (!elsewhere && !existsSync(pathFile)) return undefined;
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : defaultProgram();
  const program = path.join(elsewhere || path.join(folder, 'dist'), name);
  return existsSync(program) ? program : undefined;
}

function defaultProgram() {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}

/**
 * On Linux the desktop's libraries are not part of Electron's archive, and not every system lets it have a sandbox.
 * @param {string} program
 * @param {boolean} sandboxed
 * @returns {Promise<ElectronState>}
 */
export async function checkMachine(program, sandboxed) {
  if (process.platform !== 'linux') return { ready: true, program };
  const { output } = await capture('ldd', [program], { env: { LC_ALL: 'C' } });
  const missing = [...output.matchAll(/^\s*(\S+) => not found$/gm)].map((match) => match[1]);
  if (missing.length > 0) {
    return { ready: false, reason: `Electron lacks libraries of this machine (${missing.join(', ')})` };
  }
  if (!sandboxed || (await canSandbox(program))) return { ready: true, program };
  return {
    ready: false,
    reason: 'This system does not let Electron have its sandbox (no unprivileged user namespaces)',
  };
}

/**
 * Whether Chromium's sandbox can run: by a user namespace, or by a helper that is root's and setuid. Ubuntu since 23.10 and some
 * other systems forbid the namespace. An archive that was merely unpacked has no such helper. Electron aborts without either.
 * @param {string} program
 * @param {object} [machine]
 * @param {string} [machine.unshare]
 * @param {(file: string) => {uid: number, mode: number} | undefined} [machine.stat]
 */
export async function canSandbox(
  program,
  { unshare = 'unshare', stat = (file) => statSync(file, { throwIfNoEntry: false }) } = {},
) {
  const { status } = await capture(unshare, ['-Ur', 'true']);
  // Without util-linux nothing is known: then Electron may say it itself.
  if (status === 0 || status === 127) return true;
  const helper = stat(path.join(path.dirname(program), 'chrome-sandbox'));
  return helper !== undefined && helper.uid === 0 && (helper.mode & 0o4000) !== 0;
}
