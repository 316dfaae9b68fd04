// @ts-check
/** `npm run typecheck`: every TypeScript project of the checkout. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';
import { inherit } from './run.mjs';

const PROJECTS = ['tsconfig.json', 'renderer/tsconfig.json', 'main/shell/electron/tsconfig.json'];

/** @returns {Promise<boolean>} whether all projects are free of errors */
export async function typecheck() {
  const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  let clean = true;
  for (const project of PROJECTS.filter((file) => existsSync(path.join(root, file)))) {
    clean = (await inherit(process.execPath, [tsc, '-p', project], { cwd: root })) === 0 && clean;
  }
  return clean;
}

if (process.argv[1] === import.meta.filename) process.exitCode = (await typecheck()) ? 0 : 1;
