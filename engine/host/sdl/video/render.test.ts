import { describe, expect, test } from 'vitest';
import type { SdlFrame } from '../../platform.ts';
import { encodePng } from '../../png.ts';
import { type Fixture, makeFixture } from '../fixture.ts';
import { FORMAT, PALETTE, SURFACE } from './surface.ts';

const XRGB = 0x16161804;
const ARGB = 0x16362004;
const STREAMING = 1;
const TARGET = 2;
const FULLSCREEN_DESKTOP = 0x1001;

/** A window of this size with a renderer. */
function openWindow(f: Fixture, w: number, h: number, flags = 0) {
  const window = f.sdl('SDL_CreateWindow', f.text('test'), 0, 0, w, h, flags);
  return { window, renderer: f.sdl('SDL_CreateRenderer', window, -1, 8) };
}

const last = (f: Fixture): SdlFrame => f.seen.frames[f.seen.frames.length - 1];

/** RGB of a pixel of an RGBA frame. */
function rgb(frame: SdlFrame, x: number, y: number): number[] {
  expect(frame.format).toBe('rgba');
  const at = (y * frame.width + x) * 4;
  expect(frame.pixels[at + 3]).toBe(255);
  return [...frame.pixels.subarray(at, at + 3)];
}

/** A texture with one colour word a pixel. */
function filledTexture(f: Fixture, renderer: number, w: number, h: number, words: number[], format = XRGB) {
  const texture = f.sdl('SDL_CreateTexture', renderer, format, STREAMING, w, h);
  const pixels = f.alloc(w * h * 4);
  for (const [i, word] of words.entries()) f.view.setInt32(pixels + i * 4, word, true);
  expect(f.sdl('SDL_UpdateTexture', texture, 0, pixels, w * 4)).toBe(0);
  return texture;
}

/** What Chocolate Doom sets up and does a frame (I_InitGraphics and I_FinishUpdate). */
function doomScreen(f: Fixture) {
  const { window, renderer } = openWindow(f, 800, 600, FULLSCREEN_DESKTOP);
  f.sdl('SDL_RenderSetLogicalSize', renderer, 320, 240);
  const screen = f.sdl('SDL_CreateRGBSurface', 0, 320, 200, 8, 0, 0, 0, 0);
  const copy = f.sdl('SDL_CreateRGBSurface', 0, 320, 200, 32, 0xff0000, 0xff00, 0xff, 0);
  const pixels = f.view.getUint32(screen + SURFACE.pixels, true);
  const copyPixels = f.view.getUint32(copy + SURFACE.pixels, true);
  const palette = f.view.getUint32(f.view.getUint32(screen + SURFACE.format, true) + FORMAT.palette, true);
  f.sdl('SDL_SetHint', f.text('SDL_RENDER_SCALE_QUALITY'), f.text('nearest'));
  const texture = f.sdl('SDL_CreateTexture', renderer, XRGB, STREAMING, 320, 200);
  f.sdl('SDL_SetHint', f.text('SDL_RENDER_SCALE_QUALITY'), f.text('linear'));
  const upscaled = f.sdl('SDL_CreateTexture', renderer, XRGB, TARGET, 1280, 1000);
  const rect = f.rect(0, 0, 320, 200);
  const blit = () => f.sdl('SDL_LowerBlit', screen, rect, copy, rect);
  const show = () => {
    f.sdl('SDL_UpdateTexture', texture, 0, copyPixels, 1280);
    f.sdl('SDL_RenderClear', renderer);
    f.sdl('SDL_SetRenderTarget', renderer, upscaled);
    f.sdl('SDL_RenderCopy', renderer, texture, 0, 0);
    f.sdl('SDL_SetRenderTarget', renderer, 0);
    f.sdl('SDL_RenderCopy', renderer, upscaled, 0, 0);
    f.sdl('SDL_RenderPresent', renderer);
    return last(f);
  };
  for (let i = 0; i < 64000; i++) f.bytes[pixels + i] = (i * 7) & 255;
  const colors = f.view.getUint32(palette + PALETTE.colors, true);
  // As Doom leaves them: alpha 0.
  for (let i = 0; i < 256; i++) f.bytes.set([i, i >> 1, 255 - i, 0], colors + i * 4);
  return {
    window,
    renderer,
    screen,
    copy,
    pixels,
    copyPixels,
    palette,
    colors,
    texture,
    upscaled,
    blit,
    show,
  };
}

describe('a palettized full-window frame', () => {
  test('is delivered as indices and palette, copied', () => {
    const f = makeFixture();
    const doom = doomScreen(f);
    doom.blit();
    const frame = doom.show();
    if (frame.format !== 'indexed') throw new Error('not indexed');
    expect([frame.width, frame.height, frame.pixels.length, frame.palette.length]).toEqual([
      320, 200, 64000, 768,
    ]);
    expect(Buffer.compare(frame.pixels, f.bytes.subarray(doom.pixels, doom.pixels + 64000))).toBe(0);
    expect([...frame.palette.subarray(300, 303)]).toEqual([100, 50, 155]);
    f.bytes.fill(0, doom.pixels, doom.pixels + 64000);
    f.bytes.fill(0, doom.colors, doom.colors + 1024);
    expect(frame.pixels[9]).toBe(63);
    expect(frame.palette[300]).toBe(100);
  });

  test('shows the palette of the blit, and the next one after the next blit', () => {
    const f = makeFixture();
    const doom = doomScreen(f);
    doom.blit();
    f.bytes.set([1, 2, 3, 0], doom.colors);
    const before = doom.show();
    doom.blit();
    const after = doom.show();
    if (before.format !== 'indexed' || after.format !== 'indexed') throw new Error('not indexed');
    expect([...before.palette.subarray(0, 3)]).toEqual([0, 0, 255]);
    expect([...after.palette.subarray(0, 3)]).toEqual([1, 2, 3]);
  });

  test.each<[string, (f: Fixture, doom: ReturnType<typeof doomScreen>) => void]>([
    [
      'the game writes one pixel of the copy',
      (f, doom) => f.view.setUint32(doom.copyPixels + 4 * 1000, 0x123456, true),
    ],
    [
      'SDL fills a part of the copy',
      (f, doom) => void f.sdl('SDL_FillRect', doom.copy, f.rect(40, 3, 1, 1), 0x123456),
    ],
    [
      'another surface is blitted over the copy',
      (f, doom) => {
        const icon = f.sdl('SDL_CreateRGBSurface', 0, 1, 1, 32, 0xff0000, 0xff00, 0xff, 0);
        f.sdl('SDL_FillRect', icon, 0, 0x123456);
        f.sdl('SDL_UpperBlit', icon, 0, doom.copy, f.rect(40, 3, 0, 0));
      },
    ],
  ])('is RGBA when %s', (_what, spoil) => {
    const f = makeFixture();
    const doom = doomScreen(f);
    doom.blit();
    spoil(f, doom);
    const frame = doom.show();
    expect([frame.format, frame.width, frame.height]).toEqual(['rgba', 320, 200]);
    expect(rgb(frame, 40, 3)).toEqual([0x12, 0x34, 0x56]);
    expect(rgb(frame, 41, 3)).toEqual([(1001 * 7) & 255, ((1001 * 7) & 255) >> 1, 255 - ((1001 * 7) & 255)]);
    doom.blit();
    expect(doom.show().format).toBe('indexed');
  });

  test('is composited for real when something is drawn over the window', () => {
    const f = makeFixture();
    const doom = doomScreen(f);
    f.bytes.fill(8, doom.pixels, doom.pixels + 64000);
    doom.blit();
    f.sdl('SDL_UpdateTexture', doom.texture, 0, doom.copyPixels, 1280);
    f.sdl('SDL_RenderCopy', doom.renderer, doom.texture, 0, 0);
    f.sdl('SDL_SetRenderDrawColor', doom.renderer, 200, 100, 50, 255);
    f.sdl('SDL_RenderFillRect', doom.renderer, f.rect(0, 0, 160, 120));
    f.sdl('SDL_RenderPresent', doom.renderer);
    const frame = last(f);
    expect([frame.width, frame.height]).toEqual([1280, 960]);
    expect(rgb(frame, 639, 479)).toEqual([200, 100, 50]);
    expect(rgb(frame, 640, 479)).toEqual([8, 4, 247]);
    expect(rgb(frame, 1279, 959)).toEqual([8, 4, 247]);
  });

  test('of a text screen comes straight from the 8-bit surface', () => {
    const f = makeFixture();
    const { renderer } = openWindow(f, 64, 40);
    const surface = f.sdl('SDL_CreateRGBSurface', 0, 64, 40, 8, 0, 0, 0, 0);
    f.sdl('SDL_FillRect', surface, f.rect(1, 1, 2, 2), 5);
    const texture = f.sdl('SDL_CreateTextureFromSurface', renderer, surface);
    f.sdl('SDL_RenderClear', renderer);
    f.sdl('SDL_RenderCopy', renderer, texture, 0, f.rect(0, 0, 64, 40));
    f.sdl('SDL_RenderPresent', renderer);
    const frame = last(f);
    expect([frame.format, frame.width, frame.height]).toEqual(['indexed', 64, 40]);
    expect([frame.pixels[65], frame.pixels[64]]).toEqual([5, 0]);
    f.sdl('SDL_DestroyTexture', texture);
    expect(f.sdl('SDL_RenderCopy', renderer, texture, 0, 0)).toBe(-1);
    expect(f.error()).toBe("Parameter 'texture' is invalid");
  });
});

describe('renderer', () => {
  test('clearing shows the draw colour', () => {
    const f = makeFixture();
    const { renderer } = openWindow(f, 8, 6);
    f.sdl('SDL_SetRenderDrawColor', renderer, 1, 2, 3, 255);
    f.sdl('SDL_RenderClear', renderer);
    f.sdl('SDL_RenderPresent', renderer);
    expect([last(f).width, last(f).height]).toEqual([8, 6]);
    expect(rgb(last(f), 7, 5)).toEqual([1, 2, 3]);
    expect(f.host.lastFrame()).toBe(last(f));
  });

  test('nearest scaling repeats pixels, source and destination rectangles are obeyed', () => {
    const f = makeFixture();
    const { renderer } = openWindow(f, 8, 4);
    const texture = filledTexture(f, renderer, 3, 1, [0xff0000, 0x00ff00, 0x0000ff]);
    f.sdl('SDL_RenderClear', renderer);
    f.sdl('SDL_RenderCopy', renderer, texture, f.rect(1, 0, 2, 1), f.rect(2, 1, 4, 2));
    f.sdl('SDL_RenderPresent', renderer);
    const frame = last(f);
    expect([1, 2, 3, 4, 5, 6].map((x) => rgb(frame, x, 1))).toEqual([
      [0, 0, 0],
      [0, 255, 0],
      [0, 255, 0],
      [0, 0, 255],
      [0, 0, 255],
      [0, 0, 0],
    ]);
    expect(rgb(frame, 3, 0)).toEqual([0, 0, 0]);
    expect(rgb(frame, 3, 3)).toEqual([0, 0, 0]);
  });

  test('a render target is scaled to nearest pixels, then smoothly', () => {
    const f = makeFixture();
    const { renderer } = openWindow(f, 6, 6);
    const texture = filledTexture(f, renderer, 2, 2, [0xff0000, 0x00ff00, 0x0000ff, 0xffffff]);
    f.sdl('SDL_SetHint', f.text('SDL_RENDER_SCALE_QUALITY'), f.text('linear'));
    const target = f.sdl('SDL_CreateTexture', renderer, XRGB, TARGET, 4, 4);
    expect(f.sdl('SDL_SetRenderTarget', renderer, target)).toBe(0);
    f.sdl('SDL_RenderCopy', renderer, texture, 0, 0);
    const read = f.alloc(4 * 4 * 4);
    expect(f.sdl('SDL_RenderReadPixels', renderer, 0, XRGB, read, 16)).toBe(0);
    const words = Array.from({ length: 16 }, (_, i) => f.view.getUint32(read + i * 4, true));
    const [r, g, b, w] = [0xff0000, 0x00ff00, 0x0000ff, 0xffffff];
    expect(words).toEqual([r, r, g, g, r, r, g, g, b, b, w, w, b, b, w, w]);
    f.sdl('SDL_SetRenderTarget', renderer, 0);
    f.sdl('SDL_RenderCopy', renderer, target, 0, f.rect(0, 0, 6, 5));
    f.sdl('SDL_RenderPresent', renderer);
    const frame = last(f);
    expect(rgb(frame, 0, 0)).toEqual([255, 0, 0]);
    expect(rgb(frame, 5, 0)).toEqual([0, 255, 0]);
    const [red, green, blue] = rgb(frame, 2, 0);
    expect(red).toBeGreaterThan(0);
    expect(red + green).toBeGreaterThan(200);
    expect(blue).toBe(0);
    expect(rgb(frame, 0, 5)).toEqual([0, 0, 0]);
  });

  test('the logical size keeps its shape, with borders at the sides', () => {
    const f = makeFixture();
    const { renderer } = openWindow(f, 20, 10);
    f.sdl('SDL_RenderSetLogicalSize', renderer, 4, 4);
    const texture = filledTexture(f, renderer, 1, 1, [0xffffff]);
    f.sdl('SDL_SetRenderDrawColor', renderer, 9, 9, 9, 255);
    // A second copy keeps it from going out without its borders.
    const half = f.rect(0, 0, 4, 2);
    f.sdl('SDL_RenderClear', renderer);
    f.sdl('SDL_RenderCopy', renderer, texture, 0, 0);
    f.sdl('SDL_RenderCopy', renderer, texture, 0, half);
    f.sdl('SDL_RenderPresent', renderer);
    expect([4, 5, 14, 15].map((x) => rgb(last(f), x, 0)[0])).toEqual([9, 255, 255, 9]);
    f.sdl('SDL_RenderSetIntegerScale', renderer, 1);
    f.sdl('SDL_RenderClear', renderer);
    f.sdl('SDL_RenderCopy', renderer, texture, 0, f.rect(0, 0, 4, 4));
    f.sdl('SDL_RenderCopy', renderer, texture, 0, half);
    f.sdl('SDL_RenderPresent', renderer);
    expect([5, 6, 13, 14].map((x) => rgb(last(f), x, 4)[0])).toEqual([9, 255, 255, 9]);
    expect([0, 1, 8, 9].map((y) => rgb(last(f), 10, y)[0])).toEqual([9, 255, 255, 9]);
  });

  test('the scale of the logical size is told', () => {
    const f = makeFixture();
    const { renderer } = openWindow(f, 640, 480);
    const out = f.alloc(8);
    const scale = () => {
      f.sdl('SDL_RenderGetScale', renderer, out, out + 4);
      return [f.view.getFloat32(out, true), f.view.getFloat32(out + 4, true)];
    };
    expect(scale()).toEqual([1, 1]);
    f.sdl('SDL_RenderSetLogicalSize', renderer, 256, 192);
    expect(scale()).toEqual([2.5, 2.5]);
    f.sdl('SDL_RenderGetScale', renderer, 0, 0);
    f.sdl('SDL_RenderGetScale', 0, out, out + 4);
    expect(f.error()).toBe("Parameter 'renderer' is invalid");
  });

  test('blended copies mix with what is there', () => {
    const f = makeFixture();
    const { renderer } = openWindow(f, 4, 4);
    const texture = filledTexture(f, renderer, 1, 1, [0x80ff0000 | 0], ARGB);
    f.sdl('SDL_SetTextureBlendMode', texture, 1);
    f.sdl('SDL_SetRenderDrawColor', renderer, 0, 0, 255, 255);
    f.sdl('SDL_RenderClear', renderer);
    f.sdl('SDL_RenderCopy', renderer, texture, 0, 0);
    f.sdl('SDL_RenderPresent', renderer);
    const [red, green, blue] = rgb(last(f), 2, 2);
    expect(Math.abs(red - 128)).toBeLessThanOrEqual(1);
    expect(green).toBe(0);
    expect(Math.abs(blue - 127)).toBeLessThanOrEqual(1);
  });

  test('the window follows a new size', () => {
    const f = makeFixture();
    const { window, renderer } = openWindow(f, 8, 8);
    f.sdl('SDL_SetWindowSize', window, 12, 10);
    const [w, h] = [f.alloc(4), f.alloc(4)];
    f.sdl('SDL_GetRendererOutputSize', renderer, w, h);
    expect([f.view.getInt32(w, true), f.view.getInt32(h, true)]).toEqual([12, 10]);
    f.sdl('SDL_RenderPresent', renderer);
    expect([last(f).width, last(f).height]).toEqual([12, 10]);
  });

  test('info names formats and the largest texture', () => {
    const f = makeFixture();
    const { renderer } = openWindow(f, 8, 8);
    const info = f.alloc(84);
    expect(f.sdl('SDL_GetRendererInfo', renderer, info)).toBe(0);
    expect(f.readText(f.view.getUint32(info, true))).toBe('trapdoom');
    expect(f.view.getUint32(info + 4, true) & 8).toBe(8);
    expect(f.view.getUint32(info + 12, true)).toBe(ARGB);
    expect([76, 80].map((at) => f.view.getInt32(info + at, true))).toEqual([8192, 8192]);
  });

  test('destroying a renderer destroys its textures, destroying video both', () => {
    const f = makeFixture();
    f.sdl('SDL_Init', 0x20);
    const { window, renderer } = openWindow(f, 8, 8);
    const texture = filledTexture(f, renderer, 1, 1, [0]);
    f.sdl('SDL_DestroyRenderer', renderer);
    expect(f.sdl('SDL_QueryTexture', texture, 0, 0, 0, 0)).toBe(-1);
    expect(f.sdl('SDL_CreateRenderer', window, -1, 0)).not.toBe(0);
    f.sdl('SDL_QuitSubSystem', 0x20);
    expect(f.sdl('SDL_GetWindowID', window)).toBe(0);
    expect(f.error()).toBe('Invalid window');
  });
});

describe('textures', () => {
  test('a rectangle is updated with its own pitch, earlier pictures stay', () => {
    const f = makeFixture();
    const { renderer } = openWindow(f, 3, 2);
    const texture = filledTexture(f, renderer, 3, 2, [1, 2, 3, 4, 5, 6]);
    const present = () => {
      f.sdl('SDL_RenderCopy', renderer, texture, 0, 0);
      f.sdl('SDL_RenderPresent', renderer);
      return [0, 1].map((y) => [0, 1, 2].map((x) => rgb(last(f), x, y)[2]));
    };
    expect(present()).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const first = last(f);
    const part = f.alloc(16);
    f.view.setUint32(part, 70, true);
    f.view.setUint32(part + 8, 80, true);
    f.sdl('SDL_UpdateTexture', texture, f.rect(2, 0, 1, 2), part, 8);
    expect(present()).toEqual([
      [1, 2, 70],
      [4, 5, 80],
    ]);
    expect(rgb(first, 2, 0)[2]).toBe(3);
    f.sdl('SDL_UpdateTexture', texture, f.rect(2, 1, 9, 9), part, 8);
    expect(present()).toEqual([
      [1, 2, 70],
      [4, 5, 70],
    ]);
  });

  test('the game sets how a texture is scaled, whatever the hint was', () => {
    const f = makeFixture();
    const { renderer } = openWindow(f, 4, 1);
    const texture = filledTexture(f, renderer, 2, 1, [0xff0000, 0x0000ff]);
    const show = () => {
      f.sdl('SDL_RenderClear', renderer);
      f.sdl('SDL_RenderCopy', renderer, texture, 0, 0);
      const out = f.alloc(16);
      f.sdl('SDL_RenderReadPixels', renderer, 0, XRGB, out, 16);
      return [0, 1, 2, 3].map((x) => f.view.getUint32(out + x * 4, true));
    };
    const nearest = [0xff0000, 0xff0000, 0x0000ff, 0x0000ff];
    expect(show()).toEqual(nearest);
    expect(f.sdl('SDL_SetTextureScaleMode', texture, 1)).toBe(0);
    expect(show()).not.toEqual(nearest);
    expect(f.sdl('SDL_SetTextureScaleMode', texture, 0)).toBe(0);
    expect(show()).toEqual(nearest);
    expect(f.sdl('SDL_SetTextureScaleMode', 0, 0)).toBe(-1);
  });

  test('locking gives memory that unlocking uploads', () => {
    const f = makeFixture();
    const { renderer } = openWindow(f, 2, 2);
    const texture = filledTexture(f, renderer, 2, 2, [0, 0, 0, 0]);
    const [pixels, pitch] = [f.alloc(4), f.alloc(4)];
    const before = f.live.size;
    expect(f.sdl('SDL_LockTexture', texture, f.rect(0, 1, 2, 1), pixels, pitch)).toBe(0);
    expect(f.view.getInt32(pitch, true)).toBe(8);
    f.view.setUint32(f.view.getUint32(pixels, true) + 4, 0xfe, true);
    f.sdl('SDL_UnlockTexture', texture);
    // The rectangle, and the texture's memory, which the next lock gives out again.
    expect(f.live.size).toBe(before + 2);
    const first = f.view.getUint32(pixels, true);
    f.sdl('SDL_LockTexture', texture, 0, pixels, pitch);
    f.sdl('SDL_LockTexture', texture, f.rect(0, 1, 2, 1), pixels, pitch);
    const second = f.view.getUint32(pixels, true);
    f.view.setUint32(second + 4, 0xfe, true);
    f.sdl('SDL_UnlockTexture', texture);
    expect(f.live.has(first)).toBe(first === second);
    f.sdl('SDL_RenderCopy', renderer, texture, 0, 0);
    f.sdl('SDL_RenderPresent', renderer);
    expect(rgb(last(f), 1, 1)).toEqual([0, 0, 0xfe]);
    expect(rgb(last(f), 1, 0)).toEqual([0, 0, 0]);
    const still = f.sdl('SDL_CreateTexture', renderer, XRGB, TARGET, 2, 2);
    expect(f.sdl('SDL_LockTexture', still, 0, pixels, pitch)).toBe(-1);
    f.sdl('SDL_DestroyTexture', texture);
    expect(f.live.has(second)).toBe(false);
  });

  test('what cannot be made says why', () => {
    const f = makeFixture();
    const { renderer } = openWindow(f, 2, 2);
    const create = (...args: number[]) => f.sdl('SDL_CreateTexture', ...args);
    expect(create(renderer, XRGB, 0, 0, 4)).toBe(0);
    expect(f.error()).toBe("Texture dimensions can't be 0");
    expect(create(renderer, 0x13000801, 0, 4, 4)).toBe(0);
    expect(f.error()).toBe('Palettized textures are not supported');
    expect(create(renderer, XRGB, 0, 20000, 4)).toBe(0);
    expect(f.error()).toBe('Texture dimensions are limited to 8192x8192');
    expect(create(1234, XRGB, 0, 4, 4)).toBe(0);
    expect(f.error()).toBe("Parameter 'renderer' is invalid");
    const plain = create(renderer, XRGB, 0, 4, 4);
    expect(f.sdl('SDL_SetRenderTarget', renderer, plain)).toBe(-1);
    expect(f.error()).toBe('Texture not created with SDL_TEXTUREACCESS_TARGET');
  });
});

test('a window surface is shown as it stands, and survives SDL_FreeSurface', () => {
  const f = makeFixture();
  const window = f.sdl('SDL_CreateWindow', f.text(''), 0, 0, 4, 4, 0);
  expect(f.sdl('SDL_UpdateWindowSurface', window)).toBe(-1);
  const surface = f.sdl('SDL_GetWindowSurface', window);
  f.sdl('SDL_FillRect', surface, f.rect(1, 0, 1, 1), 0xff00ff);
  f.sdl('SDL_FreeSurface', surface);
  expect(f.sdl('SDL_UpdateWindowSurface', window)).toBe(0);
  expect(rgb(last(f), 1, 0)).toEqual([255, 0, 255]);
  expect(f.sdl('SDL_GetWindowSurface', window)).toBe(surface);
});

/** A 4x3 logical screen in a wide window: bars at its sides, in the draw colour. */
function letterboxed(f: Fixture) {
  const { renderer } = openWindow(f, 16, 6);
  f.sdl('SDL_RenderSetLogicalSize', renderer, 4, 3);
  const texture = filledTexture(f, renderer, 4, 3, new Array(12).fill(0x00ff00));
  const show = (red: number) => {
    f.sdl('SDL_SetRenderDrawColor', renderer, red, 0, 0, 255);
    f.sdl('SDL_RenderClear', renderer);
    f.sdl('SDL_RenderCopy', renderer, texture, 0, 0);
    f.sdl('SDL_RenderPresent', renderer);
    return last(f);
  };
  return { renderer, texture, show };
}

test('a picture between SDL’s bars goes out without them, with their colour', () => {
  const f = makeFixture();
  const { show } = letterboxed(f);
  expect(show(0)).toEqual({ format: 'rgba', width: 4, height: 3, pixels: expect.any(Uint8Array) });
  expect(show(0xfc)).toMatchObject({ width: 4, height: 3, border: 0xfc0000 });
  expect(rgb(last(f), 0, 0)).toEqual([0, 255, 0]);
});

test('bars are drawn once something else is drawn as well, and where they are read', () => {
  const f = makeFixture();
  const { renderer, show } = letterboxed(f);
  show(200);
  const out = f.alloc(16 * 6 * 4);
  f.sdl('SDL_RenderSetLogicalSize', renderer, 0, 0);
  f.sdl('SDL_RenderReadPixels', renderer, 0, XRGB, out, 64);
  expect(
    [out, out + 4 * 4, out + 11 * 4, out + 12 * 4].map((at) => f.view.getUint32(at, true) & 0xffffff),
  ).toEqual([0xc80000, 0x00ff00, 0x00ff00, 0xc80000]);
  f.sdl('SDL_RenderFillRect', renderer, f.rect(0, 0, 1, 1));
  f.sdl('SDL_RenderPresent', renderer);
  expect(last(f)).toMatchObject({ width: 16, height: 6 });
  expect(last(f).border).toBeUndefined();
  expect([rgb(last(f), 15, 5), rgb(last(f), 8, 3)]).toEqual([
    [200, 0, 0],
    [0, 255, 0],
  ]);
});

test('a picture that the game itself puts on a background stays where it put it', () => {
  const f = makeFixture();
  const { renderer, texture } = letterboxed(f);
  f.sdl('SDL_RenderSetLogicalSize', renderer, 0, 0);
  f.sdl('SDL_RenderClear', renderer);
  f.sdl('SDL_RenderCopy', renderer, texture, 0, f.rect(4, 0, 8, 6));
  f.sdl('SDL_RenderPresent', renderer);
  expect(last(f)).toMatchObject({ width: 16, height: 6 });
});

test('the window’s icon keeps its alpha', () => {
  const f = makeFixture();
  const { window } = openWindow(f, 8, 8);
  const source = f.alloc(8);
  f.view.setUint32(source, 0x11223344, true);
  // As Chocolate Doom makes it: red in the highest byte, alpha in the lowest.
  const icon = f.sdl('SDL_CreateRGBSurfaceFrom', source, 2, 1, 32, 8, 0xff000000 | 0, 0xff0000, 0xff00, 0xff);
  f.sdl('SDL_SetWindowIcon', window, icon);
  f.sdl('SDL_FreeSurface', icon);
  const pixels = new Uint8Array([0x11, 0x22, 0x33, 0x44, 0, 0, 0, 0]);
  expect(f.seen.icons).toEqual([encodePng({ format: 'rgba', width: 2, height: 1, pixels })]);
});

test('a palette with real alpha is blended, one of all zeros is opaque', () => {
  const f = makeFixture();
  const { renderer } = openWindow(f, 2, 1);
  const surface = f.sdl('SDL_CreateRGBSurface', 0, 2, 1, 8, 0, 0, 0, 0);
  const palette = f.view.getUint32(f.view.getUint32(surface + SURFACE.format, true) + FORMAT.palette, true);
  const colors = f.view.getUint32(palette + PALETTE.colors, true);
  const show = () => {
    const texture = f.sdl('SDL_CreateTextureFromSurface', renderer, surface);
    f.sdl('SDL_SetTextureBlendMode', texture, 1);
    f.sdl('SDL_RenderClear', renderer);
    f.sdl('SDL_RenderCopy', renderer, texture, 0, 0);
    f.sdl('SDL_RenderPresent', renderer);
    return last(f);
  };
  f.bytes.set([200, 100, 50, 0], colors);
  expect(rgb(show(), 0, 0)).toEqual([0, 0, 0]);
  for (let i = 0; i < 256; i++) f.bytes[colors + i * 4 + 3] = 0;
  const opaque = show();
  expect([opaque.format, ...(opaque.format === 'indexed' ? opaque.palette.subarray(0, 3) : [])]).toEqual([
    'indexed',
    200,
    100,
    50,
  ]);
});
