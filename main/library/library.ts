import { readdir, realpath, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { systemFault } from '../../engine/messages/faults.ts';
import type { AddResult, LibraryEntry } from '../protocol/launcher.ts';
import type { Message } from '../protocol/messages.ts';
import { messageOfError, Refusal } from '../protocol/refusal.ts';
import { writeFileAtomically } from '../storage/atomic-file.ts';
import { makeFolder } from '../storage/folders.ts';
import { JsonStore } from '../storage/json-store.ts';
import { contentsOf, NO_CONTENTS } from './files/contents.ts';
import { addOnGame, identify, unsupported } from './files/identify.ts';
import { isPatchName, readPatch } from './files/patch.ts';
import { hashFile, readWad, WadError } from './files/wad.ts';
import { KnownFiles } from './known-files.ts';
import { ADDED_MAX, type StoredLibrary, storedLibrary, type WadRecord } from './stored-library.ts';
import { findOrphans, isUploaded, newUploadFolder, removeUpload } from './uploads.ts';

/** How long a window with the library waits for files, in milliseconds. */
const REFRESH_MS = 1500;

export interface LibraryOptions {
  /** The folder of WADs that came with Trapdoom; it need not exist. */
  readonly bundled: string;
  readonly userData: string;
}

/**
 * The player's WADs: those that came with Trapdoom and those added, in the order they are shown. Added WADs are remembered by path;
 * uploaded ones, which have none, are copied into the user data folder.
 */
export class Library {
  readonly #options: LibraryOptions;
  readonly #store: JsonStore<StoredLibrary>;
  #bundled: LibraryEntry[] = [];
  #added: WadRecord[] = [];
  readonly #files = new KnownFiles((file, modified) => this.#dated(file.id, modified));
  readonly notices: Message[] = [];

  private constructor(options: LibraryOptions) {
    this.#options = options;
    this.#store = new JsonStore<StoredLibrary>({
      file: path.join(options.userData, 'library.json'),
      format: storedLibrary,
      defaults: { wads: [] },
      document: 'library',
    });
  }

  static async open(options: LibraryOptions): Promise<Library> {
    const library = new Library(options);
    const { value, notices } = await library.#store.load();
    library.notices.push(...notices);
    library.#added = await Promise.all(value.wads.map(upToDate));
    library.#bundled = await library.#findBundled();
    await library.refresh();
    return library;
  }

  get entries(): LibraryEntry[] {
    const added = this.#added.map(({ modified: _, ...known }): LibraryEntry => {
      const entry = { ...known, contents: known.contents ?? NO_CONTENTS };
      const problem = this.#files.problem(entry.id) ?? unsupported(entry);
      return { ...entry, bundled: false, ...(problem === undefined ? {} : { problem }) };
    });
    return [...this.#bundled, ...added];
  }

  entry(id: string): LibraryEntry | undefined {
    return this.entries.find((entry) => entry.id === id);
  }

  /**
   * Looks whether the added files are still there and unchanged. Resolves after `REFRESH_MS` at the latest, except for the files of `ids`, and
   * goes on by itself: big files of another date are compared, and drives may be slow. `changed` is called for what is found later.
   */
  async refresh(ids: readonly string[] = [], changed: () => void = () => {}): Promise<void> {
    const [wanted, others] = [true, false].map((is) =>
      this.#added.filter(({ id }) => ids.includes(id) === is),
    );
    await this.#files.look(wanted!);
    const looking = this.#files.look(others!);
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), REFRESH_MS);
    });
    const first = await Promise.race([looking, enough]);
    clearTimeout(timer);
    if (first === 'late') void looking.then((found) => found && changed());
  }

  /** Adds the WAD or patch at a path, which stays where it is. Never throws for what the file holds. */
  async add(file: string): Promise<AddResult> {
    const absolute = path.resolve(file);
    let read: WadRecord;
    try {
      read = await readRecord(absolute);
    } catch (error) {
      return { ok: false, file, reason: messageOfError(error) };
    }
    return this.#remember(read, file);
  }

  /** Adds a WAD given by its content. `name` is from outside: only its last part, cleaned, becomes a file name. */
  async addContent(name: string, content: Uint8Array): Promise<AddResult> {
    const safe = safeFileName(name);
    const folder = newUploadFolder(this.#options.userData);
    let file: string | undefined;
    let result: AddResult;
    try {
      await makeFolder(folder);
      // As entries have paths: the user data folder may lie behind a link.
      file = path.join(await realpath(folder), safe);
      await writeFileAtomically(file, content);
      result = await this.add(file);
    } catch (error) {
      const params = { file: safe, fault: systemFault(error) };
      result = { ok: false, file: name, reason: { code: 'upload-not-stored', params } };
    }
    if (!result.ok || result.entry.path !== file) await rm(folder, { recursive: true, force: true });
    return result.ok ? result : { ...result, file: name };
  }

  /** Forgets an added WAD. The file is deleted only if it is Trapdoom's own copy. Throws for a bundled or an unknown one. */
  async remove(id: string): Promise<void> {
    if (this.#bundled.some((entry) => entry.id === id)) {
      throw new Refusal({ code: 'wad-bundled', params: {} });
    }
    const wad = this.#added.find((entry) => entry.id === id);
    if (wad === undefined) throw new Refusal({ code: 'wad-unknown', params: {} });
    await this.#save(this.#added.filter((entry) => entry !== wad));
    if (await isUploaded(this.#options.userData, wad.path))
      await removeUpload({ folder: path.dirname(wad.path), file: wad.path });
  }

  /**
   * Sees to uploads that a launcher which was killed has left, from before `before` (milliseconds since 1970): a WAD that had come
   * completely is added, as it would have been; what the library has or refuses, or had only begun, goes. Returns the titles of what was
   * added.
   */
  async collectUploads(before: number): Promise<string[]> {
    const known = new Set(this.#added.map(({ path: file }) => file));
    const added: string[] = [];
    for (const orphan of await findOrphans(this.#options.userData, known, before)) {
      const result = orphan.file === undefined ? undefined : await this.add(orphan.file);
      if (result?.ok && result.entry.path === orphan.file) added.push(result.entry.title);
      else if (result === undefined || result.ok || (await isReadable(orphan.file!)))
        await removeUpload(orphan);
    }
    return added;
  }

  async #remember(wad: WadRecord, file: string): Promise<AddResult> {
    const bundled = this.#bundled.find((entry) => entry.id === wad.id);
    if (bundled !== undefined) return { ok: true, entry: bundled, already: true };
    const same = this.#added.find((entry) => entry.id === wad.id);
    if (same !== undefined) await this.#files.look([same]);
    const already = same !== undefined && this.#files.problem(same.id) === undefined;
    if (!already && this.#added.length >= ADDED_MAX)
      return {
        ok: false,
        file,
        reason: { code: 'library-full', params: { limit: ADDED_MAX } },
      };
    if (!already) {
      // A WAD that was moved, or changed in place, takes the place of what was known of it.
      const others = this.#added.filter((entry) => entry.id !== wad.id && entry.path !== wad.path);
      try {
        await this.#save([...others, wad]);
      } catch (error) {
        const params = { fault: systemFault(error) };
        return { ok: false, file, reason: { code: 'library-not-stored', params } };
      }
    }
    this.#files.forget(wad.id);
    return { ok: true, entry: this.entry(wad.id)!, already };
  }

  /** A file has another date, and the same content. */
  async #dated(id: string, modified: number): Promise<void> {
    await this.#save(this.#added.map((wad) => (wad.id === id ? { ...wad, modified } : wad)));
  }

  async #save(wads: WadRecord[]): Promise<void> {
    const before = this.#added;
    this.#added = wads;
    try {
      await this.#store.save({ wads });
    } catch (error) {
      this.#added = before;
      throw error;
    }
  }

  async #findBundled(): Promise<LibraryEntry[]> {
    const names = await readdir(this.#options.bundled).catch(() => []);
    const entries: LibraryEntry[] = [];
    for (const name of names.filter((name) => /\.wad$/i.test(name)).sort()) {
      try {
        const { modified: _, ...known } = await readRecord(path.join(this.#options.bundled, name));
        const entry = { ...known, contents: known.contents ?? NO_CONTENTS };
        const problem = unsupported(entry);
        entries.push({ ...entry, bundled: true, ...(problem === undefined ? {} : { problem }) });
      } catch (error) {
        this.notices.push(
          error instanceof WadError
            ? { code: 'bundled-wad-unusable', params: { problem: error.problem } }
            : messageOfError(error),
        );
      }
    }
    return entries;
  }
}

/**
 * A record of an older library file, brought up to date: what the WAD holds, and whether its maps are Hexen's, which was judged by its
 * lumps' names alone. One that cannot be read now has its problem told by `refresh`.
 */
async function upToDate(record: WadRecord): Promise<WadRecord> {
  const doubtful = record.kind === 'pwad' && record.game === 'hexen';
  if (record.contents !== undefined && !doubtful) return record;
  try {
    const now = await stat(record.path);
    if (now.size !== record.bytes || now.mtimeMs !== record.modified) return record;
    const wad = await readWad(record.path);
    return {
      ...record,
      game: record.kind === 'pwad' ? addOnGame(wad) : record.game,
      contents: await contentsOf(record.path, wad),
    };
  } catch {
    return record;
  }
}

/** Whether a file can be read to its end: what refuses it then is its content. */
async function isReadable(file: string): Promise<boolean> {
  return hashFile(file).then(
    () => true,
    () => false,
  );
}

/** Reads, hashes and identifies a file. Throws `WadError` for what is neither WAD nor patch. */
async function readRecord(file: string): Promise<WadRecord> {
  return isPatchName(file) ? readPatchRecord(file) : readWadRecord(file);
}

async function readPatchRecord(file: string): Promise<WadRecord> {
  return unchanged(file, async () => {
    await readPatch(file);
    const { sha256 } = await hashFile(file);
    return {
      id: sha256,
      title: path.parse(file).name,
      kind: 'patch',
      game: 'doom',
      lumps: 0,
      contents: NO_CONTENTS,
    };
  });
}

async function readWadRecord(file: string): Promise<WadRecord> {
  return unchanged(file, async () => {
    const wad = await readWad(file);
    const { sha256, md5 } = await hashFile(file);
    const identity = identify(wad, md5, path.basename(file).replace(/\.wad$/i, ''));
    return { id: sha256, ...identity, lumps: wad.lumps.length, contents: await contentsOf(file, wad) };
  });
}

/**
 * The record of a file, with its size and date while it was read. Throws `WadError` for one that changed in the meantime: its hash and its
 * contents would be of different files.
 */
async function unchanged(
  file: string,
  read: () => Promise<Omit<WadRecord, 'path' | 'bytes' | 'modified'>>,
): Promise<WadRecord> {
  const before = await stat(file).catch(() => undefined);
  const record = await read();
  const after = await stat(file);
  if (before?.size !== after.size || before.mtimeMs !== after.mtimeMs)
    throw new WadError({ code: 'game-file-changing', params: { file: path.basename(file) } });
  return { ...record, path: await realpath(file), bytes: after.size, modified: after.mtimeMs };
}

/** File systems take 255, of which some are added while a file is written. */
const NAME_BYTES_MAX = 200;

/** The last part of a name, without what any file system refuses or treats specially; never empty. */
function safeFileName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const clean = last.normalize('NFC').replaceAll(/[^\p{L}\p{N} ._()+-]/gu, '_');
  const characters = [...clean];
  while (Buffer.byteLength(characters.join('')) > NAME_BYTES_MAX) characters.shift();
  const safe = characters
    .join('')
    .replace(/^[. ]+/, '')
    .replace(/[. ]+$/, '');
  return safe === '' ? 'upload.wad' : safe;
}
