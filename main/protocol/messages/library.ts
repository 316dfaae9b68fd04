import { z } from 'zod';
import { wadProblem } from '../../../engine/games/messages.ts';
import { fault } from '../../../engine/messages/faults.ts';
import { messageOf, none } from '../../../engine/messages/schema.ts';

const file = z.string();
const title = z.string();

/** Why the game does not read a file as a DeHackEd patch. */
export const patchProblems = {
  'patch-empty': none,
  'patch-with-byte-order-mark': none,
  'patch-in-utf-16': none,
  'patch-of-other-version': z.strictObject({ line: z.string() }),
  'patch-without-signature': none,
};
export const patchProblem = messageOf(patchProblems);
export type PatchProblem = z.infer<typeof patchProblem>;

/** What else a file is that a player takes for a WAD. */
export const otherFormat = z.enum([
  'zip',
  '7z',
  'rar',
  'quake-textures',
  'half-life-textures',
  'program',
  'wasm',
  'unknown',
]);
export type OtherFormat = z.infer<typeof otherFormat>;

/** Why a file is no WAD or patch that can be added, or cannot be read. */
export const gameFileProblems = {
  'wad-empty': z.strictObject({ file }),
  'wad-damaged': z.strictObject({ file, problem: wadProblem }),
  'not-a-wad': z.strictObject({ file, format: otherFormat }),
  'not-a-patch': z.strictObject({ file, problem: patchProblem }),
  'patch-too-large': z.strictObject({ file, bytes: z.number() }),
  'game-file-not-plain': z.strictObject({ file, wanted: z.enum(['.wad', '.deh']) }),
  'game-file-missing': z.strictObject({ file, path: z.string() }),
  'game-file-forbidden': z.strictObject({ file }),
  'game-file-unopened': z.strictObject({ file, fault }),
  'game-file-unreadable': z.strictObject({ file, fault }),
  'game-file-shortened': z.strictObject({ file }),
  'game-file-changing': z.strictObject({ file }),
};
export const gameFileProblem = messageOf(gameFileProblems);
export type GameFileProblem = z.infer<typeof gameFileProblem>;

/** Why an entry of the library cannot be played. */
export const entryProblems = {
  'drive-silent': z.strictObject({ path: z.string() }),
  'entry-missing': z.strictObject({ path: z.string() }),
  'entry-changed': z.strictObject({ path: z.string() }),
  'hexen-maps': z.strictObject({ title }),
  'game-unsupported': z.strictObject({ title }),
};
export const entryProblem = messageOf(entryProblems);
export type EntryProblem = z.infer<typeof entryProblem>;

/** Of the library and its files. */
export const libraryMessages = {
  ...gameFileProblems,
  ...entryProblems,
  'upload-not-stored': z.strictObject({ file, fault }),
  'upload-too-large': z.strictObject({ file }),
  'library-full': z.strictObject({ limit: z.number().int() }),
  'library-not-stored': z.strictObject({ fault }),
  'bundled-wad-unusable': z.strictObject({ problem: gameFileProblem }),
  'wad-bundled': none,
  'wad-unknown': none,
  'wad-in-use': none,
  'no-file-dialog': none,
  'file-dialog-open': none,
  'uploads-recovered': z.strictObject({ titles: z.array(title).min(1) }),
  'companion-missing': z.strictObject({ title, name: z.string(), folder: z.string(), archive: z.string() }),
};
