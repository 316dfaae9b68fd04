import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** This checkout: the code runs from the tree, and bundled in dist. */
export const CHECKOUT = findCheckout(fileURLToPath(import.meta.url));

/** Where the official suite lies: the environment's WASM_TESTSUITE, else `../shared/spec` beside the checkout. */
export const SUITE_DIRECTORY = process.env['WASM_TESTSUITE'] || resolve(dirname(CHECKOUT), 'shared/spec');

/** Paths of the suite's scripts below its directory, with `/`, in order; undefined where there is no suite. */
export function listScripts(directory: string = SUITE_DIRECTORY): string[] | undefined {
  if (!existsSync(directory)) return undefined;
  const scripts = readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.wast'))
    .map((name) => name.replaceAll(sep, '/'));
  return scripts.length === 0 ? undefined : scripts.sort();
}

/** The feature that everything in a script's folder is about, which no backend has; undefined for the standard's own scripts. */
export function featureOfFolder(script: string): string | undefined {
  const [folder, proposal] = script.split('/').slice(0, -1);
  if (folder === 'proposals') return proposal;
  if (folder === 'legacy') return 'legacy-exceptions';
  if (folder === 'custom') return 'custom-annotations';
  return folder;
}

/** The commit that the suite is at: from its file COMMIT, or from git. */
export function suiteCommit(directory: string = SUITE_DIRECTORY): string | undefined {
  try {
    return readFileSync(join(directory, 'COMMIT'), 'utf8').trim();
  } catch {}
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], {
      cwd: directory,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}

/** What to tell someone who has no suite. */
export function missingSuiteText(directory: string = SUITE_DIRECTORY): string {
  return `The official WebAssembly test suite is not at ${directory}: set WASM_TESTSUITE to a checkout of it. Nothing was run.`;
}

export function readScriptFile(name: string, directory: string = SUITE_DIRECTORY): string {
  return readFileSync(join(directory, name), 'utf8');
}

/** The directory of the nearest package.json above a file. */
function findCheckout(from: string): string {
  let directory = dirname(from);
  while (!existsSync(join(directory, 'package.json')) && dirname(directory) !== directory) {
    directory = dirname(directory);
  }
  return directory;
}
