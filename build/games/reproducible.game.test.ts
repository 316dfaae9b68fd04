import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { missingPackages } from '../debian.mjs';
import { hashFile } from '../stamp.mjs';
import { COMPILER_PACKAGES, GAMES, makeModules, objectsFolder } from './compile.mjs';
import { sourceTree } from './source.mjs';

const INCLUDE = path.join(import.meta.dirname, 'include');
const lacking = missingPackages(COMPILER_PACKAGES).length > 0 || !existsSync(sourceTree);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'trapdoom-reproducible-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The folders of a build that reads copies. */
function copies(at: string, source: string) {
  const place = {
    source: path.join(at, 'source'),
    include: path.join(at, 'include'),
    objects: path.join(at, 'objects'),
    modules: path.join(at, 'modules'),
  };
  cpSync(source, place.source, { recursive: true });
  cpSync(INCLUDE, place.include, { recursive: true });
  return place;
}

const hashes = (modules: string) =>
  GAMES.map(({ id }) => hashFile(path.join(modules, `chocolate-${id}.wasm`)));

/** The least that counts as Doom, in files that ask for all that differs between builds. */
function writeTinyGame(source: string) {
  const put = (name: string, text: string) => {
    mkdirSync(path.dirname(path.join(source, name)), { recursive: true });
    writeFileSync(path.join(source, name), text);
  };
  put('src/Makefile.am', '@PROGRAM_PREFIX@doom_SOURCES = main.c\n');
  put('src/doom/Makefile.am', 'libdoom_a_SOURCES = told.c\n');
  put('textscreen/Makefile.am', 'libtextscreen_a_SOURCES =\n');
  put('opl/Makefile.am', 'libopl_a_SOURCES =\n');
  put('pcsound/Makefile.am', 'libpcsound_a_SOURCES =\n');
  put(
    'src/main.c',
    `#include <stdio.h>
#include "config.h"
int gamestate;
extern const char *told[];
void D_RunFrame(void) { for (int i = 0; told[i]; i++) puts(told[i]); }
void StatDump(void) {}
int main(void) { D_RunFrame(); return 0; }
`,
  );
  put(
    'src/doom/told.c',
    `#include "config.h"
#include "where.h"
const char *told[] = { __DATE__, __TIME__, __TIMESTAMP__, __FILE__, __BASE_FILE__, WHERE, 0 };
`,
  );
}

describe.skipIf(lacking)('issue 10, 1: game modules (skipped where setup did not build them)', () => {
  it('keep neither the date nor the folder of their build, though a file asks for both', async () => {
    const source = path.join(folder, 'tiny');
    writeTinyGame(source);
    const made = [];
    for (const at of [path.join(folder, 'one'), path.join(folder, 'a longer folder', 'other')]) {
      const place = copies(at, source);
      writeFileSync(
        path.join(place.include, 'where.h'),
        'static const char where[] = __FILE__;\n#define WHERE where\n',
      );
      await makeModules(place, { games: GAMES.slice(0, 1) });
      made.push(readFileSync(path.join(place.modules, 'chocolate-doom.wasm')));
      // Until the clock shows another second.
      await sleep(1_100);
    }
    expect(made[0]!.includes('include/where.h')).toBe(true);
    expect(made[0]!.includes(folder)).toBe(false);
    expect(made[0]!.equals(made[1]!)).toBe(true);
  });

  it('have the same hash when they are built again, in another folder and by one job', async () => {
    const again = copies(path.join(folder, 'again'), sourceTree);
    await makeModules(again, { jobs: 1 });
    // Those of setup's objects, which as many jobs made as there are processors.
    const first = {
      source: sourceTree,
      include: INCLUDE,
      objects: await objectsFolder(),
      modules: path.join(folder, 'first'),
    };
    await makeModules(first);
    expect(hashes(again.modules)).toEqual(hashes(first.modules));
  });
});
