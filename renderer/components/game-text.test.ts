import { expect, it } from 'vitest';
import { describeGame, gameMark, shortTitle } from './game-text.ts';

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
