// @ts-check
/**
 * Compiles Doom, Heretic, Hexen and Strife, unmodified, from Chocolate Doom's source to wasm32-wasi with Debian's clang against
 * Debian's SDL headers. SDL is not linked: its functions stay undefined and become imports of the module `env`.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { packageVersions } from '../debian.mjs';
import { cache, gameAssets, root, stamps } from '../paths.mjs';
import { say, startTask } from '../progress.mjs';
import { capture, SetupError, tail } from '../run.mjs';
import { filesBelow, hashInputs, isFresh, writeStamp, writeWhole } from '../stamp.mjs';
import { checkModule } from './check.mjs';
import { makefileSources } from './makefile.mjs';
import { obtainSource, SOURCE } from './source.mjs';

/** What compiling needs, installed by setup. */
export const COMPILER_PACKAGES = [
  'clang',
  'lld',
  'wasi-libc',
  'libclang-rt-dev-wasm32',
  'libsdl2-dev',
  'libsdl2-mixer-dev',
  'libsdl2-net-dev',
];

/**
 * What Doom's sessions use beyond the exports of every game. One function runs one frame; the other games keep their own loop. Another
 * writes statistics, and a variable shows when a level has been finished.
 */
const DOOM_EXPORTS = ['D_RunFrame', 'StatDump', 'gamestate'];

/** `variable` names the game's file list in src/Makefile.am. */
export const GAMES = [
  { id: 'doom', title: 'Doom', variable: '@PROGRAM_PREFIX@doom_SOURCES', exports: DOOM_EXPORTS },
  { id: 'heretic', title: 'Heretic', variable: '@PROGRAM_PREFIX@heretic_SOURCES', exports: [] },
  { id: 'hexen', title: 'Hexen', variable: '@PROGRAM_PREFIX@hexen_SOURCES', exports: [] },
  { id: 'strife', title: 'Strife', variable: '@PROGRAM_PREFIX@strife_SOURCES', exports: [] },
];

/**
 * What the games are configured with, as configure does unless told not to: memory of a fixed size for all that is read from WADs. The
 * allocator without it, for debugging, keeps every lump once read for as long as there is memory.
 */
const CONDITIONS = new Set(['HAVE_ZPOOL']);

/** Opens subprocesses to show a desktop's file dialog; wasi-libc has none, and no game calls it. */
const NOT_COMPILED = new Set(['textscreen/txt_fileselect.c']);

const TARGET = ['--target=wasm32-wasi'];
// The date of the source stands for that of the build.
const COMPILE_FLAGS = [
  ...TARGET,
  '-O2',
  '-w',
  '-D__DATE__="Dec  9 2022"',
  '-D__TIME__="00:00:00"',
  '-D__TIMESTAMP__="Fri Dec  9 00:00:00 2022"',
  '-DHAVE_CONFIG_H',
  '-D_WASI_EMULATED_SIGNAL',
  '-D_WASI_EMULATED_PROCESS_CLOCKS',
  '-Isrc',
  '-Itextscreen',
  '-Iopl',
  '-Ipcsound',
];
// wasi-libc has two start files. The one clang would take, crt1-command.o, makes the linker wrap every export, so that each call
// of `malloc` or D_RunFrame from outside runs all constructors before it and closes stdio after it; crt1.o starts the C library
// once, in `_start`. No -O2 here: clang would run wasm-opt where Debian's binaryen is installed, which drops the name section,
// and traps report names.
const LINK_FLAGS = [
  ...TARGET,
  '-nostartfiles',
  '-Wl,--allow-undefined',
  '-Wl,--export=malloc',
  '-Wl,--export=free',
  '-Wl,--export-table',
  '-Wl,--strip-debug',
  '-Wl,-z,stack-size=1048576',
  '-lwasi-emulated-signal',
  '-lwasi-emulated-process-clocks',
];

/** Variables by which clang takes more folders, options or another date than it is given here. */
const COMPILER_ENVIRONMENT = {
  CPATH: undefined,
  C_INCLUDE_PATH: undefined,
  CCC_OVERRIDE_OPTIONS: undefined,
  LIBRARY_PATH: undefined,
  SOURCE_DATE_EPOCH: undefined,
};

const include = path.join(import.meta.dirname, 'include');
/** @param {string} id */
const moduleName = (id) => `chocolate-${id}.wasm`;
const LICENCE = 'COPYING-chocolate-doom.txt';
/** The names of all files that this step makes in `assets/games`. */
export const GAME_FILES = [...GAMES.map(({ id }) => moduleName(id)), LICENCE];
export const gamesStamp = path.join(stamps, 'games');

/**
 * The folders of one build. None of them has a say in the modules' bytes.
 * @typedef {object} Place
 * @property {string} source the unpacked source tree
 * @property {string} include Trapdoom's own headers
 * @property {string} objects where object files are kept
 * @property {string} modules where modules are written
 */

function inputs() {
  return hashInputs(
    root,
    filesBelow(import.meta.dirname, (file) => !file.endsWith('.test.ts')),
  );
}

/** Whether all game modules are there and were made by this very build. */
export function gamesAreFresh() {
  return isFresh(
    gamesStamp,
    inputs(),
    GAME_FILES.map((name) => path.join(gameAssets, name)),
  );
}

/** Makes the game modules and the licence text that travels with them. */
export async function buildGames() {
  const source = await obtainSource();
  const place = { source, include, objects: await objectsFolder(), modules: gameAssets };
  for (const line of await makeModules(place)) say(line);
  writeWhole(path.join(gameAssets, LICENCE), licenceText(source));
  writeStamp(gamesStamp, inputs());
}

/**
 * Where setup keeps object files. The folder is named by all that they are made from: objects of another compiler or of other headers
 * are not linked with new ones.
 */
export async function objectsFolder() {
  const compiler = await capture('clang', ['--version'], { env: { LC_ALL: 'C' } });
  const facts = [SOURCE.sha256, compiler.output, ...packageVersions(COMPILER_PACKAGES), ...COMPILE_FLAGS];
  return path.join(cache, 'objects', hashInputs(root, filesBelow(include), facts).slice(0, 12));
}

/**
 * Compiles and links games. The same source gives the same bytes: in any folder, at any date, and by any number of jobs.
 * @param {Place} place
 * @param {object} [options]
 * @param {readonly (typeof GAMES)[number][]} [options.games]
 * @param {number} [options.jobs] how many compilers run at the same time
 * @returns {Promise<string[]>} one line a module, for the user
 * @throws {SetupError} with the compiler's or the linker's last words
 */
export async function makeModules(place, { games = GAMES, jobs = availableParallelism() } = {}) {
  const filesOf = new Map(games.map((game) => [game.id, sourcesOf(place.source, game)]));
  await compileAll(place, [...new Set([...filesOf.values()].flat())], jobs);
  const lines = [];
  for (const game of games) lines.push(await link(game, place, filesOf.get(game.id) ?? []));
  return lines;
}

/**
 * A game's C files, relative to the source tree, as its own Makefile.am's list them.
 * @param {string} source
 * @param {(typeof GAMES)[number]} game
 */
function sourcesOf(source, { id, variable }) {
  const list = (/** @type {string} */ folder, /** @type {string} */ name) =>
    makefileSources(readFileSync(path.join(source, folder, 'Makefile.am'), 'utf8'), name, CONDITIONS).map(
      (file) => `${folder}/${file}`,
    );
  return [
    ...list('src', variable),
    ...list(`src/${id}`, `lib${id}_a_SOURCES`),
    ...list('textscreen', 'libtextscreen_a_SOURCES'),
    ...list('opl', 'libopl_a_SOURCES'),
    ...list('pcsound', 'libpcsound_a_SOURCES'),
  ].filter((file) => !NOT_COMPILED.has(file));
}

/** @param {string} objects @param {string} file */
const objectPath = (objects, file) => path.join(objects, file.replaceAll('/', '-').replace(/\.c$/, '.o'));

/**
 * Compiles what has no object file yet.
 * @param {Place} place
 * @param {readonly string[]} files
 * @param {number} jobs
 */
async function compileAll({ source, include, objects }, files, jobs) {
  mkdirSync(objects, { recursive: true });
  const queue = files.filter((file) => !existsSync(objectPath(objects, file)));
  if (queue.length === 0) return;
  const total = queue.length;
  const task = startTask('Compiling Doom, Heretic, Hexen and Strife to WebAssembly');
  let finished = 0;
  const worker = async () => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      const object = objectPath(objects, file);
      const partial = `${object}.partial`;
      // Relative names and a fixed working folder: the same bytes come out in every checkout. Our own headers, which lie elsewhere,
      // and the tree's absolute path, should a file ask for it, are given names of their own.
      const names = [`-ffile-prefix-map=${include}=include`, `-ffile-prefix-map=${source}=.`];
      const flags = [...COMPILE_FLAGS, ...names, `-I${include}`, '-isystem', '/usr/include/SDL2'];
      const { status, output } = await capture('clang', [...flags, '-c', file, '-o', partial], {
        cwd: source,
        env: COMPILER_ENVIRONMENT,
      });
      if (status !== 0) {
        queue.length = 0;
        throw new SetupError(`clang could not compile ${file} of ${SOURCE.name}:\n${tail(output)}`);
      }
      renameSync(partial, object);
      finished++;
      task.update(`${finished} of ${total} files, ${file}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: jobs }, worker));
  } catch (error) {
    task.fail();
    throw error;
  }
  task.done(`${total} files`);
}

/**
 * @param {(typeof GAMES)[number]} game
 * @param {Place} place
 * @param {readonly string[]} files
 * @returns {Promise<string>} what was made
 */
async function link({ id, title, exports }, { objects, modules }, files) {
  mkdirSync(modules, { recursive: true });
  const module = path.join(modules, moduleName(id));
  const partial = `${module}.partial`;
  const flags = [...LINK_FLAGS, ...exports.map((name) => `-Wl,--export=${name}`)];
  const startFile = (await capture('clang', [...TARGET, '--print-file-name=crt1.o'])).output.trim();
  const { status, output } = await capture(
    'clang',
    [startFile, ...files.map((file) => objectPath(objects, file)), ...flags, '-o', partial],
    { env: COMPILER_ENVIRONMENT },
  );
  if (status !== 0) throw new SetupError(`${title} could not be linked:\n${tail(output)}`);
  const bytes = readFileSync(partial);
  const summary = checkModule(bytes, exports);
  renameSync(partial, module);
  const hash = createHash('sha256').update(bytes).digest('hex');
  return `${title}: ${path.relative(root, module)}, ${Math.round(bytes.length / 1024)} KiB, ${summary.imports} imports (${summary.sdl} of SDL), SHA-256 ${hash.slice(0, 16)}…`;
}

/** The one that libclang-rt-dev-wasm32 of this Debian release brings. */
const COMPILER_RT_COPYRIGHT = '/usr/share/doc/libclang-rt-14-dev-wasm32/copyright';

/** @param {string} source */
function licenceText(source) {
  return `The chocolate-*.wasm files beside this text are Chocolate Doom's Doom, Heretic, Hexen and Strife, compiled from
unmodified source to WebAssembly. They are free software under the GNU General Public License, version 2 or later.

Their complete source is Debian's source package ${SOURCE.name}, version ${SOURCE.version}:
file ${SOURCE.tarball}, SHA-256
${SOURCE.sha256},
which "apt-get source ${SOURCE.name}=${SOURCE.version}" fetches on a Debian machine.
How it was compiled is in build/games of Trapdoom's own source.

They contain parts of the C library wasi-libc, and of LLVM's compiler-rt (128-bit multiplication), from Debian's packages
wasi-libc and libclang-rt-14-dev-wasm32, whose notices stand at the end. All of them may be combined with works under the GNU
General Public License, version 2: MIT, BSD with 2 clauses, CC0, and the Apache License 2.0 with LLVM's exceptions.

What follows is the file COPYING.md of Chocolate Doom's source package.

${readFileSync(path.join(source, 'COPYING.md'), 'utf8')}

What follows is the file copyright of Debian's package wasi-libc.

${readFileSync('/usr/share/doc/wasi-libc/copyright', 'utf8')}
What follows is the file copyright of Debian's package of compiler-rt.

${readFileSync(COMPILER_RT_COPYRIGHT, 'utf8')}`;
}
