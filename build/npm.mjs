// @ts-check
/** The npm packages of package-lock.json. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root, stamps } from './paths.mjs';
import { startTask } from './progress.mjs';
import { capture, SetupError, tail } from './run.mjs';
import { hashInputs, writeStamp } from './stamp.mjs';

const modules = path.join(root, 'node_modules');
const stamp = path.join(stamps, 'npm');
/** Stands in the stamp while npm works: what an interrupted npm left is not repaired but removed and made anew. */
const UNFINISHED = 'unfinished';

const inputs = () =>
  hashInputs(root, [path.join(root, 'package.json'), path.join(root, 'package-lock.json')]);
const stamped = () => (existsSync(stamp) ? readFileSync(stamp, 'utf8') : undefined);

/** Whether node_modules holds what the lock file says. */
export function npmIsFresh() {
  return existsSync(modules) && stamped() === inputs();
}

/**
 * Installs the packages at the versions of the lock file, which is left as it is: `npm ci` would refuse a lock file that lacks
 * the native packages of other platforms, as one written against a registry without them does. No install script is run: none
 * that Trapdoom uses has a need of it (Electron's binary is fetched by electron.mjs).
 */
export async function installPackages() {
  const task = startTask('Installing npm packages');
  if (stamped() === UNFINISHED) rmSync(modules, { recursive: true, force: true });
  writeStamp(stamp, UNFINISHED);
  const args = ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=http'];
  const npm = process.env['npm_execpath'];
  const [program, ...first] = npm?.endsWith('.js') ? [process.execPath, npm] : ['npm'];
  let fetched = 0;
  const { status, output } = await capture(/** @type {string} */ (program), [...first, ...args], {
    cwd: root,
    onLine: (line) => {
      if (/^npm http fetch/.test(line)) task.update(`${++fetched} requests`);
    },
  });
  if (status !== 0) {
    task.fail();
    const errors = output.split('\n').filter((line) => line.startsWith('npm error'));
    throw new SetupError(
      `npm could not install the packages:\n${errors.slice(0, 12).join('\n') || tail(output)}\nCheck the network and npm's registry settings, then start again.`,
    );
  }
  writeStamp(stamp, inputs());
  task.done();
}
