import { z } from 'zod';
import { sourcePort } from '../../engine/games/source-ports.ts';
import { homeProblem, saveProblem } from './messages/homes.ts';

/** What the window knows of homes: the folders of saves, settings and screenshots, one for each game and load order of add-ons. */

/** A file of a home: its name from the home's folder on, with slashes. Only names that `main/homes` lists are taken. */
export const homeFileName = z.string().max(200);

/**
 * As the source port counts its slots. Of Woof!, ten times the page plus the slot, and 255 for its automatic save. Its menu has eight
 * slots on each of eight pages.
 */
export const saveSlot = z.number().int().min(0).max(255);

export const savedGame = z.strictObject({
  file: homeFileName,
  /** As the game counts its slots. Absent of one that was saved for recovery. */
  slot: saveSlot.optional(),
  /** What the player called it. */
  description: z.string(),
  /** `E1M2` or `MAP03`; absent where the file is none that could be read. */
  map: z.string().optional(),
  /** 0 to 4. */
  skill: z.number().int().min(0).max(4).optional(),
  /** Seconds played in that level. */
  levelSeconds: z.number().optional(),
  /** ISO 8601. */
  savedAt: z.string(),
  bytes: z.number(),
  /** Whether `home.picture` has one of it. */
  picture: z.boolean(),
  /** Why it cannot be loaded. */
  problem: saveProblem.optional(),
});
export type SavedGame = z.infer<typeof savedGame>;

export const homeFile = z.strictObject({
  file: homeFileName,
  bytes: z.number(),
  /** ISO 8601. */
  changedAt: z.string(),
});
export type HomeFile = z.infer<typeof homeFile>;

/** What was deleted and can be had back. */
export const trashed = z.strictObject({
  id: z.string(),
  file: homeFileName,
  /** What it was, for the player. */
  label: z.string(),
  /** ISO 8601. */
  deletedAt: z.string(),
});
export type Trashed = z.infer<typeof trashed>;

export const home = z.strictObject({
  /** The folder's name. */
  id: z.string(),
  title: z.string(),
  /** The source port that plays there. */
  port: sourcePort,
  /** The module that it was played on, where that was not a source port. */
  module: z.string().optional(),
  /** Titles of the add-ons, in load order. */
  addOns: z.array(z.string()),
  /** Content hashes of the game and its add-ons, as in the library; none of a folder that does not say what it is of. */
  iwad: z.string().optional(),
  pwads: z.array(z.string()),
  /** Which of them are merged. */
  merge: z.array(z.string()),
  /** ISO 8601; absent where nothing was played. */
  lastPlayed: z.string().optional(),
  playedSeconds: z.number(),
  /** By slot; then those that are in none. */
  saves: z.array(savedGame),
  /** The newest first. */
  screenshots: z.array(homeFile),
  configs: z.array(homeFile),
  /** The newest first. */
  trash: z.array(trashed),
  /** What could not be read. */
  problems: z.array(homeProblem),
});
export type Home = z.infer<typeof home>;

/** How far the export of a home is. */
export const homeExport = z.strictObject({
  /** The home's id. */
  home: z.string(),
  bytes: z.number(),
  bytesTotal: z.number(),
  files: z.number(),
  filesTotal: z.number(),
  /** The last event of it: it has ended, well or not. */
  done: z.boolean(),
});
export type HomeExport = z.infer<typeof homeExport>;
