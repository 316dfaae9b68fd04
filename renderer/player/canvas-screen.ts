import type { Frame } from '../../engine/session/protocol.ts';
import { placeOn, type Size, type View } from './placement.ts';
import { toRgba } from './rgba.ts';
import type { Screen } from './screen.ts';

/** The screen where there is no WebGL2: colours are looked up here, scaling is the 2D canvas' own. */
export class CanvasScreen implements Screen {
  readonly kind = '2d';
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #picture: HTMLCanvasElement;
  readonly #pictureContext: CanvasRenderingContext2D;
  #view: View;
  #empty = true;

  constructor(canvas: HTMLCanvasElement, view: View) {
    this.#canvas = canvas;
    this.#view = view;
    this.#picture = document.createElement('canvas');
    this.#context = context2d(canvas);
    this.#pictureContext = context2d(this.#picture);
  }

  show(frame: Frame): void {
    if (this.#picture.width !== frame.width) this.#picture.width = frame.width;
    if (this.#picture.height !== frame.height) this.#picture.height = frame.height;
    this.#pictureContext.putImageData(new ImageData(toRgba(frame), frame.width), 0, 0);
    this.#empty = false;
    this.#draw();
  }

  configure(view: View): void {
    this.#view = view;
    this.#draw();
  }

  resize(area: Size): void {
    this.#canvas.width = area.width;
    this.#canvas.height = area.height;
    this.#draw();
  }

  dispose(): void {
    this.#empty = true;
  }

  #draw(): void {
    if (this.#empty) return;
    const { x, y, width, height } = placeOn(this.#picture, this.#canvas, this.#view);
    this.#context.fillStyle = '#000';
    this.#context.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
    this.#context.imageSmoothingEnabled = this.#view.scaling === 'smooth';
    this.#context.drawImage(this.#picture, x, y, width, height);
  }
}

function context2d(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d', { alpha: false });
  if (context === null) throw new Error('This browser can draw neither with WebGL2 nor on a 2D canvas.');
  return context;
}
