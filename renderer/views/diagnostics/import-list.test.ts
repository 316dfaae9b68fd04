import { expect, it } from 'vitest';
import { byHost, filtered } from './import-list.ts';

const imports = [
  { module: 'wasi_snapshot_preview1', name: 'fd_write', host: 'wasi' },
  { module: 'env', name: 'SDL_Init', host: 'sdl' },
  { module: 'env', name: 'SDL_Quit', host: 'sdl' },
];

it('filters by all words, in any column and any case', () => {
  expect(filtered(imports, 'sdl_ QUIT').map(({ name }) => name)).toEqual(['SDL_Quit']);
  expect(filtered(imports, 'wasi').map(({ name }) => name)).toEqual(['fd_write']);
  expect(filtered(imports, '  ')).toEqual(imports);
  expect(filtered(imports, 'env.SDL_Init')).toHaveLength(1);
});

it('counts by host', () => {
  expect(byHost(imports)).toEqual([
    ['sdl', 2],
    ['wasi', 1],
  ]);
});
