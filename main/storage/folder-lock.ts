import { randomBytes } from 'node:crypto';
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { temporaryName } from './atomic-file.ts';
import { PRIVATE_FILE } from './folders.ts';
import { isRunning, livenessOf, ownIdentity, processIdentity } from './process-identity.ts';

const FILE = 'running';
const HEARTBEAT_MS = 2000;
/** A holder that cannot be looked for is gone if it does not touch its lock for so long, by this process's own clock. */
const OBSERVED_MS = 3 * HEARTBEAT_MS + 1000;
/** A lock that stays empty so long is none: its maker died within the same moment. */
const EMPTY_MS = 1000;
const POLL_MS = 100;
/** No lock is larger. */
const BYTES_MAX = 4096;

/** Another launcher uses the folder. The message is for the player. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';
}

/** A lock's content, and whatever later versions add. */
const holder = z.object({ token: z.string().max(100), process: z.object(processIdentity.shape) });

/**
 * Keeps a second launcher off a user data folder: each would overwrite what the other stores. The lock is a file that names its holder: a
 * process by its id, its start time and the run of the system. So the holder's life is looked up, and not guessed from the file's age. A
 * laptop that has slept, a process that was stopped, and a clock that was set change nothing. A holder on another machine or in another
 * container cannot be looked up. There its heartbeat counts: the file's time of change, which must move while it is watched.
 */
export class FolderLock {
  readonly #file: string;
  readonly #token: string;
  readonly #heartbeat: NodeJS.Timeout;

  private constructor(file: string, token: string) {
    this.#file = file;
    this.#token = token;
    this.#heartbeat = setInterval(() => void this.#touch(), HEARTBEAT_MS).unref();
  }

  /**
   * Takes the lock of an existing folder. Throws FolderInUseError if it is held for `patience` milliseconds more: a launcher that was
   * closed a moment ago may still be ending its game. Throws the system's error where the lock cannot be written.
   */
  static async take(folder: string, patience = 3000): Promise<FolderLock> {
    const file = path.join(folder, FILE);
    const token = randomBytes(16).toString('hex');
    const text = JSON.stringify({ version: 1, token, process: await ownIdentity() });
    const watch = new Watch(file);
    const start = performance.now();
    for (;;) {
      if (await create(file, text)) return new FolderLock(file, token);
      const { state, who, waits } = await watch.look();
      if (state === 'abandoned') await removeAbandoned(file, watch.text, text);
      else if (waits || performance.now() - start < patience) await sleep(POLL_MS);
      else throw new FolderInUseError(inUse(folder, file, who, state));
    }
  }

  /** Gives the lock back, unless another launcher holds it by now. */
  async release(): Promise<void> {
    clearInterval(this.#heartbeat);
    if (await this.#isOurs()) await rm(this.#file, { force: true });
  }

  async #touch(): Promise<void> {
    if (!(await this.#isOurs())) return;
    const now = new Date();
    // What cannot be touched looks abandoned to other machines; that is no reason to stop.
    await utimes(this.#file, now, now).catch(() => {});
  }

  async #isOurs(): Promise<boolean> {
    const text = await textOf(this.#file);
    return text !== undefined && parse(text)?.token === this.#token;
  }
}

type State = 'held' | 'elsewhere' | 'abandoned';
interface Sight {
  readonly state: State;
  /** Who holds it, for the player. */
  readonly who: string;
  /** Whether more is known after some time, however short the caller's patience is. */
  readonly waits: boolean;
}

/** A lock that another has, while it is polled. */
class Watch {
  readonly #file: string;
  /** The lock's content as it was seen last; undefined where there was none. */
  text: string | undefined;
  #modified: number | undefined;
  #since = performance.now();

  constructor(file: string) {
    this.#file = file;
  }

  async look(): Promise<Sight> {
    const [text, found] = await Promise.all([textOf(this.#file), stat(this.#file).catch(() => undefined)]);
    const moved = this.#modified !== undefined && this.#modified !== found?.mtimeMs;
    if (text !== this.text || this.#modified === undefined) this.#since = performance.now();
    this.text = text;
    this.#modified = found?.mtimeMs;
    const seen = performance.now() - this.#since;
    // It is gone; or no file, which nobody holds.
    if (found === undefined) return { state: 'held', who: '', waits: true };
    if (text === undefined) return { state: 'abandoned', who: '', waits: false };
    if (text === '') return { state: seen < EMPTY_MS ? 'held' : 'abandoned', who: 'starting', waits: true };
    // As an older Trapdoom writes it.
    const pid = /^\d{1,10}\n?$/.test(text) ? Number(text) : undefined;
    if (pid !== undefined && pid > 0)
      return { state: isRunning(pid) ? 'held' : 'abandoned', who: `process ${pid}`, waits: false };
    const held = parse(text);
    if (held === undefined) return { state: 'abandoned', who: '', waits: false };
    const liveness = await livenessOf(held.process);
    const who = `process ${held.process.pid}`;
    if (liveness !== 'unknown')
      return { state: liveness === 'alive' ? 'held' : 'abandoned', who, waits: false };
    return this.#elsewhere(held, moved, seen);
  }

  async #elsewhere({ process: there }: z.infer<typeof holder>, moved: boolean, seen: number): Promise<Sight> {
    const who = `process ${there.pid} on ${there.host}`;
    if (moved) return { state: 'held', who, waits: false };
    if (seen < OBSERVED_MS) return { state: 'held', who, waits: true };
    const here = await ownIdentity();
    // A container of this very machine, which is gone. Another machine may sleep.
    const local = there.boot !== undefined && there.boot === here.boot;
    return { state: local ? 'abandoned' : 'elsewhere', who, waits: false };
  }
}

function inUse(folder: string, file: string, who: string, state: State): string {
  if (state === 'elsewhere')
    return `${folder} was used by Trapdoom, ${who}, which may be asleep. Close it there. If it does not run there any more, delete the file ${file} and start again.`;
  return `Trapdoom is already running (${who}) and uses ${folder}. Close it first, or start with --user-data=ANOTHER_FOLDER.`;
}

/** Makes a lock with its content at once; false where there is one. Throws the system's error where it cannot be made. */
async function create(file: string, text: string): Promise<boolean> {
  const temporary = temporaryName(file);
  try {
    await writeFile(temporary, text, { flag: 'wx', mode: PRIVATE_FILE });
    await link(temporary, file);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error;
    // A file system without hard links.
    return createPlainly(file, text);
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

async function createPlainly(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: 'wx', mode: PRIVATE_FILE });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Removes a lock whose content was `judged` to be nobody's. Where several launchers find it so, one at a time may remove it. It reads the
 * lock again first: what another has put in its place by then stays.
 */
async function removeAbandoned(file: string, judged: string | undefined, own: string): Promise<void> {
  const guard = `${file}.abandoned`;
  if (!(await create(guard, own))) {
    const watch = new Watch(guard);
    const { state } = await watch.look();
    if (state === 'abandoned') await removeIfStill(guard, watch.text);
    else await sleep(POLL_MS);
    return;
  }
  try {
    const found = await stat(file).catch(() => undefined);
    if (found !== undefined && (await textOf(file)) === judged)
      await rm(file, { force: true, recursive: true });
  } finally {
    await rm(guard, { force: true });
  }
}

/** Takes a file away by renaming it, which one of several can, and puts back what is not what was judged. */
async function removeIfStill(file: string, judged: string | undefined): Promise<void> {
  const aside = temporaryName(file);
  try {
    await rename(file, aside);
  } catch {
    return;
  }
  if ((await textOf(aside)) !== judged) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true, recursive: true });
}

/** What a lock says; undefined where it is none, or no file. */
async function textOf(file: string): Promise<string | undefined> {
  try {
    const found = await stat(file);
    if (!found.isFile() || found.size > BYTES_MAX) return undefined;
    return await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
}

function parse(text: string): z.infer<typeof holder> | undefined {
  try {
    return holder.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
