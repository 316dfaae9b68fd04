// @ts-check
/** The npm packages of package-lock.json. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root, stamps } from './paths.mjs';
import { startTask } from './progress.mjs';
import { capture, SetupError, tail } from './run.mjs';
import { hashInputs, writeStamp } from './stamp.mjs';

const modules = path.join(root, 'node_modules');
const stamp = path.join(stamps, 'npm');
/** Stands in the stamp while npm works: what an interrupted npm left is not repaired but made anew. */
const UNFINISHED = 'unfinished';

const inputs = () =>
  hashInputs(root, [path.join(root, 'package.json'), path.join(root, 'package-lock.json')]);
const stamped = () => (existsSync(stamp) ? readFileSync(stamp, 'utf8') : undefined);

/** Whether node_modules holds what the lock file says. */
export function npmIsFresh() {
  return existsSync(modules) && stamped() === inputs();
}

/**
 * Installs the packages: from nothing with `npm ci`, else by bringing the present ones in line. No package's install script is
 * run: none that Trapdoom uses has one (Electron's binary is fetched by electron.mjs).
 */
export async function installPackages() {
  const clean = !existsSync(modules) || stamped() === UNFINISHED;
  const task = startTask('Installing npm packages');
  writeStamp(stamp, UNFINISHED);
  const args = [clean ? 'ci' : 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=http'];
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
    const lines = output.split('\n').filter((line) => !/^npm (http|warn)/.test(line));
    throw new SetupError(
      `npm could not install the packages:\n${tail(lines.join('\n'))}\nCheck the network and npm's registry settings, then start again.`,
    );
  }
  writeStamp(stamp, inputs());
  task.done();
}
