import { describe, expect, it } from 'vitest';
import { parseShellArguments } from '../../arguments.ts';
import { parseElectronArguments } from './arguments.ts';

const parse = (...args: string[]) =>
  parseElectronArguments(['/opt/electron', ...args], '/cwd', '/src/trapdoom');

describe('parseElectronArguments', () => {
  it('issue 9, 1.10: takes whatever is no option for a file, as the browser shell does', () => {
    const files = ['a.wad', '/b.WAD', 'c.deh', 'd.BEX', 'e.wasm', 'strange.zip', 'file:///f%20g.wad'];
    const { wads } = parse(...files);
    expect(wads).toEqual([
      '/cwd/a.wad',
      '/b.WAD',
      '/cwd/c.deh',
      '/cwd/d.BEX',
      '/cwd/e.wasm',
      '/cwd/strange.zip',
      '/f g.wad',
    ]);
    expect(parseShellArguments(files, '/cwd').wads).toEqual(wads);
  });

  it.each([
    ['--user-data=/u', '--games=/g'],
    ['--user-data', '/u', '--games', '/g'],
  ])('issue 9, 1.10: takes folders in one word and in two (%s …)', (...args) => {
    const expected = { userData: '/u', games: '/g', wads: ['/cwd/a.wad'] };
    expect(parse(...args, 'a.wad')).toMatchObject(expected);
    expect(parseShellArguments([...args, 'a.wad'], '/cwd')).toMatchObject(expected);
  });

  it.each(['--user-data', '--user-data=', '--games='])(
    'refuses %s without a folder, in both shells',
    (arg) => {
      expect(() => parse(arg)).toThrow(/needs a folder/);
      if (arg.endsWith('=')) expect(() => parseShellArguments([arg])).toThrow(/needs a folder/);
    },
  );

  it('leaves out Chromium’s switches and the folder of the program itself', () => {
    const args = ['--no-sandbox', '--ozone-platform=x11', '-psn_0_123', '--flag=x.wad', '/src/trapdoom'];
    expect(parse(...args, 'a.wad')).toEqual({
      userData: undefined,
      games: undefined,
      wads: ['/cwd/a.wad'],
      options: args,
    });
  });

  it('keeps all but the files for another start', () => {
    expect(parse('--user-data', '/u', 'a.wad', '--games=/g', '--', '-b.wad')).toMatchObject({
      wads: ['/cwd/a.wad', '/cwd/-b.wad'],
      options: ['--user-data', '/u', '--games=/g', '--'],
    });
  });

  it.each(['file://elsewhere/a.wad', 'file:///a%2Fb.wad'])(
    'keeps %s, which is no file here, for the message',
    (url) => {
      expect(parse(url).wads).toEqual([url]);
    },
  );
});
