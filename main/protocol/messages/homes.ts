import { z } from 'zod';
import { fault } from '../../../engine/messages/faults.ts';
import { messageOf, none } from '../../../engine/messages/schema.ts';

const file = z.string();
const folder = z.string();
/** As the game counts them, from 0. */
const slot = z.number().int().min(0);

/** Why a saved game cannot be loaded. */
export const saveProblems = {
  'not-a-save': none,
  'save-of-other-version': z.strictObject({ version: z.string() }),
  'save-of-other-woof': z.strictObject({ version: z.string() }),
  /** Titles of source ports: the one that made it, and the one that is to load it. */
  'save-of-other-port': z.strictObject({ maker: z.string(), player: z.string() }),
  'save-cut-off': none,
  'save-damaged': none,
  'save-of-other-game': z.strictObject({ episode: z.number(), map: z.number() }),
  'save-unreadable': z.strictObject({ fault }),
  'save-misnamed': z.strictObject({ wanted: file }),
  'save-in-no-slot': none,
};
export const saveProblem = messageOf(saveProblems);
export type SaveProblem = z.infer<typeof saveProblem>;

/** What of a home could not be read. */
export const homeProblems = {
  'home-part-unreadable': z.strictObject({
    part: z.enum(['saves', 'screenshots', 'configurations', 'trash']),
    fault,
  }),
};
export const homeProblem = messageOf(homeProblems);
export type HomeProblem = z.infer<typeof homeProblem>;

/** Of saved games, screenshots and the folders that hold them. */
export const homeMessages = {
  'home-unknown': none,
  'home-unidentified': z.strictObject({ folder, within: folder, fault }),
  'home-not-prepared': z.strictObject({ title: z.string(), folder, fault }),
  'folder-blocked': z.strictObject({ folder }),
  'file-gone': none,
  'file-unreadable': z.strictObject({ file, fault }),
  'file-not-plain': z.strictObject({ file }),
  'file-too-large': z.strictObject({ file, bytes: z.number() }),
  'slot-empty': z.strictObject({ slot }),
  'slot-unloadable': z.strictObject({ slot, problem: saveProblem }),
  'save-too-large': z.strictObject({ file }),
  'save-not-imported': z.strictObject({ file, problem: saveProblem }),
  'slots-full': z.strictObject({ file, slots: z.number().int() }),
  'recovered-in-slot': z.strictObject({ slot }),
  'no-screen-to-keep': none,
  'trash-gone': none,
  'trash-place-taken': z.strictObject({ label: z.string() }),
  'export-running': none,
  'export-too-many-files': z.strictObject({ folder, limit: z.number().int() }),
  'export-file-unreadable': z.strictObject({ file, fault }),
  'export-folder-unreadable': z.strictObject({ folder, fault }),
  'zip-not-written': z.strictObject({ fault }),
  'export-not-written': z.strictObject({ file, fault }),
};
