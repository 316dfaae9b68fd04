import { stat } from 'node:fs/promises';
import type { EntryProblem } from '../protocol/messages/library.ts';
import { hashFile } from './files/wad.ts';

/** A file as it was when it was added: `id` is its SHA-256, `modified` in ms since 1970. */
export interface KnownFile {
  readonly id: string;
  readonly path: string;
  readonly bytes: number;
  readonly modified: number;
}

/** How long a file may take to be checked, in milliseconds: a drive that is gone may never respond. */
const ANSWER_MS = 3000;
/** So many files are waited for at the same time: each holds one of the few threads that do all of main's work with files. */
const UNANSWERED_MAX = 2;

/**
 * Whether known files are still there and unchanged. A file of another date is compared by its content: cards and network drives, and
 * copies, have other dates for the same bytes.
 */
export class KnownFiles {
  readonly #same: (file: KnownFile, modified: number) => Promise<void>;
  readonly #problems = new Map<string, EntryProblem>();
  /** The size and date of content that was found to be another, by id: it is not read again. */
  readonly #different = new Map<string, string>();
  /** Paths that have not responded yet. */
  readonly #unanswered = new Set<string>();
  #looking: Promise<void> = Promise.resolve();

  /** `same` is called for a file that has another date, and the same content. */
  constructor(same: (file: KnownFile, modified: number) => Promise<void>) {
    this.#same = same;
  }

  /** What was found when the files were last examined. */
  problem(id: string): EntryProblem | undefined {
    return this.#problems.get(id);
  }

  forget(id: string): void {
    this.#problems.delete(id);
    this.#different.delete(id);
  }

  /** Checks files, after those that are being checked; resolves when all have responded or taken too long. Returns whether anything changed. */
  look(files: readonly KnownFile[]): Promise<boolean> {
    const looked = this.#looking.then(async () => {
      let changed = false;
      for (const file of files) {
        const before = this.#problems.get(file.id);
        const problem = await this.#problemOf(file);
        if (problem === undefined) this.#problems.delete(file.id);
        else this.#problems.set(file.id, problem);
        changed ||= problem?.code !== before?.code;
      }
      return changed;
    });
    this.#looking = looked.then(
      () => undefined,
      () => undefined,
    );
    return looked;
  }

  async #problemOf(file: KnownFile): Promise<EntryProblem | undefined> {
    const { id, path, bytes, modified } = file;
    const now = await this.#stat(path);
    if (now === 'silent') return { code: 'drive-silent', params: { path } };
    if (now === undefined) return { code: 'entry-missing', params: { path } };
    if (now.size === bytes && now.mtimeMs === modified) return undefined;
    const version = `${now.size} ${now.mtimeMs}`;
    if (now.size === bytes && this.#different.get(id) !== version && (await this.#isSame(file, now.mtimeMs)))
      return undefined;
    this.#different.set(id, version);
    return { code: 'entry-changed', params: { path } };
  }

  async #isSame(file: KnownFile, modified: number): Promise<boolean> {
    const hash = await hashFile(file.path).catch(() => undefined);
    if (hash?.sha256 !== file.id) return false;
    // That the date could not be stored costs another comparison, no more.
    await this.#same(file, modified).catch(() => undefined);
    return true;
  }

  /** Undefined for what is not there. */
  async #stat(path: string): Promise<{ size: number; mtimeMs: number } | 'silent' | undefined> {
    if (this.#unanswered.has(path) || this.#unanswered.size >= UNANSWERED_MAX) return 'silent';
    this.#unanswered.add(path);
    const answer = stat(path)
      .then(
        (found) => found,
        () => undefined,
      )
      .finally(() => this.#unanswered.delete(path));
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<'silent'>((resolve) => {
      timer = setTimeout(() => resolve('silent'), ANSWER_MS);
    });
    try {
      return await Promise.race([answer, silence]);
    } finally {
      clearTimeout(timer);
    }
  }
}
