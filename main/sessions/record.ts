import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { logLine, sessionConfig, sessionEnd, sessionStats } from '../../engine/session/protocol.ts';
import { writeFileAtomically } from '../storage/atomic-file.ts';
import { JsonStore, type Tell } from '../storage/json-store.ts';

/** What identifies a file without holding any of it. */
export const fileFacts = z.strictObject({ path: z.string(), sha256: z.string(), bytes: z.number() });
export type FileFacts = z.infer<typeof fileFacts>;

/** What stays of a session after it: enough for diagnostics, also when the launcher has been closed since. */
export const sessionRecord = z.strictObject({
  version: z.literal(1),
  /** ISO 8601. */
  startedAt: z.string(),
  config: sessionConfig,
  /** As the launcher found them: known even if the engine process never said anything. */
  module: fileFacts,
  wads: z.array(fileFacts),
  stats: sessionStats.nullable(),
  log: z.array(logLine),
  /** Null while the session runs. */
  end: sessionEnd.nullable(),
});
export type SessionRecord = z.infer<typeof sessionRecord>;

export interface StoredSession {
  readonly record: SessionRecord;
  /** PNG. */
  readonly lastFrame: Uint8Array | undefined;
}

/** The newest ended session, in the user data folder. */
export class LastSession {
  readonly #store: JsonStore<SessionRecord | null>;
  readonly #frameFile: string;

  /** `tell` receives that the record could not be read as it was. */
  constructor(userData: string, tell?: Tell) {
    this.#store = new JsonStore<SessionRecord | null>({
      file: path.join(userData, 'last-session.json'),
      schema: sessionRecord.nullable(),
      defaults: null,
      what: 'records of the last session',
      tell,
    });
    this.#frameFile = path.join(userData, 'last-frame.png');
  }

  async save({ record, lastFrame }: StoredSession): Promise<void> {
    // Without its picture first: a crash in between must not show another session's.
    await rm(this.#frameFile, { force: true });
    await this.#store.save(record);
    if (lastFrame !== undefined) await writeFileAtomically(this.#frameFile, lastFrame);
  }

  async load(): Promise<StoredSession | undefined> {
    const { value } = await this.#store.load();
    if (value === null) return undefined;
    const lastFrame = await readFile(this.#frameFile).catch(() => undefined);
    return { record: value, lastFrame: lastFrame && new Uint8Array(lastFrame) };
  }
}
