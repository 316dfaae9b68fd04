// @ts-check
/** `npm run typecheck`: every TypeScript project of the checkout. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';
import { capture } from './run.mjs';

const PROJECTS = ['tsconfig.json', 'renderer/tsconfig.json', 'main/shell/electron/tsconfig.json'];

/** @returns {Promise<{status: number, output: string}>} the errors of all projects; status 0 if there are none */
export async function typecheck() {
  const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const result = { status: 0, output: '' };
  for (const project of PROJECTS.filter((file) => existsSync(path.join(root, file)))) {
    const { status, output } = await capture(process.execPath, [tsc, '-p', project], { cwd: root });
    result.status ||= status;
    result.output += output;
  }
  return result;
}

if (process.argv[1] === import.meta.filename) {
  const { status, output } = await typecheck();
  process.stdout.write(output);
  process.exitCode = status;
}
