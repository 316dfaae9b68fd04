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
    expect(keyboard.down(press('KeyZ', { key: 'y' }))).toEqual([
      { type: 'key', code: 'KeyZ', down: true, repeat: false, text: 'y', key: 'y' },
    ]);
    expect(keyboard.down(press('ArrowUp'))).toEqual([
      { type: 'key', code: 'ArrowUp', down: true, repeat: false },
    ]);
  });

  it('gives Escape, function keys and browser shortcuts to the game', () => {
    const keyboard = new Keyboard();
    for (const event of [press('Escape'), press('F5'), press('KeyR', { key: 'r', ctrlKey: true })]) {
      expect(keyboard.down(event)).toMatchObject([{ code: event.code, down: true }]);
    }
  });

  it('repeats only what the game saw pressed', () => {
    const keyboard = new Keyboard();
    expect(keyboard.down(press('Enter', { repeat: true }))).toEqual([]);
    expect(keyboard.up(press('Enter'))).toEqual([]);
    keyboard.down(press('Enter'));
    expect(keyboard.down(press('Enter', { repeat: true }))).toMatchObject([{ repeat: true }]);
  });

  it('releases all held keys at once, and then no more', () => {
    const keyboard = new Keyboard();
    keyboard.down(press('ArrowUp'));
    keyboard.down(press('ControlLeft'));
    expect(keyboard.release()).toEqual([{ type: 'release-keys' }]);
    expect(keyboard.release()).toEqual([]);
    expect(keyboard.up(press('ArrowUp'))).toEqual([]);
  });

  it('leaves combinations with Meta to the system, and lets go of all keys after one', () => {
    const keyboard = new Keyboard();
    keyboard.down(press('ArrowUp'));
    expect(keyboard.down(press('KeyQ', { metaKey: true }))).toEqual([]);
    expect(keyboard.up(press('MetaLeft'))).toEqual([{ type: 'release-keys' }]);
  });

  it('ignores keys without a code and keys of an input method', () => {
    const keyboard = new Keyboard();
    expect(keyboard.down(press(''))).toEqual([]);
    expect(keyboard.down(press('KeyA', { isComposing: true }))).toEqual([]);
    expect(keyboard.held.size).toBe(0);
  });

  it('types nothing with Ctrl and by a dead key, but what AltGr makes of a key', () => {
    const keyboard = new Keyboard();
    const altGr = { getModifierState: (name: string) => name === 'AltGraph' };
    const [dead] = keyboard.down(press('BracketLeft', { key: 'Dead' }));
    const [command] = keyboard.down(press('KeyA', { key: 'a', ctrlKey: true }));
    const [at] = keyboard.down(press('KeyQ', { key: '@', ctrlKey: true, altKey: true, ...altGr }));
    expect([dead, command, at].map((message) => message !== undefined && 'text' in message)).toEqual([
      false,
      false,
      true,
    ]);
    expect(at).toMatchObject({ code: 'KeyQ', text: '@' });
  });

  it('tells what a key is in the player’s layout, also while Shift is held, and the locks', () => {
    const keyboard = new Keyboard();
    const locks = { getModifierState: (name: string) => name === 'NumLock' };
    keyboard.down(press('Digit1', { key: '&' }));
    expect(keyboard.down(press('Digit1', { key: '1', shiftKey: true, ...locks }))).toMatchObject([
      { text: '1', key: '&', caps: false, num: true },
    ]);
  });

  it('lets go of the Ctrl that Windows presses with AltGr', () => {
    const keyboard = new Keyboard();
    keyboard.down(press('ControlLeft', { timeStamp: 500 }));
    expect(keyboard.down(press('AltRight', { key: 'AltGraph', timeStamp: 501 }))).toMatchObject([
      { code: 'ControlLeft', down: false },
      { code: 'AltRight', down: true },
    ]);
    keyboard.down(press('ControlLeft', { timeStamp: 600 }));
    expect(keyboard.down(press('AltRight', { key: 'AltGraph', timeStamp: 700 }))).toHaveLength(1);
  });

  it('makes a press of PrintScreen’s release, of which alone browsers tell', () => {
    const keyboard = new Keyboard();
    expect(keyboard.up(press('PrintScreen'))).toMatchObject([{ down: true }, { down: false }]);
    keyboard.down(press('PrintScreen'));
    expect(keyboard.up(press('PrintScreen'))).toMatchObject([{ down: false }]);
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
    expect(new Keyboard().down(press('Enter', { ctrlKey: true, shiftKey: true }))).toEqual([]);
  });
});
