import { z } from 'zod';
import { fault } from '../../../engine/messages/faults.ts';
import { messageOf, none } from '../../../engine/messages/schema.ts';

/** Why a demo cannot be played. Versions are those of a demo's first byte: 109 is Doom 1.9. */
export const demoProblems = {
  'demo-empty': none,
  'demo-of-newer-engine': z.strictObject({ version: z.number().int() }),
  /** `family`: what first wrote demos of this version; `player`: the source port that plays them. */
  'demo-of-other-port': z.strictObject({
    version: z.number().int(),
    family: z.string(),
    player: z.string(),
  }),
  'demo-without-version': none,
  'demo-header-cut': none,
  'demo-impossible': none,
  'demo-without-players': none,
  'demo-of-absent-player': z.strictObject({ player: z.number().int() }),
  'demo-without-end': none,
  'demo-of-other-version': z.strictObject({ version: z.number().int(), age: z.enum(['older', 'newer']) }),
  'demo-unreadable': z.strictObject({ fault }),
};
export const demoProblem = messageOf(demoProblems);
export type DemoProblem = z.infer<typeof demoProblem>;

/** Of demos. */
export const demoMessages = {
  'demo-unplayable': z.strictObject({ problem: demoProblem }),
  'demo-too-large': z.strictObject({ file: z.string() }),
  'demo-not-imported': z.strictObject({ file: z.string(), problem: demoProblem }),
  'demo-missing': z.strictObject({ name: z.string() }),
};
