import type { GameEvent, InputEvent } from './events.ts';

export type { GameEvent, InputEvent, PadState } from './events.ts';

/**
 * What an SDL game learns from outside and gives away: all of it passes through this interface, which the session implements. The
 * host itself reads no clock, no environment and no device, so a session that answers the same way runs the same way.
 */
export interface SdlPlatform {
  /** Milliseconds since the session began; never goes back. `SDL_GetTicks` and event timestamps. May throw `Unwind`. */
  now(): number;
  /** Lets `milliseconds` pass: blocks, or moves a virtual clock. May throw `Unwind`. */
  delay(milliseconds: number): void;
  /** The game has let time pass, after which another library mixes its sound. May throw what the guest's callbacks throw. */
  readonly waited?: (() => void) | undefined;
  /** What happened since the last call, oldest first. */
  pump(): readonly InputEvent[];
  /**
   * For a game that is called once a frame: by how many milliseconds real time is ahead of `now()`, which stands still while the frame
   * is computed. Without this, sound waits for the frame's end.
   */
  readonly ahead?: (() => number) | undefined;
  /** A picture is complete. The host never writes to its arrays again, and the receiver must not either. */
  present(frame: SdlFrame): void;
  /**
   * Waits until the display has drawn the frame that was presented last, or drops it at its next refresh. `SDL_RenderPresent` calls it
   * where the renderer's vsync is on. May throw `Unwind`. Default: returns at once.
   */
  refreshed?(): void;
  /** The next samples. The host never writes to them again. Without this there is no sound device. */
  readonly sound?: ((block: SoundBlock) => void) | undefined;
  messageBox(box: MessageBox): void;
  /** Tells the window something else than frames and sound. */
  emit(event: GameEvent): void;
  /**
   * Whether the game changes to full screen and back by Alt+Enter and keeps account of it by itself: where the player does so by other
   * means, the host presses these keys for it.
   */
  readonly altEnter?: boolean;
  /** One line for the session's log: what the host had to refuse. */
  log(text: string): void;
  /** The directory of the guest's file system, ending in `/`, where the game may write; undefined if there is none. */
  prefPath(organization: string, application: string): string | undefined;
  /** The directory of the program, ending in `/`, as SDL_GetBasePath returns it. Default: `/`. */
  readonly basePath?: string | undefined;
  /**
   * The one display, in pixels, until a `display` event reports another. Default 1280 x 960 at 60 Hz: 4:3, so that Doom fills it without
   * borders.
   */
  readonly display?: Display;
}

export interface Display {
  readonly width: number;
  readonly height: number;
  readonly refreshRate: number;
}

export const DEFAULT_DISPLAY: Display = { width: 1280, height: 960, refreshRate: 60 };

/** What all presented pictures have. */
interface SdlFrameShape {
  readonly width: number;
  readonly height: number;
  /** The colour around the picture where the window is larger than it, as 0xRRGGBB; black if absent. */
  readonly border?: number;
  /** How tall a pixel is meant to be shown, in pixel widths, where the game says so: 0.1 to 10, and not 1. */
  readonly tall?: number;
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
