import { MAX_ICON_SIDE } from '../../events.ts';
import type { FunctionTable } from '../../functions.ts';
import type { SdlFrame } from '../../platform.ts';
import { encodePng } from '../../png.ts';
import type { SdlCore } from '../core.ts';
import type { Blitter } from './blit.ts';
import { DISPLAY_FORMAT } from './display.ts';
import { frameOf, Renderer } from './renderer.ts';
import { createSurface, keepSurface, readSurface, releaseKeptSurface } from './surface.ts';
import { SdlWindow } from './window.ts';

/** Windows drawn to without a renderer: SDL_GetWindowSurface and the copies to the screen. Any copy shows the whole window. */
export function windowSurfaceFunctions(
  core: SdlCore,
  blitter: Blitter,
  present: (frame: SdlFrame) => void,
): FunctionTable {
  const { memory, handles } = core;
  const get = (handle: number): number => {
    const window = handles.get(handle, SdlWindow);
    if (window === undefined) return core.failNull('Invalid window');
    for (const [, renderer] of handles.all(Renderer)) {
      if (renderer.window === window) return core.failNull('Renderer already associated with window');
    }
    if (window.surface !== 0) {
      const known = readSurface(memory, window.surface);
      if (known?.width === window.width && known.height === window.height) return window.surface;
      releaseKeptSurface(memory, window.surface);
    }
    window.surface = createSurface(core, DISPLAY_FORMAT, window.width, window.height);
    if (window.surface !== 0) keepSurface(memory, window.surface);
    return window.surface;
  };

  const update = (handle: number): number => {
    const window = handles.get(handle, SdlWindow);
    if (window === undefined) return core.fail('Invalid window');
    const surface = readSurface(memory, window.surface);
    // The structure is in the game's hands: its size is what is copied.
    if (surface?.width !== window.width || surface.height !== window.height) {
      return core.fail('Window surface is invalid, please call SDL_GetWindowSurface() to get a new surface');
    }
    const { width, height, pixels, layout } = surface;
    const picture = blitter.indexedSource(pixels, layout.format, width, height) ?? {
      kind: 'raster' as const,
      width,
      height,
      pixels: blitter.toRgba(surface),
      opaque: true,
    };
    present(frameOf(picture));
    return 0;
  };

  return {
    SDL_GetWindowSurface: ['(i32)->i32', get],
    SDL_UpdateWindowSurface: ['(i32)->i32', update],
    SDL_UpdateWindowSurfaceRects: [
      '(i32,i32,i32)->i32',
      (handle: number, _rects: number, _count: number) => update(handle),
    ],
    SDL_SetWindowIcon: [
      '(i32,i32)->',
      (handle: number, icon: number) => {
        const window = handles.get(handle, SdlWindow);
        const surface = readSurface(memory, icon);
        if (window === undefined) core.fail('Invalid window');
        else if (surface === undefined) core.invalid('icon');
        else {
          const { width, height } = surface;
          if (Math.min(width, height) < 1 || Math.max(width, height) > MAX_ICON_SIDE) return;
          const pixels = blitter.toRgba(surface);
          window.icon = encodePng({ format: 'rgba', width, height, pixels });
          core.platform.emit({ type: 'icon', png: window.icon });
        }
      },
    ],
  };
}
