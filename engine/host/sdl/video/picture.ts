import type { Canvas } from './canvas.ts';
import type { Color } from './pixel-format.ts';
import type { Rect } from './rect.ts';
import { capturePicture, type DrawTargetState, restoredPicture } from './state.ts';
import { BLENDMODE } from './surface.ts';

/**
 * What textures and render targets show, as values that never change once made: an image may be shared by a texture, a target and a
 * presented frame, and is only turned into RGBA pixels when something really has to be composited.
 */
export type Picture = IndexedPicture | RasterPicture | ScaledPicture;

/** 8-bit pixels with the palette they were shown with (256 RGB triples). Always opaque. */
export interface IndexedPicture {
  readonly kind: 'indexed';
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
  readonly palette: Uint8Array;
}

/** RGBA pixels, not premultiplied. */
export interface RasterPicture {
  readonly kind: 'raster';
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
  /** Whether every alpha is known to be 255. */
  readonly opaque: boolean;
}

/** The whole of an opaque image stretched to another size. */
export interface ScaledPicture {
  readonly kind: 'scaled';
  readonly width: number;
  readonly height: number;
  readonly of: Picture;
  readonly smooth: boolean;
}

export function isOpaque(picture: Picture): boolean {
  return picture.kind === 'raster' ? picture.opaque : true;
}

/** An image as it was before it was stretched: what a full-window copy is delivered as. */
export function unscaled(picture: Picture): IndexedPicture | RasterPicture {
  let original = picture;
  while (original.kind === 'scaled') original = original.of;
  return original;
}

/** RGBA pixels of an image that is not stretched. */
export function expand(picture: IndexedPicture | RasterPicture): Uint8Array {
  if (picture.kind === 'raster') return picture.pixels;
  const { pixels, palette } = picture;
  const colors = new Uint32Array(256);
  const bytes = new Uint8Array(colors.buffer);
  for (let i = 0; i < 256; i++) {
    bytes.set(palette.subarray(i * 3, i * 3 + 3), i * 4);
    bytes[i * 4 + 3] = 255;
  }
  const words = new Uint32Array(pixels.length);
  for (let i = 0; i < pixels.length; i++) words[i] = colors[pixels[i]];
  return new Uint8Array(words.buffer);
}

/** An image of one colour. */
export function solid(width: number, height: number, color: Color): RasterPicture {
  const pixels = new Uint8Array(width * height * 4);
  const words = new Uint32Array(pixels.buffer);
  pixels.set([color.r, color.g, color.b, color.a]);
  words.fill(words[0]);
  return { kind: 'raster', width, height, pixels, opaque: color.a === 255 };
}

/** One image and the colour of whatever is around it. */
export interface SurroundedPicture {
  readonly picture: Picture;
  readonly surround: Color;
}

/** What a draw target shows: a colour; an image, over all of it or only within a rectangle; or what was drawn on its canvas. */
type Shown =
  | { readonly color: Color }
  | (SurroundedPicture & { readonly within?: { readonly rect: Rect; readonly smooth: boolean } })
  | 'canvas';

/**
 * Something a renderer draws to: the window or a target texture. As long as it shows one colour, or one image over all of it or
 * between bars of one colour, it remembers just that; the first draw that makes a mixture moves it to a real canvas.
 */
export class DrawTarget {
  readonly width: number;
  readonly height: number;
  readonly #newCanvas: (width: number, height: number) => Canvas;
  #shows: Shown = { color: TRANSPARENT };
  #canvas: Canvas | undefined;

  constructor(width: number, height: number, newCanvas: (width: number, height: number) => Canvas) {
    this.width = width;
    this.height = height;
    this.#newCanvas = newCanvas;
  }

  clear(color: Color): void {
    this.#shows = { color };
  }

  /** Shows nothing but `picture`, stretched to the whole target. It must be opaque, or meant to replace what was there. */
  cover(picture: Picture, smooth: boolean): void {
    const { width, height } = this;
    const same = picture.width === width && picture.height === height;
    this.#shows = {
      picture: same ? picture : { kind: 'scaled', width, height, of: picture, smooth },
      surround: this.#surround ?? BLACK,
    };
  }

  /**
   * Shows `picture` within `rect`, between bars of the colour that the target was cleared with. Returns false, and does nothing, where
   * something else than one colour lies around the rectangle.
   */
  letterbox(picture: Picture, rect: Rect, smooth: boolean): boolean {
    const surround = this.#surround;
    if (surround === undefined) return false;
    this.#shows = { picture, surround, within: { rect, smooth } };
    return true;
  }

  /** What lies around the image, if it is one colour. */
  get #surround(): Color | undefined {
    if (this.#shows === 'canvas') return undefined;
    return 'color' in this.#shows ? this.#shows.color : this.#shows.surround;
  }

  /** The canvas, holding what the target shows; the caller draws on it. */
  canvas(): Canvas {
    this.#canvas ??= this.#newCanvas(this.width, this.height);
    if (this.#shows !== 'canvas') {
      if ('color' in this.#shows) this.#canvas.clear(this.#shows.color);
      else if (this.#shows.within === undefined) this.#canvas.replace(this.#shows.picture);
      else drawLetterbox(this.#canvas, this.#shows, this.#shows.within);
      this.#shows = 'canvas';
    }
    return this.#canvas;
  }

  /** What the target shows now. */
  picture(): Picture {
    if (this.#shows !== 'canvas') {
      if ('color' in this.#shows) return solid(this.width, this.height, this.#shows.color);
      if (this.#shows.within === undefined) return this.#shows.picture;
    }
    const { width, height } = this;
    return { kind: 'raster', width, height, pixels: this.canvas().read(), opaque: false };
  }

  capture(): DrawTargetState {
    const { width, height } = this;
    const shows = this.#shows;
    if (shows === 'canvas') return { width, height, shown: { kind: 'canvas', pixels: this.canvas().read() } };
    if ('color' in shows) return { width, height, shown: { kind: 'color', color: shows.color } };
    const { picture, ...rest } = shows;
    return { width, height, shown: { kind: 'picture', picture: capturePicture(picture), ...rest } };
  }

  restore({ shown }: DrawTargetState): this {
    if (shown.kind === 'color') this.#shows = { color: shown.color };
    else if (shown.kind === 'picture')
      this.#shows = {
        picture: restoredPicture(shown.picture),
        surround: shown.surround,
        ...(shown.within !== undefined && { within: shown.within }),
      };
    else {
      const { width, height } = this;
      const picture: RasterPicture = { kind: 'raster', width, height, pixels: shown.pixels, opaque: false };
      this.#shows = { picture, surround: BLACK };
      this.canvas();
    }
    return this;
  }

  /**
   * The image that the target shows and the colour of the bars around it, for a receiver that places images itself. Undefined where the
   * target shows something else than one image.
   */
  surrounded(): SurroundedPicture | undefined {
    return this.#shows !== 'canvas' && 'picture' in this.#shows ? this.#shows : undefined;
  }

  /** Where the image is that `surrounded` returns, or all of the target. */
  get frameRect(): Rect {
    const whole = { x: 0, y: 0, w: this.width, h: this.height };
    return this.#shows !== 'canvas' && 'picture' in this.#shows ? (this.#shows.within?.rect ?? whole) : whole;
  }
}

function drawLetterbox(
  canvas: Canvas,
  { picture, surround }: SurroundedPicture,
  { rect, smooth }: { readonly rect: Rect; readonly smooth: boolean },
): void {
  const whole = { x: 0, y: 0, w: picture.width, h: picture.height };
  canvas.clear(surround);
  canvas.copy(picture, whole, rect, { blend: BLENDMODE.NONE, smooth });
}

const TRANSPARENT: Color = { r: 0, g: 0, b: 0, a: 0 };
const BLACK: Color = { r: 0, g: 0, b: 0, a: 255 };
