import { describe, expect, it } from 'vitest';
import { describeGame, distinctTitles, gameMark, shortTitle } from './game-text.ts';

it('describes Freedoom’s phases, released or not, each in its own words', () => {
  const one = describeGame({ title: 'Freedoom: Phase 1 (0.12.1)', game: 'doom' });
  const two = describeGame({ title: 'Freedoom: Phase 2', game: 'doom' });
  expect(one).toContain('Four episodes');
  expect(two).toContain('32 levels');
});

it('marks games by phase or initials', () => {
  expect(
    ['Freedoom: Phase 1', 'Freedoom: Phase 2 (0.13.0)', 'The Ultimate Doom', 'Doom II'].map(gameMark),
  ).toEqual(['I', 'II', 'TU', 'DI']);
});

it('leaves out a release, not what makes a title', () => {
  expect(shortTitle('Freedoom: Phase 1 (0.12.1)')).toBe('Freedoom: Phase 1');
  expect(shortTitle('Doom (shareware)')).toBe('Doom (shareware)');
});

describe('issue 9, 4.7: games of one title', () => {
  const entry = (id: string, title: string, path: string) => ({ id, title, path });
  const labels = (short: boolean, ...entries: ReturnType<typeof entry>[]) => [
    ...distinctTitles(entries, short).values(),
  ];

  it('keep their titles where these are different', () => {
    expect(
      labels(true, entry('a', 'Freedoom: Phase 1 (0.12.1)', '/a.wad'), entry('b', 'Doom II', '/b.wad')),
    ).toEqual(['Freedoom: Phase 1', 'Doom II']);
  });

  it('are told apart by release, file, folder, content, in this order', () => {
    const [old, now] = ['0.12.1', '0.13.0'].map((version, i) =>
      entry(`${i}`, `Freedoom: Phase 1 (${version})`, '/freedoom1.wad'),
    );
    expect(labels(true, old!, now!)).toEqual(['Freedoom: Phase 1 (0.12.1)', 'Freedoom: Phase 1 (0.13.0)']);
    expect(
      labels(false, entry('a', 'Doom II', '/x/doom2.wad'), entry('b', 'Doom II', '/x/d2-old.wad')),
    ).toEqual(['Doom II – doom2.wad', 'Doom II – d2-old.wad']);
    expect(
      labels(false, entry('a', 'Doom II', '/x/doom2.wad'), entry('b', 'Doom II', '/y/doom2.wad')),
    ).toEqual(['Doom II – /x/doom2.wad', 'Doom II – /y/doom2.wad']);
    const same = ['0123456789', '9876543210'].map((id) => entry(id, 'Doom II', '/x/doom2.wad'));
    expect(labels(false, ...same)).toEqual([
      'Doom II – /x/doom2.wad, 01234567',
      'Doom II – /x/doom2.wad, 98765432',
    ]);
  });
});
