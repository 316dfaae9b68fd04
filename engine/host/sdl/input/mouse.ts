import type { FunctionTable } from '../../functions.ts';
import type { SdlCore } from '../core.ts';
import { SdlWindow } from '../video/window.ts';
import { EVENT, type EventQueue } from './events.ts';
import type { MouseState } from './state.ts';

/** The mouse: position in the focused window, buttons, and what has moved since the game last asked. */
export class Mouse {
  readonly #core: SdlCore;
  readonly #queue: EventQueue;
  readonly #focus: () => SdlWindow | undefined;
  #x = 0;
  #y = 0;
  /** False until the mouse was seen somewhere, and after the game has put it elsewhere: from there to here is no movement. */
  #seen = false;
  /** Movement below a whole pixel, kept until it makes one. */
  #restX = 0;
  #restY = 0;
  #movedX = 0;
  #movedY = 0;
  /** Wheel turns below a whole notch, kept until they make one. */
  #turnX = 0;
  #turnY = 0;
  #buttons = 0;
  #relative = false;

  constructor(core: SdlCore, queue: EventQueue, focus: () => SdlWindow | undefined) {
    this.#core = core;
    this.#queue = queue;
    this.#focus = focus;
  }

  /** The mouse moved by whole or broken counts. */
  move(dx: number, dy: number): void {
    const window = this.#focus();
    if (window === undefined) return;
    const [x, y] = [this.#restX + dx, this.#restY + dy];
    const [stepX, stepY] = [Math.trunc(x), Math.trunc(y)];
    this.#restX = x - stepX;
    this.#restY = y - stepY;
    if (stepX === 0 && stepY === 0) return;
    this.#movedX += stepX;
    this.#movedY += stepY;
    this.#place(window, this.#x + stepX, this.#y + stepY, stepX, stepY);
  }

  /** The mouse is at a place of the frame, 0 to 1; the first time it is seen there, it has not moved to it. */
  at(x: number, y: number): void {
    const window = this.#focus();
    if (window === undefined) return;
    const rect = window.frameRect;
    const [pixelX, pixelY] = [rect.x + Math.floor(x * rect.w), rect.y + Math.floor(y * rect.h)];
    this.#restX = 0;
    this.#restY = 0;
    if (this.#seen) this.move(pixelX - this.#x, pixelY - this.#y);
    else this.#place(window, pixelX, pixelY, 0, 0);
    this.#seen = true;
  }

  /** `button` as in MouseEvent.button; SDL counts left, middle, right, X1, X2 from 1. */
  button(button: number, down: boolean): void {
    const window = this.#focus();
    if (window === undefined || button < 0 || button > 4) return;
    const bit = 1 << button;
    if (((this.#buttons & bit) !== 0) === down) return;
    this.#buttons ^= bit;
    this.#queue.mouseButton(window.id, button + 1, down, { x: this.#x, y: this.#y });
  }

  wheel(x: number, y: number): void {
    const window = this.#focus();
    if (window === undefined || (x === 0 && y === 0)) return;
    this.#turnX += x;
    this.#turnY += y;
    const [notchesX, notchesY] = [Math.trunc(this.#turnX), Math.trunc(this.#turnY)];
    this.#turnX -= notchesX;
    this.#turnY -= notchesY;
    const notches = { x: notchesX, y: notchesY, preciseX: x, preciseY: y };
    this.#queue.mouseWheel(window.id, notches, { x: this.#x, y: this.#y });
  }

  /** Every held button goes up. */
  release(): void {
    for (let button = 0; button < 5; button++) this.button(button, false);
  }

  /** SDL_SetRelativeMouseMode. */
  setRelative(relative: boolean): void {
    if (this.#relative === relative) return;
    this.#relative = relative;
    // What was queued before the change means something else after it.
    this.#queue.flush(EVENT.MOUSEMOTION);
    this.#core.platform.emit({ type: 'mouse-grab', grabbed: relative });
  }

  capture(): MouseState {
    return {
      ...{ x: this.#x, y: this.#y, seen: this.#seen, restX: this.#restX, restY: this.#restY },
      ...{ movedX: this.#movedX, movedY: this.#movedY, turnX: this.#turnX, turnY: this.#turnY },
      ...{ buttons: this.#buttons, relative: this.#relative },
    };
  }

  /** Tells the player's window whether the game wants the mouse. */
  restore(state: MouseState): void {
    this.#x = state.x;
    this.#y = state.y;
    this.#seen = state.seen;
    this.#restX = state.restX;
    this.#restY = state.restY;
    this.#movedX = state.movedX;
    this.#movedY = state.movedY;
    this.#turnX = state.turnX;
    this.#turnY = state.turnY;
    this.#buttons = state.buttons;
    this.#relative = state.relative;
    this.#core.platform.emit({ type: 'mouse-grab', grabbed: state.relative });
  }

  #place(window: SdlWindow, x: number, y: number, dx: number, dy: number): void {
    this.#x = Math.min(Math.max(x, 0), window.width - 1);
    this.#y = Math.min(Math.max(y, 0), window.height - 1);
    this.#queue.mouseMotion(window.id, this.#buttons, { x: this.#x, y: this.#y, dx, dy });
  }

  functions(): FunctionTable {
    const { memory, handles } = this.#core;
    return {
      SDL_GetMouseState: [
        '(i32,i32)->i32',
        (x: number, y: number) => {
          memory.setOut(x, this.#x);
          memory.setOut(y, this.#y);
          return this.#buttons;
        },
      ],
      SDL_GetRelativeMouseState: [
        '(i32,i32)->i32',
        (x: number, y: number) => {
          memory.setOut(x, this.#movedX);
          memory.setOut(y, this.#movedY);
          this.#movedX = 0;
          this.#movedY = 0;
          return this.#buttons;
        },
      ],
      SDL_SetRelativeMouseMode: [
        '(i32)->i32',
        (enabled: number) => {
          this.setRelative(enabled !== 0);
          return 0;
        },
      ],
      SDL_GetRelativeMouseMode: ['()->i32', () => (this.#relative ? 1 : 0)],
      SDL_WarpMouseInWindow: [
        '(i32,i32,i32)->',
        (handle: number, x: number, y: number) => {
          const window = handle === 0 ? this.#focus() : handles.get(handle, SdlWindow);
          this.#seen = false;
          if (window !== undefined && (x !== this.#x || y !== this.#y)) this.#place(window, x, y, 0, 0);
        },
      ],
      SDL_ShowCursor: ['(i32)->i32', () => 1],
    };
  }
}
