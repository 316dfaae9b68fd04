import { z } from 'zod';
import { timedRun } from '../protocol/demos.ts';
import type { DocumentFormat } from '../storage/document.ts';

const run = z.object({
  /** What it is kept by: where the demo lies, and from when it is. */
  demo: z.string().max(300),
  ...timedRun.shape,
});

const schema = z.object({ runs: z.array(run).max(1000).default([]) });
export type StoredTimings = z.infer<typeof schema>;

/** `.trapdoom/timings.json` of a home. */
export const storedTimings: DocumentFormat<StoredTimings> = { version: 1, migrations: [], schema };
