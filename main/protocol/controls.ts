import { z } from 'zod';
import { configProblem } from './messages/controls.ts';
import { message } from './messages.ts';

/**
 * What a game is played by, as the window edits it. `name` is that of the game's own variable; values are those of its configuration
 * files, but for pads' buttons, which are the pad's own numbers.
 */
export const control = z.strictObject({
  name: z.string(),
  label: z.string(),
  /** The heading it stands under. */
  group: z.string(),
  /**
   * key: a scancode of the PC keyboard, 0 for none; mouse-button: 0 left, 1 right, 2 middle, 3 and 4 the wheel up and down, 5 and 6 at the
   * side, -1 for none; pad-button: -1 for none; number and switch as they are, a switch 0 or 1.
   */
  kind: z.enum(['key', 'mouse-button', 'pad-button', 'number', 'switch']),
  /** Of keys: those of the same context are looked for at the same time, so that no two should be the same. */
  context: z.enum(['play', 'map', 'menu', 'chat']).optional(),
  value: z.number(),
  /** What the game has without a configuration; of pads, what Trapdoom gives it. */
  default: z.number(),
  min: z.number(),
  max: z.number(),
  step: z.number(),
  /** What it means, where the label does not say it all. */
  text: z.string().optional(),
});
export type Control = z.infer<typeof control>;

export const controlsState = z.strictObject({
  controls: z.array(control),
  /** What of the files is not understood. It stays as it is. */
  problems: z.array(configProblem),
  /** Why nothing can be changed now. */
  locked: message.optional(),
});
export type ControlsState = z.infer<typeof controlsState>;

export const controlsChange = z.strictObject({
  /** New values by name. */
  changes: z.record(z.string().max(64), z.number()),
  /** Whether all games get them, those too that have not been played yet. */
  everywhere: z.boolean(),
});
