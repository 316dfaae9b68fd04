import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { gameAssets } from '../paths.mjs';
import { RECIPES } from './build.mjs';
import { checkModule } from './check.mjs';

const EMPTY_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

it('refuses a module without the exports that sessions need, by name', () => {
  expect(() => checkModule(EMPTY_MODULE, ['D_RunFrame'])).toThrow(
    /does not export memory, _start, malloc, .*D_RunFrame/,
  );
});

/** Functions that each source port imports from SDL at least: fewer mean that something of it was not linked. */
const SDL_IMPORTS: Record<string, number> = { chocolate: 116, woof: 109 };
/** Functions of OpenAL, libsndfile and the system that each imports at most. */
const OTHER_IMPORTS: Record<string, number> = { chocolate: 25, woof: 69 };

const modules = RECIPES.flatMap(({ id, modules }) => modules.map((module) => ({ id, ...module })));

it.each(modules)('$title was compiled with its exports and names', ({ id, file, exports }) => {
  const module = path.join(gameAssets, file);
  expect(existsSync(module)).toBe(true);
  const bytes = readFileSync(module);
  const { imports, sdl } = checkModule(bytes, exports);
  expect(sdl).toBeGreaterThanOrEqual(SDL_IMPORTS[id]!);
  expect(imports).toBeLessThan(sdl + OTHER_IMPORTS[id]!);
  // Restarting the C library at each call would ruin open files and time: see compile.mjs.
  const custom = Buffer.from('\x01x.command_export');
  const wrapped = Buffer.concat([bytes, Buffer.from([0, custom.length]), custom]);
  expect(() => checkModule(wrapped, exports)).toThrow('restarts its C library');
});
