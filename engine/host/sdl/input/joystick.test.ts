import { describe, expect, test } from 'vitest';
import type { PadState } from '../../platform.ts';
import { type Fixture, makeFixture } from '../fixture.ts';
import { ANY_PAD_GUID, padIdentity } from './pads.ts';

const JOYSTICK = 0x200;
const XBOX = 'Xbox 360 Controller (STANDARD GAMEPAD Vendor: 045e Product: 028e)';
const WHEEL = 'Old Wheel (Vendor: 1234 Product: abcd)';

const pad = (axes: number[] = [], buttons: number[] = [], more: Partial<PadState> = {}): PadState => ({
  id: XBOX,
  standard: true,
  axes,
  buttons,
  ...more,
});
const wheel = (axes: number[], buttons: number[]) => pad(axes, buttons, { id: WHEEL, standard: false });

function plugged(f: Fixture, index: number, state: PadState | null) {
  f.send({ type: 'gamepad', index, pad: state });
  f.sdl('SDL_PumpEvents');
}

function started() {
  const f = makeFixture();
  f.sdl('SDL_Init', JOYSTICK);
  const at = f.alloc(56);
  /** All waiting events, as what a test needs of them. */
  const events = () => {
    const all: number[][] = [];
    while (f.sdl('SDL_PollEvent', at) === 1) {
      const type = f.view.getUint32(at, true);
      const which = f.view.getInt32(at + 8, true);
      const value = type === 0x600 ? f.view.getInt16(at + 16, true) : f.bytes[at + 13]!;
      all.push([type, which, ...(type < 0x605 ? [f.bytes[at + 12]!, value] : [])]);
    }
    return all;
  };
  const guid = (index: number) => {
    f.sdl('SDL_JoystickGetDeviceGUID', at, index);
    return Buffer.from(f.bytes.subarray(at, at + 16)).toString('hex');
  };
  return { f, events, guid };
}

describe('joysticks', () => {
  test('one is always there, and none before joysticks are asked for', () => {
    const f = makeFixture();
    expect(f.sdl('SDL_NumJoysticks')).toBe(0);
    expect(f.sdl('SDL_JoystickOpen', 0)).toBe(0);
    expect(f.error()).toBe('There are 0 joysticks available');
    const { f: g, events, guid } = started();
    expect(events()).toEqual([[0x605, 0]]);
    expect(guid(0)).toBe(ANY_PAD_GUID);
    const handle = g.sdl('SDL_JoystickOpen', 0);
    expect(g.readText(g.sdl('SDL_JoystickName', handle))).toBe('Trapdoom');
    expect(['Axes', 'Hats', 'Buttons'].map((what) => g.sdl(`SDL_JoystickNum${what}`, handle))).toEqual([
      6, 1, 17,
    ]);
    expect([0, 4, 5].map((axis) => g.sdl('SDL_JoystickGetAxis', handle, axis))).toEqual([0, -32768, -32768]);
    expect(guid(1)).toBe('0'.repeat(32));
    expect(g.error()).toBe('There are 1 joysticks available');
  });

  test('a standard pad has sticks, triggers, buttons and a hat, and tells of changes once it is open', () => {
    const { f, events } = started();
    plugged(f, 2, pad());
    expect(events()).toEqual([
      [0x605, 0],
      [0x605, 1],
    ]);
    plugged(f, 2, pad([0.5]));
    expect(events()).toEqual([]);
    const handle = f.sdl('SDL_JoystickOpen', 1);
    expect(f.readText(f.sdl('SDL_JoystickNameForIndex', 1))).toBe('Xbox 360 Controller');
    const buttons = Array.from({ length: 17 }, () => 0);
    buttons[7] = 1;
    buttons[12] = 1;
    buttons[15] = 1;
    plugged(f, 2, pad([-1, 0.5, 0, 0], buttons));
    const which = f.sdl('SDL_JoystickInstanceID', handle);
    expect(events()).toEqual([
      [0x600, which, 0, -32768],
      [0x600, which, 1, 16384],
      [0x600, which, 5, 32767],
      [0x602, which, 0, 3],
      ...[7, 12, 15].map((button) => [0x603, which, button, 1]),
    ]);
    expect(f.sdl('SDL_JoystickGetHat', handle, 0)).toBe(3);
    expect([6, 7].map((button) => f.sdl('SDL_JoystickGetButton', handle, button))).toEqual([0, 1]);
    f.send({ type: 'release-keys' });
    f.sdl('SDL_PumpEvents');
    expect(f.sdl('SDL_JoystickGetAxis', handle, 0)).toBe(0);
    expect(events().map(([type]) => type)).toEqual([0x600, 0x600, 0x600, 0x602, 0x604, 0x604, 0x604]);
  });

  test('all standard pads play the first joystick, and no other does', () => {
    const { f } = started();
    const handle = f.sdl('SDL_JoystickOpen', 0);
    const state = () => [
      f.sdl('SDL_JoystickGetAxis', handle, 0),
      f.sdl('SDL_JoystickGetAxis', handle, 5),
      f.sdl('SDL_JoystickGetButton', handle, 0),
    ];
    plugged(f, 0, pad([0.25, 0, 0, 0], [1]));
    plugged(f, 1, pad([-1, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 1], { id: 'Another' }));
    plugged(f, 2, wheel([1], [1]));
    expect(state()).toEqual([-32768, 32767, 1]);
    plugged(f, 1, null);
    expect(state()).toEqual([8192, -32768, 1]);
    plugged(f, 0, null);
    expect(state()).toEqual([0, -32768, 0]);
  });

  test('an unknown pad keeps its axes and buttons as they are', () => {
    const { f, guid } = started();
    plugged(f, 0, wheel([0, 0, -0.5], [0, 1]));
    expect(guid(1)).toBe('0300000034120000cdab000000000000');
    const handle = f.sdl('SDL_JoystickOpen', 1);
    expect(['Axes', 'Hats', 'Buttons'].map((what) => f.sdl(`SDL_JoystickNum${what}`, handle))).toEqual([
      3, 0, 2,
    ]);
    expect(f.sdl('SDL_JoystickGetAxis', handle, 2)).toBe(-16384);
    expect(f.sdl('SDL_JoystickGetAxis', handle, 3)).toBe(0);
    expect(f.error()).toBe('Joystick only has 3 axes');
    expect(f.sdl('SDL_JoystickGetHat', handle, 0)).toBe(0);
    expect(f.error()).toBe('Joystick only has 0 hats');
  });

  test('one that is pulled out lies still, and plays again once it is back', () => {
    const { f, events } = started();
    plugged(f, 0, wheel([1], [1]));
    const handle = f.sdl('SDL_JoystickOpen', 1);
    const first = f.sdl('SDL_JoystickInstanceID', handle);
    events();
    plugged(f, 0, null);
    expect(events()).toEqual([
      [0x600, first, 0, 0],
      [0x604, first, 0, 0],
      [0x606, first],
    ]);
    expect([f.sdl('SDL_NumJoysticks'), f.sdl('SDL_JoystickGetAttached', handle)]).toEqual([1, 0]);
    plugged(f, 3, wheel([-1], [0]));
    expect(f.sdl('SDL_JoystickGetAttached', handle)).toBe(1);
    expect(f.sdl('SDL_JoystickGetAxis', handle, 0)).toBe(-32768);
    expect(f.sdl('SDL_JoystickInstanceID', handle)).toBeGreaterThan(first);
  });

  test('a closed or wrong handle is told, however often it was opened', () => {
    const { f } = started();
    const handle = f.sdl('SDL_JoystickOpen', 0);
    expect(f.sdl('SDL_JoystickOpen', 0)).toBe(handle);
    f.sdl('SDL_JoystickClose', handle);
    expect(f.sdl('SDL_JoystickNumAxes', handle)).toBe(6);
    f.sdl('SDL_JoystickClose', handle);
    expect(f.sdl('SDL_JoystickNumAxes', handle)).toBe(-1);
    expect(f.error()).toBe("Parameter 'joystick' is invalid");
    expect(f.sdl('SDL_JoystickEventState', 0)).toBe(0);
    expect(f.sdl('SDL_JoystickEventState', -1)).toBe(0);
  });

  test('quitting closes what is open', () => {
    const { f } = started();
    const handle = f.sdl('SDL_JoystickOpen', 0);
    f.sdl('SDL_QuitSubSystem', JOYSTICK);
    expect(f.sdl('SDL_JoystickNumAxes', handle)).toBe(-1);
  });

  test('GUIDs are read from text', () => {
    const f = makeFixture();
    const guid = f.alloc(16);
    f.sdl('SDL_JoystickGetGUIDFromString', guid, f.text('030000005e0400008e02000010010000'));
    expect(Buffer.from(f.bytes.subarray(guid, guid + 16)).toString('hex')).toBe(
      '030000005e0400008e02000010010000',
    );
    expect(ANY_PAD_GUID).toBe('ff00000054726170646f6f6d00000000');
  });

  test.each([
    [XBOX, 'Xbox 360 Controller', '030000005e0400008e02000000000000'],
    ['045e-28e-Xbox Pad', 'Xbox Pad', '030000005e0400008e02000000000000'],
    ['My pad', 'My pad', '030000004d7920706164000000000000'],
    ['', 'Gamepad', '0300000047616d657061640000000000'],
  ])('%s', (id, name, guid) => {
    expect(padIdentity(id)).toEqual({ name, guid });
  });
});
