import { z } from 'zod';
import type { SourcePort } from '../../engine/games/source-ports.ts';
import { type ControlChanges, controlValue } from '../protocol/controls.ts';
import type { DocumentFormat } from '../storage/document.ts';

const schema = z.object({
  /** Of Chocolate Doom: the file is older than the second source port. */
  values: z.record(z.string(), z.number()).default({}),
  woof: z.record(z.string(), controlValue).default({}),
});
export type StoredControls = z.infer<typeof schema>;

/**
 * `controls.json`: what was changed for all games, by the names of the game's variables. A home that is new and has nobody to take its
 * configuration from begins with it.
 */
export const storedControls: DocumentFormat<StoredControls> = { version: 1, migrations: [], schema };

/** What was changed for all games of a source port. */
export function valuesOf(stored: StoredControls, port: SourcePort): ControlChanges {
  return port === 'woof' ? stored.woof : stored.values;
}

/** The document with more changes for a source port. */
export function withValues(
  stored: StoredControls,
  port: SourcePort,
  changes: ControlChanges,
): StoredControls {
  return schema.parse({
    ...stored,
    [port === 'woof' ? 'woof' : 'values']: { ...valuesOf(stored, port), ...changes },
  });
}
