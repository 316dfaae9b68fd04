import { describe, expect, it } from 'vitest';
import { Keyboard, type KeyInput, launcherCommand } from './keyboard.ts';

function press(code: string, more: Partial<KeyInput> = {}): KeyInput {
  return {
    code,
    key: code,
    repeat: false,
    altKey: false,
    ctrlKey: false,
    metaKey: false,
    shiftKey: false,
    isComposing: false,
    ...more,
  };
}

describe('Keyboard', () => {
  it('sends code and text of a key that types, code alone of one that does not', () => {
    const keyboard = new Keyboard();
    expect(keyboard.down(press('KeyZ', { key: 'y' }))).toEqual({
      type: 'key',
      code: 'KeyZ',
      down: true,
      repeat: false,
      text: 'y',
    });
    expect(keyboard.down(press('ArrowUp'))).toEqual({
      type: 'key',
      code: 'ArrowUp',
      down: true,
      repeat: false,
    });
  });

  it('gives Escape, function keys and browser shortcuts to the game', () => {
    const keyboard = new Keyboard();
    for (const event of [press('Escape'), press('F5'), press('KeyR', { key: 'r', ctrlKey: true })]) {
      expect(keyboard.down(event)).toMatchObject({ code: event.code, down: true });
    }
  });

  it('repeats only what the game saw pressed', () => {
    const keyboard = new Keyboard();
    expect(keyboard.down(press('Enter', { repeat: true }))).toBeUndefined();
    expect(keyboard.up(press('Enter'))).toBeUndefined();
    keyboard.down(press('Enter'));
    expect(keyboard.down(press('Enter', { repeat: true }))).toMatchObject({ repeat: true });
  });

  it('releases all held keys at once, and then no more', () => {
    const keyboard = new Keyboard();
    keyboard.down(press('ArrowUp'));
    keyboard.down(press('ControlLeft'));
    expect(keyboard.release()).toEqual({ type: 'release-keys' });
    expect(keyboard.release()).toBeUndefined();
    expect(keyboard.up(press('ArrowUp'))).toBeUndefined();
  });

  it('leaves combinations with Meta to the system, and lets go of all keys after one', () => {
    const keyboard = new Keyboard();
    keyboard.down(press('ArrowUp'));
    expect(keyboard.down(press('KeyQ', { metaKey: true }))).toBeUndefined();
    expect(keyboard.up(press('MetaLeft'))).toEqual({ type: 'release-keys' });
  });

  it('ignores keys without a code and keys of an input method', () => {
    const keyboard = new Keyboard();
    expect(keyboard.down(press(''))).toBeUndefined();
    expect(keyboard.down(press('KeyA', { isComposing: true }))).toBeUndefined();
    expect(keyboard.held.size).toBe(0);
  });
});

describe('launcherCommand', () => {
  it('knows fullscreen and the menu', () => {
    expect(launcherCommand(press('Enter', { ctrlKey: true, shiftKey: true }))).toBe('fullscreen');
    expect(launcherCommand(press('Backspace', { ctrlKey: true, shiftKey: true }))).toBe('menu');
  });

  it('leaves the plain keys to the game, and those that have a meaning there', () => {
    const plain = [
      press('Enter'),
      press('Escape'),
      press('Backspace'),
      press('Backspace', { ctrlKey: true }),
      press('Enter', { altKey: true }),
      press('F11'),
    ];
    for (const event of plain) {
      expect(launcherCommand(event)).toBeUndefined();
      expect(new Keyboard().down(event)).toBeDefined();
    }
  });

  it('never reaches the game', () => {
    expect(new Keyboard().down(press('Enter', { ctrlKey: true, shiftKey: true }))).toBeUndefined();
  });
});
