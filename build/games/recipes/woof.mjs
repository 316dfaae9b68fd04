// @ts-check
/** How Woof! is compiled, unmodified, and its own data are packed. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { dateFlags } from '../compile.mjs';
import { cmakeFiles } from '../lists/cmake.mjs';
import { packPk3 } from '../pk3.mjs';
import { codecParts } from './codecs.mjs';
import { woofLicence } from './woof-licence.mjs';
import { WOOF_SOURCES } from './woof-sources.mjs';

/** The host implements OpenAL. Woof asks for its headers without their folder. */
const OPENAL_HEADERS = { name: 'libopenal-dev', folder: 'AL' };

/**
 * What Woof's sessions use beyond the exports of every game. Its own loop calls two functions for one frame. Another writes
 * statistics, and variables show the state of the game.
 */
const EXPORTS = [
  'TryRunTics',
  'D_Display',
  'StatDump',
  'gamestate',
  'gametic',
  'screenvisible',
  'uncapped',
  'wipegamestate',
  'current_video_height',
  'resetneeded',
];

const NOT_COMPILED = new Set([
  // Opens subprocesses to show a desktop's file dialog; wasi-libc has none, and nothing calls it.
  'textscreen/txt_fileselect.c',
  // A part of woof/music.c.
  'src/i_oalmusic.c',
]);

const THIRD_PARTY = ['md5', 'miniz', 'pffft', 'sha1', 'spng'];

const FLAGS = [
  ...dateFlags('Jan 31 2025', 'Fri'),
  '-std=gnu99',
  '-DRANGECHECK',
  '-DMINIZ_NO_TIME',
  '-DSPNG_USE_MINIZ',
  '-DSPNG_STATIC',
  '-I{c}/woof',
  ...['src', 'opl', 'textscreen', ...THIRD_PARTY.map((name) => `third-party/${name}`)].map(
    (folder) => `-I{woof-doom}/${folder}`,
  ),
  '-I{yyjson}/src',
  '-I{libebur128}/ebur128',
  '-I{libsndfile}/include',
  '-isystem',
  '{AL}',
];

/**
 * Woof's C files, relative to its source tree, as its own CMakeLists.txt list them.
 * @param {string} source
 */
function filesOf(source) {
  const list = (/** @type {string} */ folder, /** @type {string} */ command, /** @type {string} */ name) =>
    cmakeFiles(readFileSync(path.join(source, folder, 'CMakeLists.txt'), 'utf8'), command, name)
      .filter((file) => file.endsWith('.c'))
      .map((file) => `${folder}/${file}`);
  return [
    ...list('src', 'set', 'WOOF_SOURCES'),
    ...list('opl', 'add_library', 'opl'),
    ...list('textscreen', 'add_library', 'textscreen'),
    ...THIRD_PARTY.flatMap((name) => list('third-party', 'add_library', name)),
  ].filter((file) => !NOT_COMPILED.has(file));
}

/** @type {import('../compile.mjs').Module} */
const MODULE = {
  file: 'woof.wasm',
  title: 'Woof!',
  exports: EXPORTS,
  // Its own does nothing.
  wraps: ['I_StartFrame'],
  parts: (folders) => [
    { tree: 'woof-doom', files: filesOf(folders['woof-doom'] ?? ''), flags: FLAGS },
    { tree: 'c', files: ['woof/music.c', 'woof/frame.c'], flags: FLAGS },
    {
      tree: 'yyjson',
      files: ['src/yyjson.c'],
      flags: ['-DYYJSON_DISABLE_WRITER=1', '-DYYJSON_DISABLE_UTILS=1'],
    },
    { tree: 'libebur128', files: ['ebur128/ebur128.c'], flags: ['-Iebur128/queue'] },
    ...codecParts(folders),
  ],
};

/**
 * Woof's own data, without which it ends: maps' and ports' definitions, images and sounds, as its base/CMakeLists.txt lists them.
 * @param {string} base
 */
const baseFiles = (base) =>
  cmakeFiles(readFileSync(path.join(base, 'CMakeLists.txt'), 'utf8'), 'set', 'BASE_SOURCES');

/** @type {import('../build.mjs').Recipe} */
export const WOOF = {
  id: 'woof',
  sources: WOOF_SOURCES,
  headers: [OPENAL_HEADERS],
  modules: [MODULE],
  data: [
    {
      file: 'woof.pk3',
      make: (folders) => {
        const base = path.join(folders['woof-doom'] ?? '', 'base');
        return packPk3(base, baseFiles(base));
      },
    },
  ],
  licence: 'COPYING-woof.txt',
  licenceText: woofLicence,
};
