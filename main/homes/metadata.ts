import path from 'node:path';
import { z } from 'zod';
import { DEFAULT_PORT, sourcePort } from '../../engine/games/source-ports.ts';
import { LAUNCHER_FOLDER } from '../../engine/session/game/home.ts';
import type { DocumentFormat } from '../storage/document.ts';
import { JsonStore, type Tell } from '../storage/json-store.ts';

/** What a home is of: written when something is played in it, so that it has a name even when its WADs are gone. */
const schema = z.object({
  /** Which game module plays it. */
  game: z.string().max(40).default('doom'),
  /** The IWAD, then the add-ons in load order; `id` is the content's SHA-256. */
  wads: z
    .array(z.object({ id: z.string().max(64), title: z.string().max(300) }))
    .min(1)
    .max(600),
  /** Ids of the add-ons that are merged. */
  merge: z.array(z.string().max(64)).max(600).optional(),
  /** The source port that plays it. Homes from when there was one only do not say. */
  port: sourcePort.default(DEFAULT_PORT),
  /** The module that plays it, in place of a source port. */
  module: z.object({ sha256: z.string().max(64), name: z.string().max(300) }).optional(),
  /** Written anew at each start, from the IWAD. */
  maps: z.enum(['episodes', 'numbered']).default('episodes'),
  /** ISO 8601. */
  lastPlayed: z.string().max(40).default(''),
  /** All the time that was played, without pauses. */
  playedSeconds: z.number().min(0).default(0),
});
export type HomeMetadata = z.infer<typeof schema>;

/** `.trapdoom/home.json` of a home. */
export const storedHome: DocumentFormat<HomeMetadata> = { version: 1, migrations: [], schema };

/** The metadata of the home in `folder`; null where none is stored. `tell` receives that it could not be read as it was. */
export function metadataStore(folder: string, tell?: Tell): JsonStore<HomeMetadata, null> {
  return new JsonStore<HomeMetadata, null>({
    file: path.join(folder, LAUNCHER_FOLDER, 'home.json'),
    format: storedHome,
    defaults: null,
    document: 'home',
    tell,
  });
}
