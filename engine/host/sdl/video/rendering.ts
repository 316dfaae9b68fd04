import type { SdlFrame } from '../../platform.ts';
import { DRIVER, type SdlCore } from '../core.ts';
import type { Blitter } from './blit.ts';
import { DISPLAY_FORMAT } from './display.ts';
import { PIXELFORMAT, packColor, pixelLayout, writePixel } from './pixel-format.ts';
import { intersect, isEmpty, type Rect, readRect } from './rect.ts';
import { RENDERER, Renderer } from './renderer.ts';
import type { RenderingState } from './state.ts';
import { BLENDMODE, pitchOf, readSurface, type Surface } from './surface.ts';
import { ACCESS, Texture } from './texture.ts';
import { MAX_SIDE, SdlWindow } from './window.ts';

/** The formats that SDL_GetRendererInfo lists, the best first. */
const TEXTURE_FORMATS = [PIXELFORMAT.ARGB8888, PIXELFORMAT.ABGR8888, PIXELFORMAT.RGB888, PIXELFORMAT.BGR888];

const TEXTURE_TOO_LARGE = `Texture dimensions are limited to ${MAX_SIDE}x${MAX_SIDE}`;

const HINT_SCALE_QUALITY = 'SDL_RENDER_SCALE_QUALITY';

/** Renderers and textures: SDL_render.h. */
export class Rendering {
  readonly #core: SdlCore;
  readonly #blitter: Blitter;
  readonly #present: (frame: SdlFrame) => void;
  /** Whose textures are whose: SDL destroys a renderer's textures with it. */
  readonly #owners = new Map<Texture, Renderer>();
  #infoName = 0;

  constructor(core: SdlCore, blitter: Blitter, present: (frame: SdlFrame) => void) {
    this.#core = core;
    this.#blitter = blitter;
    this.#present = present;
  }

  createRenderer(windowHandle: number, flags: number): number {
    const { handles } = this.#core;
    const window = handles.get(windowHandle, SdlWindow);
    if (window === undefined) return this.#core.failNull('Invalid window');
    for (const [, other] of handles.all(Renderer)) {
      if (other.window === window) return this.#core.failNull('Renderer already associated with window');
    }
    const kind = flags & RENDERER.SOFTWARE ? RENDERER.SOFTWARE : RENDERER.ACCELERATED;
    const renderer = new Renderer(window, kind | RENDERER.TARGETTEXTURE | (flags & RENDERER.PRESENTVSYNC));
    const handle = this.#core.handle(renderer);
    if (handle !== 0) this.#goesWith(window, handle, renderer);
    return handle;
  }

  /** SDL destroys a window's renderer with it. */
  #goesWith(window: SdlWindow, handle: number, renderer: Renderer): void {
    window.renderer = {
      destroy: () => this.destroyRenderer(handle),
      get frameRect() {
        return renderer.frameRect;
      },
    };
  }

  destroyRenderer(handle: number): void {
    const { handles } = this.#core;
    const renderer = handles.get(handle, Renderer);
    if (renderer !== undefined) renderer.window.renderer = undefined;
    for (const [texture, object] of [...handles.all(Texture)]) {
      if (this.#owners.get(object) === renderer) this.destroyTexture(texture, object);
    }
    handles.delete(handle);
  }

  destroyTexture(handle: number, texture: Texture): void {
    const owner = this.#owners.get(texture);
    if (owner?.target === texture) owner.setTarget(undefined);
    if (texture.memory !== undefined) this.#core.memory.free(texture.memory.pointer);
    this.#owners.delete(texture);
    this.#core.pixels.take(-textureBytes(texture.width, texture.height, texture.access));
    this.#core.handles.delete(handle);
  }

  createTexture(renderer: Renderer, format: number, access: number, w: number, h: number): number {
    const core = this.#core;
    const layout = pixelLayout(format === 0 ? TEXTURE_FORMATS[0] : format >>> 0);
    if (layout === undefined) return core.invalidNull('format');
    if (layout.r === 0) return core.failNull('Palettized textures are not supported');
    if (w <= 0 || h <= 0) return core.failNull("Texture dimensions can't be 0");
    if (w > MAX_SIDE || h > MAX_SIDE) return core.failNull(TEXTURE_TOO_LARGE);
    const options = { smooth: this.#smooth(), blend: BLENDMODE.NONE };
    return this.#addTexture(renderer, { access, w, h }, () => new Texture(layout, access, w, h, options));
  }

  /** The handle of the texture that `make` returns, if there is room for its pixels. */
  #addTexture(
    renderer: Renderer,
    { access, w, h }: { readonly access: number; readonly w: number; readonly h: number },
    make: () => Texture,
  ): number {
    const bytes = textureBytes(w, h, access);
    if (!this.#core.pixels.take(bytes)) return this.#core.outOfMemory();
    const texture = make();
    const handle = this.#core.handle(texture);
    if (handle === 0) this.#core.pixels.take(-bytes);
    else this.#owners.set(texture, renderer);
    return handle;
  }

  /** What SDL_HINT_RENDER_SCALE_QUALITY says at this moment: `nearest` or 0, else linear. */
  #smooth(): boolean {
    const hint = this.#core.hints.get(HINT_SCALE_QUALITY)?.toLowerCase();
    if (hint === 'linear' || hint === 'best') return true;
    return Number.parseInt(hint ?? '0', 10) > 0;
  }

  textureFromSurface(renderer: Renderer, pointer: number): number {
    const surface = readSurface(this.#core.memory, pointer);
    if (surface === undefined) return this.#core.invalidNull('SDL_CreateTextureFromSurface(): surface');
    const { width, height } = surface;
    if (width === 0 || height === 0) return this.#core.failNull("Texture dimensions can't be 0");
    if (width > MAX_SIDE || height > MAX_SIDE) return this.#core.failNull(TEXTURE_TOO_LARGE);
    return this.#addTexture(renderer, { access: ACCESS.STATIC, w: width, h: height }, () =>
      this.#copyOf(surface),
    );
  }

  /** A static texture that shows a surface. */
  #copyOf(surface: Surface): Texture {
    const { width, height } = surface;
    const indexed = this.#blitter.indexedCopy(surface);
    const opaque =
      indexed !== undefined ||
      (surface.layout.r !== 0 && surface.layout.a === 0 && surface.colorKey === undefined);
    const format = opaque ? PIXELFORMAT.RGB888 : PIXELFORMAT.ARGB8888;
    const blend = surface.colorKey === undefined ? surface.blend : BLENDMODE.BLEND;
    const options = { smooth: this.#smooth(), blend };
    const texture = new Texture(pixelLayout(format)!, ACCESS.STATIC, width, height, options);
    texture.alpha = surface.alpha;
    texture.replace(
      indexed ?? { kind: 'raster', width, height, pixels: this.#blitter.toRgba(surface), opaque },
    );
    return texture;
  }

  updateTexture(texture: Texture, rectPointer: number, pixels: number, pitch: number): number {
    const { memory } = this.#core;
    if (pixels === 0) return this.#core.invalid('pixels');
    if (pitch === 0) return this.#core.invalid('pitch');
    const { width, height } = texture;
    const whole = { x: 0, y: 0, w: width, h: height };
    const given = readRect(memory, rectPointer);
    const rect = given === undefined ? whole : intersect(given, whole);
    if (!isEmpty(rect)) this.#upload(texture, rect, pixels, pitch);
    return 0;
  }

  /** A part of a texture becomes the pixels at `pixels`, whose rows are `pitch` bytes apart. It stays the 8-bit image that it is. */
  #upload(texture: Texture, rect: Rect, pixels: number, pitch: number): void {
    const { format, bytes } = texture.layout;
    const indexed =
      pitch === rect.w * bytes ? this.#blitter.indexedSource(pixels, format, rect.w, rect.h) : undefined;
    if (indexed !== undefined) {
      texture.place(rect, indexed);
      return;
    }
    texture.update(rect, this.#core.memory.bytes(pixels, pitch * (rect.h - 1) + rect.w * bytes), pitch);
  }

  lockTexture(texture: Texture, rectPointer: number, pixelsOut: number, pitchOut: number): number {
    const { memory } = this.#core;
    if (texture.access !== ACCESS.STREAMING) {
      return this.#core.fail('SDL_LockTexture(): texture must be streaming');
    }
    const whole = { x: 0, y: 0, w: texture.width, h: texture.height };
    const rect = intersect(readRect(memory, rectPointer) ?? whole, whole);
    const pitch = pitchOf(texture.layout, rect.w);
    const pointer = this.#lockMemory(texture, pitch * rect.h);
    if (pointer === 0) return this.#core.fail('Out of memory');
    texture.lock = { pitch, rect };
    memory.setOut(pixelsOut, pointer);
    memory.setOut(pitchOut, pitch);
    return 0;
  }

  /** Guest memory of at least `size` bytes for the pixels of a locked texture. It is kept, as SDL keeps it, for the next lock. */
  #lockMemory(texture: Texture, size: number): number {
    const { memory } = this.#core;
    const known = texture.memory;
    if (known !== undefined && known.size >= size) return known.pointer;
    if (known !== undefined) memory.free(known.pointer);
    texture.memory = undefined;
    texture.lock = undefined;
    const pointer = memory.allocate(size);
    if (pointer !== 0) texture.memory = { pointer, size };
    return pointer;
  }

  unlockTexture(texture: Texture): void {
    const { lock, memory } = texture;
    if (lock === undefined || memory === undefined) return;
    texture.lock = undefined;
    if (!isEmpty(lock.rect)) this.#upload(texture, lock.rect, memory.pointer, lock.pitch);
  }

  setTarget(renderer: Renderer, handle: number): number {
    if (handle === 0) {
      renderer.setTarget(undefined);
      return 0;
    }
    const texture = this.#core.handles.get(handle, Texture);
    if (texture === undefined) return this.#core.invalid('texture');
    if (this.#owners.get(texture) !== renderer) {
      return this.#core.fail('Texture was not created with this renderer');
    }
    if (texture.drawing === undefined) {
      return this.#core.fail('Texture not created with SDL_TEXTUREACCESS_TARGET');
    }
    renderer.setTarget(texture);
    return 0;
  }

  copy(renderer: Renderer, handle: number, from: number, to: number): number {
    const { memory, handles } = this.#core;
    const texture = handles.get(handle, Texture);
    if (texture === undefined) return this.#core.invalid('texture');
    if (this.#owners.get(texture) !== renderer) {
      return this.#core.fail('Texture was not created with this renderer');
    }
    renderer.copy(texture, readRect(memory, from), readRect(memory, to));
    return 0;
  }

  /** SDL_RenderPresent. */
  present(renderer: Renderer): void {
    this.#present(renderer.present());
    if (renderer.vsync) this.#core.platform.refreshed?.();
  }

  readPixels(renderer: Renderer, rectPointer: number, format: number, pixels: number, pitch: number): number {
    const { memory } = this.#core;
    const layout = pixelLayout(format === 0 ? DISPLAY_FORMAT : format >>> 0);
    if (layout === undefined || layout.r === 0) return this.#core.invalid('format');
    const { width, height } = renderer.output;
    const { viewport } = renderer.view;
    const given = readRect(memory, rectPointer);
    const wanted =
      given === undefined ? viewport : { ...given, x: given.x + viewport.x, y: given.y + viewport.y };
    const rect = intersect(wanted, { x: 0, y: 0, w: width, h: height });
    const rgba = renderer.pixels();
    for (let y = 0; y < rect.h; y++) {
      const offset = (rect.y - wanted.y + y) * pitch + (rect.x - wanted.x) * layout.bytes;
      const row = memory.bytes(pixels + offset, rect.w * layout.bytes);
      for (let x = 0; x < rect.w; x++) {
        const at = ((rect.y + y) * width + rect.x + x) * 4;
        const [r, g, b, a] = rgba.subarray(at, at + 4);
        writePixel(row, x * layout.bytes, layout.bytes, packColor(layout, { r, g, b, a }));
      }
    }
    return 0;
  }

  info(renderer: Renderer, pointer: number): number {
    const { memory } = this.#core;
    if (this.#infoName === 0) this.#infoName = memory.allocateText(DRIVER);
    memory.set32(pointer, this.#infoName);
    memory.set32(pointer + 4, renderer.flags);
    memory.set32(pointer + 8, TEXTURE_FORMATS.length);
    for (let i = 0; i < 16; i++) memory.set32(pointer + 12 + 4 * i, TEXTURE_FORMATS[i] ?? 0);
    memory.set32(pointer + 76, MAX_SIDE);
    memory.set32(pointer + 80, MAX_SIDE);
    return 0;
  }

  capture(): RenderingState {
    const { handles } = this.#core;
    const handleOf = new Map<object, number>(
      [SdlWindow, Renderer, Texture].flatMap((kind) =>
        [...handles.all<object>(kind)].map(([handle, object]) => [object, handle] as const),
      ),
    );
    return {
      renderers: [...handles.all(Renderer)].map(([handle, renderer]) =>
        renderer.capture(handle, (object) => handleOf.get(object)!),
      ),
      textures: [...handles.all(Texture)].map(([handle, texture]) =>
        texture.capture(handle, handleOf.get(this.#owners.get(texture)!)!),
      ),
      infoName: this.#infoName,
    };
  }

  /** `objects`: windows, and what `restoredRendering` has made of the state, by handle. */
  restore(state: RenderingState, objects: ReadonlyMap<number, object>): void {
    this.#infoName = state.infoName;
    this.#owners.clear();
    for (const { handle, owner } of state.textures)
      this.#owners.set(objects.get(handle) as Texture, objects.get(owner) as Renderer);
    for (const { handle, window } of state.renderers)
      this.#goesWith(objects.get(window) as SdlWindow, handle, objects.get(handle) as Renderer);
  }
}

/** Renderers and textures of a state, by handle. `windows`: by handle. */
export function restoredRendering(
  { renderers, textures }: RenderingState,
  windows: ReadonlyMap<number, SdlWindow>,
): Map<number, Renderer | Texture> {
  const made = new Map<number, Texture>(
    textures.map((texture) => [texture.handle, Texture.restored(texture)]),
  );
  const drawn = renderers.map((state): [number, Renderer] => {
    const renderer = Renderer.restored(state, windows.get(state.window)!);
    if (state.target !== undefined && state.targetView !== undefined)
      renderer.restoreTarget(made.get(state.target)!, state.targetView);
    return [state.handle, renderer];
  });
  return new Map<number, Renderer | Texture>([...made, ...drawn]);
}

/** Bytes of a texture's pixels; a target has a canvas besides. */
function textureBytes(width: number, height: number, access: number): number {
  return width * height * (access === ACCESS.TARGET ? 8 : 4);
}
