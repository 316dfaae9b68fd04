import { Canvas } from './canvas.ts';
import { DrawTarget, expand, type Picture, type RasterPicture, solid, unscaled } from './picture.ts';
import { decodePixels, type PixelLayout, pixelLayout } from './pixel-format.ts';
import type { Rect } from './rect.ts';
import { capturePicture, restoredPicture, type TextureState } from './state.ts';
import { BLENDMODE } from './surface.ts';

/** SDL_TextureAccess. */
export const ACCESS = { STATIC: 0, STREAMING: 1, TARGET: 2 } as const;

/** What SDL_LockTexture gave out: guest memory in the texture's format, and the part of the texture it stands for. */
export interface TextureLock {
  readonly pointer: number;
  readonly pitch: number;
  readonly rect: Rect;
}

/** A texture: an image that uploads replace or change and, if it was created as a target, something to draw on. */
export class Texture {
  readonly layout: PixelLayout;
  readonly access: number;
  readonly width: number;
  readonly height: number;
  /** Linear filtering when it is copied: what the hint said when the texture was made, or the game has set since. */
  smooth: boolean;
  blend: number;
  alpha = 255;
  lock: TextureLock | undefined;
  /** Of targets only. */
  readonly drawing: DrawTarget | undefined;
  #picture: Picture | undefined;
  /** The pixels of `#picture` while nobody else holds it: a partial update may change them in place. */
  #own: Uint8Array | undefined;

  constructor(
    layout: PixelLayout,
    access: number,
    width: number,
    height: number,
    options: { readonly smooth: boolean; readonly blend: number },
  ) {
    this.layout = layout;
    this.access = access;
    this.width = width;
    this.height = height;
    this.smooth = options.smooth;
    this.blend = options.blend;
    if (access === ACCESS.TARGET) this.drawing = new DrawTarget(width, height, (w, h) => new Canvas(w, h));
  }

  /** What the texture shows now; the image stays as it is when the texture changes later. */
  picture(): Picture {
    this.#own = undefined;
    if (this.drawing !== undefined) return this.drawing.picture();
    this.#picture ??= solid(this.width, this.height, { r: 0, g: 0, b: 0, a: this.#opaque ? 255 : 0 });
    return this.#picture;
  }

  capture(handle: number, owner: number): TextureState {
    const { layout, access, width, height, smooth, blend, alpha, lock, drawing } = this;
    // From now on the captured image is somebody else's, too.
    this.#own = undefined;
    return {
      ...{ handle, owner, format: layout.format, access, width, height, smooth, blend, alpha },
      ...(lock !== undefined && { lock: { ...lock, rect: { ...lock.rect } } }),
      ...(this.#picture !== undefined && { picture: capturePicture(this.#picture) }),
      ...(drawing !== undefined && { drawing: drawing.capture() }),
    };
  }

  static restored(state: TextureState): Texture {
    const { format, access, width, height, smooth, blend, alpha, lock, picture, drawing } = state;
    const texture = new Texture(pixelLayout(format)!, access, width, height, { smooth, blend });
    texture.alpha = alpha;
    texture.lock = lock;
    if (picture !== undefined) texture.#picture = restoredPicture(picture);
    if (drawing !== undefined) texture.drawing?.restore(drawing);
    return texture;
  }

  /** The whole texture shows `picture`, which has its size. */
  replace(picture: Picture): void {
    this.#own = undefined;
    if (this.drawing !== undefined) this.drawing.cover(picture, false);
    else this.#picture = picture;
  }

  /** Puts pixels of the texture's format into a rectangle that lies within it. `pitch` is the bytes from row to row. */
  update(rect: Rect, bytes: Uint8Array, pitch: number): void {
    const source = { bytes, pitch, width: rect.w, height: rect.h };
    const whole = rect.w === this.width && rect.h === this.height;
    if (whole || this.drawing !== undefined) {
      const pixels = new Uint8Array(rect.w * rect.h * 4);
      decodePixels(this.layout, source, pixels, 0, rect.w);
      this.#place(
        rect,
        { kind: 'raster', width: rect.w, height: rect.h, pixels, opaque: this.#opaque },
        whole,
      );
      return;
    }
    decodePixels(this.layout, source, this.#writable(), rect.y * this.width + rect.x, this.width);
  }

  #place(rect: Rect, part: RasterPicture, whole: boolean): void {
    if (whole) {
      this.replace(part);
      return;
    }
    const from = { x: 0, y: 0, w: part.width, h: part.height };
    this.drawing?.canvas().copy(part, from, rect, { blend: BLENDMODE.NONE, smooth: false });
  }

  #writable(): Uint8Array {
    if (this.#own === undefined) {
      this.#own = expand(unscaled(this.picture())).slice();
      const { width, height } = this;
      this.#picture = { kind: 'raster', width, height, pixels: this.#own, opaque: this.#opaque };
    }
    return this.#own;
  }

  get #opaque(): boolean {
    return this.layout.a === 0;
  }
}
