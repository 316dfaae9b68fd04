import { readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const FILE = 'running';
const HEARTBEAT_MS = 2000;
/** A holder that lives touches its lock far more often; after this long its process id may be another program's. */
const STALE_MS = 30_000;
const POLL_MS = 100;

/** Another launcher uses the folder. The message is for the player. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';
}

/**
 * Keeps a second launcher off a user data folder: each would overwrite what the other stores. The lock is a file with the holder's
 * process id; that of a holder that was killed is taken over.
 */
export class FolderLock {
  readonly #file: string;
  readonly #heartbeat: NodeJS.Timeout;

  private constructor(file: string) {
    this.#file = file;
    this.#heartbeat = setInterval(() => void this.#touch(), HEARTBEAT_MS).unref();
  }

  /**
   * Takes the lock of an existing folder; undefined where nothing can be stored there anyway. Throws FolderInUseError if it is held for
   * `patience` milliseconds more: a launcher that was closed a moment ago may still be putting its game away.
   */
  static async take(folder: string, patience = 3000): Promise<FolderLock | undefined> {
    const file = path.join(folder, FILE);
    const deadline = Date.now() + patience;
    for (;;) {
      try {
        await writeFile(file, `${process.pid}\n`, { flag: 'wx' });
        return new FolderLock(file);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return undefined;
      }
      const holder = await holderOf(file);
      if (holder === undefined) {
        if (!(await removeAbandoned(file))) return undefined;
      } else if (Date.now() < deadline) await sleep(POLL_MS);
      else {
        throw new FolderInUseError(
          `Trapdoom is already running (process ${holder}) and uses ${folder}. Close it first, or start with --user-data=ANOTHER_FOLDER.`,
        );
      }
    }
  }

  async release(): Promise<void> {
    clearInterval(this.#heartbeat);
    await rm(this.#file, { force: true });
  }

  async #touch(): Promise<void> {
    const now = new Date();
    // One that cannot be touched looks abandoned in the end; that is no reason to stop.
    await utimes(this.#file, now, now).catch(() => {});
  }
}

/**
 * Removes a lock that nobody holds. Of several launchers that find it so, one at a time may do that, and looks again first: what
 * another has put in its place by then stays. False where nothing can be stored in the folder.
 */
async function removeAbandoned(file: string): Promise<boolean> {
  const guard = `${file}.abandoned`;
  try {
    await writeFile(guard, '', { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false;
    const since = (await modified(guard)) ?? Date.now();
    if (Date.now() - since > STALE_MS) await rm(guard, { force: true, recursive: true });
    else await sleep(POLL_MS);
    return true;
  }
  try {
    const there = (await modified(file)) !== undefined;
    if (there && (await holderOf(file)) === undefined) await rm(file, { force: true, recursive: true });
  } finally {
    await rm(guard, { force: true });
  }
  return true;
}

/** When a file was last touched, in milliseconds since 1970; undefined where there is none. */
async function modified(file: string): Promise<number | undefined> {
  return (await stat(file).catch(() => undefined))?.mtimeMs;
}

/** The process that holds a lock; undefined if it is gone, or left no readable lock. */
async function holderOf(file: string): Promise<number | undefined> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(file, 'utf8'), stat(file)]);
    const pid = Number(text);
    const fresh = Date.now() - mtimeMs < STALE_MS;
    // An empty one was made this very moment and is about to be written.
    if (text === '' && fresh) return 0;
    return fresh && Number.isSafeInteger(pid) && pid > 0 && isRunning(pid) ? pid : undefined;
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
