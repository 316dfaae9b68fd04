import { describe, expect, test } from 'vitest';
import type { PadState } from '../../platform.ts';
import { type Fixture, makeFixture } from '../fixture.ts';
import { controllerType } from './controller-layout.ts';
import { EVENT, EVENT_SIZE, IGNORE } from './events.ts';
import { padIdentity } from './pads.ts';

const JOYSTICK = 0x200;
const GAMECONTROLLER = 0x2000;
const XBOX = 'Xbox 360 Controller (STANDARD GAMEPAD Vendor: 045e Product: 028e)';
const [LEFT_X, LEFT_Y, TRIGGER_LEFT, TRIGGER_RIGHT] = [0, 1, 4, 5];

const pad = (axes: number[] = [], held: number[] = [], more: Partial<PadState> = {}): PadState => ({
  id: XBOX,
  standard: true,
  axes,
  buttons: Array.from({ length: 17 }, (_, i) => (held.includes(i) ? 1 : 0)),
  ...more,
});
const wheel = (axes: number[]) => pad(axes, [], { id: 'Old Wheel', standard: false });

function plug(f: Fixture, index: number, state: PadState | null) {
  f.send({ type: 'gamepad', index, pad: state });
  f.sdl('SDL_PumpEvents');
}

/** Takes all waiting events of joysticks and controllers: name, which, then button or axis, then the value. */
function events(f: Fixture) {
  const at = f.alloc(EVENT_SIZE);
  const names = new Map(Object.entries(EVENT).map(([name, type]) => [type as number, name]));
  const all: (string | number)[][] = [];
  while (f.sdl('SDL_PollEvent', at) === 1) {
    const name = names.get(f.view.getUint32(at, true))!;
    const which = f.view.getInt32(at + 8, true);
    if (name.includes('AXIS')) all.push([name, which, f.bytes[at + 12]!, f.view.getInt16(at + 16, true)]);
    else if (name.includes('DEVICE')) all.push([name, which]);
    else all.push([name, which, f.bytes[at + 12]!, f.bytes[at + 13]!]);
  }
  return all;
}

/** A game that has opened controller 1, which is the pad number 3 of the window. */
function opened(state: Partial<PadState> = {}) {
  const f = makeFixture();
  f.sdl('SDL_Init', GAMECONTROLLER);
  plug(f, 3, pad([], [], state));
  const controller = f.sdl('SDL_GameControllerOpen', 1);
  const which = f.sdl('SDL_JoystickInstanceID', f.sdl('SDL_GameControllerGetJoystick', controller));
  events(f);
  return { f, controller, which };
}

const axis = (f: Fixture, controller: number, which: number) =>
  f.sdl('SDL_GameControllerGetAxis', controller, which);

describe('game controllers (issue 12, 2)', () => {
  test('every standard pad is one, beside its joystick, and each is announced', () => {
    const f = makeFixture();
    f.sdl('SDL_Init', JOYSTICK);
    plug(f, 0, wheel([0]));
    plug(f, 1, pad());
    const joysticks = [0, 1, 2].map((index) => ['JOYDEVICEADDED', index]);
    expect(events(f)).toEqual(joysticks);
    f.sdl('SDL_Init', GAMECONTROLLER);
    expect(events(f)).toEqual([
      ['CONTROLLERDEVICEADDED', 0],
      ['CONTROLLERDEVICEADDED', 2],
    ]);
    expect([-1, 0, 1, 2, 3].map((index) => f.sdl('SDL_IsGameController', index))).toEqual([0, 1, 0, 1, 0]);
    plug(f, 2, pad());
    expect(events(f)).toEqual([
      ['CONTROLLERDEVICEADDED', 3],
      ['JOYDEVICEADDED', 3],
    ]);
    expect(f.sdl('SDL_GameControllerOpen', 1)).toBe(0);
    expect(f.error()).toBe("Couldn't find mapping for device (1)");
    expect(f.sdl('SDL_GameControllerOpen', 4)).toBe(0);
    expect(f.error()).toBe('There are 4 joysticks available');
  });

  test('buttons and axes have SDL’s numbers; the controller’s event comes before the joystick’s', () => {
    const { f, which } = opened();
    plug(f, 3, pad([0.5, -1], [0, 12]));
    expect(events(f)).toEqual([
      ['CONTROLLERAXISMOTION', which, LEFT_X, 16384],
      ['JOYAXISMOTION', which, 0, 16384],
      ['CONTROLLERAXISMOTION', which, LEFT_Y, -32768],
      ['JOYAXISMOTION', which, 1, -32768],
      ['JOYHATMOTION', which, 0, 1],
      ['CONTROLLERBUTTONDOWN', which, 0, 1],
      ['JOYBUTTONDOWN', which, 0, 1],
      ['CONTROLLERBUTTONDOWN', which, 11, 1],
      ['JOYBUTTONDOWN', which, 12, 1],
    ]);
    plug(f, 3, pad());
    expect(events(f).filter(([name]) => name === 'CONTROLLERBUTTONUP')).toEqual([
      ['CONTROLLERBUTTONUP', which, 0, 0],
      ['CONTROLLERBUTTONUP', which, 11, 0],
    ]);
  });

  test('each of the standard buttons is one of SDL’s, the triggers are none', () => {
    const { f } = opened();
    const mapped = Array.from({ length: 17 }, (_, button) => {
      plug(f, 3, pad([], [button]));
      return events(f).find(([name]) => name === 'CONTROLLERBUTTONDOWN')?.[2];
    });
    const none = undefined;
    expect(mapped).toEqual([0, 1, 2, 3, 9, 10, none, none, 4, 6, 7, 8, 11, 12, 13, 14, 5]);
  });

  test('triggers go from 0 to 32767, scaled as SDL scales them; sticks have no dead zone', () => {
    const { f, controller } = opened();
    expect([TRIGGER_LEFT, TRIGGER_RIGHT].map((at) => axis(f, controller, at))).toEqual([0, 0]);
    const buttons = Array.from({ length: 17 }, () => 0);
    // What SDL 2.26.5 returns for axes at 0, 12345 and 32767.
    for (const [axisValue, expected] of [
      [0, 16383],
      [12345, 22556],
      [32767, 32767],
    ]) {
      buttons[6] = (axisValue! / 32767 + 1) / 2;
      plug(f, 3, pad([], [], { buttons: [...buttons] }));
      expect(axis(f, controller, TRIGGER_LEFT)).toBe(expected);
    }
    plug(f, 3, pad([1 / 128]));
    expect(axis(f, controller, LEFT_X)).toBe(256);
    expect([-1, 6].map((at) => axis(f, controller, at))).toEqual([0, 0]);
  });

  test('a game that ignores a joystick’s events receives none of the controller, and reads its axes', () => {
    const { f, controller, which } = opened();
    f.sdl('SDL_EventState', EVENT.JOYAXISMOTION, IGNORE);
    plug(f, 3, pad([1], [1]));
    expect(events(f).map(([name]) => name)).toEqual(['CONTROLLERBUTTONDOWN', 'JOYBUTTONDOWN']);
    expect(axis(f, controller, LEFT_X)).toBe(32767);
    f.sdl('SDL_EventState', EVENT.CONTROLLERBUTTONDOWN, IGNORE);
    plug(f, 3, pad([1], [1, 2]));
    expect(events(f)).toEqual([['JOYBUTTONDOWN', which, 2, 1]]);
    expect(f.sdl('SDL_JoystickEventState', 0)).toBe(0);
    plug(f, 3, null);
    expect(events(f)).toEqual([]);
  });

  test('one that is pulled out is released, then gone; one that nobody has opened is only a joystick', () => {
    const { f, controller, which } = opened();
    plug(f, 5, pad());
    plug(f, 3, pad([], [0]));
    events(f);
    plug(f, 3, null);
    expect(events(f)).toEqual([
      ['CONTROLLERBUTTONUP', which, 0, 0],
      ['JOYBUTTONUP', which, 0, 0],
      ['CONTROLLERDEVICEREMOVED', which],
      ['JOYDEVICEREMOVED', which],
    ]);
    f.sdl('SDL_GameControllerClose', controller);
    expect(axis(f, controller, LEFT_X)).toBe(0);
    expect(f.error()).toBe("Parameter 'gamecontroller' is invalid");
    plug(f, 5, null);
    expect(events(f).map(([name]) => name)).toEqual(['JOYDEVICEREMOVED']);
  });

  test('all standard pads play the first controller', () => {
    const f = makeFixture();
    f.sdl('SDL_Init', GAMECONTROLLER);
    const any = f.sdl('SDL_GameControllerOpen', 0);
    expect(f.readText(f.sdl('SDL_GameControllerName', any))).toBe('Trapdoom');
    expect(f.sdl('SDL_GameControllerGetType', any)).toBe(0);
    plug(f, 0, pad([0.5], [0]));
    plug(f, 1, pad([0, 1], [], { id: 'DualSense (STANDARD GAMEPAD Vendor: 054c Product: 0ce6)' }));
    expect([LEFT_X, LEFT_Y].map((at) => axis(f, any, at))).toEqual([16384, 32767]);
    // It is what was used last.
    expect(f.sdl('SDL_GameControllerGetType', any)).toBe(7);
    expect(events(f)).toContainEqual(['CONTROLLERBUTTONDOWN', 0, 0, 1]);
  });

  test('a controller is open as often as it was opened, and its joystick with it', () => {
    const { f, controller } = opened();
    const joystick = f.sdl('SDL_GameControllerGetJoystick', controller);
    expect(f.sdl('SDL_JoystickOpen', 1)).toBe(joystick);
    f.sdl('SDL_JoystickClose', joystick);
    expect(f.sdl('SDL_GameControllerOpen', 1)).toBe(controller);
    f.sdl('SDL_GameControllerClose', controller);
    expect(f.sdl('SDL_GameControllerGetJoystick', controller)).toBe(joystick);
    f.sdl('SDL_GameControllerClose', controller);
    expect(f.sdl('SDL_JoystickNumAxes', joystick)).toBe(-1);
    f.sdl('SDL_GameControllerClose', controller);
  });

  test.each([
    ['SDL_QuitSubSystem', GAMECONTROLLER],
    ['SDL_Quit', undefined],
  ])('%s closes what is open', (quit, flags) => {
    const { f, controller } = opened();
    const any = f.sdl('SDL_JoystickOpen', 0);
    f.sdl(quit, ...(flags === undefined ? [] : [flags]));
    expect(f.sdl('SDL_GameControllerGetJoystick', controller)).toBe(0);
    expect(f.sdl('SDL_JoystickNumAxes', any)).toBe(-1);
    f.sdl('SDL_Init', GAMECONTROLLER);
    expect(f.sdl('SDL_GameControllerOpen', 1)).toBeGreaterThan(0);
    plug(f, 3, pad([], [0]));
    expect(events(f).map(([name]) => name)).toContain('CONTROLLERBUTTONDOWN');
  });

  test('there are neither sensors nor touchpads', () => {
    const { f, controller } = opened();
    expect(f.sdl('SDL_GameControllerHasSensor', controller, 1)).toBe(0);
    expect(f.sdl('SDL_GameControllerGetNumTouchpads', controller)).toBe(0);
    expect(f.sdl('SDL_GameControllerSetSensorEnabled', controller, 1, 1)).toBe(-1);
    expect(f.error()).toBe('That operation is not supported');
    expect(f.sdl('SDL_GameControllerGetSensorData', controller, 1, f.alloc(12), 3)).toBe(-1);
  });

  test.each([
    ['045e', '028e', 1],
    ['045e', '0b13', 2],
    ['054c', '0268', 3],
    ['054c', '09cc', 4],
    ['057e', '2009', 5],
    ['054c', '0ce6', 7],
    ['1234', '028e', 0],
  ])('the type of %s:%s is %i', (vendor, product, type) => {
    expect(controllerType(padIdentity(`Pad (Vendor: ${vendor} Product: ${product})`).guid)).toBe(type);
  });
});

describe('rumble', () => {
  const rumbles = (f: Fixture) => f.seen.events.filter(({ type }) => type === 'pad-rumble');

  test('goes to the window’s pad, where that can', () => {
    const { f, controller } = opened({ rumble: true });
    expect(f.sdl('SDL_GameControllerHasRumble', controller)).toBe(1);
    expect(f.sdl('SDL_GameControllerRumble', controller, 65535, 300, 1000)).toBe(0);
    expect(rumbles(f)).toEqual([{ type: 'pad-rumble', index: 3, low: 65535, high: 300, milliseconds: 1000 }]);
  });

  test('is refused by a pad without motors', () => {
    const { f, controller } = opened();
    expect(f.sdl('SDL_GameControllerHasRumble', controller)).toBe(0);
    expect(f.sdl('SDL_GameControllerRumble', controller, 1, 1, 1)).toBe(-1);
    expect(f.error()).toBe('That operation is not supported');
    expect(rumbles(f)).toEqual([]);
  });

  test('without a duration lasts until it is ended, and no silence is repeated', () => {
    const { f, controller } = opened({ rumble: true });
    f.sdl('SDL_GameControllerRumble', controller, 0, 0, 1000);
    expect(rumbles(f)).toEqual([]);
    f.sdl('SDL_GameControllerRumble', controller, 1, 0, 0);
    f.sdl('SDL_GameControllerRumble', controller, 0, 0, 1000);
    f.sdl('SDL_GameControllerRumble', controller, 0, 0, 1000);
    expect(rumbles(f)).toMatchObject([{ milliseconds: 65535 }, { milliseconds: 0 }]);
  });

  test('of the first controller goes to the pad that was used last', () => {
    const f = makeFixture();
    f.sdl('SDL_Init', GAMECONTROLLER);
    const any = f.sdl('SDL_GameControllerOpen', 0);
    expect(f.sdl('SDL_GameControllerHasRumble', any)).toBe(1);
    expect(f.sdl('SDL_GameControllerRumble', any, 1, 1, 1)).toBe(-1);
    plug(f, 0, pad([], [0], { rumble: true }));
    plug(f, 1, pad([], [0], { rumble: true }));
    plug(f, 0, pad([], [], { rumble: true }));
    f.sdl('SDL_GameControllerRumble', any, 1, 1, 1);
    expect(rumbles(f)).toMatchObject([{ index: 0 }]);
    plug(f, 0, null);
    expect(f.sdl('SDL_GameControllerRumble', any, 1, 1, 1)).toBe(-1);
  });
});
