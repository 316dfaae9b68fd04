import { describe, expect, test } from 'vitest';
import type { SdlFrame } from '../../platform.ts';
import { type Fixture, makeFixture } from '../fixture.ts';
import { FORMAT, PALETTE, SURFACE } from './surface.ts';

const ARGB = 0x16362004;
const STREAMING = 1;
const TARGET = 2;

const last = (f: Fixture): SdlFrame => f.seen.frames.at(-1)!;

/** What Woof sets up and does a frame (I_InitGraphics, CreateSurfaces, UpdateRender): 8-bit frames that it blits into a locked texture. */
function woofScreen(
  f: Fixture,
  width: number,
  height: number,
  { window = [1280, 960], smooth = false } = {},
) {
  const pitch = (width + 3) & ~3;
  const handle = f.sdl('SDL_CreateWindow', f.text('Woof'), 0, 0, window[0]!, window[1]!, 0x20);
  const renderer = f.sdl('SDL_CreateRenderer', handle, -1, 0);
  const screen = f.sdl('SDL_CreateRGBSurface', 0, pitch, height, 8, 0, 0, 0, 0);
  const argb = f.sdl('SDL_CreateRGBSurfaceWithFormatFrom', 0, pitch, height, 0, 0, ARGB);
  const texture = f.sdl('SDL_CreateTexture', renderer, ARGB, STREAMING, pitch, height);
  f.sdl('SDL_RenderSetLogicalSize', renderer, width, Math.floor(height * 1.2));
  const upscaled = smooth ? f.sdl('SDL_CreateTexture', renderer, ARGB, TARGET, width * 2, height * 2) : 0;
  const rect = f.rect(0, 0, width, height);
  const pixels = f.view.getUint32(screen + SURFACE.pixels, true);
  const palette = f.view.getUint32(f.view.getUint32(screen + SURFACE.format, true) + FORMAT.palette, true);
  const colors = f.view.getUint32(palette + PALETTE.colors, true);
  for (let i = 0; i < 256; i++) f.bytes.set([i, 255 - i, i ^ 85, 255], colors + 4 * i);
  const blit = () => {
    f.sdl('SDL_LockTexture', texture, rect, argb + SURFACE.pixels, argb + SURFACE.pitch);
    f.sdl('SDL_LowerBlit', screen, rect, argb, rect);
  };
  const show = () => {
    f.sdl('SDL_UnlockTexture', texture);
    f.sdl('SDL_RenderClear', renderer);
    if (upscaled !== 0) {
      f.sdl('SDL_SetRenderTarget', renderer, upscaled);
      f.sdl('SDL_RenderCopy', renderer, texture, rect, 0);
      f.sdl('SDL_SetRenderTarget', renderer, 0);
      f.sdl('SDL_RenderCopy', renderer, upscaled, 0, 0);
    } else f.sdl('SDL_RenderCopy', renderer, texture, rect, 0);
    f.sdl('SDL_RenderPresent', renderer);
  };
  return { handle, renderer, texture, screen, argb, pixels, pitch, rect, blit, show };
}

/** The pixels of the screen, without what rows have beyond the width. */
function screenPixels(f: Fixture, pixels: number, pitch: number, width: number, height: number): Uint8Array {
  const rows = new Uint8Array(width * height);
  for (let y = 0; y < height; y++)
    rows.set(f.bytes.subarray(pixels + y * pitch, pixels + y * pitch + width), y * width);
  return rows;
}

describe('frames that are blitted into a locked texture (issue 12, 2 and 7)', () => {
  const SIZES = [
    ...[
      [320, 200],
      [426, 200],
      [640, 400],
      [852, 400],
      [960, 600],
      [1278, 600],
      [1280, 800],
    ],
    ...[
      [1704, 800],
      [1920, 1200],
      [2556, 1200],
      [3840, 2160],
    ],
  ] as const;

  test.each(SIZES)(
    '%i x %i arrive as the 8-bit image that they are',
    (width, height) => {
      const f = makeFixture({ memory: 96 << 20 });
      const { pixels, pitch, blit, show } = woofScreen(f, width!, height!);
      for (const [seed, smooth] of [
        [7, false],
        [11, true],
      ] as const) {
        for (let i = 0; i < pitch * height!; i++) f.bytes[pixels + i] = (i * seed) >> 3;
        blit();
        show();
        const frame = last(f);
        expect([smooth, frame.format, frame.width, frame.height, frame.tall]).toEqual([
          ...[smooth, 'indexed', width, height],
          expect.closeTo(1.2, 2),
        ]);
        expect(Buffer.compare(frame.pixels, screenPixels(f, pixels, pitch, width!, height!))).toBe(0);
      }
    },
    60_000,
  );

  test('also through the texture that smooth scaling goes over', () => {
    const f = makeFixture();
    const { pixels, blit, show } = woofScreen(f, 426, 200, { smooth: true });
    f.bytes[pixels + 425] = 77;
    blit();
    show();
    expect([last(f).format, last(f).width, last(f).pixels[425]]).toEqual(['indexed', 426, 77]);
  });

  test('earlier frames keep what they showed', () => {
    const f = makeFixture();
    const { pixels, blit, show } = woofScreen(f, 6, 4);
    for (const value of [1, 2]) {
      f.bytes.fill(value, pixels, pixels + 8 * 4);
      blit();
      show();
    }
    expect(f.seen.frames.map((frame) => frame.pixels[0])).toEqual([1, 2]);
  });

  test('pixels that the game writes into the lock besides are shown', () => {
    const f = makeFixture();
    const { argb, pixels, blit, show } = woofScreen(f, 6, 4);
    f.bytes.fill(3, pixels, pixels + 8 * 4);
    blit();
    const locked = f.view.getUint32(argb + SURFACE.pixels, true);
    f.view.setUint32(locked + 4, 0xff112233, true);
    show();
    expect(last(f).format).toBe('rgba');
    const { width, pixels: rgba } = last(f);
    const at = Math.floor(width * 0.25) * 4 + Math.floor(last(f).height / 8) * width * 4;
    expect([...rgba.subarray(at, at + 4)]).toEqual([0x11, 0x22, 0x33, 255]);
  });

  test('the rest of the texture keeps its pixels', () => {
    const f = makeFixture();
    const { renderer, texture, pixels, blit } = woofScreen(f, 2, 2, { window: [4, 2] });
    f.sdl('SDL_RenderSetLogicalSize', renderer, 0, 0);
    const words = f.alloc(4 * 2 * 4);
    for (let i = 0; i < 8; i++) f.view.setInt32(words + 4 * i, 0xff000000 | (i + 1), true);
    const shown = () => {
      const out = f.alloc(32);
      f.sdl('SDL_RenderCopy', renderer, texture, 0, 0);
      f.sdl('SDL_RenderReadPixels', renderer, 0, ARGB, out, 16);
      return Array.from({ length: 8 }, (_, i) => f.view.getUint32(out + 4 * i, true) & 0xffffff);
    };
    f.sdl('SDL_UpdateTexture', texture, 0, words, 16);
    f.bytes.fill(0x10, pixels, pixels + 8);
    blit();
    f.sdl('SDL_UnlockTexture', texture);
    const blitted = 0x10ef45;
    expect(shown()).toEqual([blitted, blitted, 3, 4, blitted, blitted, 7, 8]);
    // A later part that has all of an earlier one in it replaces it; another one is put over it.
    f.sdl('SDL_UpdateTexture', texture, f.rect(1, 0, 1, 1), words, 16);
    expect(shown()).toEqual([blitted, 1, 3, 4, blitted, blitted, 7, 8]);
    blit();
    f.sdl('SDL_UnlockTexture', texture);
    f.sdl('SDL_UpdateTexture', texture, f.rect(0, 0, 3, 2), words, 16);
    expect(shown()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('a part of another shape than what was locked is cut out', () => {
    const f = makeFixture();
    const { renderer, texture, pixels, blit } = woofScreen(f, 6, 4, { window: [2, 2] });
    f.sdl('SDL_RenderSetLogicalSize', renderer, 0, 0);
    for (let i = 0; i < 32; i++) f.bytes[pixels + i] = i;
    blit();
    f.sdl('SDL_UnlockTexture', texture);
    f.sdl('SDL_RenderCopy', renderer, texture, f.rect(3, 1, 2, 2), 0);
    f.sdl('SDL_RenderPresent', renderer);
    const red = [0, 1, 2, 3].map((i) => last(f).pixels[4 * i]);
    expect(red).toEqual([8 + 3, 8 + 4, 16 + 3, 16 + 4]);
  });

  test('a captured lock and a captured part are restored in another host', () => {
    const f = makeFixture();
    const { pixels, blit, show } = woofScreen(f, 6, 4);
    for (let i = 0; i < 32; i++) f.bytes[pixels + i] = i;
    blit();
    const other = makeFixture({ from: f });
    other.host.restore(structuredClone(f.host.capture()));
    show();
    expect(last(f).format).toBe('indexed');
    const again = makeFixture({ from: f });
    again.host.restore(structuredClone(f.host.capture()));
    expect(again.host.capture()).toEqual(f.host.capture());
    expect(again.host.lastFrame()).toEqual(last(f));
  });

  test('the shape of pixels is that of the logical size, where it is not square', () => {
    const f = makeFixture();
    const { renderer, blit, show } = woofScreen(f, 852, 400);
    const tall = (logical: [number, number]) => {
      f.sdl('SDL_RenderSetLogicalSize', renderer, ...logical);
      blit();
      show();
      return last(f).tall;
    };
    expect(tall([852, 480])).toBeCloseTo(1.2);
    expect(tall([852, 400])).toBeUndefined();
    expect(tall([0, 0])).toBeUndefined();
    expect(tall([8000, 1])).toBeUndefined();
  });

  test('the mouse is where the frame is, between the bars', () => {
    const f = makeFixture();
    const { blit, show } = woofScreen(f, 852, 400, { window: [852, 852] });
    blit();
    show();
    const at = f.alloc(8);
    const mouse = (x: number, y: number) => {
      f.send({ type: 'mouse-at', x, y });
      f.sdl('SDL_PumpEvents');
      f.sdl('SDL_GetMouseState', at, at + 4);
      return [f.view.getInt32(at, true), f.view.getInt32(at + 4, true)];
    };
    expect(mouse(0, 0)).toEqual([0, (852 - 480) / 2]);
    expect(mouse(0.5, 0.5)).toEqual([426, 426]);
  });
});
