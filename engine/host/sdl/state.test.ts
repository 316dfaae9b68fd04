import { describe, expect, test } from 'vitest';
import type { HostState } from '../host.ts';
import { HostStateError } from '../state.ts';
import { type Fixture, makeFixture } from './fixture.ts';

const XRGB = 0x16161804;
const ARGB = 0x16362004;
const STREAMING = 1;
const TARGET = 2;
const BLEND = 1;

/** A fresh host with the same memory, in the state of `f`, as another process would get it. */
function moved(f: Fixture): Fixture {
  const other = makeFixture({ sound: true, from: f });
  other.host.restore(structuredClone(f.host.capture()));
  return other;
}

/** Does the same with a host and with another one in its state; both show and return the same. */
function expectSame<T>(f: Fixture, action: (f: Fixture) => T): T {
  const other = moved(f);
  const seen = { frames: f.seen.frames.length, sound: f.seen.sound.length };
  const result = action(f);
  expect(action(other)).toEqual(result);
  expect(other.seen.frames).toEqual(f.seen.frames.slice(seen.frames));
  expect(other.seen.sound).toEqual(f.seen.sound.slice(seen.sound));
  expect(other.host.capture()).toEqual(f.host.capture());
  return result;
}

function open(f: Fixture, w = 8, h = 6) {
  f.sdl('SDL_Init', 0x230);
  const window = f.sdl('SDL_CreateWindow', f.text('state'), 0, 0, w, h, 0x20);
  return { window, renderer: f.sdl('SDL_CreateRenderer', window, -1, 8) };
}

describe('SDL goes on in a fresh host (issue 11, 3)', () => {
  test('what was composed on a canvas is drawn on', () => {
    const f = makeFixture({ sound: true });
    const { renderer } = open(f);
    const target = f.sdl('SDL_CreateTexture', renderer, ARGB, TARGET, 8, 6);
    f.sdl('SDL_SetTextureBlendMode', target, BLEND);
    f.sdl('SDL_SetRenderDrawBlendMode', renderer, BLEND);
    f.sdl('SDL_SetRenderTarget', renderer, target);
    f.sdl('SDL_SetRenderDrawColor', renderer, 200, 100, 50, 90);
    f.sdl('SDL_RenderFillRect', renderer, f.rect(1, 1, 5, 3));
    expectSame(f, (g) => {
      g.sdl('SDL_RenderFillRect', renderer, g.rect(2, 2, 4, 4));
      g.sdl('SDL_SetRenderTarget', renderer, 0);
      g.sdl('SDL_SetRenderDrawColor', renderer, 10, 20, 30, 255);
      g.sdl('SDL_RenderClear', renderer);
      g.sdl('SDL_RenderCopy', renderer, target, 0, 0);
      g.sdl('SDL_RenderPresent', renderer);
      return g.seen.frames.at(-1)?.format;
    });
  });

  test('a locked texture, one that was partly updated, and a stretched one', () => {
    const f = makeFixture({ sound: true });
    const { renderer } = open(f);
    const texture = f.sdl('SDL_CreateTexture', renderer, XRGB, STREAMING, 4, 4);
    const pixels = f.alloc(64);
    for (let i = 0; i < 16; i++) f.view.setInt32(pixels + 4 * i, i * 0x10203, true);
    f.sdl('SDL_UpdateTexture', texture, f.rect(1, 1, 2, 2), pixels, 16);
    const out = f.alloc(8);
    f.sdl('SDL_LockTexture', texture, f.rect(0, 0, 4, 2), out, out + 4);
    f.view.setInt32(f.view.getUint32(out, true) + 4, 0x777777, true);
    expectSame(f, (g) => {
      g.sdl('SDL_UnlockTexture', texture);
      g.sdl('SDL_UpdateTexture', texture, g.rect(0, 3, 1, 1), pixels + 32, 16);
      g.sdl('SDL_RenderCopy', renderer, texture, 0, 0);
      g.sdl('SDL_RenderPresent', renderer);
    });
    // What the copy has changed is its own.
    f.sdl('SDL_RenderPresent', renderer);
  });

  test('a window without a renderer has its surface; an icon and the title are told again', () => {
    const f = makeFixture({ sound: true });
    f.sdl('SDL_Init', 0x20);
    const window = f.sdl('SDL_CreateWindow', f.text('plain'), 0, 0, 8, 6, 0);
    const surface = f.sdl('SDL_GetWindowSurface', window);
    f.sdl(
      'SDL_SetWindowIcon',
      window,
      f.sdl('SDL_CreateRGBSurface', 0, 16, 16, 32, 0xff0000, 0xff00, 0xff, 0),
    );
    f.sdl('SDL_SetRelativeMouseMode', 1);
    const other = moved(f);
    expect(other.seen.events).toEqual([
      { type: 'title', title: 'plain' },
      { type: 'icon', png: f.seen.icons[0] },
      { type: 'fullscreen', on: false },
      { type: 'mouse-grab', grabbed: true },
    ]);
    expectSame(f, (g) => {
      expect(g.sdl('SDL_GetWindowSurface', window)).toBe(surface);
      g.sdl('SDL_FillRect', surface, 0, 0x123456);
      g.sdl('SDL_UpdateWindowSurface', window);
      g.sdl('SDL_DestroyWindow', window);
      return [...g.live].length;
    });
  });

  test('objects are destroyed with what they hang on', () => {
    const f = makeFixture({ sound: true });
    const { window, renderer } = open(f);
    const texture = f.sdl('SDL_CreateTexture', renderer, XRGB, TARGET, 4, 4);
    f.sdl('SDL_SetRenderTarget', renderer, texture);
    const other = moved(f);
    other.sdl('SDL_DestroyWindow', window);
    expect(other.sdl('SDL_RenderClear', renderer)).toBe(-1);
    expect(other.sdl('SDL_QueryTexture', texture, 0, 0, 0, 0)).toBe(-1);
    const next = other.sdl('SDL_CreateWindow', other.text('next'), 0, 0, 8, 6, 0);
    expect(next).toBeGreaterThan(texture);
  });

  test('keys, the mouse, joysticks and queued events', () => {
    const f = makeFixture({ sound: true });
    open(f);
    const pad = (x: number, id = 'Pad') => ({ id, standard: true, axes: [x, 0], buttons: [1] });
    const keys = f.sdl('SDL_GetKeyboardState', 0);
    const any = f.sdl('SDL_JoystickOpen', 0);
    f.send(
      { type: 'key', code: 'KeyQ', down: true, repeat: false, key: 'a', text: 'a' },
      { type: 'key', code: 'ShiftLeft', down: true, repeat: false },
      { type: 'mouse-at', x: 0.5, y: 0.5 },
      { type: 'mouse-move', dx: 0.6, dy: -0.6 },
      { type: 'mouse-button', button: 2, down: true },
      { type: 'gamepad', index: 3, pad: pad(0.5) },
    );
    f.sdl('SDL_PumpEvents');
    const first = f.sdl('SDL_JoystickOpen', 1);
    f.send({ type: 'gamepad', index: 3, pad: null });
    f.sdl('SDL_PumpEvents');
    expectSame(f, (g) => {
      g.send(
        { type: 'mouse-move', dx: 0.6, dy: -0.6 },
        { type: 'gamepad', index: 1, pad: pad(-0.5) },
        { type: 'release-keys' },
      );
      const events: string[] = [];
      const record = 8192;
      while (g.sdl('SDL_PollEvent', record) === 1)
        events.push(Buffer.from(g.bytes.slice(record, record + 56)).toString('hex'));
      const buttons = g.sdl('SDL_GetMouseState', 0, 0);
      const axes = [any, first].map((handle) => g.sdl('SDL_JoystickGetAxis', handle, 0));
      const letter = g.sdl('SDL_GetKeyFromScancode', 20);
      return { events, buttons, axes, letter, held: g.bytes[keys + 20] };
    });
  });

  test('game controllers, ignored events, a texture’s scaling, and constants', () => {
    const f = makeFixture({ sound: true });
    const { renderer } = open(f);
    f.sdl('SDL_Init', 0x2000);
    f.sdl('SDL_EventState', 0x400, 0);
    const pad = (x: number, held = 0) => ({
      ...{ id: 'Pad', standard: true, axes: [x, 0], buttons: [held], rumble: true },
    });
    f.send({ type: 'gamepad', index: 3, pad: pad(0) });
    f.sdl('SDL_PumpEvents');
    const [any, controller] = [0, 1].map((index) => f.sdl('SDL_GameControllerOpen', index));
    f.sdl('SDL_GameControllerRumble', any!, 1, 1, 1);
    const texture = f.sdl('SDL_CreateTexture', renderer, XRGB, STREAMING, 4, 4);
    f.sdl('SDL_SetTextureScaleMode', texture, 1);
    const platform = f.sdl('SDL_GetPlatform');
    expectSame(f, (g) => {
      g.send({ type: 'gamepad', index: 3, pad: pad(0.5, 1) }, { type: 'mouse-move', dx: 1, dy: 1 });
      const events: string[] = [];
      const record = 8192;
      while (g.sdl('SDL_PollEvent', record) === 1)
        events.push(Buffer.from(g.bytes.slice(record, record + 56)).toString('hex'));
      expect(events.some((event) => event.startsWith('51060000'))).toBe(true);
      expect(g.sdl('SDL_GetPlatform')).toBe(platform);
      const axes = [any, controller].map((handle) => g.sdl('SDL_GameControllerGetAxis', handle!, 0));
      // The rumble lasts, so its end is passed on.
      const before = g.seen.events.length;
      g.sdl('SDL_GameControllerRumble', any!, 0, 0, 0);
      const ended = g.seen.events.slice(before);
      g.sdl('SDL_GameControllerClose', controller!);
      g.sdl('SDL_QuitSubSystem', 0x2000);
      return { events, axes, ended, gone: g.sdl('SDL_GameControllerGetAxis', any!, 0) };
    });
  });

  test('timers, mutexes, hints, the error text and channels that are paused or expire', () => {
    const f = makeFixture({ sound: true });
    open(f);
    let calls = 0;
    f.pointers.set(9, () => ++calls * 0);
    f.sdl('Mix_OpenAudio', 22050, 0x8010, 2, 512);
    const chunk = f.alloc(16);
    const samples = f.alloc(4096);
    for (let i = 0; i < 4096; i++) f.bytes[samples + i] = i & 63;
    for (const [i, word] of [0, samples, 4096, 100].entries()) f.view.setInt32(chunk + 4 * i, word, true);
    f.sdl('Mix_PlayChannelTimed', 0, chunk, 5, 400);
    f.sdl('Mix_PlayChannel', 1, chunk, -1);
    f.sdl('Mix_Pause', 1);
    f.sdl('Mix_Volume', 0, 77);
    f.sdl('Mix_SetPanning', 0, 20, 240);
    f.sdl('SDL_AddTimer', 30, 9, 1);
    const mutex = f.sdl('SDL_CreateMutex');
    const condition = f.sdl('SDL_CreateCond');
    f.sdl('SDL_LockMutex', mutex);
    f.sdl('SDL_SetHint', f.text('A_HINT'), f.text('value'));
    f.sdl('SDL_GetHint', f.text('A_HINT'));
    f.sdl('SDL_JoystickOpen', 99);
    f.sdl('SDL_Delay', 20);
    expectSame(f, (g) => {
      g.sdl('SDL_Delay', 100);
      g.sdl('Mix_Resume', 1);
      g.sdl('SDL_Delay', 400);
      const unlocked = [g.sdl('SDL_UnlockMutex', mutex), g.sdl('SDL_UnlockMutex', mutex)];
      const hint = g.readText(g.sdl('SDL_GetHint', g.text('A_HINT')));
      return { unlocked, hint, error: g.error(), signal: g.sdl('SDL_CondSignal', condition) };
    });
    // The original and the copy.
    expect(calls).toBe(2);
  });

  test('not while SDL calls the game', () => {
    const f = makeFixture({ sound: true });
    open(f);
    f.sdl('Mix_OpenAudio', 22050, 0x8010, 2, 512);
    let message = '';
    const attempt = () => {
      try {
        f.host.capture();
      } catch (error) {
        message = (error as Error).message;
      }
      return 0;
    };
    f.pointers.set(5, attempt);
    f.sdl('SDL_AddTimer', 1, 5, 0);
    f.sdl('SDL_Delay', 2);
    expect(message).toMatch(/timer/);
    f.sdl('Mix_HookMusic', 5, 0);
    f.sdl('SDL_Delay', 100);
    expect(message).toMatch(/mixer/);
  });
});

describe('a hostile state of SDL is refused whole (issue 11, 3)', () => {
  type Mutable = { [key: string]: Mutable } & Mutable[];
  const f = makeFixture({ sound: true });
  const { renderer } = open(f);
  f.sdl('SDL_SetRenderTarget', renderer, f.sdl('SDL_CreateTexture', renderer, XRGB, TARGET, 4, 4));
  f.sdl('SDL_CreateMutex');
  f.sdl('SDL_CreateTexture', renderer, XRGB, STREAMING, 4, 4);
  const state = f.host.capture();

  test.each<[string, (state: Mutable) => void]>([
    ['a handle without an object', (s) => void s['core']!['handles']!['handles']!.push(0x7f001000 as never)],
    ['an object without a handle', (s) => void s['core']!['handles']!['handles']!.pop()],
    ['what is no handle', (s) => void (s['core']!['handles']!['next'] = 7 as never)],
    [
      'an object twice',
      (s) => void s['system']!['threads']!['mutexes']!.push(s['system']!['threads']!['mutexes']![0]!),
    ],
    [
      'a renderer of no window',
      (s) => void (s['video']!['rendering']!['renderers']![0]!['window'] = 0x7f000020 as never),
    ],
    [
      'a texture of no renderer',
      (s) => void (s['video']!['rendering']!['textures']![0]!['owner'] = 0x7f000010 as never),
    ],
    [
      'a target that is none',
      (s) => {
        const { renderers, textures } = s['video']!['rendering']! as unknown as Record<string, Mutable>;
        renderers![0]!['target'] = textures![1]!['handle']!;
      },
    ],
    [
      'a format that textures have not',
      (s) => void (s['video']!['rendering']!['textures']![1]!['format'] = 0x13000801 as never),
    ],
    ['a target without a drawing', (s) => void delete s['video']!['rendering']!['textures']![0]!['drawing']],
    [
      'pixels that are too few',
      (s) => {
        s['video']!['rendering']!['textures']![1]!['picture'] = {
          original: { kind: 'raster', width: 4, height: 4, pixels: new Uint8Array(63), opaque: true },
          stretched: [],
        } as never;
      },
    ],
    [
      'a picture of another size',
      (s) => {
        s['video']!['rendering']!['textures']![1]!['picture'] = {
          original: { kind: 'raster', width: 2, height: 2, pixels: new Uint8Array(16), opaque: true },
          stretched: [],
        } as never;
      },
    ],
    [
      'more pixels than a game may have',
      (s) => {
        const texture = s['video']!['rendering']!['textures']![1]!;
        const { handles } = s['core']!['handles']! as unknown as { handles: number[] };
        for (let i = 0; i < 3; i++) {
          handles.push(0x7f010010 + 16 * i);
          const copy = { ...texture, handle: handles.at(-1), width: 8192, height: 8192 };
          s['video']!['rendering']!['textures']!.push(copy as never);
        }
      },
    ],
    [
      'too many channels',
      (s) => {
        const channels = s['mixer']!['channels']!;
        for (let i = 0; i < 5000; i++) channels.push(channels[0]!);
      },
    ],
    ['half an event', (s) => void (s['input']!['queue']!['records'] = new Uint8Array(20) as never)],
  ])('%s', (_what, change) => {
    const bad = structuredClone(state) as unknown as Mutable;
    change(bad);
    expect(() => f.host.restore(bad as unknown as HostState)).toThrow(HostStateError);
    expect(f.host.capture()).toEqual(state);
  });

  test('a sound device where there is none', () => {
    const loud = makeFixture({ sound: true });
    loud.sdl('Mix_OpenAudio', 22050, 0x8010, 2, 512);
    const mute = makeFixture();
    expect(() => mute.host.restore(loud.host.capture())).toThrow(/sound device/);
  });
});
