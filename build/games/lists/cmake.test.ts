import { describe, expect, it } from 'vitest';
import { cmakeFiles } from './cmake.mjs';

const TEXT = `
set(GAME_SOURCES
    a.c      a.h   # not ) the end
             b.h
    sub/c-1.c)
set(GAME_SOURCES_OF_SETUP x.c)
Add_Library (opl STATIC \${OTHER} $<$<BOOL:\${WIN32}>:windows.c>
  opl.c)
set(TWICE a.c)
set(TWICE b.c)
`;

describe('cmakeFiles', () => {
  it('lists the files of a set in order, over lines and comments', () => {
    expect(cmakeFiles(TEXT, 'set', 'GAME_SOURCES')).toEqual(['a.c', 'a.h', 'b.h', 'sub/c-1.c']);
  });

  it('lists the files of a library, without keywords, references and generator expressions', () => {
    expect(cmakeFiles(TEXT, 'add_library', 'opl')).toEqual(['opl.c']);
  });

  it.each(['NOWHERE', 'TWICE'])('refuses the list %s, rather than compiling half a game', (name) => {
    expect(() => cmakeFiles(TEXT, 'set', name)).toThrow(`lists set(${name} …), not one`);
  });
});
