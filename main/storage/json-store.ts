import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { systemFault } from '../../engine/messages/faults.ts';
import type { BrokenDocument, DocumentProblem, StoredDocument } from '../protocol/messages/storage.ts';
import type { Message } from '../protocol/messages.ts';
import { TEMPORARY, temporaryName, writeFileAtomically } from './atomic-file.ts';
import { type DocumentFormat, documentOf, type JsonObject, type Understood, understand } from './document.ts';

/** More than any document of Trapdoom's has: 10,000 log lines of 2000 characters. */
const MAX_BYTES = 64 * 1024 * 1024;

export interface JsonStoreOptions<T, D> {
  readonly file: string;
  readonly format: DocumentFormat<T>;
  /** What holds when nothing was ever stored. */
  readonly defaults: D;
  /** Which document it is, in notices about it. */
  readonly document: StoredDocument;
  /** Receives these notices too, from callers of `load` that ignore them. */
  readonly tell?: Tell | undefined;
}

/** Tells the player what stays to be read. */
export type Tell = (notice: Message) => void;

export interface Loaded<T> {
  readonly value: T;
  /** What the player must know: what of a file was not understood, where the file is kept, and what holds now. */
  readonly notices: readonly Message[];
}

/**
 * One JSON document on disk that is never lost. A write replaces it whole or not at all, and the version before stays as `.bak`. A file
 * that is damaged is put aside under another name, never overwritten. What of a document is unknown here, from a newer Trapdoom or by
 * hand, stays in it (`document.ts`). A value out of range is replaced by its default, and the file as it was is kept.
 */
export class JsonStore<T, D = T> {
  readonly #options: JsonStoreOptions<T, D>;
  /** What the file holds; undefined before it was read, null where there is none. */
  #stored: Understood<T> | null | undefined;

  constructor(options: JsonStoreOptions<T, D>) {
    this.#options = options;
  }

  get #backup(): string {
    return `${this.#options.file}.bak`;
  }

  /** The stored document, its backup, or the defaults: the first that is whole. Throws only if the system refuses to read at all. */
  load(): Promise<Loaded<T | D>> {
    return inTurn(this.#options.file, () => this.#loadAndTell());
  }

  async #loadAndTell(): Promise<Loaded<T | D>> {
    const loaded = await this.#load();
    for (const notice of loaded.notices) this.#options.tell?.(notice);
    return loaded;
  }

  async #load(): Promise<Loaded<T | D>> {
    const { file, format, defaults, document } = this.#options;
    const current = await this.#read(file);
    if (current.kind === 'whole') return this.#take(current.found);
    const broken =
      current.kind === 'broken' ? { file, problem: current.problem, kept: await putAside(file) } : undefined;

    const backup = await this.#read(this.#backup);
    if (backup.kind === 'whole') {
      const newer = broken === undefined ? await this.#finishWrite() : undefined;
      if (newer !== undefined) return this.#take(newer.found);
      const { value } = backup.found;
      this.#stored = backup.found;
      // So that the notice comes once.
      await writeFileAtomically(file, textOf(documentOf(format, value, backup.found))).catch(() => undefined);
      const notice: Message =
        broken === undefined
          ? { code: 'document-missing', params: { document, file } }
          : { code: 'document-from-backup', params: { document, broken } };
      return { value, notices: [notice] };
    }
    if (backup.kind === 'broken') await putAside(this.#backup);
    this.#stored = null;
    return broken === undefined
      ? { value: defaults, notices: [] }
      : { value: defaults, notices: [{ code: 'document-starts-afresh', params: { document, broken } }] };
  }

  /** Takes a document as the stored one. Values out of range get their defaults on the disk, too. */
  async #take(found: Understood<T>): Promise<Loaded<T>> {
    const { file, format, document } = this.#options;
    const { value, newer, refused, incomplete } = found;
    this.#stored = found;
    const notices: Message[] = [];
    const problems = [...refused.values()];
    if (refused.size > 0 && newer === undefined) {
      const kept = await keepCopy(file, `${file}.kept-${stamp()}`);
      if (kept !== undefined)
        await writeFileAtomically(file, textOf(documentOf(format, value, found))).catch(() => undefined);
      const copy = kept === undefined ? {} : { kept: path.basename(kept) };
      notices.push({ code: 'values-reset', params: { document, file, problems, ...copy } });
    } else if (refused.size > 0) {
      notices.push({ code: 'values-newer', params: { document, file, problems } });
    }
    for (const [key, count] of incomplete)
      notices.push({ code: 'items-hidden', params: { document, file, key, count } });
    return { value, notices };
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
    const { file } = this.#options;
    return inTurn(file, async () => {
      const next = await make();
      await writeFileAtomically(file, textOf(next.document), { beforeRename: () => this.#keepBackup() });
      this.#stored = next;
    });
  }

  /** What is stored. A newer document is copied before it is changed for the first time. */
  async #known(): Promise<Understood<T> | null> {
    const { file } = this.#options;
    if (this.#stored === undefined) await this.#loadAndTell();
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
      if (!found.isFile()) return brokenBy({ code: 'no-file', params: {} });
      if (found.size > MAX_BYTES) return brokenBy({ code: 'too-large', params: { bytes: found.size } });
      text = await readFile(file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { kind: 'missing' };
      throw error;
    }
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      return brokenBy({ code: text.trim() === '' ? 'empty' : 'no-json', params: {} });
    }
    const found = understand(this.#options.format, json);
    return 'problem' in found ? brokenBy(found.problem) : { kind: 'whole', found };
  }
}

/** What is done with each file now, by its path: several stores may be of the same file. */
const turns = new Map<string, Promise<void>>();

/** Performs actions on a file one after the other, in the order of the calls. */
function inTurn<R>(file: string, action: () => Promise<R>): Promise<R> {
  const result = (turns.get(file) ?? Promise.resolve()).then(action);
  const end: Promise<void> = result
    .then(
      () => {},
      () => {},
    )
    .then(() => {
      if (turns.get(file) === end) turns.delete(file);
    });
  turns.set(file, end);
  return result;
}

interface Missing {
  readonly kind: 'missing';
}
interface Broken {
  readonly kind: 'broken';
  readonly problem: DocumentProblem;
}
interface Whole<T> {
  readonly kind: 'whole';
  readonly found: Understood<T>;
}

const NOTHING_STRANGE = {
  newer: undefined,
  refused: new Map<string, DocumentProblem>(),
  incomplete: new Map<string, number>(),
};

function brokenBy(problem: DocumentProblem): Broken {
  return { kind: 'broken', problem };
}

/** Renames a file that cannot be understood to a name nobody uses; returns that name, or why it keeps its own. */
async function putAside(file: string): Promise<BrokenDocument['kept']> {
  const aside = `${file}.unreadable-${stamp()}`;
  try {
    await rename(file, aside);
  } catch (error) {
    // Where nothing can be renamed, nothing will be overwritten either.
    return { fault: systemFault(error) };
  }
  return { as: path.basename(aside) };
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
