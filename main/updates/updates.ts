import path from 'node:path';
import type { Message } from '../protocol/messages.ts';
import { JsonStore } from '../storage/json-store.ts';
import { isNewer, latestRelease, RELEASES_PAGE } from './latest-release.ts';
import { type StoredCheck, storedCheck } from './stored-check.ts';

/** Between two requests, in milliseconds. */
const DAY_MS = 24 * 60 * 60 * 1000;

export interface UpdatesOptions {
  readonly userData: string;
  /** This program's version. */
  readonly version: string;
  /** Whether the player wants to know: only then is anything asked. */
  readonly wanted: () => boolean;
  readonly notify: (notice: Message) => void;
  readonly now?: () => number;
}

/**
 * Tells the player of a newer version, if the player wants that: nothing leaves this machine otherwise, and then at most one request a
 * day. What goes wrong is told in the log only.
 */
export class Updates {
  readonly #options: UpdatesOptions;
  readonly #store: JsonStore<StoredCheck>;
  readonly #end = new AbortController();
  #checking: Promise<void> | undefined;

  constructor(options: UpdatesOptions) {
    this.#options = options;
    this.#store = new JsonStore({
      file: path.join(options.userData, 'updates.json'),
      format: storedCheck,
      defaults: { askedAt: '', latest: '' },
      document: 'updates',
    });
  }

  /** Looks for a newer version if that is wanted and due. It never rejects, and two at a time are one. */
  check(): Promise<void> {
    if (!this.#options.wanted() || this.#end.signal.aborted) return Promise.resolve();
    this.#checking ??= this.#check()
      .catch((error: Error) => {
        if (!this.#end.signal.aborted)
          console.error(`No newer version could be looked for: ${error.message}`);
      })
      .finally(() => (this.#checking = undefined));
    return this.#checking;
  }

  /** Ends a look that is on its way. */
  async close(): Promise<void> {
    this.#end.abort();
    await this.#checking;
  }

  async #check(): Promise<void> {
    const { now = Date.now, version, notify } = this.#options;
    const { value: known } = await this.#store.load();
    const asked = Date.parse(known.askedAt);
    let { latest } = known;
    // A clock that was put back must not keep it from asking.
    if (!(asked <= now() && now() - asked < DAY_MS)) {
      const askedAt = new Date(now()).toISOString();
      // First: a launcher that cannot store this would ask at each start.
      await this.#store.save({ ...known, askedAt });
      latest = await latestRelease(this.#end.signal);
      await this.#store.save({ askedAt, latest });
    }
    if (!this.#options.wanted() || !isNewer(latest, version)) return;
    notify({ code: 'newer-version', params: { latest, version, page: RELEASES_PAGE } });
  }
}
