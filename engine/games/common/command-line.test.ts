import { describe, expect, it } from 'vitest';
import type { LaunchRequest } from '../game-adapter.ts';
import { commandLine } from './command-line.ts';
import { wadGrants } from './wad-grants.ts';

function line(config: Partial<LaunchRequest> & { addedBytes?: number }, title = 'Doom'): string[] {
  const whole = { wads: ['/games/doom2.wad'], args: [], ...config };
  return commandLine(title, wadGrants(whole), whole);
}

describe('the command line', () => {
  it('names files in the order in which the game reads them', () => {
    const config = {
      wads: ['/games/doom2.wad', '/a/first.wad', '/a/second.wad'],
      merge: ['/a/sprites.wad', '/a/flats.wad'],
      patches: ['/a/one.deh', '/a/two.bex'],
      dehackedLumps: true,
      music: 'off' as const,
      args: ['-warp', '1'],
    };
    expect(line(config).join(' ')).toBe(
      'doom -iwad /wads/doom2.wad -deh /wads/one.deh /wads/two.bex -merge /wads/sprites.wad /wads/flats.wad ' +
        '-file /wads/first.wad /wads/second.wad -dehlump -nomusic -warp 1',
    );
    expect(line({}).join(' ')).toBe('doom -iwad /wads/doom2.wad');
  });

  it('has the game reserve more memory for what is added, unless the player says how much', () => {
    expect(line({ addedBytes: 1 })).toEqual(['doom', '-iwad', '/wads/doom2.wad', '-mb', '17']);
    expect(line({ addedBytes: 3 * 2 ** 20, args: ['-warp', '1'] }).slice(3)).toEqual([
      '-mb',
      '19',
      '-warp',
      '1',
    ]);
    expect(line({ addedBytes: 2 ** 31 }).slice(3)).toEqual(['-mb', '256']);
    expect(line({ addedBytes: 2 ** 20, args: ['-mb', '8'] }).slice(3)).toEqual(['-mb', '8']);
  });

  it('takes names as they are, and none for a switch', () => {
    const wads = [
      '/games/doom2.wad',
      '/a/-playdemo.wad',
      '/a/@names with spaces.WAD',
      '/a/Ünïcode — 名.wad',
      '/a/~x.wad',
    ];
    expect(line({ wads }).slice(3)).toEqual([
      '-file',
      '/wads/-playdemo.wad',
      '/wads/@names with spaces.WAD',
      '/wads/Ünïcode — 名.wad',
      '/wads/~x.wad',
    ]);
  });

  it('tells files of one name apart, and calls every WAD one: the game takes other files for single lumps', () => {
    expect(
      line({
        wads: ['/a/doom.wad', '/b/maps'],
        merge: ['/c/DOOM.WAD', '/d/maps.wad'],
        patches: ['/e/doom.deh', '/f/doom.deh'],
      }),
    ).toEqual([
      'doom',
      ...['-iwad', '/wads/doom.wad'],
      ...['-deh', '/wads/doom.deh', '/wads/doom-2.deh'],
      ...['-merge', '/wads/DOOM-2.WAD', '/wads/maps-2.wad'],
      ...['-file', '/wads/maps.wad'],
    ]);
  });

  it('does not call an IWAD as another game’s is called, which the game would take it for', () => {
    const named = (file: string, numbered?: boolean) => wadGrants({ wads: [file] }, numbered)[0]![0];
    expect(named('/a/doom2.wad', true)).toBe('doom2.wad');
    expect(named('/a/DOOM2.WAD', false)).toBe('DOOM2-2.WAD');
    expect(named('/a/doom.wad', true)).toBe('doom-2.wad');
    expect(named('/a/doom.wad')).toBe('doom.wad');
    expect(named('/a/mine.wad', true)).toBe('mine.wad');
  });
});
