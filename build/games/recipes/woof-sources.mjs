// @ts-check
/** The source packages that Woof! is made from. */
import { CODEC_SOURCES } from './codecs.mjs';

/** @typedef {import('../sources/source.mjs').Source} Source */

/** @type {Source} */
export const WOOF_DOOM = {
  name: 'woof-doom',
  version: '15.2.0+dfsg-1',
  suite: 'trixie',
  tarball: 'woof-doom_15.2.0+dfsg.orig.tar.xz',
  sha256: '005bbe1c695dfa96368d171d7d8c138dd1a643337bfeb0d5cb5eec2b909c96b2',
};

/** Reads JSON. Debian takes it out of Woof's own tarball. @type {Source} */
export const YYJSON = {
  name: 'yyjson',
  version: '0.10.0+ds-1',
  suite: 'trixie',
  tarball: 'yyjson_0.10.0+ds.orig.tar.xz',
  sha256: 'ae6fde69a193e10afab426ef13f113d6903446405f9db9ee98bfb572bd6c961a',
};

/** Measures loudness: the setting "Auto Gain". @type {Source} */
const LIBEBUR128 = {
  name: 'libebur128',
  version: '1.2.6-1',
  suite: 'bookworm',
  tarball: 'libebur128_1.2.6.orig.tar.gz',
  sha256: 'baa7fc293a3d4651e244d8022ad03ab797ca3c2ad8442c43199afe8059faa613',
};

/** @type {readonly Source[]} */
export const WOOF_SOURCES = [WOOF_DOOM, YYJSON, LIBEBUR128, ...CODEC_SOURCES];
