import { MAX_FRAME_SIDE } from '../../events.ts';
import type { FunctionTable } from '../../functions.ts';
import { shortened } from '../../guest-memory.ts';
import type { SdlCore } from '../core.ts';
import type { EventQueue } from '../input/events.ts';
import { type CurrentDisplay, DISPLAY_FORMAT } from './display.ts';
import { PIXELFORMAT } from './pixel-format.ts';
import type { Rect } from './rect.ts';
import type { WindowState, WindowsState } from './state.ts';
import { releaseKeptSurface } from './surface.ts';

/** SDL_WindowFlags. */
const FLAG = {
  FULLSCREEN: 0x1,
  OPENGL: 0x2,
  SHOWN: 0x4,
  HIDDEN: 0x8,
  BORDERLESS: 0x10,
  RESIZABLE: 0x20,
  MOUSE_GRABBED: 0x100,
  INPUT_FOCUS: 0x200,
  MOUSE_FOCUS: 0x400,
  FULLSCREEN_DESKTOP: 0x1001,
  ALLOW_HIGHDPI: 0x2000,
  KEYBOARD_GRABBED: 0x100000,
} as const;

/** What SDL_CreateWindow takes over from its caller. */
const CREATION_FLAGS =
  FLAG.FULLSCREEN_DESKTOP | FLAG.HIDDEN | FLAG.BORDERLESS | FLAG.RESIZABLE | FLAG.ALLOW_HIGHDPI;

/** SDL_WindowEventID. */
const WINDOWEVENT = {
  SHOWN: 1,
  EXPOSED: 3,
  RESIZED: 5,
  SIZE_CHANGED: 6,
  FOCUS_GAINED: 12,
  FOCUS_LOST: 13,
} as const;

/** The side of the largest window. */
export const MAX_SIDE = MAX_FRAME_SIDE;
/** The most windows at a time. */
const WINDOWS_MAX = 32;
/** As much of a title is kept, in characters. */
const TITLE_MAX = 256;
/** SDL_WINDOWPOS_UNDEFINED and SDL_WINDOWPOS_CENTERED, without the display's number in the low bits. */
const POS_SPECIAL = [0x1fff0000, 0x2fff0000];

const HINT_GRAB_KEYBOARD = 'SDL_GRAB_KEYBOARD';

export class SdlWindow {
  readonly id: number;
  title: string;
  flags: number;
  x: number;
  y: number;
  width: number;
  height: number;
  /** The size outside of full screen. */
  windowed: { width: number; height: number };
  minimum = { width: 0, height: 0 };
  /** As a PNG, once the game has set one. */
  icon: Uint8Array<ArrayBuffer> | undefined;
  /** Address of the window's surface, 0 for none. */
  surface = 0;
  /** What the window's renderer does for it, where it has one. */
  renderer: { destroy(): void; readonly frameRect: Rect } | undefined;

  constructor(
    id: number,
    title: string,
    flags: number,
    place: { x: number; y: number; w: number; h: number },
  ) {
    this.id = id;
    this.title = title;
    this.flags = flags;
    this.x = place.x;
    this.y = place.y;
    this.width = place.w;
    this.height = place.h;
    this.windowed = { width: place.w, height: place.h };
  }

  capture(handle: number): WindowState {
    const { id, title, flags, x, y, width, height, windowed, minimum, icon, surface } = this;
    return {
      ...{ handle, id, title, flags, x, y, width, height, surface },
      ...{ windowed: { ...windowed }, minimum: { ...minimum }, ...(icon !== undefined && { icon }) },
    };
  }

  static restored(state: WindowState): SdlWindow {
    const { id, title, flags, x, y, width, height, windowed, minimum, icon, surface } = state;
    const window = new SdlWindow(id, title, flags, { x, y, w: width, h: height });
    return Object.assign(window, { windowed: { ...windowed }, minimum: { ...minimum }, icon, surface });
  }

  /** Where the game's frame is in the window, in pixels. */
  get frameRect(): Rect {
    return this.renderer?.frameRect ?? { x: 0, y: 0, w: this.width, h: this.height };
  }

  get fullscreen(): boolean {
    return (this.flags & FLAG.FULLSCREEN) !== 0;
  }
}

/** The windows on the one display. The newest shown one has the keyboard. */
export class Windows {
  readonly #core: SdlCore;
  readonly #queue: EventQueue;
  readonly #display: CurrentDisplay;
  readonly #pressAltEnter: (window: number) => void;
  #nextId = 1;
  #focused = true;
  /** What the game last asked for: full screen or not. A game that is reminded by Alt+Enter may be about to answer. */
  #asked = false;
  #reminded = false;

  /** `pressAltEnter` presses these keys in a window, by its id. */
  constructor(
    core: SdlCore,
    queue: EventQueue,
    display: CurrentDisplay,
    pressAltEnter: (window: number) => void,
  ) {
    this.#core = core;
    this.#queue = queue;
    this.#display = display;
    this.#pressAltEnter = pressAltEnter;
  }

  /** The window that keys and mouse go to. */
  readonly focus = (): SdlWindow | undefined => {
    let newest: SdlWindow | undefined;
    for (const [, window] of this.#core.handles.all(SdlWindow)) newest = window;
    return newest;
  };

  /** The player's window got or lost the keyboard. */
  setFocus(gained: boolean): void {
    const window = this.focus();
    if (window === undefined || gained === this.#focused) return;
    this.#focused = gained;
    const bits = FLAG.INPUT_FOCUS | FLAG.MOUSE_FOCUS;
    window.flags = gained ? window.flags | bits : window.flags & ~bits;
    this.#queue.window(window.id, gained ? WINDOWEVENT.FOCUS_GAINED : WINDOWEVENT.FOCUS_LOST);
  }

  /**
   * The player's window went into full screen or out of it: because the game asked for it, or by other means. Windows of a fixed size
   * do not go into it, as with window managers.
   */
  fullscreen(on: boolean): void {
    const window = this.focus();
    if (window === undefined || (window.flags & (FLAG.RESIZABLE | FLAG.FULLSCREEN)) === 0) return;
    this.#setFullscreen(window, on ? FLAG.FULLSCREEN_DESKTOP : 0);
    if (on === this.#asked || !this.#core.platform.altEnter) return;
    if (!this.#reminded) this.#pressAltEnter(window.id);
    this.#reminded = true;
  }

  /** The display has another mode: windows in full screen take its size. */
  displayChanged(): void {
    for (const [, window] of this.#core.handles.all(SdlWindow)) {
      const { width, height } = this.#display.mode;
      if (window.fullscreen) this.#resize(window, width, height, WINDOWEVENT.RESIZED);
    }
  }

  /** SDL_SetWindowFullscreen. */
  #askFullscreen(window: SdlWindow, flags: number): void {
    const on = (flags & FLAG.FULLSCREEN) !== 0;
    const reminded = this.#reminded;
    this.#asked = on;
    this.#reminded = false;
    // The answer to a reminder. Where the player has changed the window again meanwhile, there is another to give.
    if (reminded) this.fullscreen(window.fullscreen);
    else {
      this.#setFullscreen(window, flags);
      this.#core.platform.emit({ type: 'fullscreen', on });
    }
  }

  /** SDL_VideoQuit. */
  destroyAll(): void {
    for (const [handle] of [...this.#core.handles.all(SdlWindow)]) this.destroy(handle);
  }

  destroy(handle: number): void {
    const window = this.#core.handles.get(handle, SdlWindow);
    if (window === undefined) return;
    window.renderer?.destroy();
    if (window.surface !== 0) releaseKeptSurface(this.#core.memory, window.surface);
    this.#core.pixels.take(-bytesOf(window.windowed));
    this.#core.handles.delete(handle);
  }

  capture(): WindowsState {
    const windows = [...this.#core.handles.all(SdlWindow)].map(([handle, window]) => window.capture(handle));
    return {
      windows,
      nextId: this.#nextId,
      focused: this.#focused,
      asked: this.#asked,
      reminded: this.#reminded,
    };
  }

  /** The windows themselves are restored with the other objects. Tells the player's window what it shows. */
  restore({ nextId, focused, asked, reminded }: WindowsState): void {
    this.#nextId = nextId;
    this.#focused = focused;
    this.#asked = asked;
    this.#reminded = reminded;
    const window = this.focus();
    if (window === undefined) return;
    const { platform } = this.#core;
    platform.emit({ type: 'title', title: window.title });
    if (window.icon !== undefined) platform.emit({ type: 'icon', png: window.icon });
    platform.emit({ type: 'fullscreen', on: asked });
  }

  #create(title: string, x: number, y: number, w: number, h: number, flags: number): number {
    if (w > MAX_SIDE || h > MAX_SIDE) return this.#core.failNull('Window is too large.');
    if (flags & FLAG.OPENGL) {
      return this.#core.failNull(
        'OpenGL support is either not configured in SDL or not available in current SDL video driver (trapdoom) or platform',
      );
    }
    const size = { w: Math.max(w, 1), h: Math.max(h, 1) };
    if (this.#core.handles.count(SdlWindow) >= WINDOWS_MAX) return this.#core.outOfMemory();
    const bytes = bytesOf({ width: size.w, height: size.h });
    if (!this.#core.pixels.take(bytes)) return this.#core.outOfMemory();
    const shown = (flags & FLAG.HIDDEN) === 0 ? FLAG.SHOWN | FLAG.INPUT_FOCUS | FLAG.MOUSE_FOCUS : 0;
    const place = {
      x: this.#position(x, this.#display.mode.width, size.w),
      y: this.#position(y, this.#display.mode.height, size.h),
      ...size,
    };
    const window = new SdlWindow(this.#nextId++, title, (flags & CREATION_FLAGS) | shown, place);
    const handle = this.#core.handle(window);
    if (handle === 0) {
      this.#core.pixels.take(-bytes);
      return 0;
    }
    this.#asked = window.fullscreen;
    this.#reminded = false;
    if (window.fullscreen) {
      window.width = this.#display.mode.width;
      window.height = this.#display.mode.height;
      this.#core.platform.emit({ type: 'fullscreen', on: true });
    }
    this.#core.platform.emit({ type: 'title', title });
    if (shown !== 0) {
      this.#queue.window(window.id, WINDOWEVENT.SHOWN);
      this.#queue.window(window.id, WINDOWEVENT.EXPOSED);
      this.#queue.window(window.id, WINDOWEVENT.FOCUS_GAINED);
    }
    return handle;
  }

  #position(position: number, display: number, size: number): number {
    return POS_SPECIAL.includes(position & 0xffff0000) ? Math.floor((display - size) / 2) : position;
  }

  #resize(window: SdlWindow, width: number, height: number, event: number): void {
    if (window.width === width && window.height === height) return;
    window.width = width;
    window.height = height;
    this.#queue.window(window.id, event, width, height);
  }

  #setFullscreen(window: SdlWindow, flags: number): void {
    const wanted = flags & FLAG.FULLSCREEN_DESKTOP;
    window.flags = (window.flags & ~FLAG.FULLSCREEN_DESKTOP) | wanted;
    const { width, height } = wanted === 0 ? window.windowed : this.#display.mode;
    this.#resize(window, width, height, WINDOWEVENT.RESIZED);
  }

  functions(): FunctionTable {
    const core = this.#core;
    const { memory } = core;
    /** Runs `use` with the window of a handle, or sets SDL's error and returns `otherwise`. */
    const withWindow = <T>(handle: number, otherwise: T, use: (window: SdlWindow) => T): T => {
      const window = core.handles.get(handle, SdlWindow);
      if (window !== undefined) return use(window);
      core.fail('Invalid window');
      return otherwise;
    };
    return {
      SDL_CreateWindow: [
        '(i32,i32,i32,i32,i32,i32)->i32',
        (title: number, x: number, y: number, w: number, h: number, flags: number) =>
          this.#create(shortened(memory.text(title), TITLE_MAX), x, y, w, h, flags),
      ],
      SDL_DestroyWindow: [
        '(i32)->',
        (handle: number) => withWindow(handle, undefined, () => this.destroy(handle)),
      ],
      SDL_GetWindowID: ['(i32)->i32', (handle: number) => withWindow(handle, 0, (window) => window.id)],
      SDL_GetWindowFlags: ['(i32)->i32', (handle: number) => withWindow(handle, 0, (window) => window.flags)],
      SDL_GetWindowPixelFormat: [
        '(i32)->i32',
        (handle: number) => withWindow<number>(handle, PIXELFORMAT.UNKNOWN, () => DISPLAY_FORMAT),
      ],
      SDL_GetWindowDisplayIndex: ['(i32)->i32', (handle: number) => withWindow(handle, -1, () => 0)],
      SDL_GetWindowSize: [
        '(i32,i32,i32)->',
        (handle: number, w: number, h: number) =>
          withWindow(handle, undefined, (window) => {
            memory.setOut(w, window.width);
            memory.setOut(h, window.height);
          }),
      ],
      SDL_GetWindowPosition: [
        '(i32,i32,i32)->',
        (handle: number, x: number, y: number) =>
          withWindow(handle, undefined, (window) => {
            memory.setOut(x, window.fullscreen ? 0 : window.x);
            memory.setOut(y, window.fullscreen ? 0 : window.y);
          }),
      ],
      SDL_SetWindowSize: [
        '(i32,i32,i32)->',
        (handle: number, w: number, h: number) =>
          withWindow(handle, undefined, (window) => {
            if (w <= 0) return void core.invalid('w');
            if (h <= 0) return void core.invalid('h');
            const width = Math.min(Math.max(w, window.minimum.width), MAX_SIDE);
            const height = Math.min(Math.max(h, window.minimum.height), MAX_SIDE);
            const more = bytesOf({ width, height }) - bytesOf(window.windowed);
            if (!core.pixels.take(more)) return void core.outOfMemory();
            window.windowed = { width, height };
            if (!window.fullscreen) this.#resize(window, width, height, WINDOWEVENT.SIZE_CHANGED);
          }),
      ],
      SDL_SetWindowMinimumSize: [
        '(i32,i32,i32)->',
        (handle: number, w: number, h: number) =>
          withWindow(handle, undefined, (window) => {
            if (w <= 0) return void core.invalid('min_w');
            if (h <= 0) return void core.invalid('min_h');
            window.minimum = { width: Math.min(w, MAX_SIDE), height: Math.min(h, MAX_SIDE) };
          }),
      ],
      SDL_SetWindowTitle: [
        '(i32,i32)->',
        (handle: number, title: number) =>
          withWindow(handle, undefined, (window) => {
            window.title = shortened(memory.text(title), TITLE_MAX);
            core.platform.emit({ type: 'title', title: window.title });
          }),
      ],
      // The pointer is kept in the window by relative mode alone: a grab is only remembered.
      SDL_SetWindowGrab: [
        '(i32,i32)->',
        (handle: number, grabbed: number) =>
          withWindow(handle, undefined, (window) => {
            const keyboard = isTrue(core.hints.get(HINT_GRAB_KEYBOARD)) ? FLAG.KEYBOARD_GRABBED : 0;
            const bits = FLAG.MOUSE_GRABBED | keyboard;
            window.flags = grabbed === 0 ? window.flags & ~bits : window.flags | bits;
          }),
      ],
      SDL_SetWindowResizable: [
        '(i32,i32)->',
        (handle: number, resizable: number) =>
          withWindow(handle, undefined, (window) => {
            if (window.fullscreen) return;
            window.flags = resizable === 0 ? window.flags & ~FLAG.RESIZABLE : window.flags | FLAG.RESIZABLE;
          }),
      ],
      SDL_SetWindowFullscreen: [
        '(i32,i32)->i32',
        (handle: number, flags: number) =>
          withWindow(handle, -1, (window) => {
            this.#askFullscreen(window, flags);
            return 0;
          }),
      ],
    };
  }
}

/** SDL_GetStringBoolean: all but `0` and `false`. */
function isTrue(hint: string | undefined): boolean {
  return hint !== undefined && hint !== '' && hint !== '0' && hint.toLowerCase() !== 'false';
}

/** Bytes of a window's image. */
function bytesOf({ width, height }: { readonly width: number; readonly height: number }): number {
  return width * height * 4;
}
