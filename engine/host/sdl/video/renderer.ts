import type { SdlFrame } from '../../platform.ts';
import { Canvas } from './canvas.ts';
import { DrawTarget, expand, isOpaque, type Picture, unscaled } from './picture.ts';
import type { Color } from './pixel-format.ts';
import { intersect, isEmpty, type Rect } from './rect.ts';
import type { RendererState } from './state.ts';
import { BLENDMODE } from './surface.ts';
import type { Texture } from './texture.ts';
import { logicalView, toTarget, type Viewport, wholeView } from './view.ts';
import type { SdlWindow } from './window.ts';

/** SDL_RendererFlags. */
export const RENDERER = { SOFTWARE: 0x1, ACCELERATED: 0x2, PRESENTVSYNC: 0x4, TARGETTEXTURE: 0x8 } as const;

/** A renderer: draws to its window, or to a target texture, and presents the window's image. */
export class Renderer {
  readonly window: SdlWindow;
  #flags: number;
  color: Color = { r: 0, g: 0, b: 0, a: 255 };
  drawBlend: number = BLENDMODE.NONE;
  #back: DrawTarget;
  #target: Texture | undefined;
  #logical: { width: number; height: number } | undefined;
  #integer = false;
  #windowView: Viewport;
  #targetView: Viewport | undefined;

  constructor(window: SdlWindow, flags: number) {
    this.window = window;
    this.#flags = flags;
    this.#back = newBack(window);
    this.#windowView = wholeView(window.width, window.height);
  }

  /** SDL_RendererInfo.flags. */
  get flags(): number {
    return this.#flags;
  }

  /** Whether presenting a frame waits for the display. */
  get vsync(): boolean {
    return (this.#flags & RENDERER.PRESENTVSYNC) !== 0;
  }

  set vsync(on: boolean) {
    this.#flags = on ? this.#flags | RENDERER.PRESENTVSYNC : this.#flags & ~RENDERER.PRESENTVSYNC;
  }

  /** The texture that is drawn to; undefined for the window. */
  get target(): Texture | undefined {
    return this.#target;
  }

  /** Size of what is drawn to, in pixels. */
  get output(): { width: number; height: number } {
    return this.#target ?? this.#followWindow();
  }

  setTarget(texture: Texture | undefined): void {
    this.#target = texture;
    this.#targetView = texture === undefined ? undefined : wholeView(texture.width, texture.height);
  }

  /** SDL_RenderSetLogicalSize; 0 goes back to the window's own pixels. */
  setLogicalSize(width: number, height: number): void {
    this.#logical = width === 0 || height === 0 ? undefined : { width, height };
    this.#fitView();
  }

  setIntegerScale(on: boolean): void {
    this.#integer = on;
    this.#fitView();
  }

  /** SDL_RenderSetViewport, in the renderer's coordinates; undefined for all of the target. */
  setViewport(rect: Rect | undefined): void {
    const { width, height } = this.output;
    const { scale } = this.view;
    const all = wholeView(width, height);
    const view = { viewport: rect === undefined ? all.viewport : toTarget({ ...all, scale }, rect), scale };
    if (this.#target === undefined) this.#windowView = view;
    else this.#targetView = view;
  }

  /** The view of what is drawn to. */
  get view(): Viewport {
    if (this.#targetView !== undefined) return this.#targetView;
    this.#followWindow();
    return this.#windowView;
  }

  /** All of the target in the draw colour, whatever the viewport. */
  clear(): void {
    this.#drawing().clear(this.color);
  }

  /** SDL_RenderCopy: a part of a texture (undefined: all), stretched to a part of the viewport (undefined: all). */
  copy(texture: Texture, from: Rect | undefined, to: Rect | undefined): void {
    const whole = { x: 0, y: 0, w: texture.width, h: texture.height };
    const source = from === undefined ? whole : intersect(from, whole);
    const target = toTarget(this.view, to);
    if (isEmpty(source) || isEmpty(target)) return;
    const drawing = this.#drawing();
    const part = texture.part(source);
    const fillsAll =
      target.x === 0 && target.y === 0 && target.w === drawing.width && target.h === drawing.height;
    if (part !== undefined && replaces(texture, part)) {
      if (fillsAll) {
        drawing.cover(part, texture.smooth);
        return;
      }
      if (this.#fillsLogicalSize(target) && drawing.letterbox(part, target, texture.smooth)) return;
    }
    const clip = intersect(target, this.view.viewport);
    if (!isEmpty(clip)) drawing.canvas().copy(texture.picture(), source, target, texture, clip);
  }

  /** SDL_RenderFillRect in the draw colour; undefined fills the viewport. */
  fill(rect: Rect | undefined): void {
    const target = toTarget(this.view, rect);
    const clip = intersect(target, this.view.viewport);
    if (!isEmpty(clip)) this.#drawing().canvas().fill(target, this.color, this.drawBlend, clip);
  }

  /** What is drawn to, as RGBA pixels of its size. */
  pixels(): Uint8Array {
    const picture = this.#drawing().picture();
    if (picture.kind !== 'scaled') return expand(picture);
    const canvas = new Canvas(picture.width, picture.height);
    canvas.replace(picture);
    return canvas.read();
  }

  present(): SdlFrame {
    this.#followWindow();
    const shown = this.#back.surrounded();
    return frameOf(shown?.picture ?? this.#back.picture(), {
      surround: shown?.surround,
      tall: shown && this.#pixelHeight(shown.picture),
    });
  }

  /** Where the window shows the presented frame, in its pixels. */
  get frameRect(): Rect {
    return this.#back.frameRect;
  }

  /** How tall a pixel of an image is that was stretched to the logical size, in pixel widths. */
  #pixelHeight(picture: Picture): number | undefined {
    if (this.#logical === undefined) return undefined;
    const { width, height } = unscaled(picture);
    return (this.#logical.height * width) / (this.#logical.width * height);
  }

  /** `handleOf`: of its window and its target. */
  capture(handle: number, handleOf: (object: object) => number): RendererState {
    const { window, flags, color, drawBlend } = this;
    return {
      ...{ handle, window: handleOf(window), flags, color: { ...color }, drawBlend },
      back: this.#back.capture(),
      ...(this.#target !== undefined && { target: handleOf(this.#target) }),
      ...(this.#logical !== undefined && { logical: this.#logical }),
      integer: this.#integer,
      windowView: this.#windowView,
      ...(this.#targetView !== undefined && { targetView: this.#targetView }),
    };
  }

  static restored(state: RendererState, window: SdlWindow): Renderer {
    const renderer = new Renderer(window, state.flags);
    renderer.color = state.color;
    renderer.drawBlend = state.drawBlend;
    renderer.#back = newTarget(state.back).restore(state.back);
    renderer.#logical = state.logical;
    renderer.#integer = state.integer;
    renderer.#windowView = state.windowView;
    return renderer;
  }

  /** The target of a restored renderer, which is restored after it. */
  restoreTarget(texture: Texture, view: Viewport): void {
    this.#target = texture;
    this.#targetView = view;
  }

  /** Whether a rectangle of the window is all that there is of the logical size: bars around it are SDL's doing, not the game's. */
  #fillsLogicalSize(rect: Rect): boolean {
    if (this.#target !== undefined || this.#logical === undefined) return false;
    const { viewport } = this.view;
    return rect.x === viewport.x && rect.y === viewport.y && rect.w === viewport.w && rect.h === viewport.h;
  }

  #drawing(): DrawTarget {
    if (this.#target?.drawing !== undefined) return this.#target.drawing;
    this.#followWindow();
    return this.#back;
  }

  /** The window may have another size than at the last draw: what was drawn is lost then, as with a real renderer. */
  #followWindow(): DrawTarget {
    const { width, height } = this.window;
    if (this.#back.width !== width || this.#back.height !== height) {
      this.#back = newBack(this.window);
      this.#fitView();
    }
    return this.#back;
  }

  #fitView(): void {
    const { window } = this;
    this.#windowView =
      this.#logical === undefined
        ? wholeView(window.width, window.height)
        : logicalView(window, this.#logical, this.#integer);
  }
}

/** Whether what a texture shows hides all that is under it. */
function replaces({ blend, alpha }: Texture, picture: Picture): boolean {
  return blend === BLENDMODE.NONE || (blend === BLENDMODE.BLEND && alpha === 255 && isOpaque(picture));
}

function newTarget({ width, height }: { readonly width: number; readonly height: number }): DrawTarget {
  return new DrawTarget(width, height, (w, h) => new Canvas(w, h));
}

function newBack(window: SdlWindow): DrawTarget {
  const back = newTarget(window);
  back.clear({ r: 0, g: 0, b: 0, a: 255 });
  return back;
}

/**
 * A window's image as it is handed out. An image stretched over all of the window, or between bars, goes out as it was before, with
 * the colour around it: the receiver scales and places it as it likes. Windows are opaque: alpha that was left in the pixels shows
 * nothing behind.
 */
export function frameOf(
  picture: Picture,
  { surround, tall }: { readonly surround?: Color | undefined; readonly tall?: number | undefined } = {},
): SdlFrame {
  const original = unscaled(picture);
  const { width, height, pixels } = original;
  const color = surround === undefined ? 0 : (surround.r << 16) | (surround.g << 8) | surround.b;
  const shape = {
    ...{ width, height },
    ...(color !== 0 && { border: color }),
    ...(tall !== undefined && isShape(tall) && { tall }),
  };
  if (original.kind === 'indexed') return { format: 'indexed', ...shape, pixels, palette: original.palette };
  if (original.opaque) return { format: 'rgba', ...shape, pixels };
  const opaque = pixels.slice();
  for (let i = 3; i < opaque.length; i += 4) opaque[i] = 255;
  return { format: 'rgba', ...shape, pixels: opaque };
}

/** Whether pixels of this height are worth telling of: others are square, or no game means them so. */
function isShape(tall: number): boolean {
  return tall >= 0.1 && tall <= 10 && Math.abs(tall - 1) > 0.001;
}
