// @ts-check
/**
 * Woof! of the same source as our module, compiled for this machine: what tests and the benchmark compare ours with. Debian's own
 * woof-doom may be of another version.
 *
 * `node build/games/native-woof.mjs` builds it and prints where it is.
 */
import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { ensurePackages } from '../debian.mjs';
import { withLock } from '../lock.mjs';
import { cache, root } from '../paths.mjs';
import { startTask } from '../progress.mjs';
import { capture, SetupError, tail } from '../run.mjs';
import { command } from '../setup.mjs';
import { hashInputs } from '../stamp.mjs';
import { WOOF_DOOM, YYJSON } from './recipes/woof-sources.mjs';
import { obtainSources, treeOf, UNPACKING_PACKAGES } from './sources/source.mjs';

const PACKAGES = [
  'clang',
  'cmake',
  'make',
  'libasound2-dev',
  'libebur128-dev',
  'libopenal-dev',
  'libsdl2-dev',
  'libsdl2-net-dev',
  'libsndfile1-dev',
  ...UNPACKING_PACKAGES,
];

/** What our module does without: music by a soundfont, and music of trackers. */
const LEFT_OUT = ['FluidSynth', 'libxmp', 'Python3'];

/**
 * Builds the program where that has not been done.
 * @returns {Promise<string>} the program. Its `woof.pk3` is beside it
 * @throws {SetupError} saying why it cannot be built on this machine
 */
export async function obtainNativeWoof() {
  if (process.platform !== 'linux') throw new SetupError('Woof! is built natively on Linux only.');
  const key = hashInputs(root, [import.meta.filename], [WOOF_DOOM.sha256, YYJSON.sha256]).slice(0, 12);
  const folder = path.join(cache, 'native', `woof-${key}`);
  const program = path.join(folder, 'out', 'src', 'woof');
  if (existsSync(program)) return program;
  mkdirSync(path.dirname(folder), { recursive: true });
  return withLock(`${folder}.lock`, async () => {
    if (!existsSync(program)) await build(folder);
    return program;
  });
}

/** @param {string} folder is there only with all that was built */
async function build(folder) {
  await ensurePackages(PACKAGES, 'to build Woof! natively');
  await obtainSources([WOOF_DOOM, YYJSON]);
  const task = startTask('Building Woof! for this machine');
  // CMake notes absolute paths, which do not matter to a program that is not installed.
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  cpSync(treeOf(WOOF_DOOM), path.join(partial, 'source'), { recursive: true });
  // Where Woof's own tarball has it.
  cpSync(path.join(treeOf(YYJSON), 'src'), path.join(partial, 'source', 'third-party', 'yyjson'), {
    recursive: true,
  });
  const run = async (/** @type {string[]} */ ...args) => {
    const { status, output } = await capture('cmake', args, {
      cwd: partial,
      env: { CC: 'clang', LC_ALL: 'C' },
      onLine: (line) => task.update(line.slice(0, 70)),
    });
    if (status === 0) return;
    task.fail();
    throw new SetupError(`Woof! could not be built for this machine:\n${tail(output)}`);
  };
  const without = [...LEFT_OUT, 'yyjson'].map((name) => `-DCMAKE_DISABLE_FIND_PACKAGE_${name}=ON`);
  await run('-S', 'source', '-B', 'out', '-DCMAKE_BUILD_TYPE=Release', ...without);
  await run('--build', 'out', '--target', 'woof', '--parallel', `${availableParallelism()}`);
  renameSync(partial, folder);
  task.done();
}

if (process.argv[1] === import.meta.filename) {
  await command(async () => {
    process.stdout.write(`${await obtainNativeWoof()}\n`);
    return 0;
  });
}
