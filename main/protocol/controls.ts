import { z } from 'zod';
import { sourcePort } from '../../engine/games/source-ports.ts';
import { controlGroup, controlHint, controlLabel } from './control-names.ts';
import { configProblem } from './messages/controls.ts';
import { message } from './messages.ts';

/** A key or button that an action of Woof has. */
export const controlInput = z.discriminatedUnion('kind', [
  /** The key by its place: a KeyboardEvent.code. Two keys that are one for the game have the same. */
  z.strictObject({ kind: z.literal('key'), code: z.string().max(32) }),
  /** 0 left, 1 right, 2 middle, 3 and 4 the wheel up and down, 5 and 6 at the side, 7 and 8 the wheel left and right. */
  z.strictObject({ kind: z.literal('mouse-button'), button: z.number().int().min(0).max(8) }),
  /** To 16, the standard gamepad's buttons. From 17, see `PAD_INPUTS` in game-config/woof/inputs.ts. */
  z.strictObject({ kind: z.literal('pad-button'), button: z.number().int().min(0).max(31) }),
]);
export type ControlInput = z.infer<typeof controlInput>;

/** More than any game has for one action. */
export const controlInputs = z.array(controlInput).max(8);

const named = {
  /** The name of the game's own variable. */
  name: z.string(),
  label: controlLabel,
  /** The heading it stands under. */
  group: controlGroup,
  /** Of keys: those of the same context are looked for at the same time, so that no two should be the same. */
  context: z.enum(['play', 'map', 'menu', 'chat']).optional(),
  /** What it means, where the label does not say it all. */
  text: controlHint.optional(),
};

/** A control with one value: that of the game's configuration files. A pad's button has the pad's own number. */
const singleControl = z.strictObject({
  ...named,
  /**
   * key: a scancode of the PC keyboard, 0 for none; mouse-button: 0 left, 1 right, 2 middle, 3 and 4 the wheel up and down, 5 and 6 at the
   * side, -1 for none; pad-button: -1 for none; number and switch as they are, a switch 0 or 1.
   */
  kind: z.enum(['key', 'mouse-button', 'pad-button', 'number', 'switch']),
  value: z.number(),
  /** What the game has without a configuration; of pads, what Trapdoom gives it. */
  default: z.number(),
  min: z.number(),
  max: z.number(),
  step: z.number(),
});
export type SingleControl = z.infer<typeof singleControl>;

/** An action that has several keys and buttons, of any kind. */
const inputsControl = z.strictObject({
  ...named,
  kind: z.literal('inputs'),
  value: controlInputs,
  default: controlInputs,
  /** How many the game takes. */
  most: z.number().int(),
});
export type InputsControl = z.infer<typeof inputsControl>;

/** What a game is played by, as the window edits it. */
export const control = z.discriminatedUnion('kind', [singleControl, inputsControl]);
export type Control = z.infer<typeof control>;

export const controlValue = z.union([z.number(), controlInputs]);
export type ControlValue = z.infer<typeof controlValue>;
/** New values by the names of the game's variables. */
export type ControlChanges = Readonly<Record<string, ControlValue>>;

export const controlsState = z.strictObject({
  /** The source port whose configuration this is. */
  port: sourcePort,
  controls: z.array(control),
  /** What of the files is not understood. It stays as it is. */
  problems: z.array(configProblem),
  /** Why nothing can be changed now. */
  locked: message.optional(),
});
export type ControlsState = z.infer<typeof controlsState>;

export const controlsChange = z.strictObject({
  /** New values by name. */
  changes: z.record(z.string().max(64), controlValue),
  /** Whether all games of the source port get them, those too that have not been played yet. */
  everywhere: z.boolean(),
});
