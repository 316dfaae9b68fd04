import { describe, expect, it } from 'vitest';
import { makefileSources } from './makefile.mjs';

const MAKEFILE = `
COMMON = a.c  a.h \\
         b.c
if HAVE_WINDRES
@PREFIX@game_SOURCES=$(COMMON) game-res.rc
else
@PREFIX@game_SOURCES=$(COMMON)   c.c
endif
broken_SOURCES = $(NOWHERE)
parts_SOURCES = \\
  sub/a.h sub/a.c
if !HAVE_WINDRES
parts_SOURCES += sub/b.c
endif
if HAVE_SIMD
parts_SOURCES += \\
  sub/simd.c
endif
`;

describe('makefileSources', () => {
  it('lists the C files of a list and of those it names, over continued lines', () => {
    expect(makefileSources(MAKEFILE, 'COMMON')).toEqual(['a.c', 'b.c']);
  });

  it('takes of conditional definitions the one that the configuration has', () => {
    expect(makefileSources(MAKEFILE, '@PREFIX@game_SOURCES')).toEqual(['a.c', 'b.c', 'c.c']);
    expect(makefileSources(MAKEFILE, '@PREFIX@game_SOURCES', new Set(['HAVE_WINDRES']))).toEqual([
      'a.c',
      'b.c',
    ]);
  });

  it('adds what conditions add to a list', () => {
    expect(makefileSources(MAKEFILE, 'parts_SOURCES')).toEqual(['sub/a.c', 'sub/b.c']);
    expect(makefileSources(MAKEFILE, 'parts_SOURCES', new Set(['HAVE_WINDRES', 'HAVE_SIMD']))).toEqual([
      'sub/a.c',
      'sub/simd.c',
    ]);
  });

  it('refuses a list that is not there, rather than compiling half a game', () => {
    expect(() => makefileSources(MAKEFILE, 'broken_SOURCES')).toThrow('Makefile.am has no list NOWHERE');
  });
});
