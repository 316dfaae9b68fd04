import { z } from 'zod';
import type { DocumentFormat } from '../storage/document.ts';

const schema = z.object({ values: z.record(z.string(), z.number()).default({}) });
export type StoredControls = z.infer<typeof schema>;

/**
 * `controls.json`: what was changed for all games, by the names of the game's variables. A home that is new and has nobody to take its
 * configuration from begins with it.
 */
export const storedControls: DocumentFormat<StoredControls> = { version: 1, migrations: [], schema };
