import { describe, expect, it } from 'vitest';
import type { ControlInput } from '../../protocol/controls.ts';
import { formatInputs, PAD_INPUTS, parseInputs } from './inputs.ts';

const key = (code: string): ControlInput => ({ kind: 'key', code });
const mouse = (button: number): ControlInput => ({ kind: 'mouse-button', button });
const pad = (button: number): ControlInput => ({ kind: 'pad-button', button });

describe('inputs of Woof', () => {
  it('are read as the game reads them', () => {
    expect(parseInputs('w, uparrow')).toEqual([key('KeyW'), key('ArrowUp')]);
    expect(parseInputs('CTRL,Mouse1 rest,  rt')).toEqual([key('ControlLeft'), mouse(0), pad(7)]);
    expect(parseInputs('NONE')).toEqual([]);
    // No key types a capital letter, and the game drops a name that it does not know.
    expect(parseInputs('W, hyper, ,\xe4')).toEqual([]);
    expect(parseInputs('+, =, <, >, .')).toEqual([key('Equal'), key('Comma'), key('Period')]);
    // Twice the same is once, and a fifth replaces the four before it.
    expect(parseInputs('a, a, b, c, d')).toEqual(['KeyA', 'KeyB', 'KeyC', 'KeyD'].map(key));
    expect(parseInputs('a, b, c, d, e, f')).toEqual([key('KeyE'), key('KeyF')]);
  });

  it('are written as the game writes them', () => {
    expect(
      formatInputs([key('Equal'), key('Comma'), key('Numpad7'), key('ShiftRight'), mouse(4), pad(24)]),
    ).toBe('+, <, num7, shift, wheeldown, lsup');
    expect(formatInputs([])).toBe('NONE');
    // Both are one key for the game.
    expect(formatInputs([key('ShiftLeft'), key('ShiftRight')])).toBe('shift');
    expect(formatInputs([key('NumLock')])).toBe('NONE');
  });

  it('come back from what is written, each of them', () => {
    const buttons = Array.from({ length: 9 }, (_, i) => mouse(i));
    for (const input of [...PAD_INPUTS.map((_, i) => pad(i)), ...buttons, key('KeyA'), key('Backquote')])
      expect(parseInputs(formatInputs([input]))).toEqual([input]);
  });
});
