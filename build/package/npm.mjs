// @ts-check
/** The npm package: `npm install --global FILE` and `trapdoom` play, on any system with Node.js and a browser. */
import path from 'node:path';
import { runNpm } from '../npm.mjs';
import { SetupError } from '../run.mjs';
import { project } from './manifest.mjs';
import { stage } from './stage.mjs';

/**
 * @param {string} work an empty folder
 * @param {(text: string) => void} onProgress
 * @returns {Promise<string[]>} the package
 */
export async function makeNpmPackage(work, onProgress) {
  const folder = path.join(work, 'package');
  stage(folder);
  onProgress('npm pack');
  const args = ['pack', folder, `--pack-destination=${work}`, '--ignore-scripts', '--loglevel=error'];
  const problem = await runNpm(args, { cwd: work, onProgress: () => {} });
  if (problem) throw new SetupError(`npm could not pack Trapdoom:\n${problem}`);
  return [path.join(work, `${project.name}-${project.version}.tgz`)];
}
