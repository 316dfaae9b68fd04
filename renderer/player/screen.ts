import type { Frame } from '../../engine/session/protocol.ts';
import { CanvasScreen } from './canvas-screen.ts';
import type { Size, View } from './placement.ts';
import { WebGlScreen } from './webgl-screen.ts';

/** Draws pictures on a canvas. */
export interface Screen {
  readonly kind: 'webgl2' | '2d';
  /** Shows a frame; it stays until the next, through resizing and a lost context. */
  show(frame: Frame): void;
  /** Takes on another scaling or shape. */
  configure(view: View): void;
  /** Takes on another size of the canvas, in device pixels. */
  resize(area: Size): void;
  dispose(): void;
}

/** The best screen that the browser can make of `canvas`. A canvas that was given one kind of context never gets another. */
export function createScreen(canvas: HTMLCanvasElement, view: View): Screen {
  const gl = canvas.getContext('webgl2', {
    alpha: false,
    antialias: false,
    depth: false,
    powerPreference: 'low-power',
  });
  return gl === null ? new CanvasScreen(canvas, view) : new WebGlScreen(canvas, gl, view);
}
