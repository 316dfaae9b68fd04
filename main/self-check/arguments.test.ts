import { describe, expect, it } from 'vitest';
import { selfCheckArguments, wantsSelfCheck } from './arguments.ts';

describe('issue 10, 3: the command line of a self-check', () => {
  it('is recognised by --self-check, wherever it stands', () => {
    expect(wantsSelfCheck(['--shell=headless', '--self-check'])).toBe(true);
    expect(wantsSelfCheck(['self-check', 'doom.wad'])).toBe(false);
  });

  it.each([
    [['--self-check'], { shell: undefined, json: false, games: undefined }],
    [['--self-check', '--shell=headless', '--json'], { shell: 'headless', json: true, games: undefined }],
    [['--json', '--shell', 'browser', '--self-check'], { shell: 'browser', json: true, games: undefined }],
    [['--headless', '--self-check', '--games=/g'], { shell: 'headless', json: false, games: '/g' }],
    [
      ['--self-check', '--user-data=/home/p', '--need-window'],
      { shell: undefined, json: false, games: undefined },
    ],
  ])('%j', (args, expected) => {
    expect(selfCheckArguments(args)).toEqual(expected);
  });

  it.each([
    [['--self-check', '--shell=firefox'], '--shell must be headless, browser, electron, not “firefox”.'],
    [['--self-check', '--shell='], '--shell must be headless, browser, electron, not “”.'],
    [['--self-check', '--games='], '--games needs a folder: --games=FOLDER.'],
    [['--self-check', '--speed'], /^Unknown option '--speed'\. Usage: --self-check/],
    [['--self-check', 'doom.wad'], /^Unexpected argument 'doom\.wad'\. /],
  ])('%j is refused in one line', (args, message) => {
    expect(() => selfCheckArguments(args)).toThrow(message);
    expect(() => selfCheckArguments(args)).not.toThrow(/\n/);
  });

  it('leaves Electron’s own options and files alone', () => {
    const args = ['.', '--self-check', '--no-sandbox', '--ozone-platform=x11', '--json'];
    expect(selfCheckArguments(args, true)).toEqual({ shell: undefined, json: true, games: undefined });
    expect(() => selfCheckArguments([...args, '--shell'], true)).toThrow('--shell must be');
  });
});
