import { Canvas } from './canvas.ts';
import {
  DrawTarget,
  expand,
  type IndexedPicture,
  type Picture,
  type RasterPicture,
  solid,
  unscaled,
} from './picture.ts';
import { decodePixels, type PixelLayout, pixelLayout } from './pixel-format.ts';
import { covers, isSame, type Rect } from './rect.ts';
import { capturePicture, restoredPicture, type TextureState } from './state.ts';
import { BLENDMODE } from './surface.ts';

/** SDL_TextureAccess. */
export const ACCESS = { STATIC: 0, STREAMING: 1, TARGET: 2 } as const;

/** What SDL_LockTexture has opened: a part of the texture, whose rows are `pitch` bytes apart in the texture's memory. */
export interface TextureLock {
  readonly pitch: number;
  readonly rect: Rect;
}

/** An 8-bit image that covers a part of a texture. */
interface PlacedPicture {
  readonly rect: Rect;
  readonly picture: IndexedPicture;
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
  /** The guest memory that locks give out, once there was one. */
  memory: { readonly pointer: number; readonly size: number } | undefined;
  /** Of targets only. */
  readonly drawing: DrawTarget | undefined;
  #picture: Picture | undefined;
  /**
   * What covers a part of `#picture`. Frames that are a little narrower than their texture lock and show that part alone. It is composed
   * only where something else is shown.
   */
  #placed: PlacedPicture | undefined;
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
    if (this.drawing !== undefined) return this.drawing.picture();
    this.#compose();
    this.#own = undefined;
    this.#picture ??= solid(this.width, this.height, { r: 0, g: 0, b: 0, a: this.#opaque ? 255 : 0 });
    return this.#picture;
  }

  /** What a part of the texture shows, where that is an image by itself; undefined where it has to be cut out of `picture()`. */
  part(rect: Rect): Picture | undefined {
    if (this.#placed !== undefined && isSame(rect, this.#placed.rect)) return this.#placed.picture;
    return rect.w === this.width && rect.h === this.height ? this.picture() : undefined;
  }

  capture(handle: number, owner: number): TextureState {
    const { layout, access, width, height, smooth, blend, alpha, lock, memory, drawing } = this;
    // From now on the captured image is somebody else's, too.
    this.#own = undefined;
    return {
      ...{ handle, owner, format: layout.format, access, width, height, smooth, blend, alpha },
      ...(lock !== undefined && { lock: { ...lock, rect: { ...lock.rect } } }),
      ...(memory !== undefined && { memory: { ...memory } }),
      ...(this.#placed !== undefined && {
        placed: { rect: { ...this.#placed.rect }, picture: { ...this.#placed.picture } },
      }),
      ...(this.#picture !== undefined && { picture: capturePicture(this.#picture) }),
      ...(drawing !== undefined && { drawing: drawing.capture() }),
    };
  }

  static restored(state: TextureState): Texture {
    const { format, access, width, height, smooth, blend, alpha, lock, memory, placed, picture, drawing } =
      state;
    const texture = new Texture(pixelLayout(format)!, access, width, height, { smooth, blend });
    texture.alpha = alpha;
    texture.lock = lock;
    texture.memory = memory;
    texture.#placed = placed;
    if (picture !== undefined) texture.#picture = restoredPicture(picture);
    if (drawing !== undefined) texture.drawing?.restore(drawing);
    return texture;
  }

  /** The whole texture shows `picture`, which has its size. */
  replace(picture: Picture): void {
    this.#own = undefined;
    this.#placed = undefined;
    if (this.drawing !== undefined) this.drawing.cover(picture, false);
    else this.#picture = picture;
  }

  /** A rectangle within the texture shows `picture`, which has its size. */
  place(rect: Rect, picture: IndexedPicture): void {
    if (rect.w === this.width && rect.h === this.height) this.replace(picture);
    else if (this.drawing !== undefined) this.#draw(rect, picture);
    else {
      if (this.#placed !== undefined && !covers(rect, this.#placed.rect)) this.#compose();
      this.#placed = { rect, picture };
    }
  }

  /** Puts pixels of the texture's format into a rectangle that lies within it. `pitch` is the bytes from row to row. */
  update(rect: Rect, bytes: Uint8Array, pitch: number): void {
    const source = { bytes, pitch, width: rect.w, height: rect.h };
    const whole = rect.w === this.width && rect.h === this.height;
    if (!whole && this.drawing === undefined) {
      if (this.#placed !== undefined && covers(rect, this.#placed.rect)) this.#placed = undefined;
      decodePixels(this.layout, source, this.#writable(), rect.y * this.width + rect.x, this.width);
      return;
    }
    const pixels = new Uint8Array(rect.w * rect.h * 4);
    decodePixels(this.layout, source, pixels, 0, rect.w);
    const picture = { kind: 'raster' as const, width: rect.w, height: rect.h, pixels, opaque: this.#opaque };
    if (whole) this.replace(picture);
    else this.#draw(rect, picture);
  }

  #draw(rect: Rect, picture: RasterPicture | IndexedPicture): void {
    const from = { x: 0, y: 0, w: picture.width, h: picture.height };
    this.drawing?.canvas().copy(picture, from, rect, { blend: BLENDMODE.NONE, smooth: false });
  }

  /** What covers a part becomes pixels of the whole. */
  #compose(): void {
    if (this.#placed === undefined) return;
    const { rect, picture } = this.#placed;
    this.#placed = undefined;
    const rows = expand(picture);
    const pixels = this.#writable();
    for (let y = 0; y < rect.h; y++) {
      const row = rows.subarray(y * rect.w * 4, (y + 1) * rect.w * 4);
      pixels.set(row, ((rect.y + y) * this.width + rect.x) * 4);
    }
  }

  /** The pixels of the texture, of which nobody else has a hold. */
  #writable(): Uint8Array {
    if (this.#placed !== undefined) this.#compose();
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
