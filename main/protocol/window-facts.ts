import { z } from 'zod';

const count = z.number().int().min(0).max(1024);
const size = z.number().min(0).max(1_000_000);

/** What the window knows of itself, with `text` as what is allowed for words that come from elsewhere. */
function facts<T extends z.ZodType<string>>(text: T) {
  return z.strictObject({
    /** What the browser calls itself: its name and version, Electron's too. */
    userAgent: text,
    /** What draws the game's pictures. `renderer` is WebGL's name of it, empty where the browser keeps that to itself. */
    graphics: z.strictObject({
      drawnBy: z.enum(['webgl2', '2d']),
      webgl2: z.enum(['gpu', 'software', 'none']),
      renderer: text,
    }),
    /** Sizes in CSS pixels; `scale` is how many pixels of the screen one of them has. */
    display: z.strictObject({
      width: size,
      height: size,
      windowWidth: size,
      windowHeight: size,
      scale: z.number().min(0).max(1000),
      fullscreen: z.boolean(),
    }),
    /** Connected gamepads. `mapping` is the Gamepad API's, `standard` or empty; `mapped` tells of a mapping made in the settings. */
    pads: z
      .array(
        z.strictObject({
          id: text,
          mapping: text,
          axes: count,
          buttons: count,
          mapped: z.boolean(),
        }),
      )
      .max(16),
  });
}

export const WINDOW_TEXT_MAX = 1024;

/** What diagnostics say of browser, graphics, display and gamepads. */
export const windowFacts = facts(z.string().max(WINDOW_TEXT_MAX));
export type WindowFacts = z.infer<typeof windowFacts>;

/** The same in a bundle, where redaction may have made a text longer. */
export const redactedWindowFacts = facts(z.string());
