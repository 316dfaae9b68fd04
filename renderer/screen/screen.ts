import type { Frame } from '../../engine/host/events.ts';
import { CanvasScreen } from './canvas-screen.ts';
import { FlashDamper } from './flashes.ts';
import { openWebGl } from './graphics.ts';
import type { PlacementSettings, Placing, Size } from './placement.ts';
import { shrinkTo } from './shrink.ts';
import { WebGlScreen } from './webgl-screen.ts';

/** Draws frames on a canvas. */
export interface Surface {
  readonly kind: 'webgl2' | '2d';
  /** The largest side of a frame that it can draw, in pixels. */
  readonly maxSide: number;
  /** Shows a frame; it stays until the next, through resizing and a lost context. */
  show(frame: Frame): void;
  /** Takes on another scaling or shape. */
  configure(placing: Placing): void;
  /** Takes on another size of the canvas, in device pixels. */
  resize(area: Size): void;
  dispose(): void;
}

/** What a game is seen on. */
export interface Screen {
  readonly kind: Surface['kind'];
  show(frame: Frame): void;
  configure(view: PlacementSettings): void;
  resize(area: Size): void;
  dispose(): void;
}

/** Shows frames as the player wants to see them. */
export class GameScreen implements Screen {
  readonly #surface: Surface;
  readonly #damper = new FlashDamper();
  #frame: Frame | undefined;

  constructor(surface: Surface, view: PlacementSettings) {
    this.#surface = surface;
    this.configure(view);
  }

  get kind(): Surface['kind'] {
    return this.#surface.kind;
  }

  show(frame: Frame): void {
    this.#frame = frame;
    this.#surface.show(this.#damper.damp(shrinkTo(frame, this.#surface.maxSide)));
  }

  configure({ flashes, ...placing }: PlacementSettings): void {
    this.#surface.configure(placing);
    if (this.#damper.intensity === flashes) return;
    this.#damper.intensity = flashes;
    if (this.#frame !== undefined) this.show(this.#frame);
  }

  resize(area: Size): void {
    this.#surface.resize(area);
  }

  dispose(): void {
    this.#frame = undefined;
    this.#surface.dispose();
  }
}

/** The best screen that the browser can make of `canvas`. */
export function createScreen(canvas: HTMLCanvasElement, view: PlacementSettings): Screen {
  const gl = openWebGl(canvas);
  const surface = gl === undefined ? new CanvasScreen(canvas, view) : new WebGlScreen(canvas, gl, view);
  return new GameScreen(surface, view);
}
