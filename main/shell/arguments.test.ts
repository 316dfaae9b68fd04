import { describe, expect, it } from 'vitest';
import { parseShellArguments } from './arguments.ts';

describe('parseShellArguments', () => {
  it('opens a window by default', () => {
    expect(parseShellArguments([])).toEqual({
      userData: undefined,
      games: undefined,
      port: undefined,
      openWindow: true,
      needWindow: false,
      wads: [],
    });
  });

  it.each(['--no-open', '--headless'])('opens none with %s', (flag) => {
    expect(parseShellArguments([flag]).openWindow).toBe(false);
  });

  it('takes the user data folder and WADs, relative to where it was started', () => {
    expect(
      parseShellArguments(['--user-data=/tmp/x', '--games=/tmp/g', 'a.wad', '/b.wad'], '/games'),
    ).toEqual({
      userData: '/tmp/x',
      games: '/tmp/g',
      port: undefined,
      openWindow: true,
      needWindow: false,
      wads: ['/games/a.wad', '/b.wad'],
    });
  });

  it('takes the source port that plays', () => {
    expect(parseShellArguments(['--game=woof']).port).toBe('woof');
    expect(() => parseShellArguments(['--game=zdoom'])).toThrow(
      '--game needs a source port: --game=chocolate or --game=woof.',
    );
  });

  it('refuses what it does not know', () => {
    expect(() => parseShellArguments(['--fullscren'])).toThrow('--fullscren');
  });
});
