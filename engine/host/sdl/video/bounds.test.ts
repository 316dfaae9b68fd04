import { describe, expect, test } from 'vitest';
import { type Fixture, makeFixture } from '../fixture.ts';
import { PIXELFORMAT } from './pixel-format.ts';

/** More calls than any bound in this file: a loop that reaches it was not refused. */
const MANY = 100_000;
const MIB = 1024 * 1024;

const STATIC = 0;
const TARGET = 2;
const S16 = 0x8010;

/** Repeats `call` until it returns `failure`; how often it succeeded. */
function untilRefused(call: (i: number) => number, failure = 0): number {
  for (let count = 0; count < MANY; count++) if (call(count) === failure) return count;
  throw new Error('never refused');
}

function withWindow(f: Fixture): number {
  const window = f.sdl('SDL_CreateWindow', f.text('bounds'), 0, 0, 64, 48, 0);
  expect(window).not.toBe(0);
  return window;
}

const withRenderer = (f: Fixture) => f.sdl('SDL_CreateRenderer', withWindow(f), -1, 0);

describe('issue 9, 1.4: what a guest has the SDL host keep is bounded', () => {
  test.each(['SDL_CreateMutex', 'SDL_CreateCond'])('objects: %s', (name) => {
    const f = makeFixture();
    const destroy = name.replace('Create', 'Destroy');
    const handles: number[] = [];
    const create = () => {
      const handle = f.sdl(name);
      if (handle !== 0) handles.push(handle);
      return handle;
    };
    expect(untilRefused(create)).toBe(4096);
    expect(f.error()).toBe('Out of memory');
    expect(f.sdl('SDL_CreateWindow', f.text(''), 0, 0, 64, 48, 0)).toBe(0);
    f.sdl(destroy, handles[0]!);
    expect(create()).not.toBe(0);
    expect(new Set(handles).size).toBe(handles.length);
  });

  test('handles last longer than their numbers do', () => {
    const f = makeFixture();
    const kept = f.sdl('SDL_CreateMutex');
    for (let i = 0; i < 1_200_000; i++) {
      const handle = f.sdl('SDL_CreateMutex');
      if (handle <= 0 || handle === kept) throw new Error(`bad handle ${handle} after ${i}`);
      f.sdl('SDL_DestroyMutex', handle);
    }
    expect(f.sdl('SDL_LockMutex', kept)).toBe(0);
  });

  test('timers', () => {
    const f = makeFixture();
    expect(untilRefused(() => f.sdl('SDL_AddTimer', 1000, 1, 0))).toBe(1024);
    expect(f.error()).toBe('Out of memory');
    expect(f.sdl('SDL_RemoveTimer', 1)).toBe(1);
    expect(f.sdl('SDL_AddTimer', 1000, 1, 0)).not.toBe(0);
  });

  test('hints: how many, their names and their values', () => {
    const f = makeFixture();
    const value = f.text('1');
    const names = f.alloc(16);
    const named = (i: number) => {
      f.bytes.set(Buffer.from(`HINT_${i}\0`), names);
      return names;
    };
    expect(untilRefused((i) => f.sdl('SDL_SetHint', named(i), value))).toBe(256);
    expect(f.sdl('SDL_SetHint', named(0), f.text('changed'))).toBe(1);
    expect(f.readText(f.sdl('SDL_GetHint', named(0)))).toBe('changed');
    const g = makeFixture();
    expect(g.sdl('SDL_SetHint', g.text('x'.repeat(257)), g.text('1'))).toBe(0);
    expect(g.sdl('SDL_SetHint', g.text('x'), g.text('1'.repeat(4097)))).toBe(0);
    expect(g.sdl('SDL_SetHint', g.text('x'), g.text('1'.repeat(4096)))).toBe(1);
  });

  test('effects on a channel and on the mix', () => {
    const f = makeFixture({ sound: true });
    for (const channel of [0, -2]) {
      expect(untilRefused(() => f.sdl('Mix_RegisterEffect', channel, 1, 0, 0))).toBe(64);
      expect(f.error()).toBe('Out of memory');
    }
  });

  test('windows: how many, how large, and how large together', () => {
    const f = makeFixture();
    expect(untilRefused(() => f.sdl('SDL_CreateWindow', 0, 0, 0, 64, 48, 0))).toBe(32);
    const g = makeFixture();
    expect(untilRefused(() => g.sdl('SDL_CreateWindow', 0, 0, 0, 4096, 4096, 0))).toBe(8);
    expect(g.error()).toBe('Out of memory');
  });

  test('windows that grow are charged, and windows that go give back', () => {
    const f = makeFixture();
    const [w, h] = [f.alloc(4), f.alloc(4)];
    const sizeOf = (window: number) => {
      f.sdl('SDL_GetWindowSize', window, w, h);
      return [f.view.getInt32(w, true), f.view.getInt32(h, true)];
    };
    const windows = Array.from({ length: 9 }, () => f.sdl('SDL_CreateWindow', 0, 0, 0, 64, 48, 0));
    for (const window of windows) f.sdl('SDL_SetWindowSize', window, 4096, 4096);
    expect(windows.map(sizeOf).filter(([width]) => width === 4096).length).toBe(7);
    f.sdl('SDL_SetWindowMinimumSize', windows[8]!, 8192, 8192);
    f.sdl('SDL_SetWindowSize', windows[8]!, 100, 100);
    expect(sizeOf(windows[8]!)).toEqual([64, 48]);
    for (const window of windows) f.sdl('SDL_DestroyWindow', window);
    expect(untilRefused(() => f.sdl('SDL_CreateWindow', 0, 0, 0, 4096, 4096, 0))).toBe(8);
  });

  test.each([
    ['static', STATIC, 31],
    ['target', TARGET, 15],
  ])('textures together: %s', (_what, access, count) => {
    const f = makeFixture();
    const renderer = withRenderer(f);
    const made: number[] = [];
    const create = () => {
      const texture = f.sdl('SDL_CreateTexture', renderer, PIXELFORMAT.ARGB8888, access, 2048, 2048);
      if (texture !== 0) made.push(texture);
      return texture;
    };
    expect(untilRefused(create)).toBe(count);
    expect(f.error()).toBe('Out of memory');
    f.sdl('SDL_DestroyTexture', made[0]!);
    expect(untilRefused(create)).toBe(1);
    f.sdl('SDL_DestroyRenderer', renderer);
    expect(f.sdl('SDL_CreateWindow', 0, 0, 0, 4096, 4096, 0)).not.toBe(0);
  });

  test('textures of surfaces, whatever size the surface claims', () => {
    const f = makeFixture();
    const renderer = withRenderer(f);
    const from = (w: number, h: number) => f.sdl('SDL_CreateRGBSurfaceFrom', 4096, w, h, 32, 0, 0, 0, 0, 0);
    expect(f.sdl('SDL_CreateTextureFromSurface', renderer, from(32767, 32767))).toBe(0);
    expect(f.error()).toBe('Texture dimensions are limited to 8192x8192');
    const large = from(8192, 8192);
    const beside = f.sdl('SDL_CreateTexture', renderer, PIXELFORMAT.ARGB8888, STATIC, 8192, 8192);
    expect(beside).not.toBe(0);
    expect(f.sdl('SDL_CreateTextureFromSurface', renderer, large)).toBe(0);
    expect(f.error()).toBe('Out of memory');
  });

  test('a surface whose fields were changed to an absurd size is none', () => {
    const f = makeFixture();
    const window = withWindow(f);
    const surface = f.sdl('SDL_GetWindowSurface', window);
    expect(f.sdl('SDL_UpdateWindowSurface', window)).toBe(0);
    for (const width of [65, 32767, 0x7fffffff]) {
      f.view.setInt32(surface + 8, width, true);
      f.view.setInt32(surface + 16, 0, true);
      expect(f.sdl('SDL_UpdateWindowSurface', window)).toBe(-1);
    }
    expect(f.seen.frames.length).toBe(1);
  });

  test('a blit of rows that lie on each other takes no memory for each', () => {
    const f = makeFixture();
    const source = f.sdl('SDL_CreateRGBSurfaceFrom', MIB, 32767, 257, 8, 0, 0, 0, 0, 0);
    const target = f.sdl('SDL_CreateRGBSurfaceFrom', 8 * MIB, 32767, 257, 32, 0, 0, 0, 0, 0);
    f.bytes.fill(1, MIB, 2 * MIB);
    const before = process.memoryUsage().arrayBuffers;
    expect(f.sdl('SDL_UpperBlit', source, 0, target, 0)).toBe(0);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * MIB);
    // The default palette is white.
    expect(f.view.getUint32(8 * MIB, true) & 0xffffff).toBe(0xffffff);
  }, 60_000);

  test('titles, texts of message boxes and icons are cut', () => {
    const f = makeFixture();
    const long = f.text('x'.repeat(70_000));
    const window = f.sdl('SDL_CreateWindow', long, 0, 0, 64, 48, 0);
    f.sdl('SDL_SetWindowTitle', window, long);
    expect(f.seen.titles).toEqual(['x'.repeat(256), 'x'.repeat(256)]);
    f.sdl('SDL_SetWindowTitle', window, f.text(`${'x'.repeat(255)}😀`));
    expect(f.seen.titles.at(-1)).toBe('x'.repeat(255));
    f.sdl('SDL_ShowSimpleMessageBox', 0x10, long, long, window);
    expect(f.seen.boxes).toEqual([{ flags: 0x10, title: 'x'.repeat(256), text: 'x'.repeat(4096) }]);
    for (const [side, icons] of [
      [32767, 0],
      [257, 0],
      [256, 1],
    ] as const) {
      const icon = f.sdl('SDL_CreateRGBSurfaceFrom', 1 << 20, side, side, 32, 0, 0, 0, 0, 0);
      f.sdl('SDL_SetWindowIcon', window, icon);
      expect(f.seen.icons.length).toBe(icons);
    }
  });

  test('renderers that come and go on a window, and window surfaces that fail, leave nothing on it', () => {
    const f = makeFixture({ memory: 1 << 20 });
    const window = withWindow(f);
    let renderer = 0;
    for (let i = 0; i < 10_000; i++) {
      renderer = f.sdl('SDL_CreateRenderer', window, -1, 0);
      expect(renderer).not.toBe(0);
      f.sdl('SDL_DestroyRenderer', renderer);
    }
    while (f.alloc(1024) !== 0);
    for (let i = 0; i < 1000; i++) expect(f.sdl('SDL_GetWindowSurface', window)).toBe(0);
    expect(f.sdl('SDL_CreateRenderer', window, -1, 0)).not.toBe(0);
    f.sdl('SDL_DestroyWindow', window);
    expect(f.sdl('SDL_RenderClear', renderer)).toBe(-1);
  });

  test('a sound that is too long to convert is refused, and one that is not is converted', () => {
    const f = makeFixture({ memory: 200 * MIB });
    const cvt = f.alloc(84);
    expect(f.sdl('SDL_BuildAudioCVT', cvt, 8, 1, 4000, S16, 2, 192_000)).toBe(1);
    const convert = (bytes: number) => {
      f.view.setInt32(cvt + 16, 1 << 20, true);
      f.view.setInt32(cvt + 20, bytes, true);
      return f.sdl('SDL_ConvertAudio', cvt);
    };
    expect(convert(MIB / 2)).toBe(-1);
    expect(f.error()).toBe('Out of memory');
    expect(convert(1000)).toBe(0);
  });

  test('a long sound is mixed to its end, piece by piece', () => {
    const f = makeFixture({ memory: 200 * MIB });
    const [target, source, bytes] = [MIB, 100 * MIB, 65 * MIB + 4];
    f.view.setInt16(target + bytes - 2, 1000, true);
    f.view.setInt16(source + bytes - 2, 500, true);
    f.sdl('SDL_MixAudioFormat', target, source, S16, bytes, 128);
    expect(f.view.getInt16(target + bytes - 2, true)).toBe(1500);
  });
});
