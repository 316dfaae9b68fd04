import { describe, expect, test } from 'vitest';
import { type Fixture, makeFixture } from '../fixture.ts';
import { FORMAT, PALETTE, SURFACE } from './surface.ts';

/** Fields of a surface in memory, read where SDL_surface.h has them. */
function fields({ view }: Fixture, surface: number) {
  const format = view.getUint32(surface + SURFACE.format, true);
  const palette = view.getUint32(format + FORMAT.palette, true);
  return {
    w: view.getInt32(surface + 8, true),
    h: view.getInt32(surface + 12, true),
    pitch: view.getInt32(surface + 16, true),
    pixels: view.getUint32(surface + 20, true),
    format,
    palette,
    colors: palette === 0 ? 0 : view.getUint32(palette + PALETTE.colors, true),
  };
}

const indexed = (f: Fixture, w: number, h: number) => f.sdl('SDL_CreateRGBSurface', 0, w, h, 8, 0, 0, 0, 0);
const xrgb = (f: Fixture, w: number, h: number) =>
  f.sdl('SDL_CreateRGBSurface', 0, w, h, 32, 0xff0000, 0xff00, 0xff, 0);
const argb = (f: Fixture, w: number, h: number) =>
  f.sdl('SDL_CreateRGBSurface', 0, w, h, 32, 0xff0000, 0xff00, 0xff, 0xff000000 | 0);

/** Sets palette entries from `first` on. */
function setColors(f: Fixture, surface: number, first: number, colors: number[][]): number {
  const at = f.alloc(colors.length * 4);
  f.bytes.set(
    colors.flatMap(([r, g, b, a]) => [r, g, b, a ?? 255]),
    at,
  );
  return f.sdl('SDL_SetPaletteColors', fields(f, surface).palette, at, first, colors.length);
}

const ARGB = 0x16362004;

describe('surfaces', () => {
  test('an 8-bit surface has rows of whole words, zeroed pixels and a white palette', () => {
    const f = makeFixture();
    const surface = indexed(f, 5, 3);
    const { w, h, pitch, pixels, format, palette, colors } = fields(f, surface);
    expect([w, h, pitch]).toEqual([5, 3, 8]);
    expect([...f.bytes.subarray(pixels, pixels + 24)]).toEqual(Array(24).fill(0));
    expect(f.view.getUint32(format, true)).toBe(0x13000801);
    expect(f.bytes[format + 8]).toBe(8);
    expect(f.view.getInt32(palette, true)).toBe(256);
    expect([...f.bytes.subarray(colors, colors + 4)]).toEqual([255, 255, 255, 255]);
  });

  test('a 32-bit surface has the masks, shifts and losses of its format', () => {
    const f = makeFixture();
    const { format, palette } = fields(f, xrgb(f, 2, 2));
    expect(palette).toBe(0);
    expect(f.view.getUint32(format, true)).toBe(0x16161804);
    expect([...f.bytes.subarray(format + 8, format + 10)]).toEqual([32, 4]);
    expect([0, 4, 8, 12].map((i) => f.view.getUint32(format + 12 + i, true))).toEqual([
      0xff0000, 0xff00, 0xff, 0,
    ]);
    expect([...f.bytes.subarray(format + 28, format + 36)]).toEqual([0, 0, 0, 8, 16, 8, 0, 0]);
  });

  test('freeing gives back everything, but not pixels that are the caller’s', () => {
    const f = makeFixture();
    const before = f.live.size;
    f.sdl('SDL_FreeSurface', indexed(f, 8, 8));
    const pixels = f.alloc(64);
    f.sdl('SDL_FreeSurface', f.sdl('SDL_CreateRGBSurfaceFrom', pixels, 8, 8, 8, 8, 0, 0, 0, 0));
    expect(f.live.size).toBe(before + 1);
    expect(f.live.has(pixels)).toBe(true);
    f.sdl('SDL_FreeSurface', 0);
  });

  test('what cannot be made is NULL with a reason', () => {
    const f = makeFixture({ memory: 1 << 20 });
    expect(f.sdl('SDL_CreateRGBSurface', 0, 4, 4, 32, 1, 2, 4, 8)).toBe(0);
    expect(f.error()).toBe('Unknown pixel format');
    const before = f.live.size;
    expect(xrgb(f, 2000, 2000)).toBe(0);
    expect(f.error()).toBe('Out of memory');
    expect(f.live.size).toBe(before);
    expect(indexed(f, -1, 4)).toBe(0);
    expect(f.error()).toBe("Parameter 'width' is invalid");
  });

  test('a surface on pixels of the game’s, which it may give later (SDL 2.26)', () => {
    const f = makeFixture();
    const make = (w: number, h: number, pitch: number, format = ARGB) =>
      f.sdl('SDL_CreateRGBSurfaceWithFormatFrom', 0, w, h, 0, pitch, format);
    const surface = make(10, 5, 0);
    const field = (at: number) => f.view.getInt32(surface + at, true);
    expect([SURFACE.w, SURFACE.h, SURFACE.pitch, SURFACE.pixels, SURFACE.flags].map(field)).toEqual([
      10, 5, 0, 0, 1,
    ]);
    expect([field(SURFACE.clip + 8), field(SURFACE.clip + 12)]).toEqual([10, 5]);
    const live = f.live.size;
    f.sdl('SDL_FreeSurface', surface);
    // The surface, its format and its blit map.
    expect(live - f.live.size).toBe(3);
    expect(make(10, 5, 40)).toBeGreaterThan(0);
    for (const [w, h, pitch, format, error] of [
      [10, 5, 39, ARGB, "Parameter 'pitch' is invalid"],
      [10, 5, -1, ARGB, "Parameter 'pitch' is invalid"],
      [9, 5, 1, 0x11200100, "Parameter 'pitch' is invalid"],
      [-1, 5, 0, ARGB, "Parameter 'width' is invalid"],
      [1, -5, 0, ARGB, "Parameter 'height' is invalid"],
      [1, 5, 0, 12345, 'Unknown pixel format'],
    ] as const) {
      expect(make(w, h, pitch, format)).toBe(0);
      expect(f.error()).toBe(error);
    }
    expect(make(9, 5, 2, 0x11200100)).toBeGreaterThan(0);
  });

  test('palette colours beyond the end are cut, and the version moves on', () => {
    const f = makeFixture();
    const surface = indexed(f, 1, 1);
    const { palette, colors } = fields(f, surface);
    expect(
      setColors(f, surface, 255, [
        [1, 2, 3],
        [9, 9, 9],
      ]),
    ).toBe(-1);
    expect([...f.bytes.subarray(colors + 255 * 4, colors + 256 * 4)]).toEqual([1, 2, 3, 255]);
    expect(f.view.getUint32(palette + PALETTE.version, true)).toBe(2);
    expect(setColors(f, surface, 0, [[1, 2, 3]])).toBe(0);
  });
});

describe('fills', () => {
  test.each([
    [8, 0x7f],
    [16, 0xf81f],
    [32, 0xff8040],
  ])('a rectangle of %i-bit pixels, clipped', (depth, pixel) => {
    const f = makeFixture();
    const surface = f.sdl('SDL_CreateRGBSurface', 0, 4, 3, depth, 0, 0, 0, 0);
    const { pixels, pitch } = fields(f, surface);
    expect(f.sdl('SDL_FillRect', surface, f.rect(2, 1, 10, 10), pixel)).toBe(0);
    const size = depth / 8;
    const at = (x: number, y: number) => {
      let value = 0;
      for (let i = size - 1; i >= 0; i--) value = value * 256 + f.bytes[pixels + y * pitch + x * size + i];
      return value;
    };
    const picture = [0, 1, 2].map((y) => [0, 1, 2, 3].map((x) => at(x, y)));
    expect(picture).toEqual([
      [0, 0, 0, 0],
      [0, 0, pixel, pixel],
      [0, 0, pixel, pixel],
    ]);
  });
});

describe('blits', () => {
  test('indices become the palette’s colours, row by row with each surface’s pitch', () => {
    const f = makeFixture();
    const source = indexed(f, 5, 2);
    const target = xrgb(f, 6, 4);
    setColors(f, source, 1, [
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
    ]);
    const s = fields(f, source);
    f.bytes.set([1, 2, 3, 2, 1], s.pixels);
    f.bytes.set([3, 3, 3, 3, 3], s.pixels + s.pitch);
    expect(f.sdl('SDL_LowerBlit', source, f.rect(1, 0, 3, 2), target, f.rect(2, 1, 0, 0))).toBe(0);
    const t = fields(f, target);
    const row = (y: number) =>
      [0, 1, 2, 3, 4, 5].map((x) => f.view.getUint32(t.pixels + y * t.pitch + x * 4, true));
    expect(row(0)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(row(1)).toEqual([0, 0, 0x00ff00, 0x0000ff, 0x00ff00, 0]);
    expect(row(2)).toEqual([0, 0, 0x0000ff, 0x0000ff, 0x0000ff, 0]);
    expect(row(3)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test('every row length gives the same as pixel by pixel', () => {
    for (const width of [1, 2, 3, 4, 7, 320]) {
      const f = makeFixture();
      const source = indexed(f, width, 3);
      setColors(
        f,
        source,
        0,
        Array.from({ length: 256 }, (_, i) => [i, 255 - i, i ^ 85]),
      );
      const target = argb(f, width, 3);
      const [s, t] = [fields(f, source), fields(f, target)];
      for (let y = 0; y < 3; y++)
        for (let x = 0; x < width; x++) f.bytes[s.pixels + y * s.pitch + x] = (x * 37 + y * 11) & 255;
      f.sdl('SDL_LowerBlit', source, f.rect(0, 0, width, 3), target, f.rect(0, 0, width, 3));
      for (let y = 0; y < 3; y++) {
        for (let x = 0; x < width; x++) {
          const i = f.bytes[s.pixels + y * s.pitch + x];
          const expected = ((255 << 24) | (i << 16) | ((255 - i) << 8) | (i ^ 85)) >>> 0;
          expect(f.view.getUint32(t.pixels + y * t.pitch + x * 4, true)).toBe(expected);
        }
      }
    }
  });

  test('upper blits are clipped on all sides and tell what was drawn', () => {
    const f = makeFixture();
    const source = xrgb(f, 4, 4);
    const target = xrgb(f, 4, 4);
    f.sdl('SDL_FillRect', source, 0, 0xabcdef);
    const at = f.rect(-2, 3, 0, 0);
    expect(f.sdl('SDL_UpperBlit', source, 0, target, at)).toBe(0);
    expect([0, 4, 8, 12].map((i) => f.view.getInt32(at + i, true))).toEqual([0, 3, 2, 1]);
    const t = fields(f, target);
    const drawn = Array.from({ length: 16 }, (_, i) => f.view.getUint32(t.pixels + 4 * i, true));
    expect(drawn).toEqual([...Array(12).fill(0), 0xabcdef, 0xabcdef, 0, 0]);
    const outside = f.rect(9, 9, 1, 1);
    expect(f.sdl('SDL_UpperBlit', source, 0, target, outside)).toBe(0);
    expect(f.view.getInt32(outside + 8, true)).toBe(0);
  });

  test('a clip rectangle bounds upper blits and fills', () => {
    const f = makeFixture();
    const target = xrgb(f, 4, 1);
    expect(f.sdl('SDL_SetClipRect', target, f.rect(1, 0, 2, 9))).toBe(1);
    f.sdl('SDL_FillRect', target, 0, 7);
    const t = fields(f, target);
    expect([0, 4, 8, 12].map((i) => f.view.getUint32(t.pixels + i, true))).toEqual([0, 7, 7, 0]);
  });

  test('colour-keyed pixels are left out', () => {
    const f = makeFixture();
    const source = indexed(f, 4, 1);
    const target = xrgb(f, 4, 1);
    setColors(f, source, 0, [
      [10, 0, 0],
      [20, 0, 0],
      [30, 0, 0],
    ]);
    f.bytes.set([0, 1, 2, 1], fields(f, source).pixels);
    f.sdl('SDL_FillRect', target, 0, 0x99);
    f.sdl('SDL_SetColorKey', source, 1, 1);
    f.sdl('SDL_UpperBlit', source, 0, target, 0);
    const { pixels } = fields(f, target);
    expect([0, 4, 8, 12].map((i) => f.view.getUint32(pixels + i, true))).toEqual([
      0x0a0000, 0x99, 0x1e0000, 0x99,
    ]);
  });

  test('surfaces with alpha are blended', () => {
    const f = makeFixture();
    const source = argb(f, 1, 1);
    const target = xrgb(f, 1, 1);
    f.view.setUint32(fields(f, source).pixels, 0x80ff0000, true);
    f.view.setUint32(fields(f, target).pixels, 0x000000ff, true);
    f.sdl('SDL_UpperBlit', source, 0, target, 0);
    expect(f.view.getUint32(fields(f, target).pixels, true)).toBe(0x80007f);
  });

  test('between palettes the nearest colour is taken; equal palettes copy indices', () => {
    const f = makeFixture();
    const source = indexed(f, 2, 1);
    const target = indexed(f, 2, 1);
    setColors(f, source, 0, [
      [0, 0, 0],
      [250, 0, 0],
    ]);
    setColors(
      f,
      target,
      0,
      Array.from({ length: 256 }, (_, i) => [0, i, 0]),
    );
    setColors(f, target, 7, [[255, 0, 0]]);
    f.bytes.set([1, 0], fields(f, source).pixels);
    f.sdl('SDL_UpperBlit', source, 0, target, 0);
    const { pixels } = fields(f, target);
    expect([...f.bytes.subarray(pixels, pixels + 2)]).toEqual([7, 0]);
    const same = indexed(f, 2, 1);
    setColors(f, same, 0, [
      [0, 0, 0],
      [250, 0, 0],
    ]);
    f.sdl('SDL_UpperBlit', source, 0, same, 0);
    expect([...f.bytes.subarray(fields(f, same).pixels, fields(f, same).pixels + 2)]).toEqual([1, 0]);
  });

  test('a surface moved within itself is not smeared', () => {
    const f = makeFixture();
    const surface = indexed(f, 4, 4);
    const { pixels } = fields(f, surface);
    for (let i = 0; i < 16; i++) f.bytes[pixels + i] = i;
    f.sdl('SDL_LowerBlit', surface, f.rect(0, 0, 4, 3), surface, f.rect(0, 1, 4, 3));
    expect([...f.bytes.subarray(pixels, pixels + 16)]).toEqual([
      0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
    ]);
  });

  test('locked surfaces are not blitted', () => {
    const f = makeFixture();
    const surface = indexed(f, 1, 1);
    f.sdl('SDL_LockSurface', surface);
    expect(f.sdl('SDL_UpperBlit', surface, 0, xrgb(f, 1, 1), 0)).toBe(-1);
    expect(f.error()).toBe('Surfaces must not be locked during blit');
    f.sdl('SDL_UnlockSurface', surface);
    expect(f.sdl('SDL_UpperBlit', surface, 0, xrgb(f, 1, 1), 0)).toBe(0);
  });
});
