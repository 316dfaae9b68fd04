import { z } from 'zod';
import { gameEnds, gameNotices, gameRefusals } from '../games/messages.ts';
import { fault } from '../messages/faults.ts';
import { messageOf, none } from '../messages/schema.ts';
import { BACKEND_NAMES } from '../wasm/spec/backends.ts';

/**
 * All that a session says to the player, by code. The words are in `main/protocol/texts/session.ts`. A parameter named `text` or `detail`
 * holds words that are not this program's own: the game's, the operating system's, or those of an error of the engine library.
 */

/** What the player must know while the game runs, or what its log is to say. */
export const sessionNotices = {
  ...gameNotices,
  'wads-missing': gameEnds['wads-missing'],
  'music-stays-off': none,
  'game-not-saved': z.strictObject({ fault }),
  'file-not-stored': z.strictObject({ file: z.string(), fault }),
  'file-not-made': z.strictObject({ fault }),
  'home-folder-remade': z.strictObject({ folder: z.string() }),
  'saved-for-recovery': none,
  'recovery-not-kept': z.strictObject({ fault }),
};
export const sessionNotice = messageOf(sessionNotices);
export type SessionNotice = z.infer<typeof sessionNotice>;

const detail = z.strictObject({ detail: z.string() });
/** How a process is gone: "exit code 1", "signal SIGKILL". */
const how = z.strictObject({ how: z.string() });

/** How sessions end. */
export const sessionEnds = {
  ...gameEnds,
  ...gameRefusals,
  'game-quit': none,
  'game-stopped': none,
  'ended-silently': z.strictObject({ exitCode: z.number().int() }),
  'demo-timed': z.strictObject({ frames: z.number().int(), seconds: z.number() }),
  'frames-checked': z.strictObject({ frames: z.number().int() }),
  'check-needs-frames': none,
  trapped: detail,
  'host-failed': detail,
  'thread-failed': detail,
  'link-failed': detail,
  'backend-unfit': detail,
  'memory-refused': detail,
  'memory-limit-reached': z.strictObject({ residentBytes: z.number(), limitBytes: z.number() }),
  'engine-memory-used-up': none,
  'process-out-of-memory': how,
  'process-gone': how,
  /** `words`: the error that the game wrote last. */
  'game-hung': z.strictObject({ seconds: z.number(), started: z.boolean(), words: z.string().optional() }),
  'stood-still-without-wads': z.strictObject({ names: z.array(z.string()).min(1) }),
  'engine-not-understood': detail,
  'launcher-not-understood': detail,
  'launcher-out-of-turn': z.strictObject({ request: z.string() }),
  /** Of a run of the command line, which counts frames. */
  'frames-shown': z.strictObject({ frames: z.number().int() }),
  'no-frames': z.strictObject({ seconds: z.number() }),
  'lines-only': z.strictObject({ lines: z.number().int() }),
};
export const sessionEndMessage = messageOf(sessionEnds);
export type SessionEndMessage = z.infer<typeof sessionEndMessage>;

/** The game's own words at an end; empty where it has none. */
export function wordsOf({ message }: { readonly message: SessionEndMessage }): string {
  return message.code === 'game-words' ? message.params.text : '';
}

/** Why a backend runs: a part of the diagnostics. */
export const backendReasons = { 'from-settings': none };
export const backendReason = messageOf(backendReasons);

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

export const sessionMessages = { ...sessionNotices, ...sessionEnds, ...keptBackends };
