// @ts-check
/** The step of setup that makes the game modules, the data that belong to them, and the licence texts that travel with them. */
import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { packageVersions } from '../debian.mjs';
import { cache, gameAssets, root, stamps } from '../paths.mjs';
import { say } from '../progress.mjs';
import { capture } from '../run.mjs';
import { filesBelow, hashInputs, isFresh, writeStamp, writeWhole } from '../stamp.mjs';
import { compileAll, compileJobs, FIXED_FLAGS, link } from './compile.mjs';
import { CHOCOLATE } from './recipes/chocolate.mjs';
import { WOOF } from './recipes/woof.mjs';
import { headersFolder, obtainHeaders } from './sources/headers.mjs';
import { obtainSources, treeOf, UNPACKING_PACKAGES } from './sources/source.mjs';

/** @typedef {import('./compile.mjs').Place} Place */

/**
 * How a source port's games are made.
 * @typedef {object} Recipe
 * @property {string} id
 * @property {readonly import('./sources/source.mjs').Source[]} sources
 * @property {readonly import('./sources/headers.mjs').Headers[]} headers
 * @property {readonly import('./compile.mjs').Module[]} modules
 * @property {readonly {file: string, make: (folders: Place['folders']) => Promise<Uint8Array>}[]} data what a game reads of its own
 * @property {string} licence the file of the licence text
 * @property {(folders: Place['folders']) => string} licenceText
 */

/** @type {readonly Recipe[]} */
export const RECIPES = [CHOCOLATE, WOOF];

/** What has a say in the bytes of modules. */
const COMPILER_PACKAGES = [
  'clang',
  'lld',
  'wasi-libc',
  'libclang-rt-dev-wasm32',
  'libsdl2-dev',
  'libsdl2-mixer-dev',
  'libsdl2-net-dev',
];
/** What the step needs, installed by setup. */
export const BUILD_PACKAGES = [...COMPILER_PACKAGES, ...UNPACKING_PACKAGES];

/** The names of all files that this step makes in `assets/games`. */
export const GAME_FILES = RECIPES.flatMap(({ modules, data, licence }) => [
  ...modules.map(({ file }) => file),
  ...data.map(({ file }) => file),
  licence,
]);
export const gamesStamp = path.join(stamps, 'games');

/** Trapdoom's own C files: headers of configurations, and what stands in for a source that needs more than the host has. */
const ownFiles = path.join(import.meta.dirname, 'c');

function inputs() {
  return hashInputs(
    root,
    filesBelow(import.meta.dirname, (file) => !file.endsWith('.test.ts')),
  );
}

/** Whether all that this step makes is there and was made by this very build. */
export function gamesAreFresh() {
  return isFresh(
    gamesStamp,
    inputs(),
    GAME_FILES.map((name) => path.join(gameAssets, name)),
  );
}

/** Makes all games. */
export async function buildGames() {
  await obtainSources(RECIPES.flatMap(({ sources }) => sources));
  for (const headers of RECIPES.flatMap((recipe) => recipe.headers)) await obtainHeaders(headers);
  const builds = await Promise.all(RECIPES.map(async (recipe) => ({ recipe, place: await placeOf(recipe) })));
  for (const line of await makeModules(builds)) say(line);
  mkdirSync(gameAssets, { recursive: true });
  for (const { recipe, place } of builds) {
    for (const { file, make } of recipe.data)
      writeWhole(path.join(gameAssets, file), await make(place.folders));
    writeWhole(path.join(gameAssets, recipe.licence), recipe.licenceText(place.folders));
  }
  writeStamp(gamesStamp, inputs());
}

/**
 * The folders of setup's own build of a recipe. The folder of object files is named by all that they are made from. So objects of
 * another compiler or of other headers are not linked with new ones.
 * @param {Pick<Recipe, 'id' | 'sources' | 'headers' | 'modules'>} recipe
 * @returns {Promise<Place>}
 */
export async function placeOf({ id, sources, headers, modules }) {
  const folders = {
    c: ownFiles,
    ...Object.fromEntries(sources.map((source) => [source.name, treeOf(source)])),
    ...Object.fromEntries(headers.map((entry) => [entry.folder, headersFolder(entry)])),
  };
  const compiler = await capture('clang', ['--version'], { env: { LC_ALL: 'C' } });
  const facts = [
    ...sources.map(({ sha256 }) => sha256),
    ...headers.map((entry) => hashInputs(headersFolder(entry), filesBelow(headersFolder(entry)))),
    compiler.output,
    ...packageVersions(COMPILER_PACKAGES),
    ...FIXED_FLAGS,
    ...modules.flatMap(({ parts }) => parts(folders)).flatMap(({ tree, flags }) => [tree, ...flags]),
  ];
  const key = hashInputs(root, filesBelow(ownFiles), facts).slice(0, 12);
  return { folders, objects: path.join(cache, 'objects', `${id}-${key}`), modules: gameAssets };
}

/**
 * Compiles and links games. The same source gives the same bytes: in any folder, at any date, and by any number of compilers.
 * @param {readonly {recipe: Pick<Recipe, 'modules'>, place: Place}[]} builds
 * @param {number} [processes] how many compilers run at the same time
 * @returns {Promise<string[]>} one line a module, for the user
 * @throws {import('../run.mjs').SetupError} with the compiler's or the linker's last words
 */
export async function makeModules(builds, processes = availableParallelism()) {
  await compileAll(
    builds.flatMap(({ recipe, place }) => compileJobs(recipe.modules, place)),
    processes,
  );
  const lines = [];
  for (const { recipe, place } of builds)
    for (const module of recipe.modules) lines.push(await link(module, place));
  return lines;
}
