import type { GuestMemory } from '../../guest-memory.ts';
import type { SdlCore } from '../core.ts';
import { type PixelLayout, pixelLayout } from './pixel-format.ts';
import { type Rect, writeRect } from './rect.ts';

/**
 * Surfaces live wholly in the game's memory, in SDL's own structures (SDL_surface.h, SDL_pixels.h; wasm32: pointers of 4 bytes),
 * allocated with its malloc: games read and write the fields and the pixels directly. The offsets are the ABI.
 */
export const SURFACE = {
  flags: 0,
  format: 4,
  w: 8,
  h: 12,
  pitch: 16,
  pixels: 20,
  locked: 28,
  clip: 36,
  map: 52,
  refcount: 56,
  size: 60,
} as const;

export const FORMAT = {
  format: 0,
  palette: 4,
  bitsPerPixel: 8,
  bytesPerPixel: 9,
  masks: 12,
  losses: 28,
  shifts: 32,
  refcount: 36,
  size: 44,
} as const;

export const PALETTE = { ncolors: 0, colors: 4, version: 8, refcount: 12, size: 16 } as const;

/** SDL_BlitMap is private to SDL: here it holds what a surface's blits are modified by. `alpha` is the surface's own, 0 to 255. */
const MAP = { hasKey: 0, key: 4, blend: 8, alpha: 12, size: 16 } as const;

/** SDL_Surface.flags: the pixels are the caller's. */
const PREALLOC = 0x1;
const DONTFREE = 0x4;

export const BLENDMODE = { NONE: 0, BLEND: 1, ADD: 2, MOD: 4, MUL: 8 } as const;

/** A surface as it stands in memory at this moment. */
export interface Surface {
  readonly pointer: number;
  readonly layout: PixelLayout;
  readonly width: number;
  readonly height: number;
  readonly pitch: number;
  /** Address of the first pixel. */
  readonly pixels: number;
  /** Address of the SDL_Palette, 0 for none. */
  readonly palette: number;
  readonly clip: Rect;
  readonly colorKey: number | undefined;
  readonly blend: number;
  readonly alpha: number;
}

/** Bytes that the pixels of a row take. */
export function rowBytes(layout: PixelLayout, width: number): number {
  return layout.bytes === 0 ? Math.ceil((width * layout.bits) / 8) : width * layout.bytes;
}

/** Bytes a row of a new surface takes: whole 32-bit words. */
export function pitchOf(layout: PixelLayout, width: number): number {
  return (rowBytes(layout, width) + 3) & ~3;
}

/** SDL limits surfaces by memory only. No window or image of a game is larger, and no product of two sides overflows. */
const MAX_SIDE = 32767;

/**
 * Makes a surface; `pixels` is the caller's memory with `pitch`, or undefined to allocate (zeroed). Returns the address, or 0 with
 * the error set.
 */
export function createSurface(
  core: SdlCore,
  format: number,
  width: number,
  height: number,
  given?: { readonly pixels: number; readonly pitch: number },
): number {
  const { memory } = core;
  const layout = pixelLayout(format);
  if (layout === undefined) return core.failNull('Unknown pixel format');
  if (width < 0 || width > MAX_SIDE) return core.invalidNull('width');
  if (height < 0 || height > MAX_SIDE) return core.invalidNull('height');
  const pitch = given?.pitch ?? pitchOf(layout, width);
  const parts: number[] = [];
  const part = (size: number) => {
    const pointer = memory.allocate(size);
    parts.push(pointer);
    return pointer;
  };
  const surface = part(SURFACE.size);
  const formatPointer = part(FORMAT.size);
  const map = part(MAP.size);
  const palette = layout.bits <= 8 && layout.r === 0 ? part(PALETTE.size) : undefined;
  const colors = palette === undefined ? undefined : part(4 << layout.bits);
  const pixels = given?.pixels ?? (pitch * height > 0 ? part(pitch * height) : 0);
  if (parts.includes(0)) {
    for (const pointer of parts) memory.free(pointer);
    return core.outOfMemory();
  }
  if (palette !== undefined && colors !== undefined) writePalette(memory, palette, colors, 1 << layout.bits);
  writeFormat(memory, formatPointer, layout, palette ?? 0);
  memory.set32(map + MAP.blend, layout.a === 0 ? BLENDMODE.NONE : BLENDMODE.BLEND);
  memory.set32(map + MAP.alpha, 255);
  memory.set32(surface + SURFACE.flags, given === undefined ? 0 : PREALLOC);
  memory.set32(surface + SURFACE.format, formatPointer);
  memory.set32(surface + SURFACE.w, width);
  memory.set32(surface + SURFACE.h, height);
  memory.set32(surface + SURFACE.pitch, pitch);
  memory.set32(surface + SURFACE.pixels, pixels);
  writeRect(memory, surface + SURFACE.clip, { x: 0, y: 0, w: width, h: height });
  memory.set32(surface + SURFACE.map, map);
  memory.set32(surface + SURFACE.refcount, 1);
  return surface;
}

/** SDL_AllocPalette: all white; two colours are white and black. */
function writePalette(memory: GuestMemory, palette: number, colors: number, count: number): void {
  memory.bytes(colors, count * 4).fill(255);
  if (count === 2) memory.bytes(colors + 4, 3).fill(0);
  memory.set32(palette + PALETTE.ncolors, count);
  memory.set32(palette + PALETTE.colors, colors);
  memory.set32(palette + PALETTE.version, 1);
  memory.set32(palette + PALETTE.refcount, 1);
}

function writeFormat(memory: GuestMemory, pointer: number, layout: PixelLayout, palette: number): void {
  memory.set32(pointer + FORMAT.format, layout.format);
  memory.set32(pointer + FORMAT.palette, palette);
  memory.setU8(pointer + FORMAT.bitsPerPixel, layout.bits);
  memory.setU8(pointer + FORMAT.bytesPerPixel, Math.ceil(layout.bits / 8));
  [layout.r, layout.g, layout.b, layout.a].forEach((mask, i) => {
    const shift = mask === 0 ? 0 : 31 - Math.clz32(mask & -mask);
    memory.set32(pointer + FORMAT.masks + 4 * i, mask);
    memory.setU8(pointer + FORMAT.losses + i, 8 - (mask === 0 ? 0 : 32 - Math.clz32(mask >>> shift)));
    memory.setU8(pointer + FORMAT.shifts + i, shift);
  });
  memory.set32(pointer + FORMAT.refcount, 1);
}

/** Reads a surface from memory; undefined for NULL and for a structure that describes no surface. */
export function readSurface(memory: GuestMemory, pointer: number): Surface | undefined {
  if (pointer === 0) return undefined;
  const { guest } = memory;
  const at = memory.check(pointer, SURFACE.size);
  const { view } = guest;
  const formatPointer = memory.check(view.getInt32(at + SURFACE.format, true), FORMAT.size);
  const layout = pixelLayout(view.getUint32(formatPointer + FORMAT.format, true));
  const map = memory.check(view.getInt32(at + SURFACE.map, true), MAP.size);
  const width = view.getInt32(at + SURFACE.w, true);
  const height = view.getInt32(at + SURFACE.h, true);
  const isSide = (side: number) => side >= 0 && side <= MAX_SIDE;
  if (layout === undefined || !isSide(width) || !isSide(height) || formatPointer === 0 || map === 0)
    return undefined;
  return {
    pointer,
    layout,
    width,
    height,
    pitch: view.getInt32(at + SURFACE.pitch, true),
    pixels: view.getUint32(at + SURFACE.pixels, true),
    palette: view.getUint32(formatPointer + FORMAT.palette, true),
    clip: {
      x: view.getInt32(at + SURFACE.clip, true),
      y: view.getInt32(at + SURFACE.clip + 4, true),
      w: view.getInt32(at + SURFACE.clip + 8, true),
      h: view.getInt32(at + SURFACE.clip + 12, true),
    },
    colorKey: view.getUint32(map + MAP.hasKey, true) === 0 ? undefined : view.getUint32(map + MAP.key, true),
    blend: view.getUint32(map + MAP.blend, true),
    alpha: view.getUint32(map + MAP.alpha, true) & 255,
  };
}

/** SDL_SetColorKey, SDL_SetSurfaceBlendMode, SDL_SetSurfaceAlphaMod: what later blits of the surface are modified by. */
export function setBlitState(
  memory: GuestMemory,
  surface: Surface,
  state: { readonly colorKey?: number | null; readonly blend?: number; readonly alpha?: number },
): void {
  const map = memory.i32(surface.pointer + SURFACE.map);
  if (state.colorKey !== undefined) {
    memory.set32(map + MAP.hasKey, state.colorKey === null ? 0 : 1);
    memory.set32(map + MAP.key, state.colorKey ?? 0);
  }
  if (state.blend !== undefined) memory.set32(map + MAP.blend, state.blend);
  if (state.alpha !== undefined) memory.set32(map + MAP.alpha, state.alpha & 255);
}

/** SDL_FreeSurface: NULL is allowed; the pixels go too unless they are the caller's. */
export function freeSurface(memory: GuestMemory, pointer: number): void {
  if (pointer === 0) return;
  const flags = memory.u32(pointer + SURFACE.flags);
  if (flags & DONTFREE) return;
  const references = memory.i32(pointer + SURFACE.refcount) - 1;
  memory.set32(pointer + SURFACE.refcount, references);
  if (references > 0) return;
  const format = memory.i32(pointer + SURFACE.format);
  const palette = memory.i32(format + FORMAT.palette);
  if (palette !== 0) {
    memory.free(memory.i32(palette + PALETTE.colors));
    memory.free(palette);
  }
  if ((flags & PREALLOC) === 0) memory.free(memory.i32(pointer + SURFACE.pixels));
  memory.free(memory.i32(pointer + SURFACE.map));
  memory.free(format);
  memory.free(pointer);
}

/** The colours of a palette, four bytes (r, g, b, a) each: a view, good until the next call into the guest. */
export function paletteColors(memory: GuestMemory, palette: number): Uint8Array {
  if (palette === 0) return new Uint8Array(0);
  const count = memory.i32(palette + PALETTE.ncolors);
  return memory.bytes(memory.i32(palette + PALETTE.colors), Math.min(Math.max(count, 0), 256) * 4);
}

/** Makes the surface survive SDL_FreeSurface, as a window's own surface does. */
export function keepSurface(memory: GuestMemory, pointer: number): void {
  memory.set32(pointer + SURFACE.flags, memory.u32(pointer + SURFACE.flags) | DONTFREE);
}

/** Frees a surface that keepSurface protected. */
export function releaseKeptSurface(memory: GuestMemory, pointer: number): void {
  memory.set32(pointer + SURFACE.flags, memory.u32(pointer + SURFACE.flags) & ~DONTFREE);
  freeSurface(memory, pointer);
}
