import { expect, it } from 'vitest';
import { clockText, dateText, playedText } from './texts.ts';

it('tells times as players read them', () => {
  expect([0, 9.97, 65, 3723].map(clockText)).toEqual(['0:00', '0:09', '1:05', '1:02:03']);
  expect([0, 29, 61, 3 * 3600 + 299].map(playedText)).toEqual([
    'less than a minute',
    'less than a minute',
    '1 min',
    '3 h 5 min',
  ]);
  expect(dateText('nonsense')).toBe('at an unknown time');
  expect(dateText('2026-11-22T12:00:00Z')).toMatch(/22 Nov 2026/);
});
