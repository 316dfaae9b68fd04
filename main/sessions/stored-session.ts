import { z } from 'zod';
import { sourcePort } from '../../engine/games/source-ports.ts';
import {
  backendChange,
  backendName,
  logLine,
  runTiming,
  sessionEnd,
  sessionStats,
} from '../../engine/session/protocol.ts';
import { type DocumentFormat, isObject, type JsonObject } from '../storage/document.ts';

/** What identifies a file without holding any of it. */
export const fileFacts = z.strictObject({ path: z.string(), sha256: z.string(), bytes: z.number() });
export type FileFacts = z.infer<typeof fileFacts>;

const storedFile = z.object(fileFacts.shape);

const { length, ...timing } = runTiming.shape;
/** Up to 0.1.0 the length of a timed run was stored as `gametics`. */
const storedTiming = z.union([
  z.object(runTiming.shape),
  z
    .object({ gametics: length, ...timing })
    .transform(({ gametics, ...rest }) => ({ length: gametics, ...rest })),
]);

/** What stays of a session after it: enough for diagnostics, also when the launcher has been closed since. */
const schema = z.object({
  /** ISO 8601. */
  startedAt: z.string(),
  /** The session's configuration. All of it is stored, and this is read. */
  config: z.looseObject({
    home: z.string(),
    backend: backendName,
    args: z.array(z.string()).max(256).default([]),
  }),
  /** As the launcher found them: known even if the engine process never said anything. */
  module: storedFile,
  /** The source port that the module is; absent where the player has named another module, and of older records. */
  port: sourcePort.optional(),
  wads: z.array(storedFile).default([]),
  stats: sessionStats
    .extend({ backends: z.array(backendChange).default([]) })
    .nullable()
    .default(null),
  log: z.array(z.object(logLine.shape)).default([]),
  /** Null while the session runs. `text`: the English of its message, for readers without this program. */
  end: z
    .object({ ...sessionEnd.shape, timing: storedTiming.optional(), text: z.string() })
    .nullable()
    .default(null),
});
export type SessionRecord = z.infer<typeof schema>;

/** `last-session.json`. */
export const storedSessionRecord: DocumentFormat<SessionRecord> = {
  version: 2,
  migrations: [withCodes],
  schema,
};

/** Version 1 had sentences in place of codes. They stay as they are. */
function withCodes(document: JsonObject): JsonObject {
  const { end, stats } = document;
  return {
    ...document,
    ...(isObject(end) && typeof end['message'] === 'string' && { end: withCode(end, end['message']) }),
    ...(isObject(stats) && { stats: { ...stats, backendReason: { code: 'from-settings', params: {} } } }),
  };
}

function withCode(end: JsonObject, text: string): JsonObject {
  return { ...end, message: { code: 'game-words', params: { text } }, text };
}
