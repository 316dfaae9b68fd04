import { z } from 'zod';
import type { DocumentFormat } from '../storage/document.ts';

/** As many files as a library holds. */
export const ADDED_MAX = 10_000;

/** What a WAD holds that decides how it can be played. */
const contents = z.object({
  /** Names of its maps. */
  maps: z.array(z.string().max(8)).max(256),
  sections: z.boolean(),
  dehacked: z.enum(['none', 'valid', 'invalid']),
});

/**
 * What is remembered of a WAD or a patch that the player added. `modified` (ms since 1970) and `bytes` tell whether it must be read
 * again. A file of an older Trapdoom has no `contents`.
 */
const wadRecord = z.object({
  /** SHA-256 of the content, hexadecimal. */
  id: z.string(),
  title: z.string(),
  kind: z.enum(['iwad', 'pwad', 'patch']),
  game: z.enum(['doom', 'heretic', 'hexen', 'strife']),
  path: z.string(),
  bytes: z.number(),
  lumps: z.number(),
  contents: contents.optional(),
  modified: z.number(),
});
export type WadRecord = z.infer<typeof wadRecord>;

const schema = z.object({ wads: z.array(wadRecord).max(ADDED_MAX).default([]) });
export type StoredLibrary = z.infer<typeof schema>;

/** `library.json`. */
export const storedLibrary: DocumentFormat<StoredLibrary> = { version: 1, migrations: [], schema };
