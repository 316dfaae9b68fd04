import { z } from 'zod';
import { fault } from '../../../engine/messages/faults.ts';
import { messageOf } from '../../../engine/messages/schema.ts';

const file = z.string();
const name = z.string();

/** What of a configuration file the game would not understand, or take for something else. It stays as it is. */
export const configProblems = {
  /** `effect`: what the game does with the line. */
  'line-strange': z.strictObject({
    file,
    line: z.number().int(),
    text: z.string(),
    effect: z.enum(['skipped', 'takes-next-line', 'cut']),
  }),
  'value-outside': z.strictObject({ file, name, value: z.string(), min: z.number(), max: z.number() }),
  'value-deadly': z.strictObject({
    file,
    name,
    value: z.string(),
    start: z.string(),
    min: z.number(),
    max: z.number(),
  }),
};
export const configProblem = messageOf(configProblems);
export type ConfigProblem = z.infer<typeof configProblem>;

/** Of the files that keep a game's controls. */
export const controlsMessages = {
  'controls-in-use': z.strictObject({ title: z.string() }),
  'config-too-large': z.strictObject({ file }),
  'config-damaged': z.strictObject({ file }),
  'config-unreadable': z.strictObject({ file, fault }),
  'config-not-stored': z.strictObject({ file, fault }),
  'control-unknown': z.strictObject({ name }),
  /** `key` is a KeyboardEvent.code. */
  'input-unknown': z.strictObject({ key: z.string() }),
  'control-too-many': z.strictObject({ most: z.number().int() }),
  /** `control` is the name of the game's variable. */
  'control-outside': z.strictObject({
    control: name,
    whole: z.boolean(),
    min: z.number(),
    max: z.number(),
  }),
  /** Values that the game would not survive are others for this start; `more` are not named. */
  'start-values': z.strictObject({
    folder: z.string(),
    values: z.array(z.strictObject({ file, name, own: z.string(), start: z.string() })).min(1),
    more: z.number().int().min(0),
  }),
};
