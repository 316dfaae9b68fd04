import { randomBytes } from 'node:crypto';
import { lstat, rm } from 'node:fs/promises';
import path from 'node:path';
import { LAUNCHER_FOLDER } from '../../../engine/session/game/home.ts';
import type { Trashed } from '../../protocol/homes.ts';
import { Refusal } from '../../protocol/refusal.ts';
import { writeFileAtomically } from '../../storage/atomic-file.ts';
import { documentOf, understand } from '../../storage/document.ts';
import { checkFolder, isFolder, moveTo, namesIn, readPlainFile } from './files.ts';
import { storedTrashNote, type TrashNote } from './stored-trash-note.ts';

/** How long what was deleted can be had back, in milliseconds. */
const KEPT = 30 * 24 * 60 * 60 * 1000;
const ID = /^[0-9a-f]{16}$/;
/** The most that is shown; the rest is kept as long. */
const SHOWN_MAX = 200;

/**
 * What was deleted from a home: each file as it was, in a folder of its own with a note of where it lay. It comes back exactly, under
 * its name and with its date, for 30 days.
 */
export class Trash {
  readonly #home: string;
  readonly #folder: string;

  constructor(home: string) {
    this.#home = home;
    this.#folder = path.join(home, LAUNCHER_FOLDER, 'trash');
  }

  /** Moves a file of the home into the trash; the answer is what brings it back. */
  async put(file: string, label: string, now: Date): Promise<string> {
    for (const folder of [path.dirname(this.#folder), this.#folder]) await checkFolder(folder);
    const id = randomBytes(8).toString('hex');
    const note = documentOf(storedTrashNote, { file, label, deletedAt: now.toISOString() }, undefined);
    // The note first: a file in the trash always has one.
    await writeFileAtomically(this.#noteOf(id), JSON.stringify(note));
    try {
      await moveTo(path.join(this.#home, file), this.contentOf(id));
    } catch (error) {
      await rm(this.#itemOf(id), { recursive: true, force: true });
      throw error;
    }
    return id;
  }

  /** Brings a file back. Throws a Refusal where it cannot, and keeps it. */
  async restore(id: string): Promise<void> {
    const note = await this.#read(id);
    if (note === undefined) throw new Refusal({ code: 'trash-gone', params: {} });
    const place = path.join(this.#home, note.file);
    await checkFolder(path.dirname(place));
    if (!(await moveTo(this.contentOf(id), place)))
      throw new Refusal({ code: 'trash-place-taken', params: { label: note.label } });
    await rm(this.#itemOf(id), { recursive: true, force: true });
  }

  /** What can come back, the newest first. What has been here for more than 30 days goes for good. */
  async list(now: Date): Promise<Trashed[]> {
    if (!(await this.#isThere())) return [];
    const found: Trashed[] = [];
    for (const id of await namesIn(this.#folder, (name) => ID.test(name))) {
      const note = await this.#read(id);
      // What is not understood is nobody's to throw away.
      if (note === undefined) continue;
      const { file, label, deletedAt = now.toISOString() } = note;
      if (now.getTime() - Date.parse(deletedAt) > KEPT)
        await rm(this.#itemOf(id), { recursive: true, force: true });
      else found.push({ id, file, label, deletedAt });
    }
    return found.sort((a, b) => b.deletedAt.localeCompare(a.deletedAt)).slice(0, SHOWN_MAX);
  }

  /** The deleted files themselves. */
  async contents(): Promise<string[]> {
    if (!(await this.#isThere())) return [];
    return (await namesIn(this.#folder, (name) => ID.test(name))).map((id) => this.contentOf(id));
  }

  /** Where a deleted file lies. */
  contentOf(id: string): string {
    return path.join(this.#itemOf(id), 'content');
  }

  async #isThere(): Promise<boolean> {
    return (await isFolder(path.dirname(this.#folder))) && (await isFolder(this.#folder));
  }

  /** What the note of an item says; undefined where it has none, or no file. */
  async #read(id: string): Promise<TrashNote | undefined> {
    if (!ID.test(id) || !(await this.#isThere()) || !(await isFolder(this.#itemOf(id)))) return undefined;
    try {
      if (!(await lstat(this.contentOf(id))).isFile()) return undefined;
      const note = Buffer.from(await readPlainFile(this.#noteOf(id))).toString('utf8');
      const found = understand(storedTrashNote, JSON.parse(note));
      return 'problem' in found ? undefined : found.value;
    } catch {
      return undefined;
    }
  }

  #itemOf(id: string): string {
    return path.join(this.#folder, id);
  }

  #noteOf(id: string): string {
    return path.join(this.#itemOf(id), 'note.json');
  }
}
