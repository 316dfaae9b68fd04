// @ts-check
/** The one folder with all that runs: the built launcher, engine processes, window, games, Freedoom, and their licences. */
import { chmodSync, copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkAssets } from '../assets.mjs';
import { obtainNode24 } from '../node24.mjs';
import { dependencies } from '../notices.mjs';
import { assets, dist, root } from '../paths.mjs';
import { SetupError } from '../run.mjs';
import { filesBelow } from '../stamp.mjs';
import { SUMS } from '../sums.mjs';
import { manifest } from './manifest.mjs';

export const NODE = process.platform === 'win32' ? 'node/node.exe' : 'node/node';
/** What Node.js is given to run. */
export const COMMAND = 'bin/trapdoom.cjs';
/** Below dist/: developers' programs, and what maps the bundle back to its sources. */
const LEFT_OUT = /^tools\/|\.map$/;

/**
 * Copies a file, and makes its folder. Its mode does not depend on this user's.
 * @param {string} from
 * @param {string} to
 * @param {number} [mode]
 */
export function put(from, to, mode = 0o644) {
  mkdirSync(path.dirname(to), { recursive: true, mode: 0o755 });
  copyFileSync(from, to);
  chmodSync(to, mode);
}

/**
 * Writes a file, and makes its folder.
 * @param {string} file
 * @param {string | Uint8Array} content
 * @param {number} [mode]
 */
export function write(file, content, mode = 0o644) {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o755 });
  writeFileSync(file, content);
  chmodSync(file, mode);
}

/**
 * Makes the folder, without npm packages and without a Node.js.
 * @param {string} folder
 * @throws {SetupError} if an asset is missing or damaged
 */
export function stage(folder) {
  write(path.join(folder, 'package.json'), `${JSON.stringify(manifest(), undefined, 2)}\n`);
  put(path.join(import.meta.dirname, 'trapdoom.cjs'), path.join(folder, COMMAND), 0o755);
  // With what it carries, the whole can only be passed on under version 3 (README.md, Licences).
  for (const name of ['COPYING', 'COPYING.GPL-3', 'README.md'])
    put(path.join(root, name), path.join(folder, name));
  for (const file of filesBelow(dist)) {
    const name = path.relative(dist, file).split(path.sep).join('/');
    if (!LEFT_OUT.test(name)) put(file, path.join(folder, 'dist', name));
  }
  for (const name of [SUMS, ...checkAssets().map((asset) => asset.path)])
    put(path.join(assets, name), path.join(folder, 'assets', name));
}

/** What of an npm package does not run: types, and programs of its own. */
const NOT_RUN = /\.d\.[cm]?ts$|\.map$|^bin\//;

/**
 * Adds the npm packages that run, for this system.
 * @param {string} folder
 */
export function stagePackages(folder) {
  for (const { name, folder: from } of dependencies(root)) {
    for (const file of filesBelow(from)) {
      const inner = path.relative(from, file).split(path.sep).join('/');
      if (inner.startsWith('node_modules/') || NOT_RUN.test(inner)) continue;
      put(file, path.join(folder, 'node_modules', ...name.split('/'), inner));
    }
  }
}

/**
 * Adds the Node.js that Trapdoom brings along, with its licence. The command is then no program by itself.
 * @param {string} folder
 * @throws {SetupError} if there is none for this system
 */
export async function stageNode(folder) {
  const { program, licence = licenceBeside(program) } = await obtainNode24();
  if (licence === undefined)
    throw new SetupError(`${program} has no licence beside it, and may not be passed on without.`);
  put(program, path.join(folder, NODE), 0o755);
  put(licence, path.join(folder, 'node', 'LICENSE'));
  const command = readFileSync(path.join(folder, COMMAND), 'utf8').replace(/^#!.*\n/, '');
  write(path.join(folder, COMMAND), command);
}

/** @param {string} program @returns {string | undefined} where an archive of nodejs.org has it */
function licenceBeside(program) {
  const folder = path.dirname(program);
  return [folder, path.dirname(folder)]
    .map((place) => path.join(place, 'LICENSE'))
    .find((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}

/**
 * What starts Trapdoom with its own Node.js, where there is a shell: from anywhere, also by a link. A full disk leaves files cut off or
 * empty as the folder is unpacked. Node.js is the largest file and is unpacked last, so its size shows that.
 * @param {string} folder
 */
export function startScript(folder) {
  const { size } = statSync(path.join(folder, 'node', 'node'));
  return `#!/bin/sh
# Starts Trapdoom with the Node.js that came with it.
here=$(dirname -- "$(readlink -f -- "$0")")
if [ ! -x "$here/node/node" ] || [ "$(($(wc -c <"$here/node/node")))" -ne ${size} ]; then
  echo "Trapdoom in $here is not complete: install or unpack it again." >&2
  exit 1
fi
exec "$here/node/node" "$here/bin/trapdoom.cjs" "$@"
`;
}
