import type { FunctionTable } from '../../functions.ts';
import { DEFAULT_DISPLAY, type Display } from '../../platform.ts';
import type { SdlCore } from '../core.ts';
import { PIXELFORMAT } from './pixel-format.ts';
import { writeRect } from './rect.ts';

/** Every display and window has this format: 32 bits a pixel, no alpha. */
export const DISPLAY_FORMAT = PIXELFORMAT.RGB888;

/** The one display, with the one mode that it has at a time: of SDL_video.h, what concerns displays. */
export class CurrentDisplay {
  readonly #core: SdlCore;
  mode: Display;

  constructor(core: SdlCore) {
    this.#core = core;
    this.mode = core.platform.display ?? DEFAULT_DISPLAY;
  }

  functions(): FunctionTable {
    const core = this.#core;
    const { memory } = core;
    const isDisplay = (index: number): boolean => {
      if (index !== 0) core.fail('displayIndex must be in the range 0 - 0');
      return index === 0;
    };
    const writeMode = (index: number, pointer: number) => {
      if (!isDisplay(index)) return -1;
      const { width, height, refreshRate } = this.mode;
      memory.set32(pointer, DISPLAY_FORMAT);
      memory.set32(pointer + 4, width);
      memory.set32(pointer + 8, height);
      memory.set32(pointer + 12, Math.round(refreshRate));
      memory.set32(pointer + 16, 0);
      return 0;
    };
    const bounds = (index: number, pointer: number) => {
      if (!isDisplay(index)) return -1;
      if (pointer === 0) return core.invalid('rect');
      writeRect(memory, pointer, { x: 0, y: 0, w: this.mode.width, h: this.mode.height });
      return 0;
    };
    return {
      SDL_GetNumVideoDisplays: ['()->i32', () => 1],
      SDL_GetDisplayBounds: ['(i32,i32)->i32', bounds],
      SDL_GetDisplayUsableBounds: ['(i32,i32)->i32', bounds],
      SDL_GetCurrentDisplayMode: ['(i32,i32)->i32', writeMode],
      SDL_GetDesktopDisplayMode: ['(i32,i32)->i32', writeMode],
    };
  }
}
