import { z } from 'zod';
import type { DocumentFormat } from '../storage/document.ts';

const share = z.object({ got: z.number().int(), of: z.number().int() });

const schema = z.object({
  /** Tells the same level of the same session, should it have been written twice. */
  key: z.string().max(80),
  map: z.string().max(8),
  /** ISO 8601: when the game that it was played in ended. */
  at: z.string().max(40),
  seconds: z.number().int().min(0).default(0),
  parSeconds: z.number().int().min(0).default(0),
  /** 1 to 5; absent where the game does not tell. */
  skill: z.number().int().min(1).max(5).optional(),
  kills: share.default({ got: 0, of: 0 }),
  items: share.default({ got: 0, of: 0 }),
  secrets: share.default({ got: 0, of: 0 }),
});
export type StoredLevel = z.infer<typeof schema>;

/** A line of `.trapdoom/levels.jsonl` of a home. A line without a version is of version 1; lines are never rewritten. */
export const storedLevel: DocumentFormat<StoredLevel> = { version: 1, migrations: [], schema };
