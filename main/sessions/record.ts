import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { writeFileAtomically } from '../storage/atomic-file.ts';
import { JsonStore, type Tell } from '../storage/json-store.ts';
import { type SessionRecord, storedSessionRecord } from './stored-session.ts';

export interface StoredSession {
  readonly record: SessionRecord;
  /** PNG. */
  readonly lastFrame: Uint8Array | undefined;
}

/** The newest ended session, in the user data folder. */
export class LastSession {
  readonly #store: JsonStore<SessionRecord, null>;
  readonly #frameFile: string;

  /** `tell` receives that the record could not be read as it was. */
  constructor(userData: string, tell?: Tell) {
    this.#store = new JsonStore<SessionRecord, null>({
      file: path.join(userData, 'last-session.json'),
      format: storedSessionRecord,
      defaults: null,
      document: 'last-session',
      tell,
    });
    this.#frameFile = path.join(userData, 'last-frame.png');
  }

  async save({ record, lastFrame }: StoredSession): Promise<void> {
    // Without its picture first: a crash in between must not show another session's.
    await rm(this.#frameFile, { force: true });
    await this.#store.replace(record);
    if (lastFrame !== undefined) await writeFileAtomically(this.#frameFile, lastFrame);
  }

  async load(): Promise<StoredSession | undefined> {
    const { value } = await this.#store.load();
    if (value === null) return undefined;
    const lastFrame = await readFile(this.#frameFile).catch(() => undefined);
    return { record: value, lastFrame: lastFrame && new Uint8Array(lastFrame) };
  }
}
