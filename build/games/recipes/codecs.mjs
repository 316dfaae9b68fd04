// @ts-check
/** How libsndfile is compiled, with the decoders that it calls for Ogg Vorbis, FLAC and MP3. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { cmakeFiles } from '../lists/cmake.mjs';
import { makefileSources } from '../lists/makefile.mjs';

/** @typedef {import('../sources/source.mjs').Source} Source */
/** @typedef {import('../compile.mjs').Part} Part */

/** @type {(name: string, version: string, upstream: string, sha256: string, suffix?: string) => Source} */
const bookworm = (name, version, upstream, sha256, suffix = 'tar.gz') => ({
  name,
  version,
  suite: 'bookworm',
  tarball: `${name}_${upstream}.orig.${suffix}`,
  sha256,
});

/** @type {readonly Source[]} */
export const CODEC_SOURCES = [
  bookworm(
    'libsndfile',
    '1.2.0-1+deb12u1',
    '1.2.0',
    '62dc4e2bcd45f6f0e89cbc3522cc90eb174dca0eef0a0d19ead289833b390cd7',
  ),
  bookworm(
    'libogg',
    '1.3.5-3',
    '1.3.5',
    'c4d91be36fc8e54deae7575241e03f4211eb102afb3fc0775fbbc1b740016705',
    'tar.xz',
  ),
  bookworm(
    'libvorbis',
    '1.3.7-1',
    '1.3.7',
    '0e982409a9c3fc82ee06e08205b1355e5c6aa4c36bca58146ef399621b0ce5ab',
  ),
  bookworm(
    'flac',
    '1.4.2+ds-2',
    '1.4.2+ds',
    '47274ac8fcb1f0e6caa91d29f943925d7a40c0a3f6357c3275773bdb1ee46638',
    'tar.xz',
  ),
  bookworm(
    'mpg123',
    '1.31.2-1+deb12u1',
    '1.31.2',
    'b17f22905e31f43b6b401dfdf6a71ed11bb7d056f68db449d70b9f9ae839c7de',
    'tar.bz2',
  ),
];

/** Includes of libraries that others call. */
const OGG = ['-I{libogg}/include', '-I{c}/libogg'];
const VORBIS = ['-I{libvorbis}/include', ...OGG];
const FLAC = ['-I{flac}/include'];
const MPG123 = ['-I{c}/mpg123', '-I{mpg123}/src/libmpg123'];

const SNDFILE_FLAGS = [
  '-std=gnu99',
  '-I{libsndfile}/include',
  '-I{libsndfile}/src',
  '-I{c}/libsndfile',
  ...VORBIS,
  ...FLAC,
  ...MPG123,
];
/** Of libsndfile, what calls libraries that are not here: those of Opus, and of LAME, an encoder. */
const WITHOUT = new Map([
  ['src/ogg_opus.c', ['-DHAVE_EXTERNAL_XIPH_LIBS=0']],
  ['src/mpeg_l3_encode.c', ['-DHAVE_MPEG=0']],
  ['src/id3.c', ['-DHAVE_MPEG=0']],
]);

/** mpg123's own names for what its decoder is made of: all layers, and floating-point samples, which libsndfile asks for. */
const MPG123_CONDITIONS = new Set([
  'HAVE_LAYER1',
  'HAVE_LAYER2',
  'HAVE_LAYER3',
  'HAVE_STRING',
  'HAVE_SYNTHREAL',
]);

/**
 * The parts of a module that decodes sound files.
 * @param {import('../compile.mjs').Place['folders']} folders
 * @returns {readonly Part[]}
 */
export function codecParts(folders) {
  const list = (
    /** @type {string} */ tree,
    /** @type {string} */ folder,
    /** @type {[string, string]} */ name,
  ) =>
    cmakeFiles(readFileSync(path.join(folders[tree] ?? '', folder, 'CMakeLists.txt'), 'utf8'), ...name)
      .filter((file) => file.endsWith('.c'))
      .map((file) => path.posix.join(folder, file));
  const mpg123 = (/** @type {string} */ folder, /** @type {string} */ name) =>
    makefileSources(
      readFileSync(path.join(folders['mpg123'] ?? '', 'src', folder, 'Makemodule.am'), 'utf8'),
      name,
      MPG123_CONDITIONS,
    );
  const sndfile = list('libsndfile', '', ['add_library', 'sndfile']);
  return [
    { tree: 'libsndfile', files: sndfile.filter((file) => !WITHOUT.has(file)), flags: SNDFILE_FLAGS },
    ...Array.from(WITHOUT, ([file, flags]) => ({
      tree: 'libsndfile',
      files: [file],
      flags: [...SNDFILE_FLAGS, ...flags],
    })),
    { tree: 'c', files: ['libsndfile/left-out.c'], flags: SNDFILE_FLAGS },
    { tree: 'libogg', files: list('libogg', '', ['set', 'OGG_SOURCES']), flags: OGG },
    {
      tree: 'libvorbis',
      files: list('libvorbis', 'lib', ['set', 'VORBIS_SOURCES']),
      flags: [...VORBIS, '-Ilib'],
    },
    {
      tree: 'flac',
      files: list('flac', 'src/libFLAC', ['add_library', 'FLAC']).filter(
        (file) => !/_intrin_|encoder/.test(file),
      ),
      flags: [
        '-Isrc/libFLAC/include',
        ...FLAC,
        // A release: damaged files are no reason to abort.
        '-DNDEBUG',
        '-DFLAC__HAS_OGG=0',
        '-DFLAC__NO_DLL',
        '-DHAVE_INTTYPES_H',
        '-DHAVE_LROUND',
        '-DHAVE_STDINT_H',
        '-DHAVE_FSEEKO',
        '-DPACKAGE_VERSION="1.4.2"',
      ],
    },
    {
      tree: 'mpg123',
      files: [
        ...mpg123('libmpg123', 'src_libmpg123_libmpg123_la_SOURCES'),
        ...mpg123('compat', 'src_compat_libcompat_la_SOURCES'),
      ],
      flags: [
        ...MPG123,
        '-Isrc',
        '-Isrc/compat',
        '-DOPT_GENERIC',
        '-DREAL_IS_FLOAT',
        '-DNO_8BIT',
        '-DNO_16BIT',
        '-DNO_32BIT',
      ],
    },
  ];
}
