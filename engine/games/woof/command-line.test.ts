import { expect, it } from 'vitest';
import { woofCommandLine } from './command-line.ts';

const GRANTS = ['doom2.wad', 'map.wad', 'last.wad', 'sprites.wad', 'fix.deh'].map(
  (name) => [name, `/somewhere/${name}`] as const,
);

it('names files in the order in which they are read, and merges none', () => {
  const line = woofCommandLine(GRANTS, {
    wads: ['doom2.wad', 'map.wad', 'last.wad'],
    merge: ['sprites.wad'],
    patches: ['fix.deh'],
    dehackedLumps: true,
    music: 'off',
    args: ['-warp', '3'],
  });
  expect(line.slice(1)).toEqual([
    ...['-iwad', '/wads/doom2.wad'],
    ...['-file', '/wads/sprites.wad', '/wads/map.wad', '/wads/last.wad'],
    ...['-deh', '/wads/fix.deh', '-nomusic', '-warp', '3'],
  ]);
});

it('names no switch without a value', () => {
  expect(woofCommandLine([], { wads: [], args: [] }).slice(1)).toEqual([]);
});
