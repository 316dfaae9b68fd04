// @ts-check
/**
 * Compiles Doom, Heretic, Hexen and Strife, unmodified, from Chocolate Doom's source to wasm32-wasi with Debian's clang against
 * Debian's SDL headers. SDL is not linked: its functions stay undefined and become imports of the module `env`.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
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
 * What Doom's sessions use beyond what every game exports: the function that runs one frame (the other games keep their own loop), and
 * the one that writes statistics, with the variable that tells when a level has been finished.
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
const COMPILE_FLAGS = [
  ...TARGET,
  '-O2',
  '-w',
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
// and traps are told by name.
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

const include = path.join(import.meta.dirname, 'include');
/** @param {string} id */
const modulePath = (id) => path.join(gameAssets, `chocolate-${id}.wasm`);
const licence = path.join(gameAssets, 'COPYING-chocolate-doom.txt');
const stamp = path.join(stamps, 'games');

function inputs() {
  return hashInputs(
    root,
    filesBelow(import.meta.dirname, (file) => !file.endsWith('.test.ts')),
  );
}

/** Whether all game modules are there and were made by this very build. */
export function gamesAreFresh() {
  return isFresh(stamp, inputs(), [...GAMES.map(({ id }) => modulePath(id)), licence]);
}

/** Makes the game modules and the licence text that travels with them. */
export async function buildGames() {
  const source = await obtainSource();
  const objects = path.join(
    cache,
    'objects',
    hashInputs(root, filesBelow(include), [SOURCE.sha256, ...COMPILE_FLAGS]).slice(0, 12),
  );
  const filesOf = new Map(GAMES.map((game) => [game.id, sourcesOf(source, game)]));
  await compileAll(source, objects, [...new Set([...filesOf.values()].flat())]);
  for (const game of GAMES) await link(game, objects, filesOf.get(game.id) ?? []);
  writeWhole(licence, licenceText(source));
  writeStamp(stamp, inputs());
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
 * Compiles what has no object file yet, as many at once as the machine has processors.
 * @param {string} source
 * @param {string} objects
 * @param {readonly string[]} files
 */
async function compileAll(source, objects, files) {
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
      // Relative names and a fixed working folder: the same bytes come out in every checkout.
      const flags = [...COMPILE_FLAGS, `-I${include}`, '-isystem', '/usr/include/SDL2'];
      const { status, output } = await capture('clang', [...flags, '-c', file, '-o', partial], {
        cwd: source,
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
    await Promise.all(Array.from({ length: availableParallelism() }, worker));
  } catch (error) {
    task.fail();
    throw error;
  }
  task.done(`${total} files`);
}

/**
 * @param {(typeof GAMES)[number]} game
 * @param {string} objects
 * @param {readonly string[]} files
 */
async function link({ id, title, exports }, objects, files) {
  mkdirSync(gameAssets, { recursive: true });
  const module = modulePath(id);
  const partial = `${module}.partial`;
  const flags = [...LINK_FLAGS, ...exports.map((name) => `-Wl,--export=${name}`)];
  const startFile = (await capture('clang', [...TARGET, '--print-file-name=crt1.o'])).output.trim();
  const { status, output } = await capture('clang', [
    startFile,
    ...files.map((file) => objectPath(objects, file)),
    ...flags,
    '-o',
    partial,
  ]);
  if (status !== 0) throw new SetupError(`${title} could not be linked:\n${tail(output)}`);
  const bytes = readFileSync(partial);
  const summary = checkModule(bytes, exports);
  renameSync(partial, module);
  const hash = createHash('sha256').update(bytes).digest('hex');
  say(
    `${title}: ${path.relative(root, module)}, ${Math.round(bytes.length / 1024)} KiB, ${summary.imports} imports (${summary.sdl} of SDL), SHA-256 ${hash.slice(0, 16)}…`,
  );
}

/** @param {string} source */
function licenceText(source) {
  return `The chocolate-*.wasm files beside this text are Chocolate Doom's Doom, Heretic, Hexen and Strife, compiled from
unmodified source to WebAssembly. They are free software under the GNU General Public License, version 2 or later.

Their complete source is Debian's source package ${SOURCE.name}, version ${SOURCE.version}:
file ${SOURCE.tarball}, SHA-256
${SOURCE.sha256},
which "apt-get source ${SOURCE.name}=${SOURCE.version}" fetches on a Debian machine.
How it was compiled is in build/games of Trapdoom's own source.

What follows is the file COPYING.md of that source package.

${readFileSync(path.join(source, 'COPYING.md'), 'utf8')}`;
}
