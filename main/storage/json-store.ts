import { randomBytes } from 'node:crypto';
import { readFile, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import { writeFileAtomically } from './atomic-file.ts';

/** More than any document of Trapdoom's has: 10,000 log lines of 2000 characters. */
const MAX_BYTES = 64 * 1024 * 1024;

export interface JsonStoreOptions<T> {
  readonly file: string;
  readonly schema: z.ZodType<T>;
  /** What holds when nothing was ever stored. */
  readonly defaults: T;
  /** What the file is to the player, in the notice that it could not be read: "settings". */
  readonly what: string;
}

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
    const { file, defaults, what } = this.#options;
    const current = await this.#read(file);
    if (current.kind === 'whole') return { value: current.value };
    const found =
      current.kind === 'broken'
        ? `${file} could not be understood (${current.reason}) and ${await putAside(file)}`
        : undefined;

    const backup = await this.#read(this.#backup);
    if (backup.kind === 'whole') {
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
    const text = `${JSON.stringify(this.#options.schema.parse(value), null, 2)}\n`;
    const write = this.#writing.then(() =>
      writeFileAtomically(this.#options.file, text, () => renameIfThere(this.#options.file, this.#backup)),
    );
    this.#writing = write.catch(() => {});
    return write;
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

async function renameIfThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
