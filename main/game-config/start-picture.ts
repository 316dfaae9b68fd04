import type { PictureSettings, WindowSize } from '../protocol/picture.ts';

/** What a start of the game has of the settings. */
export interface StartPicture {
  readonly picture: PictureSettings;
  /** The frame's lines, which `auto` and `window` stand for. */
  readonly lines: number;
  readonly window: WindowSize;
}
