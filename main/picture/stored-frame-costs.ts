import { z } from 'zod';
import { backendName } from '../../engine/session/protocol.ts';
import type { DocumentFormat } from '../storage/document.ts';

const cost = z.object({
  backend: backendName,
  lines: z.number().int().min(1).max(10_000),
  medianMs: z.number().min(0).max(60_000),
  slowMs: z.number().min(0).max(60_000),
});

const schema = z.object({ costs: z.array(cost).max(1000).default([]) });
export type StoredFrameCosts = z.infer<typeof schema>;

/** `frame-costs.json`: what frames of Woof took on this machine. */
export const storedFrameCosts: DocumentFormat<StoredFrameCosts> = { version: 1, migrations: [], schema };
