import { z } from 'zod';
import { backendName } from '../../engine/session/protocol.ts';

/** Lines of a frame that can be chosen: the game's own 200 of 1993, and multiples. */
export const RESOLUTIONS = [200, 400, 600, 800] as const;
export const LINES_MIN = RESOLUTIONS[0];
export const LINES_MAX = 3600;

/** Shapes that Woof knows. */
export const WIDESCREENS = ['4:3', '16:10', '16:9', '21:9', '32:9', 'window'] as const;

/** The frames of a source port that draws in more than one resolution. */
export const pictureSettings = z.strictObject({
  /** Lines of a frame. `auto`: as many as keep 60 frames a second; `window`: as many as the window shows. */
  resolution: z.union([z.enum(['auto', 'window']), z.number().int().min(LINES_MIN).max(LINES_MAX)]),
  widescreen: z.enum(WIDESCREENS),
  /** At most so many frames a second; `display`: as many as the display shows. */
  frameRate: z.union([z.literal('display'), z.number().int().min(35).max(500)]),
});
export type PictureSettings = z.infer<typeof pictureSettings>;

/** Width and height in pixels of the display. */
export const windowSize = z.strictObject({
  width: z.number().int().min(1).max(32_768),
  height: z.number().int().min(1).max(32_768),
});
export type WindowSize = z.infer<typeof windowSize>;

/** What frames of so many lines took on this machine. */
export const frameCost = z.strictObject({
  backend: backendName,
  lines: z.number().int(),
  /** Milliseconds that half of the newest frames took at most, and nine of ten. */
  medianMs: z.number(),
  slowMs: z.number(),
});
export type FrameCost = z.infer<typeof frameCost>;
