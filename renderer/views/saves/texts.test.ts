import { expect, it } from 'vitest';
import { HOMES } from '../../../test/window/homes-fixture.ts';
import { clockText, dateText, homeTitle, placeText, playedText } from './texts.ts';

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

it('tells the place of a save as the menu of its game has it', () => {
  expect([undefined, 0, 7, 10, 77, 255].map(placeText)).toEqual([
    'Recovered',
    'Slot 1',
    'Slot 8',
    'Page 2, slot 1',
    'Page 8, slot 8',
    'Automatic save',
  ]);
});

it('names the source port of a home where it is not Chocolate Doom', () => {
  const [home] = HOMES;
  expect(homeTitle(home!)).toBe('Freedoom: Phase 1 (0.12.1)');
  expect(homeTitle({ ...home!, port: 'woof' })).toBe('Freedoom: Phase 1 (0.12.1) on Woof!');
  expect(homeTitle({ ...home!, module: 'own.wasm' })).toBe('Freedoom: Phase 1 (0.12.1) on own.wasm');
});
