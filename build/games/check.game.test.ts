import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { gameAssets } from '../paths.mjs';
import { checkModule } from './check.mjs';
import { GAMES } from './compile.mjs';

const EMPTY_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

it('refuses a module without the exports that sessions need, by name', () => {
  expect(() => checkModule(EMPTY_MODULE, ['D_RunFrame'])).toThrow(
    /does not export memory, _start, malloc, .*D_RunFrame/,
  );
});

it.each(GAMES)('$title was compiled with its exports and names', ({ id, exports }) => {
  const file = path.join(gameAssets, `chocolate-${id}.wasm`);
  expect(existsSync(file)).toBe(true);
  const bytes = readFileSync(file);
  const { imports, sdl } = checkModule(bytes, exports);
  expect(sdl).toBeGreaterThanOrEqual(116);
  expect(imports).toBeLessThan(sdl + 25);
  // Restarting the C library at each call would ruin open files and time: see compile.mjs.
  const custom = Buffer.from('\x01x.command_export');
  const wrapped = Buffer.concat([bytes, Buffer.from([0, custom.length]), custom]);
  expect(() => checkModule(wrapped, exports)).toThrow('restarts its C library');
});
