import { describe, expect, it } from 'vitest';
import { plan } from './plan.mjs';

const nothing = () => false;

describe('issue 10, 2: the command trapdoom', () => {
  it.each([
    [[], undefined, []],
    [['doom2.wad', 'x.deh'], undefined, ['doom2.wad', 'x.deh']],
    [['file:///home/u/my%20doom.wad'], undefined, ['file:///home/u/my%20doom.wad']],
    [['--shell=browser', '--user-data=/tmp/x'], 'browser', ['--user-data=/tmp/x']],
    [['--shell', 'headless', 'a.wasm'], 'headless', ['a.wasm']],
    [['play', '--shell=headless', 'a.wad'], 'headless', ['a.wad']],
    [['./folder/file'], undefined, ['./folder/file']],
    [['--self-check', '--shell=electron', '--json'], 'electron', ['--self-check', '--json']],
  ] as const)('opens the launcher for %j', (args, shell, rest) => {
    expect(plan(args, nothing)).toEqual({ kind: 'launcher', shell, rest });
  });

  it.each([
    [['timedemo', '--wad', 'freedoom1.wad']],
    [['run', 'a.wasm', '--', '--self-check']],
    [['run', 'a.wasm', '--', '--self-check', '--shell=electron']],
    [['--self-check', '--shell=lynx']],
    [['tiemdemo']],
    [['--version']],
    [['--self-check', '--shell=headless', '--json']],
    [['--shell=browser', '--self-check']],
  ])('leaves %j to the command line', (args) => {
    expect(plan(args, nothing)).toEqual({ kind: 'command-line', args });
  });

  it('takes a word that names a file for the file', () => {
    expect(plan(['selftest'], (file) => file === 'selftest')).toMatchObject({ kind: 'launcher' });
  });

  it.each([[['--help']], [['-h']], [['help']], [['--shell=browser', '--help']]])('helps for %j', (args) => {
    expect(plan(args, nothing)).toEqual({ kind: 'help' });
  });

  it('refuses an unknown shell', () => {
    expect(plan(['--shell=window'], nothing)).toMatchObject({ kind: 'wrong' });
  });
});
