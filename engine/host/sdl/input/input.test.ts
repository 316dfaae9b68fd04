import { describe, expect, test } from 'vitest';
import type { InputEvent } from '../../platform.ts';
import { type Fixture, makeFixture } from '../fixture.ts';
import { keycodeOf, scancodeOf } from './scancodes.ts';

const KEYDOWN = 0x300;
const KEYUP = 0x301;
const TEXTINPUT = 0x303;
const MOUSEMOTION = 0x400;
const MOUSEBUTTONDOWN = 0x401;
const MOUSEWHEEL = 0x403;
const WINDOWEVENT = 0x200;
const QUIT = 0x100;

/** A fixture with a window whose opening events are already taken. */
function withWindow() {
  const f = makeFixture();
  const window = f.sdl('SDL_CreateWindow', f.text('w'), 0, 0, 100, 80, 0);
  while (f.sdl('SDL_PollEvent', f.alloc(56)) === 1);
  return { f, window, id: f.sdl('SDL_GetWindowID', window) };
}

/** The next event's bytes, undefined when there is none. */
function poll(f: Fixture): DataView | undefined {
  const at = f.alloc(56);
  f.bytes.fill(0xee, at, at + 56);
  if (f.sdl('SDL_PollEvent', at) === 0) return undefined;
  return new DataView(f.bytes.slice(at, at + 56).buffer);
}

const type = (event: DataView | undefined) => event?.getUint32(0, true);

function key(code: string, down = true, text?: string): InputEvent {
  return { type: 'key', code, down, repeat: false, text };
}

describe('event layouts are those of SDL_events.h', () => {
  test('keyboard', () => {
    const { f, id } = withWindow();
    f.clock.now = 1234.9;
    f.send(key('ShiftRight'), key('KeyQ'));
    poll(f);
    const event = poll(f)!;
    expect(type(event)).toBe(KEYDOWN);
    expect(event.getUint32(4, true)).toBe(1234);
    expect(event.getUint32(8, true)).toBe(id);
    expect([event.getUint8(12), event.getUint8(13)]).toEqual([1, 0]);
    expect([event.getInt32(16, true), event.getInt32(20, true)]).toEqual([20, 'q'.charCodeAt(0)]);
    expect(event.getUint16(24, true)).toBe(0x2);
  });

  test('text', () => {
    const { f, id } = withWindow();
    f.send(key('KeyA', true, 'ä'));
    expect(type(poll(f))).toBe(KEYDOWN);
    const event = poll(f)!;
    expect([type(event), event.getUint32(8, true)]).toEqual([TEXTINPUT, id]);
    expect([event.getUint8(12), event.getUint8(13), event.getUint8(14)]).toEqual([0xc3, 0xa4, 0]);
  });

  test('mouse motion, button and wheel', () => {
    const { f, id } = withWindow();
    f.send(
      { type: 'mouse-move', dx: 10, dy: 20 },
      { type: 'mouse-button', button: 2, down: true },
      { type: 'mouse-move', dx: -300, dy: 1 },
      { type: 'mouse-wheel', x: 0, y: -1.5 },
    );
    const motion = poll(f)!;
    expect(type(motion)).toBe(MOUSEMOTION);
    expect([8, 16, 20, 24, 28, 32].map((at) => motion.getInt32(at, true))).toEqual([id, 0, 10, 20, 10, 20]);
    const button = poll(f)!;
    expect(type(button)).toBe(MOUSEBUTTONDOWN);
    expect([16, 17, 18].map((at) => button.getUint8(at))).toEqual([3, 1, 1]);
    expect([20, 24].map((at) => button.getInt32(at, true))).toEqual([10, 20]);
    const held = poll(f)!;
    expect([16, 20, 24, 28, 32].map((at) => held.getInt32(at, true))).toEqual([4, 0, 21, -300, 1]);
    const wheel = poll(f)!;
    expect(type(wheel)).toBe(MOUSEWHEEL);
    expect([16, 20, 24, 36, 40].map((at) => wheel.getInt32(at, true))).toEqual([0, -1, 0, 0, 21]);
    expect([wheel.getFloat32(28, true), wheel.getFloat32(32, true)]).toEqual([0, -1.5]);
  });

  test('window and quit', () => {
    const { f, window, id } = withWindow();
    f.sdl('SDL_SetWindowSize', window, 50, 60);
    const event = poll(f)!;
    expect([type(event), event.getUint32(8, true), event.getUint8(12)]).toEqual([WINDOWEVENT, id, 6]);
    expect([event.getInt32(16, true), event.getInt32(20, true)]).toEqual([50, 60]);
    f.send({ type: 'quit' });
    expect(type(poll(f))).toBe(QUIT);
    expect(poll(f)).toBeUndefined();
  });
});

describe('the queue', () => {
  test('a NULL poll only tells whether something waits', () => {
    const { f } = withWindow();
    f.send(key('KeyA'));
    expect(f.sdl('SDL_PollEvent', 0)).toBe(1);
    expect(type(poll(f))).toBe(KEYDOWN);
    expect(f.sdl('SDL_PollEvent', 0)).toBe(0);
  });

  test('peeking sees text behind its key without taking it', () => {
    const { f } = withWindow();
    f.send(key('KeyA', true, 'a'));
    expect(type(poll(f))).toBe(KEYDOWN);
    const at = f.alloc(112);
    expect(f.sdl('SDL_PeepEvents', at, 2, 1, 0, 0xffff)).toBe(1);
    expect(f.view.getUint32(at, true)).toBe(TEXTINPUT);
    expect(f.sdl('SDL_PeepEvents', at, 1, 2, KEYDOWN, KEYUP)).toBe(0);
    expect(f.sdl('SDL_PeepEvents', at, 1, 2, TEXTINPUT, TEXTINPUT)).toBe(1);
    expect(poll(f)).toBeUndefined();
  });

  test('pushed events come back with a time of their own', () => {
    const { f } = withWindow();
    const at = f.alloc(56);
    f.view.setUint32(at, 0x8001, true);
    f.view.setUint32(at + 16, 42, true);
    f.clock.now = 77;
    expect(f.sdl('SDL_PushEvent', at)).toBe(1);
    const event = poll(f)!;
    expect([type(event), event.getUint32(4, true), event.getUint32(16, true)]).toEqual([0x8001, 77, 42]);
  });

  test('waiting lets time pass until something comes', () => {
    const { f } = withWindow();
    expect(f.sdl('SDL_WaitEventTimeout', f.alloc(56), 5)).toBe(0);
    expect(f.clock.now).toBe(5);
    f.send(key('KeyA'));
    expect(f.sdl('SDL_WaitEvent', f.alloc(56))).toBe(1);
  });
});

describe('ignored events (SDL_EventState)', () => {
  const [QUERY, IGNORE, ENABLE] = [-1, 0, 1];

  test('are not posted, and those that wait are dropped; the state before is returned', () => {
    const { f } = withWindow();
    f.send({ type: 'mouse-move', dx: 5, dy: 0 }, key('KeyQ'));
    f.sdl('SDL_PumpEvents');
    expect(f.sdl('SDL_EventState', MOUSEMOTION, IGNORE)).toBe(ENABLE);
    f.send({ type: 'mouse-move', dx: 2, dy: -1 });
    expect(type(poll(f))).toBe(KEYDOWN);
    expect(poll(f)).toBeUndefined();
    expect(f.sdl('SDL_EventState', MOUSEMOTION, QUERY)).toBe(IGNORE);
    expect(f.sdl('SDL_EventState', MOUSEMOTION, ENABLE)).toBe(IGNORE);
    f.send({ type: 'mouse-move', dx: 1, dy: 0 });
    expect(type(poll(f))).toBe(MOUSEMOTION);
  });

  test('still move the mouse: Woof reads how far alone', () => {
    const { f } = withWindow();
    f.sdl('SDL_EventState', MOUSEMOTION, IGNORE);
    f.send({ type: 'mouse-move', dx: 2, dy: -1 }, { type: 'mouse-move', dx: 2, dy: -1 });
    f.sdl('SDL_PumpEvents');
    const at = f.alloc(8);
    f.sdl('SDL_GetRelativeMouseState', at, at + 4);
    expect([f.view.getInt32(at, true), f.view.getInt32(at + 4, true)]).toEqual([4, -2]);
  });

  test('are posted where the game itself makes them', () => {
    const { f } = withWindow();
    f.sdl('SDL_EventState', MOUSEMOTION, IGNORE);
    const event = f.alloc(56);
    f.view.setUint32(event, MOUSEMOTION, true);
    expect(f.sdl('SDL_PushEvent', event)).toBe(1);
    expect(type(poll(f))).toBe(MOUSEMOTION);
  });

  test('text input is the state of its event', () => {
    const { f } = withWindow();
    expect(f.sdl('SDL_EventState', TEXTINPUT, IGNORE)).toBe(ENABLE);
    expect(f.sdl('SDL_IsTextInputActive')).toBe(0);
    f.sdl('SDL_StartTextInput');
    expect(f.sdl('SDL_EventState', TEXTINPUT, QUERY)).toBe(ENABLE);
  });
});

describe('keyboard', () => {
  test.each([
    ['KeyA', 4, 97],
    ['Digit0', 39, 48],
    ['Enter', 40, 13],
    ['Escape', 41, 27],
    ['Space', 44, 32],
    ['Backslash', 49, 92],
    ['F1', 58, (1 << 30) | 58],
    ['F12', 69, (1 << 30) | 69],
    ['Delete', 76, 127],
    ['ArrowUp', 82, (1 << 30) | 82],
    ['ArrowLeft', 80, (1 << 30) | 80],
    ['Numpad1', 89, (1 << 30) | 89],
    ['Numpad0', 98, (1 << 30) | 98],
    ['F24', 115, (1 << 30) | 115],
    ['ControlLeft', 224, (1 << 30) | 224],
    ['AltRight', 230, (1 << 30) | 230],
    ['Sleep', 282, (1 << 30) | 282],
    ['NoSuchKey', 0, 0],
  ])('%s is scancode %i', (code, scancode, keycode) => {
    expect(scancodeOf(code)).toBe(scancode);
    expect(keycodeOf(scancode)).toBe(keycode);
  });

  test('the state array follows, also for keys held before it was asked for', () => {
    const { f } = withWindow();
    f.send(key('KeyA'));
    f.sdl('SDL_PumpEvents');
    const count = f.alloc(4);
    const state = f.sdl('SDL_GetKeyboardState', count);
    expect(f.view.getInt32(count, true)).toBe(512);
    f.send(key('KeyB'), key('KeyA', false));
    f.sdl('SDL_PumpEvents');
    expect([f.bytes[state + 4], f.bytes[state + 5]]).toEqual([0, 1]);
    expect(f.sdl('SDL_GetKeyboardState', 0)).toBe(state);
  });

  test('modifiers are held, locks toggle, a second press is a repeat, a release without a press is nothing', () => {
    const { f } = withWindow();
    f.send(key('ShiftLeft'), key('CapsLock'), key('CapsLock', false), key('AltLeft'));
    f.sdl('SDL_PumpEvents');
    expect(f.sdl('SDL_GetModState')).toBe(0x1 | 0x2000 | 0x100);
    f.send(key('ShiftLeft', false), key('CapsLock'), key('CapsLock', false), key('AltLeft', false));
    f.sdl('SDL_PumpEvents');
    expect(f.sdl('SDL_GetModState')).toBe(0);
    while (poll(f) !== undefined);
    f.send(key('KeyZ', false), key('KeyA'), key('KeyA'), key('KeyA', false));
    const repeats = [poll(f)!, poll(f)!, poll(f)!].map((event) => [type(event), event.getUint8(13)]);
    expect(repeats).toEqual([
      [KEYDOWN, 0],
      [KEYDOWN, 1],
      [KEYUP, 0],
    ]);
    expect(poll(f)).toBeUndefined();
  });

  test('losing the focus lets every key and button go', () => {
    const { f, window } = withWindow();
    f.send(key('ArrowUp'), key('ControlLeft'), { type: 'mouse-button', button: 0, down: true });
    while (poll(f) !== undefined);
    f.send({ type: 'focus', gained: false });
    const events = [poll(f)!, poll(f)!, poll(f)!, poll(f)!];
    expect(events.map(type)).toEqual([KEYUP, KEYUP, 0x402, WINDOWEVENT]);
    expect(events[3].getUint8(12)).toBe(13);
    expect(f.sdl('SDL_GetModState')).toBe(0);
    expect(f.sdl('SDL_GetWindowFlags', window) & 0x200).toBe(0);
    f.send({ type: 'focus', gained: true });
    expect(poll(f)!.getUint8(12)).toBe(12);
  });

  test('keycodes are those of the player’s layout, once it is known', () => {
    const { f } = withWindow();
    f.send({ ...key('KeyQ'), key: 'a' } as InputEvent);
    expect(poll(f)!.getInt32(20, true)).toBe('a'.charCodeAt(0));
    f.send(key('KeyQ', false));
    expect(poll(f)!.getInt32(20, true)).toBe('a'.charCodeAt(0));
    expect(f.sdl('SDL_GetKeyFromScancode', 20)).toBe('a'.charCodeAt(0));
    expect(f.sdl('SDL_GetKeyFromScancode', 4)).toBe('a'.charCodeAt(0));
    f.send({ ...key('IntlBackslash'), key: '<' } as InputEvent);
    expect([poll(f)!].map((event) => [event.getInt32(16, true), event.getInt32(20, true)])).toEqual([
      [100, '<'.charCodeAt(0)],
    ]);
  });

  test('locks that changed elsewhere are learned from the next key', () => {
    const { f } = withWindow();
    const withLocks = (code: string, caps: boolean, num: boolean) =>
      ({ ...key(code), caps, num }) as InputEvent;
    f.send(withLocks('KeyA', true, true));
    f.sdl('SDL_PumpEvents');
    expect(f.sdl('SDL_GetModState')).toBe(0x3000);
    f.send(withLocks('CapsLock', false, true), withLocks('KeyB', false, true));
    f.sdl('SDL_PumpEvents');
    expect(f.sdl('SDL_GetModState')).toBe(0x1000);
  });

  test('control characters and stopped text input give no text', () => {
    const { f } = withWindow();
    f.send(key('Enter', true, '\r'));
    expect([type(poll(f)), poll(f)]).toEqual([KEYDOWN, undefined]);
    f.sdl('SDL_StopTextInput');
    f.send(key('KeyA', true, 'a'));
    expect([type(poll(f)), poll(f)]).toEqual([KEYDOWN, undefined]);
    f.sdl('SDL_StartTextInput');
    expect(f.sdl('SDL_IsTextInputActive')).toBe(1);
  });

  test('keys have the names SDL gives them', () => {
    const { f } = withWindow();
    const name = (keycode: number) => f.readText(f.sdl('SDL_GetKeyName', keycode));
    expect([name(97), name(13), name(32), name((1 << 30) | 82), name(228), name(0)]).toEqual([
      'A',
      'Return',
      'Space',
      'Up',
      'ä',
      '',
    ]);
    expect(f.sdl('SDL_GetKeyFromScancode', 9999)).toBe(0);
    expect(f.error()).toBe("Parameter 'scancode' is invalid");
  });
});

describe('mouse', () => {
  test('relative movement adds up until it is read; the position stays in the window', () => {
    const { f, window } = withWindow();
    f.send({ type: 'mouse-move', dx: 70, dy: -5 }, { type: 'mouse-move', dx: 70, dy: 3 });
    f.sdl('SDL_PumpEvents');
    const [x, y] = [f.alloc(4), f.alloc(4)];
    const read = () => [f.view.getInt32(x, true), f.view.getInt32(y, true)];
    f.sdl('SDL_GetRelativeMouseState', x, y);
    expect(read()).toEqual([140, -2]);
    f.sdl('SDL_GetRelativeMouseState', x, y);
    expect(read()).toEqual([0, 0]);
    f.sdl('SDL_GetMouseState', x, y);
    expect(read()).toEqual([99, 3]);
    f.sdl('SDL_WarpMouseInWindow', window, 84, 64);
    f.sdl('SDL_GetMouseState', x, y);
    expect(read()).toEqual([84, 64]);
    f.sdl('SDL_GetRelativeMouseState', x, y);
    expect(read()).toEqual([0, 0]);
  });

  test('broken counts add up; going somewhere is a movement from where the mouse was seen', () => {
    const { f, window } = withWindow();
    const [x, y] = [f.alloc(4), f.alloc(4)];
    const relative = () => {
      f.sdl('SDL_PumpEvents');
      f.sdl('SDL_GetRelativeMouseState', x, y);
      return [f.view.getInt32(x, true), f.view.getInt32(y, true)];
    };
    f.send({ type: 'mouse-move', dx: 0.5, dy: -0.75 }, { type: 'mouse-move', dx: 0.5, dy: -0.75 });
    expect(relative()).toEqual([1, -1]);
    f.send({ type: 'mouse-at', x: 0.5, y: 0.5 });
    expect(relative()).toEqual([0, 0]);
    f.send({ type: 'mouse-at', x: 0.75, y: 0.25 }, { type: 'mouse-at', x: 1, y: 0.25 });
    expect(relative()).toEqual([50, -20]);
    f.sdl('SDL_GetMouseState', x, y);
    expect([f.view.getInt32(x, true), f.view.getInt32(y, true)]).toEqual([99, 20]);
    f.sdl('SDL_WarpMouseInWindow', window, 10, 10);
    f.send({ type: 'mouse-at', x: 0, y: 0 });
    expect(relative()).toEqual([0, 0]);
  });

  test('entering relative mode drops queued motion, and is told to whoever has the mouse', () => {
    const { f } = withWindow();
    f.send({ type: 'mouse-move', dx: 1, dy: 1 }, key('KeyA'));
    f.sdl('SDL_PumpEvents');
    expect(f.sdl('SDL_SetRelativeMouseMode', 1)).toBe(0);
    expect([type(poll(f)), poll(f)]).toEqual([KEYDOWN, undefined]);
    expect(f.sdl('SDL_GetRelativeMouseMode')).toBe(1);
    f.sdl('SDL_SetRelativeMouseMode', 1);
    f.sdl('SDL_SetRelativeMouseMode', 0);
    expect(f.seen.grabs).toEqual([true, false]);
  });
});
