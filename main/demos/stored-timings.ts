import { z } from 'zod';
import { backendName } from '../../engine/session/protocol.ts';
import type { DocumentFormat } from '../storage/document.ts';

const run = z.object({
  /** What it is kept by: where the demo lies, and from when it is. */
  demo: z.string().max(300),
  backend: backendName,
  /** ISO 8601. */
  at: z.string(),
  /** The demo's length, as the game counts it. */
  gametics: z.number().int(),
  frames: z.number().int(),
  seconds: z.number(),
  /** SHA-256 over pixels and palette of every frame, hexadecimal. */
  hash: z.string(),
});

const schema = z.object({ runs: z.array(run).max(1000).default([]) });
export type StoredTimings = z.infer<typeof schema>;

/** `.trapdoom/timings.json` of a home. */
export const storedTimings: DocumentFormat<StoredTimings> = { version: 1, migrations: [], schema };
