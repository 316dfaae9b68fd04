import { describe, expect, it } from 'vitest';
import type { LaunchOptions } from '../protocol/launch-options.ts';
import type { LibraryEntry } from '../protocol/launcher.ts';
import { optionArguments, placeArguments } from './launch-arguments.ts';

const ALL: LaunchOptions = {
  complevel: 'mbf21',
  skill: 4,
  map: 'E3M2',
  pistolStart: true,
  noMonsters: true,
  fastMonsters: true,
  respawnMonsters: true,
  coopSpawns: true,
};
const SHARED = ['-nomonsters', '-fast', '-respawn'];
const BEGINNING = ['-skill', '4', '-warp', '3', '2'];

describe('optionArguments', () => {
  it('gives each source port the options that it has', () => {
    expect(optionArguments('chocolate', ALL, { kind: 'title' })).toEqual([...SHARED, ...BEGINNING]);
    expect(optionArguments('woof', ALL, { kind: 'title' })).toEqual([
      ...['-complevel', 'mbf21', ...SHARED, '-pistolstart', '-coop_spawns'],
      ...BEGINNING,
    ]);
  });

  it('names a numbered map by its number alone', () => {
    expect(optionArguments('woof', { map: 'MAP07' }, { kind: 'title' })).toEqual(['-warp', '7']);
    expect(optionArguments('woof', { map: 'MAP33' }, { kind: 'title' })).toEqual(['-warp', '33']);
  });

  it('leaves a saved game and a recording their own map and skill, and a demo all', () => {
    for (const kind of ['save', 'record'] as const)
      expect(optionArguments('chocolate', ALL, { kind })).toEqual(SHARED);
    expect(optionArguments('woof', ALL, { kind: 'demo' })).toEqual([]);
  });

  it('says nothing of what was not chosen', () => {
    expect(optionArguments('woof', { noMonsters: false }, { kind: 'title' })).toEqual([]);
  });
});

it('placeArguments: each source port keeps its saves in the same folder, by a switch of its own', () => {
  const contents = { maps: [], sections: false, dehacked: 'none' as const };
  const tnt: LibraryEntry = {
    ...{ id: 'tnt', title: 'Final Doom: TNT Evilution', kind: 'iwad', game: 'doom', path: '/tnt.wad' },
    ...{ bytes: 1, lumps: 1, contents, bundled: false },
  };
  expect(placeArguments('chocolate', tnt)).toEqual(['-pack', 'tnt', '-savedir', '/home/savegames']);
  expect(placeArguments('woof', tnt)).toEqual([
    ...['-save', '/home/savegames', '-shotdir', '/home/screenshots'],
  ]);
});
