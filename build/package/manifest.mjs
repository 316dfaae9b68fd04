// @ts-check
/** The package.json of an installed Trapdoom: what runs, and nothing of how it is made. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../paths.mjs';

const read = (/** @type {string} */ name) => JSON.parse(readFileSync(path.join(root, name), 'utf8'));

/** The package.json of the checkout. */
export const project = read('package.json');

/** What an installed Trapdoom says of itself as the checkout does. */
const CARRIED = [
  'name',
  'productName',
  'desktopName',
  'version',
  'description',
  'license',
  'author',
  'homepage',
  'type',
  'engines',
  'main',
];

/** @returns {object} dependencies at the versions that were tested, those of the lock file */
export function manifest() {
  const { packages } = read('package-lock.json');
  const dependencies = Object.fromEntries(
    Object.keys(project.dependencies).map((name) => [name, packages[`node_modules/${name}`].version]),
  );
  return {
    ...Object.fromEntries(CARRIED.map((key) => [key, project[key]])),
    bin: { trapdoom: 'bin/trapdoom.cjs' },
    dependencies,
    // Not installed by itself: where it is there, the launcher opens in it.
    peerDependencies: { electron: `>=${Number.parseInt(packages['node_modules/electron'].version, 10)}` },
    peerDependenciesMeta: { electron: { optional: true } },
  };
}
