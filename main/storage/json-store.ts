import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { TEMPORARY, temporaryName, writeFileAtomically } from './atomic-file.ts';
import { type DocumentFormat, documentOf, type JsonObject, type Understood, understand } from './document.ts';

/** More than any document of Trapdoom's has: 10,000 log lines of 2000 characters. */
const MAX_BYTES = 64 * 1024 * 1024;

export interface JsonStoreOptions<T, D> {
  readonly file: string;
  readonly format: DocumentFormat<T>;
  /** What holds when nothing was ever stored. */
  readonly defaults: D;
  /** What the file is to the player, in notices about it: "settings". */
  readonly what: string;
  /** Receives these notices too, from callers of `load` that ignore them. */
  readonly tell?: Tell | undefined;
}

/** Tells the player what stays to be read. */
export type Tell = (notice: string) => void;

export interface Loaded<T> {
  readonly value: T;
  /** What the player must know: what of a file was not understood, where the file is kept, and what holds now. */
  readonly notice?: string;
}

/**
 * One JSON document on disk that is never lost. A write replaces it whole or not at all, and the version before stays as `.bak`. A file
 * that is damaged is put aside under another name, never overwritten. What of a document is unknown here, from a newer Trapdoom or by
 * hand, stays in it (`document.ts`). A value out of range is replaced by its default, and the file as it was is kept.
 */
export class JsonStore<T, D = T> {
  readonly #options: JsonStoreOptions<T, D>;
  /** Writes happen one after the other, in the order they were asked for. */
  #writing: Promise<void> = Promise.resolve();
  /** What the file holds; undefined before it was read, null where there is none. */
  #stored: Understood<T> | null | undefined;

  constructor(options: JsonStoreOptions<T, D>) {
    this.#options = options;
  }

  get #backup(): string {
    return `${this.#options.file}.bak`;
  }

  /** The stored document, its backup, or the defaults: the first that is whole. Throws only if the system refuses to read at all. */
  async load(): Promise<Loaded<T | D>> {
    const loaded = await this.#load();
    if (loaded.notice !== undefined) this.#options.tell?.(loaded.notice);
    return loaded;
  }

  async #load(): Promise<Loaded<T | D>> {
    const { file, format, defaults, what } = this.#options;
    const current = await this.#read(file);
    if (current.kind === 'whole') return this.#take(current.found);
    const found =
      current.kind === 'broken'
        ? `${file} could not be understood (${current.reason}) and ${await putAside(file)}`
        : undefined;

    const backup = await this.#read(this.#backup);
    if (backup.kind === 'whole') {
      const newer = found === undefined ? await this.#finishWrite() : undefined;
      if (newer !== undefined) return this.#take(newer.found);
      const { value } = backup.found;
      this.#stored = backup.found;
      // So that the notice comes once.
      await writeFileAtomically(file, textOf(documentOf(format, value, backup.found))).catch(() => undefined);
      return { value, notice: `Your ${what} are as of the last backup: ${found ?? `${file} was missing`}.` };
    }
    if (backup.kind === 'broken') await putAside(this.#backup);
    this.#stored = null;
    return found === undefined
      ? { value: defaults }
      : { value: defaults, notice: `Your ${what} start afresh: ${found}.` };
  }

  /** Takes a document as the stored one. Values out of range get their defaults on the disk, too. */
  async #take(found: Understood<T>): Promise<Loaded<T>> {
    const { file, format, what } = this.#options;
    const { value, newer, refused, incomplete } = found;
    this.#stored = found;
    const notices: string[] = [];
    const reasons = [...refused.values()].join('; ');
    if (refused.size > 0 && newer === undefined) {
      const kept = await keepCopy(file, `${file}.kept-${stamp()}`);
      if (kept !== undefined)
        await writeFileAtomically(file, textOf(documentOf(format, value, found))).catch(() => undefined);
      notices.push(
        `Some of your ${what} were not understood and have their defaults again (${reasons}). ${kept === undefined ? file : `The file as it was is kept as ${path.basename(kept)} beside ${file}`}.`,
      );
    } else if (refused.size > 0) {
      notices.push(
        `Some of your ${what} were stored by a newer Trapdoom and are not understood (${reasons}). They stay in ${file} for it, whatever you change here.`,
      );
    }
    for (const [key, count] of incomplete)
      notices.push(
        `Some of your ${what} are not understood (${key}: ${count}). They are not shown, and stay in ${file}.`,
      );
    return notices.length === 0 ? { value } : { value, notice: notices.join(' ') };
  }

  /**
   * Stores `value`, and with it all of the stored document that is unknown here; resolves once it is on the disk. Throws if the disk
   * refuses, with the stored document untouched.
   */
  save(value: T): Promise<void> {
    const { format } = this.#options;
    const whole = format.schema.parse(value);
    return this.#write(async () => {
      const before = (await this.#known()) ?? undefined;
      return { ...(before ?? NOTHING_STRANGE), value: whole, document: documentOf(format, whole, before) };
    });
  }

  /** Stores another document in place of the stored one, of which nothing stays but the backup. Throws as `save`. */
  replace(value: T): Promise<void> {
    const { format } = this.#options;
    const whole = format.schema.parse(value);
    return this.#write(async () => ({
      ...NOTHING_STRANGE,
      value: whole,
      document: documentOf(format, whole, undefined),
    }));
  }

  #write(make: () => Promise<Understood<T>>): Promise<void> {
    const write = this.#writing.then(async () => {
      const next = await make();
      const { file } = this.#options;
      await writeFileAtomically(file, textOf(next.document), { beforeRename: () => this.#keepBackup() });
      this.#stored = next;
    });
    this.#writing = write.catch(() => {});
    return write;
  }

  /** What is stored. A newer document is copied before it is changed for the first time. */
  async #known(): Promise<Understood<T> | null> {
    const { file } = this.#options;
    if (this.#stored === undefined) await this.load();
    const stored = this.#stored ?? null;
    if (stored?.newer !== undefined) await keepCopy(file, `${file}.version-${stored.newer}`);
    return stored;
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
   * Finishes the write of an older Trapdoom that was killed. It moved the document to the backup first, and the new one lies complete
   * under its temporary name. Undefined where there is none.
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
    const found = understand(this.#options.format, json);
    return 'reason' in found ? { kind: 'broken', reason: found.reason } : { kind: 'whole', found };
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
  readonly found: Understood<T>;
}

const NOTHING_STRANGE = {
  newer: undefined,
  refused: new Map<string, string>(),
  incomplete: new Map<string, number>(),
};

/** Renames a file that cannot be understood to a name nobody uses, and says what became of it. */
async function putAside(file: string): Promise<string> {
  const aside = `${file}.unreadable-${stamp()}`;
  try {
    await rename(file, aside);
  } catch (error) {
    // Where nothing can be renamed, nothing will be overwritten either.
    return `stays where it is (${(error as Error).message})`;
  }
  return `is kept as ${path.basename(aside)}`;
}

/** Copies a file to a name, unless something has it. Returns the name; undefined where it could not be copied. */
async function keepCopy(file: string, name: string): Promise<string | undefined> {
  try {
    await copyFile(file, name, constants.COPYFILE_EXCL);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return undefined;
  }
  return name;
}

/** Ends a name that nothing has. */
function stamp(): string {
  return `${new Date().toISOString().replaceAll(':', '-')}-${randomBytes(3).toString('hex')}`;
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

function textOf(value: JsonObject): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
