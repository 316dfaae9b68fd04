import { describe, expect, it } from 'vitest';
import { parsePackageArguments } from './targets.mjs';

function namesOf(args: string[]): string[] {
  const parsed = parsePackageArguments(args);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return parsed.targets.map(({ name }) => name);
}

describe('issue 10, 2: npm run package', () => {
  it('makes what is named, in its own order, and all by default', () => {
    expect(namesOf(['--targets', 'portable,npm', '--json'])).toEqual(['npm', 'portable']);
    expect(namesOf(['--targets=electron,npm'])).toEqual(['npm', 'AppImage', 'electron-deb', 'nsis', 'dmg']);
    expect(namesOf([])).toHaveLength(7);
    expect(namesOf(['--targets', 'all'])).toEqual(namesOf([]));
  });

  it.each([
    [['--targets', 'npm,rpm'], '"rpm"'],
    [['--targets'], '--targets needs a value'],
    [['--targets='], '--targets needs a value'],
    [['--targets', 'npm,'], 'no target ""'],
    [['--linux'], '"--linux"'],
    [['out'], '"out"'],
    [['--out='], '--out needs a value'],
  ])('refuses %j in one line', (args, words) => {
    const parsed = parsePackageArguments(args);
    expect('problem' in parsed && parsed.problem).toContain(words);
    expect('problem' in parsed && parsed.problem).not.toContain('\n');
  });
});
