import { z } from 'zod';
import type { DocumentFormat } from '../storage/document.ts';

const schema = z.object({
  /** ISO 8601: when the newest release was last requested, with or without success. */
  askedAt: z.string().max(40).default(''),
  /** The newest release that is known; empty if none is. */
  latest: z.string().max(20).default(''),
});
export type StoredCheck = z.infer<typeof schema>;

/** `updates.json`. */
export const storedCheck: DocumentFormat<StoredCheck> = { version: 1, migrations: [], schema };
