// @ts-check
/** How Doom, Heretic, Hexen and Strife are compiled, unmodified, from Chocolate Doom's source. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { dateFlags } from '../compile.mjs';
import { makefileSources } from '../lists/makefile.mjs';
import { runtimeLicences, sourceNotice } from './licence.mjs';

/** @type {import('../sources/source.mjs').Source} */
export const CHOCOLATE_DOOM = {
  name: 'chocolate-doom',
  version: '3.0.1+really3.0.0+git1471-1',
  suite: 'bookworm',
  tarball: 'chocolate-doom_3.0.1+really3.0.0+git1471.orig.tar.gz',
  sha256: 'dcc267e6321c6a61e8619df7a99a039f41db36bf700957bb33cb28721adf2f7f',
};

/**
 * What Doom's sessions use beyond the exports of every game. One function runs one frame; the other games keep their own loop. Another
 * writes statistics, and a variable shows when a level has been finished.
 */
const DOOM_EXPORTS = ['D_RunFrame', 'StatDump', 'gamestate'];

/**
 * What the games are configured with, as configure does unless told not to: memory of a fixed size for all that is read from WADs. The
 * allocator without it, for debugging, keeps every lump once read for as long as there is memory.
 */
const CONDITIONS = new Set(['HAVE_ZPOOL']);

/** Opens subprocesses to show a desktop's file dialog; wasi-libc has none, and no game calls it. */
const NOT_COMPILED = new Set(['textscreen/txt_fileselect.c']);

const FLAGS = [
  ...dateFlags('Dec  9 2022', 'Fri'),
  '-DHAVE_CONFIG_H',
  '-Isrc',
  '-Itextscreen',
  '-Iopl',
  '-Ipcsound',
  '-I{c}/chocolate-doom',
];

/**
 * A game's C files, relative to the source tree, as its own Makefile.am's list them.
 * @param {string} source
 * @param {string} id
 */
function filesOf(source, id) {
  const list = (/** @type {string} */ folder, /** @type {string} */ name) =>
    makefileSources(readFileSync(path.join(source, folder, 'Makefile.am'), 'utf8'), name, CONDITIONS).map(
      (file) => `${folder}/${file}`,
    );
  return [
    ...list('src', `@PROGRAM_PREFIX@${id}_SOURCES`),
    ...list(`src/${id}`, `lib${id}_a_SOURCES`),
    ...list('textscreen', 'libtextscreen_a_SOURCES'),
    ...list('opl', 'libopl_a_SOURCES'),
    ...list('pcsound', 'libpcsound_a_SOURCES'),
  ].filter((file) => !NOT_COMPILED.has(file));
}

/** @type {(id: string, title: string, exports?: readonly string[]) => import('../compile.mjs').Module} */
const module = (id, title, exports = []) => ({
  file: `chocolate-${id}.wasm`,
  title,
  exports,
  parts: (folders) => [
    { tree: 'chocolate-doom', files: filesOf(folders['chocolate-doom'] ?? '', id), flags: FLAGS },
  ],
});

/** @type {import('../build.mjs').Recipe} */
export const CHOCOLATE = {
  id: 'chocolate',
  sources: [CHOCOLATE_DOOM],
  headers: [],
  modules: [
    module('doom', 'Doom', DOOM_EXPORTS),
    module('heretic', 'Heretic'),
    module('hexen', 'Hexen'),
    module('strife', 'Strife'),
  ],
  data: [],
  licence: 'COPYING-chocolate-doom.txt',
  licenceText: (
    folders,
  ) => `The chocolate-*.wasm files beside this text are Chocolate Doom's Doom, Heretic, Hexen and Strife, compiled from
unmodified source to WebAssembly. They are free software under the GNU General Public License, version 2 or later.

${sourceNotice(CHOCOLATE_DOOM)}
How it was compiled is in build/games of Trapdoom's own source.

They contain parts of the C library wasi-libc, and of LLVM's compiler-rt (128-bit multiplication), from Debian's packages
wasi-libc and libclang-rt-14-dev-wasm32, whose notices stand at the end. All of them may be combined with works under the GNU
General Public License, version 2: MIT, BSD with 2 clauses, CC0, and the Apache License 2.0 with LLVM's exceptions.

What follows is the file COPYING.md of Chocolate Doom's source package.

${readFileSync(path.join(folders['chocolate-doom'] ?? '', 'COPYING.md'), 'utf8')}

${runtimeLicences()}`,
};
