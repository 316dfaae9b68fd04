import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the official suite lies: the environment's WASM_TESTSUITE, else `../shared/spec` beside the checkout. */
export const SUITE_DIRECTORY =
  process.env['WASM_TESTSUITE'] ??
  resolve(dirname(findCheckout(fileURLToPath(import.meta.url))), 'shared/spec');

/** Names of the suite's top-level scripts in order, or undefined where there is no suite. */
export function listScripts(directory: string = SUITE_DIRECTORY): string[] | undefined {
  if (!existsSync(directory)) return undefined;
  const scripts = readdirSync(directory).filter((name) => name.endsWith('.wast'));
  return scripts.length === 0 ? undefined : scripts.sort();
}

/** What to tell someone who has no suite. */
export function missingSuiteText(directory: string = SUITE_DIRECTORY): string {
  return `The official WebAssembly test suite is not at ${directory}: set WASM_TESTSUITE to a checkout of it. Nothing was run.`;
}

export function readScriptFile(name: string, directory: string = SUITE_DIRECTORY): string {
  return readFileSync(join(directory, name), 'utf8');
}

/** The directory of the nearest package.json above a file: this code runs from the tree and bundled in dist. */
function findCheckout(from: string): string {
  let directory = dirname(from);
  while (!existsSync(join(directory, 'package.json')) && dirname(directory) !== directory) {
    directory = dirname(directory);
  }
  return directory;
}
