import type { FunctionTable } from '../../functions.ts';
import type { SdlCore } from '../core.ts';
import type { Color } from './pixel-format.ts';
import { type Rect, readRect, writeRect } from './rect.ts';
import { Renderer } from './renderer.ts';
import type { Rendering } from './rendering.ts';
import { Texture } from './texture.ts';

/** SDL_ScaleModeNearest. Linear and best filter linearly. */
const SCALE_NEAREST = 0;

/** SDL_render.h. */
export function renderFunctions(core: SdlCore, rendering: Rendering): FunctionTable {
  const { memory, handles } = core;
  const withRenderer = <T>(handle: number, otherwise: T, use: (renderer: Renderer) => T): T => {
    const renderer = handles.get(handle, Renderer);
    if (renderer !== undefined) return use(renderer);
    core.invalid('renderer');
    return otherwise;
  };
  const withTexture = <T>(handle: number, otherwise: T, use: (texture: Texture) => T): T => {
    const texture = handles.get(handle, Texture);
    if (texture !== undefined) return use(texture);
    core.invalid('texture');
    return otherwise;
  };
  /** Runs `use` and returns 0, the success of most functions. */
  const done = (use: () => void): number => {
    use();
    return 0;
  };
  return {
    SDL_CreateRenderer: [
      '(i32,i32,i32)->i32',
      (window: number, _index: number, flags: number) => rendering.createRenderer(window, flags),
    ],
    SDL_DestroyRenderer: [
      '(i32)->',
      (handle: number) => withRenderer(handle, undefined, () => rendering.destroyRenderer(handle)),
    ],
    SDL_GetRendererInfo: [
      '(i32,i32)->i32',
      (handle: number, info: number) =>
        withRenderer(handle, -1, (renderer) => rendering.info(renderer, info)),
    ],
    SDL_GetRendererOutputSize: [
      '(i32,i32,i32)->i32',
      (handle: number, w: number, h: number) =>
        withRenderer(handle, -1, ({ output }) => {
          memory.setOut(w, output.width);
          memory.setOut(h, output.height);
          return 0;
        }),
    ],
    SDL_CreateTexture: [
      '(i32,i32,i32,i32,i32)->i32',
      (handle: number, format: number, access: number, w: number, h: number) =>
        withRenderer(handle, 0, (renderer) => rendering.createTexture(renderer, format, access, w, h)),
    ],
    SDL_CreateTextureFromSurface: [
      '(i32,i32)->i32',
      (handle: number, surface: number) =>
        withRenderer(handle, 0, (renderer) => rendering.textureFromSurface(renderer, surface)),
    ],
    SDL_DestroyTexture: [
      '(i32)->',
      (handle: number) =>
        withTexture(handle, undefined, (texture) => rendering.destroyTexture(handle, texture)),
    ],
    SDL_QueryTexture: [
      '(i32,i32,i32,i32,i32)->i32',
      (handle: number, format: number, access: number, w: number, h: number) =>
        withTexture(handle, -1, (texture) => {
          memory.setOut(format, texture.layout.format);
          memory.setOut(access, texture.access);
          memory.setOut(w, texture.width);
          memory.setOut(h, texture.height);
          return 0;
        }),
    ],
    SDL_UpdateTexture: [
      '(i32,i32,i32,i32)->i32',
      (handle: number, rect: number, pixels: number, pitch: number) =>
        withTexture(handle, -1, (texture) => rendering.updateTexture(texture, rect, pixels, pitch)),
    ],
    SDL_LockTexture: [
      '(i32,i32,i32,i32)->i32',
      (handle: number, rect: number, pixels: number, pitch: number) =>
        withTexture(handle, -1, (texture) => rendering.lockTexture(texture, rect, pixels, pitch)),
    ],
    SDL_UnlockTexture: [
      '(i32)->',
      (handle: number) => withTexture(handle, undefined, (texture) => rendering.unlockTexture(texture)),
    ],
    SDL_SetTextureBlendMode: [
      '(i32,i32)->i32',
      (handle: number, mode: number) =>
        withTexture(handle, -1, (texture) =>
          done(() => {
            texture.blend = mode;
          }),
        ),
    ],
    SDL_SetTextureAlphaMod: [
      '(i32,i32)->i32',
      (handle: number, alpha: number) =>
        withTexture(handle, -1, (texture) =>
          done(() => {
            texture.alpha = alpha & 255;
          }),
        ),
    ],
    SDL_SetTextureScaleMode: [
      '(i32,i32)->i32',
      (handle: number, mode: number) =>
        withTexture(handle, -1, (texture) =>
          done(() => {
            texture.smooth = mode !== SCALE_NEAREST;
          }),
        ),
    ],
    SDL_SetRenderTarget: [
      '(i32,i32)->i32',
      (handle: number, texture: number) =>
        withRenderer(handle, -1, (renderer) => rendering.setTarget(renderer, texture)),
    ],
    SDL_RenderSetLogicalSize: [
      '(i32,i32,i32)->i32',
      (handle: number, w: number, h: number) =>
        withRenderer(handle, -1, (renderer) => {
          if (w < 0 || h < 0) return core.invalid(w < 0 ? 'w' : 'h');
          return done(() => renderer.setLogicalSize(w, h));
        }),
    ],
    SDL_RenderSetIntegerScale: [
      '(i32,i32)->i32',
      (handle: number, enable: number) =>
        withRenderer(handle, -1, (renderer) => done(() => renderer.setIntegerScale(enable !== 0))),
    ],
    SDL_RenderSetViewport: [
      '(i32,i32)->i32',
      (handle: number, rect: number) =>
        withRenderer(handle, -1, (renderer) => done(() => renderer.setViewport(readRect(memory, rect)))),
    ],
    SDL_RenderGetViewport: [
      '(i32,i32)->',
      (handle: number, rect: number) =>
        withRenderer(handle, undefined, ({ view }) => writeRect(memory, rect, inRendererUnits(view))),
    ],
    SDL_RenderGetScale: [
      '(i32,i32,i32)->',
      (handle: number, x: number, y: number) =>
        withRenderer(handle, undefined, ({ view }) => {
          memory.setOutFloat(x, view.scale.x);
          memory.setOutFloat(y, view.scale.y);
        }),
    ],
    SDL_SetRenderDrawColor: [
      '(i32,i32,i32,i32,i32)->i32',
      (handle: number, r: number, g: number, b: number, a: number) =>
        withRenderer(handle, -1, (renderer) =>
          done(() => {
            renderer.color = byteColor(r, g, b, a);
          }),
        ),
    ],
    SDL_SetRenderDrawBlendMode: [
      '(i32,i32)->i32',
      (handle: number, mode: number) =>
        withRenderer(handle, -1, (renderer) =>
          done(() => {
            renderer.drawBlend = mode;
          }),
        ),
    ],
    SDL_RenderClear: [
      '(i32)->i32',
      (handle: number) => withRenderer(handle, -1, (renderer) => done(() => renderer.clear())),
    ],
    SDL_RenderFillRect: [
      '(i32,i32)->i32',
      (handle: number, rect: number) =>
        withRenderer(handle, -1, (renderer) => done(() => renderer.fill(readRect(memory, rect)))),
    ],
    SDL_RenderCopy: [
      '(i32,i32,i32,i32)->i32',
      (handle: number, texture: number, from: number, to: number) =>
        withRenderer(handle, -1, (renderer) => rendering.copy(renderer, texture, from, to)),
    ],
    SDL_RenderReadPixels: [
      '(i32,i32,i32,i32,i32)->i32',
      (handle: number, rect: number, format: number, pixels: number, pitch: number) =>
        withRenderer(handle, -1, (renderer) => rendering.readPixels(renderer, rect, format, pixels, pitch)),
    ],
    SDL_RenderPresent: [
      '(i32)->',
      (handle: number) => withRenderer(handle, undefined, (renderer) => rendering.present(renderer)),
    ],
    SDL_RenderSetVSync: [
      '(i32,i32)->i32',
      (handle: number, vsync: number) =>
        withRenderer(handle, -1, (renderer) => {
          if (vsync !== 0 && vsync !== 1) return core.fail('That operation is not supported');
          return done(() => {
            renderer.vsync = vsync === 1;
          });
        }),
    ],
  };
}

function byteColor(r: number, g: number, b: number, a: number): Color {
  return { r: r & 255, g: g & 255, b: b & 255, a: a & 255 };
}

function inRendererUnits({ viewport, scale }: Renderer['view']): Rect {
  return {
    x: Math.floor(viewport.x / scale.x),
    y: Math.floor(viewport.y / scale.y),
    w: Math.floor(viewport.w / scale.x),
    h: Math.floor(viewport.h / scale.y),
  };
}
