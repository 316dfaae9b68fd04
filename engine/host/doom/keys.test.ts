import { describe, expect, it } from 'vitest';
import { doomWasmKey, fizzbuzzKey, HeldKeys } from './keys.ts';

const none = () => undefined;

describe('keys of wasm-fizzbuzz', () => {
  it.each([
    ['ArrowLeft', 0xac],
    ['ArrowUp', 0xad],
    ['ArrowRight', 0xae],
    ['ArrowDown', 0xaf],
    ['ControlLeft', 0x9d],
    ['AltRight', 0xb8],
    ['ShiftLeft', 0xb6],
    ['Backspace', 127],
    ['Enter', 13],
    ['NumpadEnter', 13],
    ['Escape', 27],
    ['Tab', 9],
    ['F1', 187],
    ['F10', 196],
    ['F12', 198],
    ['KeyA', 97],
    ['Digit1', 49],
    ['Space', 32],
    ['Minus', 45],
    ['Numpad7', 55],
  ])('%s is %i', (code, key) => {
    expect(fizzbuzzKey({ code })).toBe(key);
  });

  it.each(['MediaPlayPause', 'Unheard', '', 'CapsLock', 'F24'])('“%s” is none', (code) => {
    expect(fizzbuzzKey({ code })).toBeUndefined();
  });

  it('follows the layout in letters, in lower case, and the place in all else', () => {
    expect(fizzbuzzKey({ code: 'KeyQ', text: 'A' })).toBe(97);
    expect(fizzbuzzKey({ code: 'Digit1', text: '&' })).toBe(49);
    expect(fizzbuzzKey({ code: 'Semicolon', text: 'ö' })).toBe(59);
    expect(fizzbuzzKey({ code: 'ArrowUp', text: 'x' })).toBe(0xad);
  });
});

describe('keys of doom.wasm', () => {
  it('are what its globals say, and Doom’s own without', () => {
    const globals = (name: string) => (name === 'KEY_USE' ? 7 : undefined);
    expect(doomWasmKey({ code: 'Space' }, globals)).toBe(7);
    expect(doomWasmKey({ code: 'Space' }, none)).toBe(32);
    expect(doomWasmKey({ code: 'ArrowUp' }, none)).toBe(0xad);
    expect(doomWasmKey({ code: 'F11' }, none)).toBe(0xd7);
    expect(doomWasmKey({ code: 'KeyY', text: 'Z' }, none)).toBe(122);
  });
});

describe('held keys', () => {
  function held() {
    const reports: [boolean, number][] = [];
    return { reports, keys: new HeldKeys(fizzbuzzKey, (down, key) => reports.push([down, key])) };
  }

  it('go up as the number they went down with', () => {
    const { reports, keys } = held();
    keys.press({ code: 'KeyQ', text: 'a' });
    // The layout has changed meanwhile: the key repeats as another letter.
    keys.press({ code: 'KeyQ', text: 'q' });
    keys.release('KeyQ');
    keys.release('KeyQ');
    expect(reports).toEqual([
      [true, 97],
      [true, 97],
      [false, 97],
    ]);
  });

  it('all go up when the window has lost the keyboard, those of one meaning once', () => {
    const { reports, keys } = held();
    for (const code of ['AltLeft', 'AltRight', 'KeyX', 'Unheard']) keys.press({ code });
    reports.length = 0;
    keys.releaseAll();
    expect(reports).toEqual([
      [false, 0xb8],
      [false, 120],
    ]);
  });
});
