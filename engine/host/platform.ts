/**
 * What an SDL game learns from outside and gives away: all of it passes through this interface, which the session implements. The
 * host itself reads no clock, no environment and no device, so a session that answers the same way runs the same way.
 */
export interface SdlPlatform {
  /** Milliseconds since the session began; never goes back. `SDL_GetTicks` and event timestamps. May throw `Unwind`. */
  now(): number;
  /** Lets `milliseconds` pass: blocks, or moves a virtual clock. May throw `Unwind`. */
  delay(milliseconds: number): void;
  /** What happened since the last call, oldest first. */
  pump(): readonly InputEvent[];
  /**
   * For a game that is called once a frame: by how many milliseconds real time is ahead of `now()`, which stands still while the frame
   * is computed. Without this, sound waits for the frame's end.
   */
  readonly ahead?: (() => number) | undefined;
  /** A picture is complete. The host never writes to its arrays again, and the receiver must not either. */
  present(frame: SdlFrame): void;
  /** The next samples. The host never writes to them again. Without this there is no sound device. */
  readonly sound?: ((block: SoundBlock) => void) | undefined;
  messageBox(box: MessageBox): void;
  setTitle(title: string): void;
  /** The game's window has another icon from now on. */
  setIcon(icon: SdlIcon): void;
  /** The game wants its window in full screen or out of it. What became of that comes back as an event. */
  setFullscreen(on: boolean): void;
  /**
   * Whether the game changes to full screen and back by Alt+Enter and keeps account of it by itself: where the player does so by other
   * means, the host presses these keys for it.
   */
  readonly altEnter?: boolean;
  /** The game wants the mouse for itself (relative mode), or gives it back. */
  readonly mouseGrab?: ((grabbed: boolean) => void) | undefined;
  /** One line for the session's log: what the host had to refuse. */
  log(text: string): void;
  /** The directory of the guest's file system, ending in `/`, where the game may write; undefined if there is none. */
  prefPath(organization: string, application: string): string | undefined;
  /** The one display, in pixels. Default 1280 x 960 at 60 Hz: 4:3, so that Doom fills it without borders. */
  readonly display?: Display;
}

export interface Display {
  readonly width: number;
  readonly height: number;
  readonly refreshRate: number;
}

export const DEFAULT_DISPLAY: Display = { width: 1280, height: 960, refreshRate: 60 };

/** A pad as the Gamepad API tells of it: axes -1 to 1 (down and right positive), buttons 0 to 1. */
export interface PadState {
  readonly id: string;
  /** Whether axes and buttons stand where the W3C's standard gamepad has them. */
  readonly standard: boolean;
  readonly axes: readonly number[];
  readonly buttons: readonly number[];
}

/** One happening at the window. */
export type InputEvent =
  /**
   * `code` is KeyboardEvent.code, `key` what that key types in the player's layout without modifiers, `text` what was typed (one key
   * press, so usually one character); `caps` and `num` are the locks as they are after it. What is not told is as on a US keyboard.
   */
  | {
      readonly type: 'key';
      readonly code: string;
      readonly down: boolean;
      readonly repeat: boolean;
      readonly text?: string | undefined;
      readonly key?: string | undefined;
      readonly caps?: boolean | undefined;
      readonly num?: boolean | undefined;
      /** When it was pressed, by a clock that is not the session's: for those who measure. */
      readonly time?: number | undefined;
      /** When the session was told of it, by the session's own clock. */
      readonly arrived?: number | undefined;
    }
  /** The window lost keyboard, mouse and pads: all that is held goes up. */
  | { readonly type: 'release-keys' }
  /** The mouse moved by so much, wherever it is: counts of the device, as in SDL's relative mode. */
  | { readonly type: 'mouse-move'; readonly dx: number; readonly dy: number }
  /** The mouse is at this place of the picture, 0 to 1 in either direction. */
  | { readonly type: 'mouse-at'; readonly x: number; readonly y: number }
  /** `button` as in MouseEvent.button: 0 left, 1 middle, 2 right, 3 back, 4 forward. */
  | { readonly type: 'mouse-button'; readonly button: number; readonly down: boolean }
  /** Notches; positive `y` is away from the user, positive `x` to the right. */
  | { readonly type: 'mouse-wheel'; readonly x: number; readonly y: number }
  /** How pad number `index` is now; null once it is pulled out. */
  | { readonly type: 'gamepad'; readonly index: number; readonly pad: PadState | null }
  | { readonly type: 'focus'; readonly gained: boolean }
  /** The player's window went into full screen or out of it, for whatever reason. */
  | { readonly type: 'fullscreen'; readonly on: boolean }
  | { readonly type: 'quit' };

/** What all presented pictures have. */
interface SdlFrameShape {
  readonly width: number;
  readonly height: number;
  /** The colour around the picture where the window is larger than it, as 0xRRGGBB; black if absent. */
  readonly border?: number;
}

/** A presented picture: rows from the top, no padding. */
export type SdlFrame =
  | (SdlFrameShape & {
      readonly format: 'indexed';
      /** A palette index a pixel. */
      readonly pixels: Uint8Array;
      /** 256 RGB triples. */
      readonly palette: Uint8Array;
    })
  | (SdlFrameShape & {
      readonly format: 'rgba';
      /** R, G, B, A a pixel, not premultiplied; A is 255. */
      readonly pixels: Uint8Array;
    });

/** The side of the largest icon, in pixels: no window manager shows a larger one. */
export const MAX_ICON_SIDE = 256;

/** A window's icon: R, G, B, A a pixel, not premultiplied, with real alpha. */
export interface SdlIcon {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** A piece of sound; it follows the one before without a gap. */
export interface SoundBlock {
  /** Frames a second. */
  readonly rate: number;
  /** Left and right in turn, 16 bits. */
  readonly samples: Int16Array;
}

export interface MessageBox {
  readonly title: string;
  readonly text: string;
  /** SDL_MessageBoxFlags: 0x10 an error, 0x20 a warning, 0x40 information. */
  readonly flags: number;
}
