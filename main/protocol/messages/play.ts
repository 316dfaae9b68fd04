import { z } from 'zod';
import { gameRefusal } from '../../../engine/games/messages.ts';
import { fault } from '../../../engine/messages/faults.ts';
import { messageOf, none } from '../../../engine/messages/schema.ts';

const file = z.string();

/** Why a module cannot be played. */
export const moduleProblems = {
  'module-folder': none,
  'module-not-plain': none,
  'module-too-large': z.strictObject({ bytes: z.number() }),
  'module-unreadable': z.strictObject({ fault }),
  'module-refused': z.strictObject({ refusal: gameRefusal }),
};
export const moduleProblem = messageOf(moduleProblems);
export type ModuleProblem = z.infer<typeof moduleProblem>;

/** Of starting a game, and of what it leaves. */
export const playMessages = {
  'nothing-to-restart': none,
  'add-on-alone': z.strictObject({ title: z.string() }),
  'config-is-folder': z.strictObject({ file }),
  /** `name`: the module that is played instead of Chocolate Doom from now on. */
  'module-in-use': z.strictObject({ file }),
  /** `played` is the module that games are played on instead; absent where that is Chocolate Doom. */
  'module-unusable': z.strictObject({ file, problem: moduleProblem, played: z.string().optional() }),
  'module-takes-no-start': z.strictObject({ module: z.string() }),
  /** `own`: it is the module that came with Trapdoom. */
  'module-missing': z.strictObject({ file, own: z.boolean() }),
  'module-lost': z.strictObject({ fault, own: z.boolean() }),
  /** `title`: the source port whose data the file is. */
  'port-data-missing': z.strictObject({ file, title: z.string() }),
  /** Launch options name a map that no WAD of the load order has. */
  'start-map-missing': z.strictObject({ map: z.string(), title: z.string() }),
  'engine-missing': z.strictObject({ file }),
  'record-not-stored': z.strictObject({ fault }),
  'results-not-kept': z.strictObject({ fault }),
  'earlier-start-not-tidied': z.strictObject({ folder: z.string(), fault }),
  /** `auto` could not keep `rate` frames a second: the game draws so many lines now, or from its next start. */
  'resolution-lowered': z.strictObject({ lines: z.number().int(), rate: z.number().int() }),
  'resolution-too-high': z.strictObject({ lines: z.number().int(), rate: z.number().int() }),
  'settings-not-stored': z.strictObject({ fault }),
};
