import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { missingPackages } from '../debian.mjs';
import { hashFile } from '../stamp.mjs';
import { BUILD_PACKAGES, makeModules, placeOf, RECIPES } from './build.mjs';
import type { Place } from './compile.mjs';
import { treeOf } from './sources/source.mjs';

const OWN_FILES = path.join(import.meta.dirname, 'c');
const lacking =
  missingPackages(BUILD_PACKAGES).length > 0 ||
  RECIPES.some(({ sources }) => sources.some((source) => !existsSync(treeOf(source))));
const places = lacking ? [] : await Promise.all(RECIPES.map(placeOf));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'trapdoom-reproducible-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The folders of a build that reads copies. */
function copies(at: string, sources: Place['folders']): Place {
  const folders = Object.fromEntries(Object.keys(sources).map((name) => [name, path.join(at, name)]));
  for (const [name, source] of Object.entries(sources)) cpSync(source, folders[name]!, { recursive: true });
  return { folders, objects: path.join(at, 'objects'), modules: path.join(at, 'modules') };
}

/** One module of each source: the others are made by the same rules, and compiling them takes a minute. */
const FIRST = RECIPES.map((recipe) => ({ ...recipe, modules: recipe.modules.slice(0, 1) }));
const hashes = (modules: string) =>
  FIRST.flatMap((recipe) => recipe.modules.map(({ file }) => hashFile(path.join(modules, file))));

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
    const doom = RECIPES[0]!.modules.slice(0, 1);
    writeTinyGame(source);
    const made = [];
    for (const at of [path.join(folder, 'one'), path.join(folder, 'a longer folder', 'other')]) {
      const place = copies(at, { 'chocolate-doom': source, c: OWN_FILES });
      writeFileSync(
        path.join(place.folders['c']!, 'where.h'),
        'static const char where[] = __FILE__;\n#define WHERE where\n',
      );
      await makeModules([{ recipe: { modules: doom }, place }]);
      made.push(readFileSync(path.join(place.modules, 'chocolate-doom.wasm')));
      // Until the clock shows another second.
      await sleep(1_100);
    }
    expect(made[0]!.includes('c/where.h')).toBe(true);
    expect(made[0]!.includes(folder)).toBe(false);
    expect(made[0]!.equals(made[1]!)).toBe(true);
  });

  it('have the same hash when they are built again, in another folder and by one compiler', async () => {
    const again = FIRST.map((recipe, i) => ({
      recipe,
      place: copies(path.join(folder, 'again', recipe.id), places[i]!.folders),
    }));
    const oneFolder = path.join(folder, 'again', 'modules');
    await makeModules(
      again.map(({ recipe, place }) => ({ recipe, place: { ...place, modules: oneFolder } })),
      1,
    );
    // Those of setup's objects, which as many compilers made as there are processors.
    const first = path.join(folder, 'first');
    await makeModules(FIRST.map((recipe, i) => ({ recipe, place: { ...places[i]!, modules: first } })));
    expect(hashes(oneFolder)).toEqual(hashes(first));
  });

  it('have the same data in every time zone', async () => {
    for (const [i, { data }] of RECIPES.entries())
      for (const { make } of data) {
        const { folders } = places[i]!;
        const here = await make(folders);
        const zone = process.env['TZ'];
        process.env['TZ'] = zone === 'Asia/Tokyo' ? 'America/New_York' : 'Asia/Tokyo';
        const there = await make(folders);
        if (zone === undefined) delete process.env['TZ'];
        else process.env['TZ'] = zone;
        expect(Buffer.from(there).equals(here)).toBe(true);
      }
  });
});
