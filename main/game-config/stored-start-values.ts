import { z } from 'zod';
import { CONFIGURATION_FILES } from '../../engine/games/source-ports.ts';
import type { DocumentFormat } from '../storage/document.ts';

const startValue = z.object({
  file: z.enum(CONFIGURATION_FILES),
  name: z.string().max(79),
  /** The file's own value, and the one that the game was started with. */
  own: z.string().max(255),
  start: z.string().max(255),
});
export type StartValue = z.infer<typeof startValue>;

const schema = z.object({ values: z.array(startValue).max(200).default([]) });
export type StoredStartValues = z.infer<typeof schema>;

/** `.trapdoom/start-values.json` of a home. */
export const storedStartValues: DocumentFormat<StoredStartValues> = { version: 1, migrations: [], schema };
