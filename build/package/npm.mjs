// @ts-check
/** The npm package: `npm install --global FILE` and `trapdoom` play, on any system with Node.js and a browser. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { runNpm } from '../npm.mjs';
import { SetupError } from '../run.mjs';
import { filesBelow } from '../stamp.mjs';
import { manifest, project } from './manifest.mjs';
import { put, stage, write } from './stage.mjs';

/**
 * @param {string} work an empty folder
 * @param {(text: string) => void} onProgress
 * @returns {Promise<string[]>} the package
 */
export async function makeNpmPackage(work, onProgress) {
  const folder = path.join(work, 'package');
  stage(folder);
  put(path.join(import.meta.dirname, 'complete.cjs'), path.join(folder, 'bin', 'complete.cjs'));
  const manifestFile = path.join(folder, 'package.json');
  const scripts = { postinstall: `node -e "require('./bin/complete.cjs').check()"` };
  write(manifestFile, `${JSON.stringify({ ...manifest(), scripts }, undefined, 2)}\n`);
  // npm may write package.json anew.
  const sizes = filesBelow(folder, (file) => file !== manifestFile).map((file) => [
    path.relative(folder, file).split(path.sep).join('/'),
    statSync(file).size,
  ]);
  write(path.join(folder, 'bin', 'files.json'), JSON.stringify(Object.fromEntries(sizes), undefined, 1));
  onProgress('npm pack');
  const args = ['pack', folder, `--pack-destination=${work}`, '--ignore-scripts', '--loglevel=error'];
  const problem = await runNpm(args, { cwd: work, onProgress: () => {} });
  if (problem) throw new SetupError(`npm could not pack Trapdoom:\n${problem}`);
  return [path.join(work, `${project.name}-${project.version}.tgz`)];
}
