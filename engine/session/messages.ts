import { z } from 'zod';
import { fault } from '../messages/faults.ts';
import { messageOf, none } from '../messages/schema.ts';
import { BACKEND_NAMES } from '../wasm/spec/backends.ts';

/**
 * All that a session says to the player, by code. The words are in `main/protocol/texts/session.ts`. A parameter named `text` or `detail`
 * holds words that are not this program's own: the game's, the operating system's, or those of an error of the engine library.
 */

/** What the player must know while the game runs. */
export const sessionNotices = {
  'music-off': none,
  'game-not-saved': z.strictObject({ fault }),
  'file-not-stored': z.strictObject({ file: z.string(), fault }),
  'file-not-made': z.strictObject({ fault }),
  'home-folder-remade': z.strictObject({ folder: z.string() }),
  'saved-for-recovery': none,
  'recovery-not-kept': z.strictObject({ fault }),
};
export const sessionNotice = messageOf(sessionNotices);
export type SessionNotice = z.infer<typeof sessionNotice>;

const backend = z.enum(BACKEND_NAMES);

/** Why a session keeps the backend that it runs on. */
export const keptBackends = {
  /** The game's own frames are live on the stack, and cannot be rebuilt elsewhere. */
  'own-loop': none,
  'timed-run': none,
  'self-check': none,
  'backend-needs-memory': z.strictObject({ backend }),
  'backend-refused': z.strictObject({ backend, detail: z.string() }),
  'switch-failed': z.strictObject({ backend, detail: z.string() }),
};
export const keptBackend = messageOf(keptBackends);
export type KeptBackend = z.infer<typeof keptBackend>;

export const sessionMessages = { ...sessionNotices, ...keptBackends };
