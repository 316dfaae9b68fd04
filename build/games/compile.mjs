// @ts-check
/**
 * Compiles C files to wasm32-wasi with Debian's clang, and links them to modules. Libraries that the host implements are not linked:
 * their functions stay undefined and become imports of the module `env`.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { root } from '../paths.mjs';
import { startTask } from '../progress.mjs';
import { capture, SetupError, tail } from '../run.mjs';
import { checkModule } from './check.mjs';

/**
 * The folders of one build. None of them has a say in the modules' bytes.
 * @typedef {object} Place
 * @property {Readonly<Record<string, string>>} folders what is read, by the names that flags have for it: source trees by package, and
 *   Trapdoom's own C files as `c`
 * @property {string} objects where object files are kept
 * @property {string} modules where modules are written
 */

/**
 * C files that are compiled with the same flags.
 * @typedef {object} Part
 * @property {string} tree the folder of `Place.folders` that file names are relative to
 * @property {readonly string[]} files with `/`, in the order of linking
 * @property {readonly string[]} flags beyond those of all; `{name}` stands for the folder of that name
 */

/**
 * A module to be linked.
 * @typedef {object} Module
 * @property {string} file its name in `assets/games`
 * @property {string} title the game's, in the user's words
 * @property {readonly string[]} exports what it exports beyond what all games do
 * @property {readonly string[]} [wraps] functions of its own whose callers call ours instead, which has `__wrap_` before its name
 * @property {(folders: Place['folders']) => readonly Part[]} parts what is linked, as the source's own lists say
 */

const TARGET = ['--target=wasm32-wasi'];
/** Of all compilations. */
const COMPILE_FLAGS = [
  ...TARGET,
  '-O2',
  '-w',
  '-D__TIME__="00:00:00"',
  '-D_WASI_EMULATED_SIGNAL',
  '-D_WASI_EMULATED_PROCESS_CLOCKS',
];
/** After the flags of a part, whose own headers come before Debian's. */
const SYSTEM_FLAGS = ['-I{c}', '-isystem', '/usr/include/SDL2'];
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

/** The flags of all files, as facts of what objects are made from. */
export const FIXED_FLAGS = [...COMPILE_FLAGS, ...SYSTEM_FLAGS];

/**
 * The macros that stand for the date of the build: that of the source.
 * @param {string} date as `__DATE__` has it: `Dec  9 2022`
 * @param {string} weekday `Fri`, for one
 */
export function dateFlags(date, weekday) {
  const timestamp = `${weekday} ${date.slice(0, 6)} 00:00:00 ${date.slice(7)}`;
  return [`-D__DATE__="${date}"`, `-D__TIMESTAMP__="${timestamp}"`];
}

/** @param {string} objects @param {Part} part @param {string} file */
const objectPath = (objects, { tree }, file) =>
  path.join(objects, `${tree}-${file.replaceAll('/', '-').replace(/\.c$/, '.o')}`);

/**
 * One run of the compiler.
 * @typedef {object} Job
 * @property {string} object
 * @property {string} file
 * @property {Part} part
 * @property {Place['folders']} folders
 */

/**
 * The compilations whose results are not there yet. A file that several modules contain is compiled once.
 * @param {readonly Module[]} modules
 * @param {Place} place
 * @returns {Job[]}
 */
export function compileJobs(modules, { folders, objects }) {
  /** @type {Map<string, Job>} */
  const jobs = new Map();
  for (const part of modules.flatMap((module) => module.parts(folders)))
    for (const file of part.files) {
      const object = objectPath(objects, part, file);
      if (!existsSync(object)) jobs.set(object, { object, file, part, folders });
    }
  return [...jobs.values()];
}

/**
 * Compiles.
 * @param {readonly Job[]} jobs
 * @param {number} processes how many compilers run at the same time
 * @throws {SetupError} with the compiler's last words
 */
export async function compileAll(jobs, processes) {
  if (jobs.length === 0) return;
  // The longest first, so that no compiler is left with one when the others have ended.
  const bytes = (/** @type {Job} */ { file, part, folders }) =>
    statSync(path.join(folders[part.tree] ?? '', file)).size;
  const queue = [...jobs].sort((a, b) => bytes(b) - bytes(a));
  const task = startTask('Compiling the games to WebAssembly');
  let finished = 0;
  const worker = async () => {
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
      try {
        await compile(job);
      } catch (error) {
        queue.length = 0;
        throw error;
      }
      finished++;
      task.update(`${finished} of ${jobs.length} files, ${job.file}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: processes }, worker));
  } catch (error) {
    task.fail();
    throw error;
  }
  task.done(`${jobs.length} files`);
}

/** @param {Job} job */
async function compile({ object, file, part, folders }) {
  mkdirSync(path.dirname(object), { recursive: true });
  const partial = `${object}.partial`;
  // Relative names and a fixed working folder: the same bytes come out in every checkout. Other folders, and the tree's absolute
  // path, should a file ask for it, are given names of their own.
  const names = Object.entries(folders).map(([name, folder]) => `-ffile-prefix-map=${folder}=${name}`);
  const flags = [...COMPILE_FLAGS, ...part.flags, ...names, ...SYSTEM_FLAGS];
  const { status, output } = await capture(
    'clang',
    [...flags.map((flag) => withFolders(flag, folders)), '-c', file, '-o', partial],
    { cwd: folders[part.tree], env: COMPILER_ENVIRONMENT },
  );
  if (status !== 0) throw new SetupError(`clang could not compile ${file} of ${part.tree}:\n${tail(output)}`);
  renameSync(partial, object);
}

/** @param {string} flag @param {Place['folders']} folders */
function withFolders(flag, folders) {
  return flag.replaceAll(/\{([\w-]+)\}/g, (_, name) => {
    const folder = folders[name];
    if (folder === undefined) throw new Error(`${flag} names a folder that no build has`);
    return folder;
  });
}

/**
 * Links a module of objects that are there.
 * @param {Module} module
 * @param {Place} place
 * @returns {Promise<string>} one line for the user
 * @throws {SetupError} with the linker's last words, or what the module lacks
 */
export async function link({ file, title, exports, wraps = [], parts }, { folders, objects, modules }) {
  mkdirSync(modules, { recursive: true });
  const target = path.join(modules, file);
  const partial = `${target}.partial`;
  const flags = [
    ...LINK_FLAGS,
    ...exports.map((name) => `-Wl,--export=${name}`),
    ...wraps.map((name) => `-Wl,--wrap=${name}`),
  ];
  const startFile = (await capture('clang', [...TARGET, '--print-file-name=crt1.o'])).output.trim();
  const files = parts(folders).flatMap((part) => part.files.map((name) => objectPath(objects, part, name)));
  const { status, output } = await capture('clang', [startFile, ...files, ...flags, '-o', partial], {
    env: COMPILER_ENVIRONMENT,
  });
  if (status !== 0) throw new SetupError(`${title} could not be linked:\n${tail(output)}`);
  const bytes = readFileSync(partial);
  const summary = checkModule(bytes, exports);
  renameSync(partial, target);
  const hash = createHash('sha256').update(bytes).digest('hex');
  return `${title}: ${path.relative(root, target)}, ${Math.round(bytes.length / 1024)} KiB, ${summary.imports} imports (${summary.sdl} of SDL), SHA-256 ${hash.slice(0, 16)}…`;
}
