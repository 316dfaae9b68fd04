import { createRequire } from 'node:module';
import type * as Skia from '@napi-rs/canvas';
import { expand, type Picture } from './picture.ts';
import type { Color } from './pixel-format.ts';
import type { Rect } from './rect.ts';
import { BLENDMODE } from './surface.ts';

let skia: typeof Skia | undefined;

/** Loading Skia takes longer than Doom's first frame: it is loaded when an image first has to be composited or encoded. */
function loadSkia(): typeof Skia {
  skia ??= createRequire(import.meta.url)('@napi-rs/canvas') as typeof Skia;
  return skia;
}

/** How a copy is drawn: what SDL keeps as the texture's state. */
export interface CopyStyle {
  /** BLENDMODE. */
  readonly blend: number;
  /** Linear filtering instead of nearest. */
  readonly smooth: boolean;
  /** SDL_SetTextureAlphaMod, 0 to 255. */
  readonly alpha?: number;
}

/** SDL's blend modes in the canvas' words. `copy` replaces, alpha included, within the clipped area. */
const COMPOSITE = new Map<number, Skia.GlobalCompositeOperation>([
  [BLENDMODE.NONE, 'copy'],
  [BLENDMODE.BLEND, 'source-over'],
  [BLENDMODE.ADD, 'lighter'],
  [BLENDMODE.MOD, 'multiply'],
  [BLENDMODE.MUL, 'multiply'],
]);

/** A drawing surface with SDL's drawing model (rectangle copies and fills with blend modes), done by Skia. */
export class Canvas {
  readonly width: number;
  readonly height: number;
  readonly #canvas: Skia.Canvas;
  readonly #context: Skia.SKRSContext2D;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.#canvas = loadSkia().createCanvas(width, height);
    this.#context = this.#canvas.getContext('2d');
  }

  /** The whole canvas in one colour, alpha included. */
  clear(color: Color): void {
    this.fill({ x: 0, y: 0, w: this.width, h: this.height }, color, BLENDMODE.NONE);
  }

  fill(rect: Rect, color: Color, blend: number, clip: Rect = rect): void {
    this.#within(clip, blend, (context) => {
      context.fillStyle = `rgba(${color.r}, ${color.g}, ${color.b}, ${color.a / 255})`;
      context.fillRect(rect.x, rect.y, rect.w, rect.h);
    });
  }

  /** The rectangle `from` of an image, stretched to `to`; nothing outside of `clip` is touched. */
  copy(picture: Picture, from: Rect, to: Rect, style: CopyStyle, clip: Rect = to): void {
    const source = imageOf(picture);
    this.#within(clip, style.blend, (context) => {
      context.imageSmoothingEnabled = style.smooth;
      context.globalAlpha = (style.alpha ?? 255) / 255;
      context.drawImage(source, from.x, from.y, from.w, from.h, to.x, to.y, to.w, to.h);
    });
  }

  /** The whole canvas shows `picture` and nothing else. */
  replace(picture: Picture): void {
    const { source, smooth } =
      picture.kind === 'scaled'
        ? { source: picture.of, smooth: picture.smooth }
        : { source: picture, smooth: false };
    const from = { x: 0, y: 0, w: source.width, h: source.height };
    this.copy(source, from, { x: 0, y: 0, w: this.width, h: this.height }, { blend: BLENDMODE.NONE, smooth });
  }

  /** The canvas as something Skia draws from. */
  get image(): Skia.Canvas {
    return this.#canvas;
  }

  /** A copy of the pixels: RGBA, not premultiplied. */
  read(): Uint8Array {
    const { data } = this.#context.getImageData(0, 0, this.width, this.height);
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  }

  #within(clip: Rect, blend: number, draw: (context: Skia.SKRSContext2D) => void): void {
    const context = this.#context;
    context.save();
    context.beginPath();
    context.rect(clip.x, clip.y, clip.w, clip.h);
    context.clip();
    context.globalCompositeOperation = COMPOSITE.get(blend) ?? 'source-over';
    draw(context);
    context.restore();
  }
}

/** An image as something Skia draws from, in its own size. */
function imageOf(picture: Picture): Skia.Canvas {
  const { width, height } = picture;
  if (picture.kind === 'scaled') {
    const stretched = new Canvas(width, height);
    stretched.replace(picture);
    return stretched.image;
  }
  const { createCanvas, ImageData } = loadSkia();
  const canvas = createCanvas(width, height);
  const pixels = new Uint8ClampedArray(expand(picture));
  canvas.getContext('2d').putImageData(new ImageData(pixels, width, height), 0, 0);
  return canvas;
}
