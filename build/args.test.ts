import { describe, expect, it } from 'vitest';
import { parseStartArguments } from './args.mjs';

describe('parseStartArguments', () => {
  it('leaves the choice of the shell open without --shell', () => {
    expect(parseStartArguments([])).toEqual({ shell: undefined, help: false, problem: undefined, rest: [] });
  });

  it.each([
    ['--shell=browser', 'browser'],
    ['--shell=headless', 'headless'],
    ['--shell=electron', 'electron'],
  ])('%s', (arg, shell) => {
    expect(parseStartArguments([arg])).toMatchObject({ shell, problem: undefined });
  });

  it('takes the value as a word of its own', () => {
    expect(parseStartArguments(['--shell', 'headless', 'my.wad'])).toMatchObject({
      shell: 'headless',
      rest: ['my.wad'],
    });
  });

  it.each([[['--shell=window']], [['--shell']]])('%j is refused, naming the values there are', (args) => {
    expect(parseStartArguments(args).problem).toMatch(/electron, browser, headless/);
  });

  it('hands everything else to the launcher, in order', () => {
    expect(parseStartArguments(['a.wad', '--fullscreen', '--shell=browser', 'b.wad']).rest).toEqual([
      'a.wad',
      '--fullscreen',
      'b.wad',
    ]);
  });

  it.each(['--help', '-h'])('%s asks for help', (arg) => {
    expect(parseStartArguments([arg]).help).toBe(true);
  });
});
