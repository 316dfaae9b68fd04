// @ts-check
/** What is said beside Woof!, its data and the libraries that are linked with it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../paths.mjs';
import { noticeTexts, runtimeLicences, sourceNotice } from './licence.mjs';
import { WOOF_DOOM, WOOF_SOURCES } from './woof-sources.mjs';

/** @type {readonly import('./licence.mjs').Notice[]} */
const NOTICES = [
  {
    title: "Woof! and its data, as its source's README.md says",
    tree: 'woof-doom',
    file: 'README.md',
    part: 'legalese',
  },
  { title: 'Woof!: nano_bsp', tree: 'woof-doom', file: 'src/nano_bsp.c', part: 'comment' },
  { title: 'Woof!: gyro', tree: 'woof-doom', file: 'src/i_gyro.c', part: 'comment' },
  { title: 'Woof!: flick stick', tree: 'woof-doom', file: 'src/i_flickstick.c', part: 'comment' },
  { title: 'Woof!: scanner', tree: 'woof-doom', file: 'src/m_scanner.c', part: 'comment' },
  { title: 'MD5', tree: 'woof-doom', file: 'third-party/md5/md5.c', part: 'comment' },
  { title: 'SHA-1', tree: 'woof-doom', file: 'third-party/sha1/sha1.c', part: 'comment' },
  { title: 'miniz', tree: 'woof-doom', file: 'third-party/miniz/LICENSE' },
  { title: 'PFFFT', tree: 'woof-doom', file: 'third-party/pffft/LICENSE' },
  { title: 'libspng', tree: 'woof-doom', file: 'third-party/spng/LICENSE' },
  { title: 'yyjson', tree: 'yyjson', file: 'LICENSE' },
  { title: 'libebur128', tree: 'libebur128', file: 'COPYING' },
  { title: 'libebur128: queue', tree: 'libebur128', file: 'ebur128/queue/sys/queue.h', part: 'comment' },
  { title: 'libsndfile: GSM 06.10', tree: 'libsndfile', file: 'src/GSM610/COPYRIGHT' },
  { title: 'libsndfile: G.72x', tree: 'libsndfile', file: 'src/G72x/g721.c', part: 'comment' },
  { title: 'libsndfile: ALAC', tree: 'libsndfile', file: 'src/ALAC/LICENSE' },
  { title: 'libogg', tree: 'libogg', file: 'COPYING' },
  { title: 'libvorbis', tree: 'libvorbis', file: 'COPYING' },
  { title: 'libFLAC', tree: 'flac', file: 'COPYING.Xiph' },
  { title: 'mpg123', tree: 'mpg123', file: 'COPYING' },
  {
    title: 'libsndfile: the GNU Lesser General Public License, version 2.1',
    tree: 'libsndfile',
    file: 'COPYING',
  },
  { title: 'The GNU General Public License, version 2', tree: 'woof-doom', file: 'COPYING' },
];

/** @param {import('../compile.mjs').Place['folders']} folders */
export function woofLicence(folders) {
  const libraries = WOOF_SOURCES.filter((source) => source !== WOOF_DOOM);
  return `woof.wasm beside this text is Woof!, compiled from unmodified source to WebAssembly. woof.pk3 is its own data, packed and
otherwise unchanged. Most of Woof! is free software under the GNU General Public License, version 2 or later. The files
src/v_video.c and src/v_flextran.c are under version 3 or later, and so is woof.wasm as a whole.

${sourceNotice(WOOF_DOOM)}
How it was compiled is in build/games of Trapdoom's own source.

These libraries are linked with it, from Debian's source packages:
${libraries.map(({ name, version, tarball, sha256 }) => `  ${name} ${version}\n    ${tarball}, SHA-256 ${sha256}`).join('\n')}
libsndfile (LGPL-2.1-or-later, with parts under other licences) decodes songs and sounds by means of mpg123 (LGPL-2.1),
libFLAC, libvorbis and libogg (BSD with 3 clauses). libebur128 and yyjson are under the MIT licence. You may change these
libraries and link woof.wasm again with them: build/games has all that this takes.

woof.wasm also contains parts of the C library wasi-libc, and of LLVM's compiler-rt, from Debian's packages wasi-libc and
libclang-rt-14-dev-wasm32: MIT, BSD with 2 clauses, CC0, and the Apache License 2.0 with LLVM's exceptions.

Of the data, DMXOPL (dmxopl.op2) is under the MIT licence, whose words are those of yyjson below. The player's sprites are
Freedoom's, under the licence in wads/COPYING-freedoom.txt. The dog's sprites and sounds, the menu's images (sm*.png) and
the icon are under the licence CC-BY-3.0, https://creativecommons.org/licenses/by/3.0/, or CC0-1.0, by the authors that
follow.

${noticeTexts(NOTICES, folders)}
--- The GNU General Public License, version 3

${readFileSync(path.join(root, 'COPYING.GPL-3'), 'utf8')}
${runtimeLicences()}`;
}
