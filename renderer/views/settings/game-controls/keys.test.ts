import { describe, expect, it } from 'vitest';
import { keyName, mouseButtonOf, padButtonName, scancodeOf } from './keys.ts';

const unknown = () => undefined;

describe('keys as Doom’s configuration has them', () => {
  it.each([
    ['ArrowRight', 77],
    ['Numpad6', 77],
    ['ControlRight', 29],
    ['ShiftLeft', 54],
    ['KeyM', 50],
    ['Digit0', 11],
    ['NumpadEnter', 28],
    ['F11', 87],
    ['IntlBackslash', undefined],
    ['NumLock', undefined],
  ])('%s is %s', (code, scancode) => {
    expect(scancodeOf(code)).toBe(scancode);
  });

  it('are called what stands on them, in the player’s layout where it is known', () => {
    expect([77, 29, 16, 51, 42, 74, 0, 99].map((scancode) => keyName(scancode, unknown))).toEqual([
      '→',
      'Ctrl',
      'Q',
      ',',
      'Shift',
      '-',
      '',
      'Key 99',
    ]);
    expect(keyName(16, (code) => (code === 'KeyQ' ? 'a' : undefined))).toBe('A');
  });

  it('counts buttons as Doom does', () => {
    expect([0, 1, 2, 3, 4, 5].map(mouseButtonOf)).toEqual([0, 2, 1, 5, 6, undefined]);
    expect([padButtonName(7), padButtonName(18), padButtonName(-1)]).toEqual([
      'Right trigger',
      'Button 19',
      '',
    ]);
  });
});
