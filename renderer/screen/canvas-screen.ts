import type { Frame } from '../../engine/host/events.ts';
import { type Placing, placeOn, type Size, sharpnessOf } from './placement.ts';
import { writeRgba } from './rgba.ts';
import type { Surface } from './screen.ts';

/** The screen where there is no WebGL2: colours are looked up here, scaling is the 2D canvas' own. */
export class CanvasScreen implements Surface {
  readonly kind = '2d';
  /** Canvases are longer in every browser. */
  readonly maxSide = 8192;
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #picture = new Layer();
  /** The frame, enlarged by whole factors with hard edges. It is then scaled to its size with smooth ones. */
  readonly #enlarged = new Layer();
  #image: ImageData | undefined;
  #view: Placing;
  #frame: Frame | undefined;

  constructor(canvas: HTMLCanvasElement, view: Placing) {
    this.#canvas = canvas;
    this.#view = view;
    this.#context = context2d(canvas);
  }

  show(frame: Frame): void {
    this.#frame = frame;
    this.#picture.resize(frame);
    const image = this.#imageOf(frame);
    writeRgba(frame, image.data);
    this.#picture.context.putImageData(image, 0, 0);
    this.#draw();
  }

  configure(view: Placing): void {
    this.#view = view;
    this.#draw();
  }

  resize(area: Size): void {
    this.#canvas.width = area.width;
    this.#canvas.height = area.height;
    this.#draw();
  }

  dispose(): void {
    this.#image = undefined;
    this.#frame = undefined;
  }

  /** Room for the pixels of a frame: the last one's where it has the same size. */
  #imageOf({ width, height }: Size): ImageData {
    if (this.#image?.width !== width || this.#image.height !== height)
      this.#image = new ImageData(width, height);
    return this.#image;
  }

  #draw(): void {
    const frame = this.#frame;
    if (frame === undefined) return;
    const context = this.#context;
    const { scaling } = this.#view;
    const { x, y, width, height } = placeOn(frame, this.#canvas, this.#view);
    context.fillStyle = `#${(frame.border ?? 0).toString(16).padStart(6, '0')}`;
    context.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
    context.imageSmoothingEnabled = scaling === 'smooth' || scaling === 'soft';
    const source = scaling === 'smooth' ? this.#enlarge(frame, { width, height }) : this.#picture.canvas;
    context.drawImage(source, x, y, width, height);
  }

  /** The frame as it is where it would be enlarged by 1: large frames are shown smaller than they are. */
  #enlarge(frame: Frame, { width, height }: Size): HTMLCanvasElement {
    if (width <= frame.width && height <= frame.height) return this.#picture.canvas;
    const size = {
      width: frame.width * sharpnessOf('smooth', width, frame.width),
      height: frame.height * sharpnessOf('smooth', height, frame.height),
    };
    this.#enlarged.resize(size);
    const { canvas, context } = this.#enlarged;
    context.imageSmoothingEnabled = false;
    context.drawImage(this.#picture.canvas, 0, 0, size.width, size.height);
    return canvas;
  }
}

/** A canvas that is not shown. */
class Layer {
  readonly canvas = document.createElement('canvas');
  readonly context = context2d(this.canvas);

  resize({ width, height }: Size): void {
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
  }
}

function context2d(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d', { alpha: false });
  if (context === null) throw new Error('This browser can draw neither with WebGL2 nor on a 2D canvas.');
  return context;
}
