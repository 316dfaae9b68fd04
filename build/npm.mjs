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

/**
 * How npm fetches. Every version and its hash is pinned, so what npm has in its cache is as good as the registry's.
 */
export const FETCH_OPTIONS = [
  '--ignore-scripts',
  '--prefer-offline',
  '--fetch-retry-mintimeout=2000',
  '--fetch-retry-maxtimeout=10000',
  '--loglevel=http',
];
const INSTALL_OPTIONS = ['--no-save', '--no-audit', '--no-fund', ...FETCH_OPTIONS];

/** npm itself would try each of some hundred packages three times before it gives up. */
const HOPELESS_FAILURES = 3;

const inputs = () =>
  hashInputs(root, [path.join(root, 'package.json'), path.join(root, 'package-lock.json')]);
const stamped = () => (existsSync(stamp) ? readFileSync(stamp, 'utf8') : undefined);

/** Whether node_modules holds what the lock file says. */
export function npmIsFresh() {
  return existsSync(modules) && stamped() === inputs();
}

/**
 * Installs the packages at the versions of the lock file, which is left as it is. `npm ci` would remove all of node_modules first;
 * this changes what differs. No install script is run: none that Trapdoom uses has a need of it (Electron's binary is fetched by
 * electron.mjs).
 */
export async function installPackages() {
  const task = startTask('Installing npm packages');
  if (stamped() === UNFINISHED) rmSync(modules, { recursive: true, force: true });
  writeStamp(stamp, UNFINISHED);
  const problem = await runNpm(['install', ...INSTALL_OPTIONS], { cwd: root, onProgress: task.update });
  if (problem) {
    task.fail();
    throw new SetupError(
      `npm could not install the packages:\n${problem}\nCheck the network and npm's registry settings, then start again.`,
    );
  }
  writeStamp(stamp, inputs());
  task.done();
}

/**
 * Runs the npm that runs this program, or else the one in PATH. It is ended where it does nothing but fail.
 * @param {readonly string[]} args
 * @param {{cwd: string, onProgress: (text: string) => void}} options
 * @returns {Promise<string | undefined>} what npm complained of, or undefined if all went well
 */
export async function runNpm(args, { cwd, onProgress }) {
  const npm = process.env['npm_execpath'];
  const [program, ...first] = npm?.endsWith('.js') ? [process.execPath, npm] : ['npm'];
  const watch = watchRegistry();
  const { status, output } = await capture(/** @type {string} */ (program), [...first, ...args], {
    cwd,
    signal: watch.signal,
    onLine: (line) => onProgress(watch.read(line)),
  });
  if (status === 0) return undefined;
  const errors = output.split('\n').filter((line) => line.startsWith('npm error'));
  return watch.problem() ?? (errors.slice(0, 12).join('\n') || tail(output));
}

/**
 * Follows npm's log: counts requests for the progress line, and ends npm when nothing but failures comes.
 * @returns {{read: (line: string) => string, problem: () => string | undefined, signal: AbortSignal}}
 */
export function watchRegistry() {
  const abort = new AbortController();
  let fetched = 0;
  let failures = 0;
  /** @type {string | undefined} */
  let problem;
  return {
    signal: abort.signal,
    problem: () => problem,
    read(line) {
      const failure = /attempt \d+ failed with (\S+)/.exec(line);
      if (failure) failures++;
      else if (/^npm http fetch \w+ 200/.test(line)) fetched++;
      if (fetched === 0 && failures >= HOPELESS_FAILURES && failure) {
        problem = `The registry cannot be reached (${failure[1]}).`;
        abort.abort();
      }
      return failure && fetched === 0 ? `no answer yet (${failure[1]})` : `${fetched} fetched`;
    },
  };
}
