import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import { TEMPORARY, temporaryName, writeFileAtomically } from './atomic-file.ts';

/** More than any document of Trapdoom's has: 10,000 log lines of 2000 characters. */
const MAX_BYTES = 64 * 1024 * 1024;

export interface JsonStoreOptions<T> {
  readonly file: string;
  readonly schema: z.ZodType<T>;
  /** What holds when nothing was ever stored. */
  readonly defaults: T;
  /** What the file is to the player, in the notice that it could not be read: "settings". */
  readonly what: string;
  /** Receives that notice too, from those who load and do not look at it. */
  readonly tell?: Tell | undefined;
}

/** Tells the player what stays to be read. */
export type Tell = (notice: string) => void;

export interface Loaded<T> {
  readonly value: T;
  /** What the player must know: a file was unreadable, where it is kept, and what holds now. */
  readonly notice?: string;
}

/**
 * One JSON document on disk that is never lost: a write replaces it whole or not at all, the version before stays as `.bak`, and a
 * file that cannot be understood is put aside under another name, never overwritten.
 */
export class JsonStore<T> {
  readonly #options: JsonStoreOptions<T>;
  /** Writes happen one after the other, in the order they were asked for. */
  #writing: Promise<void> = Promise.resolve();

  constructor(options: JsonStoreOptions<T>) {
    this.#options = options;
  }

  get #backup(): string {
    return `${this.#options.file}.bak`;
  }

  /** The stored document, its backup, or the defaults: the first that is whole. Throws only if the system refuses to read at all. */
  async load(): Promise<Loaded<T>> {
    const loaded = await this.#load();
    if (loaded.notice !== undefined) this.#options.tell?.(loaded.notice);
    return loaded;
  }

  async #load(): Promise<Loaded<T>> {
    const { file, defaults, what } = this.#options;
    const current = await this.#read(file);
    if (current.kind === 'whole') return { value: current.value };
    const found =
      current.kind === 'broken'
        ? `${file} could not be understood (${current.reason}) and ${await putAside(file)}`
        : undefined;

    const backup = await this.#read(this.#backup);
    if (backup.kind === 'whole') {
      const newer = found === undefined ? await this.#finishWrite() : undefined;
      if (newer !== undefined) return { value: newer.value };
      // So that it is told once.
      await writeFileAtomically(file, textOf(backup.value)).catch(() => undefined);
      const notice = `Your ${what} are as of the last backup: ${found ?? `${file} was missing`}.`;
      return { value: backup.value, notice };
    }
    if (backup.kind === 'broken') await putAside(this.#backup);
    return found === undefined
      ? { value: defaults }
      : { value: defaults, notice: `Your ${what} start afresh: ${found}.` };
  }

  /** Stores `value`; resolves once it is on the disk. Throws if the disk refuses, with the stored document untouched. */
  save(value: T): Promise<void> {
    const text = textOf(this.#options.schema.parse(value));
    const beforeRename = () => this.#keepBackup();
    const write = this.#writing.then(() => writeFileAtomically(this.#options.file, text, { beforeRename }));
    this.#writing = write.catch(() => {});
    return write;
  }

  /** Gives the stored document the backup's name, too: there is no moment without a document. */
  async #keepBackup(): Promise<void> {
    const { file } = this.#options;
    const temporary = temporaryName(this.#backup);
    try {
      await linkOrCopy(file, temporary);
      await rename(temporary, this.#backup);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    } finally {
      // Renaming one of two names of a file to the other does nothing (rename(2)).
      await rm(temporary, { force: true });
    }
  }

  /**
   * Ends what an older Trapdoom that was killed had begun: it moved the document to the backup first, and the new one lies complete under
   * its temporary name. Undefined where there is none.
   */
  async #finishWrite(): Promise<Whole<T> | undefined> {
    const { file } = this.#options;
    const folder = path.dirname(file);
    const names = await readdir(folder).catch(() => []);
    const made = names.filter((name) => name.startsWith(`${path.basename(file)}.`) && TEMPORARY.test(name));
    const dated = await Promise.all(
      made.map(async (name) => ({ name, at: (await stat(path.join(folder, name))).mtimeMs })),
    );
    for (const { name } of dated.sort((a, b) => b.at - a.at)) {
      const found = await this.#read(path.join(folder, name));
      if (found.kind !== 'whole') continue;
      await rename(path.join(folder, name), file);
      return found;
    }
    return undefined;
  }

  async #read(file: string): Promise<Missing | Broken | Whole<T>> {
    let text: string;
    try {
      const found = await stat(file);
      if (!found.isFile()) return { kind: 'broken', reason: 'it is no file' };
      if (found.size > MAX_BYTES) return { kind: 'broken', reason: `it has ${found.size} bytes` };
      text = await readFile(file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { kind: 'missing' };
      throw error;
    }
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      return { kind: 'broken', reason: text.trim() === '' ? 'it is empty' : 'it is no JSON' };
    }
    const parsed = this.#options.schema.safeParse(json);
    if (parsed.success) return { kind: 'whole', value: parsed.data };
    const issue = parsed.error.issues[0]!;
    return { kind: 'broken', reason: `${issue.path.join('.') || 'the document'}: ${issue.message}` };
  }
}

interface Missing {
  readonly kind: 'missing';
}
interface Broken {
  readonly kind: 'broken';
  readonly reason: string;
}
interface Whole<T> {
  readonly kind: 'whole';
  readonly value: T;
}

/** Renames a file that cannot be understood to a name nobody uses, and says what became of it. */
async function putAside(file: string): Promise<string> {
  const stamp = new Date().toISOString().replaceAll(':', '-');
  const aside = `${file}.unreadable-${stamp}-${randomBytes(3).toString('hex')}`;
  try {
    await rename(file, aside);
  } catch (error) {
    // Where nothing can be renamed, nothing will be overwritten either.
    return `stays where it is (${(error as Error).message})`;
  }
  return `is kept as ${path.basename(aside)}`;
}

/** Gives a file another name; a copy where the file system has one name to a file. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw error;
    await copyFile(from, to, constants.COPYFILE_EXCL);
  }
}

function textOf(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
