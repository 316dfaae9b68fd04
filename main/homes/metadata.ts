import path from 'node:path';
import { z } from 'zod';
import { LAUNCHER_FOLDER } from '../../engine/session/game/home.ts';
import { JsonStore, type Tell } from '../storage/json-store.ts';

/** What a home is of: written when something is played in it, so that it has a name even when its WADs are gone. */
export const homeFacts = z.strictObject({
  version: z.literal(1),
  /** Which game module plays it. */
  game: z.string().max(40),
  /** The IWAD, then the add-ons in load order; `id` is the content's SHA-256. */
  wads: z
    .array(z.strictObject({ id: z.string().max(64), title: z.string().max(300) }))
    .min(1)
    .max(600),
  /** Ids of the add-ons that are merged. */
  merge: z.array(z.string().max(64)).max(600).optional(),
  /** The module that plays it, where it is not the game itself; since then, nothing else of the home is different. */
  module: z.strictObject({ sha256: z.string().max(64), name: z.string().max(300) }).optional(),
  maps: z.enum(['episodes', 'numbered']),
  /** ISO 8601. */
  lastPlayed: z.string().max(40),
  /** All the time that was played, without pauses. */
  playedSeconds: z.number().min(0),
});
export type HomeMetadata = z.infer<typeof homeFacts>;

/** The facts of the home in `folder`; null where none are stored. `tell` receives that they could not be read as they were. */
export function factsStore(folder: string, tell?: Tell): JsonStore<HomeMetadata | null> {
  return new JsonStore<HomeMetadata | null>({
    file: path.join(folder, LAUNCHER_FOLDER, 'home.json'),
    schema: homeFacts.nullable(),
    defaults: null,
    what: 'notes of what a folder of saved games is of',
    tell,
  });
}
