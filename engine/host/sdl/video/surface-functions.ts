import type { FunctionTable } from '../../functions.ts';
import type { SdlCore } from '../core.ts';
import type { Blitter } from './blit.ts';
import { formatFromMasks, nearestIndex, packColor, pixelLayout } from './pixel-format.ts';
import { intersect, isEmpty, readRect, writeRect } from './rect.ts';
import {
  createSurface,
  FORMAT,
  freeSurface,
  PALETTE,
  paletteColors,
  readSurface,
  rowBytes,
  SURFACE,
  type Surface,
  setBlitState,
} from './surface.ts';

/** SDL_surface.h and SDL_pixels.h. */
export function surfaceFunctions(core: SdlCore, blitter: Blitter): FunctionTable {
  const { memory } = core;

  const create = (
    size: { w: number; h: number },
    depth: number,
    masks: readonly [number, number, number, number],
    given?: { pixels: number; pitch: number },
  ): number => {
    const [r, g, b, a] = masks.map((mask) => mask >>> 0);
    return createSurface(core, formatFromMasks(depth, r, g, b, a), size.w, size.h, given);
  };

  /** The surface at a pointer, or SDL's error for one that is none. */
  const surfaceAt = (pointer: number, parameter: string): Surface | undefined => {
    const surface = readSurface(memory, pointer);
    if (surface === undefined) core.invalid(parameter);
    return surface;
  };

  const lower = (from: number, fromRect: number, to: number, toRect: number): number => {
    const source = surfaceAt(from, 'src');
    const target = surfaceAt(to, 'dst');
    if (source === undefined || target === undefined) return -1;
    const sourceRect = readRect(memory, fromRect);
    const targetRect = readRect(memory, toRect);
    if (sourceRect === undefined || targetRect === undefined) return core.invalid('rect');
    return blitter.lower(source, sourceRect, target, targetRect);
  };

  const upper = (from: number, fromRect: number, to: number, toRect: number): number => {
    const source = surfaceAt(from, 'SDL_UpperBlit(): src/dst');
    const target = surfaceAt(to, 'SDL_UpperBlit(): src/dst');
    if (source === undefined || target === undefined) return -1;
    if (memory.i32(from + SURFACE.locked) !== 0 || memory.i32(to + SURFACE.locked) !== 0) {
      return core.fail('Surfaces must not be locked during blit');
    }
    if (source.layout.bits < 8 || target.layout.bits < 8) return core.fail('Blit combination not supported');
    const at = readRect(memory, toRect) ?? { x: 0, y: 0 };
    const drawn = blitter.upper(source, readRect(memory, fromRect), target, at);
    if (toRect !== 0) writeRect(memory, toRect, drawn);
    return 0;
  };

  const setColors = (palette: number, colors: number, first: number, count: number): number => {
    if (palette === 0) return -1;
    const total = memory.i32(palette + PALETTE.ncolors);
    const fitting = Math.min(count, total - first);
    if (first < 0 || fitting <= 0) return -1;
    const target = memory.i32(palette + PALETTE.colors) + first * 4;
    memory.bytes(target, fitting * 4).set(memory.bytes(colors, fitting * 4));
    memory.set32(palette + PALETTE.version, memory.i32(palette + PALETTE.version) + 1 || 1);
    return fitting === count ? 0 : -1;
  };

  const mapColor = (format: number, r: number, g: number, b: number, a: number): number => {
    const color = { r: r & 255, g: g & 255, b: b & 255, a: a & 255 };
    const palette = memory.i32(format + FORMAT.palette);
    if (palette !== 0) return nearestIndex(paletteColors(memory, palette), color);
    const layout = pixelLayout(memory.u32(format));
    return layout === undefined ? core.invalidNull('format') : packColor(layout, color);
  };

  /** Runs `use` on a surface and returns 0; -1 with the error set if it is none. */
  const change = (pointer: number, use: (surface: Surface) => void): number => {
    const surface = surfaceAt(pointer, 'surface');
    if (surface === undefined) return -1;
    use(surface);
    return 0;
  };

  return {
    SDL_CreateRGBSurface: [
      '(i32,i32,i32,i32,i32,i32,i32,i32)->i32',
      (_flags: number, w: number, h: number, depth: number, r: number, g: number, b: number, a: number) =>
        create({ w, h }, depth, [r, g, b, a]),
    ],
    SDL_CreateRGBSurfaceFrom: [
      '(i32,i32,i32,i32,i32,i32,i32,i32,i32)->i32',
      (
        pixels: number,
        w: number,
        h: number,
        depth: number,
        pitch: number,
        r: number,
        g: number,
        b: number,
        a: number,
      ) => create({ w, h }, depth, [r, g, b, a], { pixels, pitch }),
    ],
    SDL_CreateRGBSurfaceWithFormat: [
      '(i32,i32,i32,i32,i32)->i32',
      (_flags: number, w: number, h: number, _depth: number, format: number) =>
        createSurface(core, format >>> 0, w, h),
    ],
    SDL_CreateRGBSurfaceWithFormatFrom: [
      '(i32,i32,i32,i32,i32,i32)->i32',
      (pixels: number, w: number, h: number, _depth: number, pitch: number, format: number) => {
        const layout = pixelLayout(format >>> 0);
        if (layout === undefined) return core.failNull('Unknown pixel format');
        if (w < 0 || h < 0) return core.invalidNull(w < 0 ? 'width' : 'height');
        // A pitch of 0 stands for one that the game sets later, with the pixels.
        if (pitch < 0 || (pitch > 0 && pitch < rowBytes(layout, w))) return core.invalidNull('pitch');
        return createSurface(core, format >>> 0, w, h, { pixels, pitch });
      },
    ],
    SDL_FreeSurface: ['(i32)->', (surface: number) => freeSurface(memory, surface)],
    SDL_LockSurface: [
      '(i32)->i32',
      (pointer: number) =>
        change(pointer, () =>
          memory.set32(pointer + SURFACE.locked, memory.i32(pointer + SURFACE.locked) + 1),
        ),
    ],
    SDL_UnlockSurface: [
      '(i32)->',
      (pointer: number) => {
        const locks = pointer === 0 ? 0 : memory.i32(pointer + SURFACE.locked);
        if (locks > 0) memory.set32(pointer + SURFACE.locked, locks - 1);
      },
    ],
    SDL_FillRect: [
      '(i32,i32,i32)->i32',
      (pointer: number, rect: number, pixel: number) => {
        const surface = surfaceAt(pointer, 'SDL_FillRect(): dst');
        return surface === undefined ? -1 : blitter.fill(surface, readRect(memory, rect), pixel);
      },
    ],
    SDL_LowerBlit: ['(i32,i32,i32,i32)->i32', lower],
    SDL_UpperBlit: ['(i32,i32,i32,i32)->i32', upper],
    SDL_SetClipRect: [
      '(i32,i32)->i32',
      (pointer: number, rectPointer: number) => {
        const surface = readSurface(memory, pointer);
        if (surface === undefined) return 0;
        const whole = { x: 0, y: 0, w: surface.width, h: surface.height };
        const clip = intersect(readRect(memory, rectPointer) ?? whole, whole);
        writeRect(memory, pointer + SURFACE.clip, clip);
        return isEmpty(clip) ? 0 : 1;
      },
    ],
    SDL_SetColorKey: [
      '(i32,i32,i32)->i32',
      (pointer: number, on: number, key: number) =>
        change(pointer, (surface) => setBlitState(memory, surface, { colorKey: on === 0 ? null : key })),
    ],
    SDL_SetSurfaceBlendMode: [
      '(i32,i32)->i32',
      (pointer: number, blend: number) =>
        change(pointer, (surface) => setBlitState(memory, surface, { blend })),
    ],
    SDL_SetSurfaceAlphaMod: [
      '(i32,i32)->i32',
      (pointer: number, alpha: number) =>
        change(pointer, (surface) => setBlitState(memory, surface, { alpha })),
    ],
    SDL_SetPaletteColors: ['(i32,i32,i32,i32)->i32', setColors],
    SDL_MapRGB: [
      '(i32,i32,i32,i32)->i32',
      (format: number, r: number, g: number, b: number) => mapColor(format, r, g, b, 255),
    ],
    SDL_MapRGBA: ['(i32,i32,i32,i32,i32)->i32', mapColor],
    SDL_PixelFormatEnumToMasks: [
      '(i32,i32,i32,i32,i32,i32)->i32',
      (format: number, bits: number, r: number, g: number, b: number, a: number) => {
        const layout = pixelLayout(format >>> 0);
        if (layout === undefined) return core.failNull('Unknown pixel format');
        [bits, r, g, b, a].forEach((pointer, i) => {
          memory.setOut(pointer, [layout.bits, layout.r, layout.g, layout.b, layout.a][i]);
        });
        return 1;
      },
    ],
    SDL_MasksToPixelFormatEnum: [
      '(i32,i32,i32,i32,i32)->i32',
      (bits: number, r: number, g: number, b: number, a: number) =>
        formatFromMasks(bits, r >>> 0, g >>> 0, b >>> 0, a >>> 0),
    ],
  };
}
