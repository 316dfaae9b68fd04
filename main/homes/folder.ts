import { rm } from 'node:fs/promises';
import path from 'node:path';
import { DEFAULT_PORT } from '../../engine/games/source-ports.ts';
import { encodePng } from '../../engine/host/png.ts';
import { systemFault } from '../../engine/messages/faults.ts';
import { LAUNCHER_FOLDER, PICTURES_FOLDER } from '../../engine/session/game/home.ts';
import { RECOVERED_FOLDER } from '../../engine/session/game/recovered.ts';
import type { Home, HomeFile, SavedGame } from '../protocol/homes.ts';
import type { HomeProblem, SaveProblem } from '../protocol/messages/homes.ts';
import type { Message } from '../protocol/messages.ts';
import { Refusal, refusalOr } from '../protocol/refusal.ts';
import type { Tell } from '../storage/json-store.ts';
import { hashOf } from './contents/content-hash.ts';
import {
  checkFolder,
  FILE_MAX,
  type FoundFile,
  foundFile,
  isFolder,
  namesIn,
  readBytes,
  readPlainFile,
  withFile,
  writeNew,
} from './contents/files.ts';
import {
  type FileKind,
  isRecovered,
  kindOf,
  SAVES_FOLDER,
  SCREENSHOTS_FOLDER,
  SLOTS,
  saveFile,
  slotOf,
} from './contents/kinds.ts';
import { decodePcx } from './contents/pcx.ts';
import {
  HEADER_BYTES,
  type MapNumbering,
  type ParsedSave,
  parseSave,
  TAIL_BYTES,
} from './contents/savegame.ts';
import { Trash } from './contents/trash.ts';
import { type HomeMetadata, metadataStore } from './metadata.ts';

/** Images of saves, and what a process that was killed has left of one. */
const PICTURE = /^[0-9a-f]{64}\.(png|tmp)$/;
/** The most of a kind that is listed, the newest of them. */
const LISTED_MAX = 300;

const IN_NO_SLOT: SaveProblem = { code: 'save-in-no-slot', params: {} };

/** One home on the disk, as the launcher sees and changes it; a game may run in it meanwhile. */
export class HomeFolder {
  readonly id: string;
  readonly trash: Trash;
  readonly #folder: string;
  readonly #tell: Tell | undefined;

  /** `folder` need not be there yet. `tell` receives that its metadata could not be read as it was. */
  constructor(folder: string, tell?: Tell) {
    this.#folder = folder;
    this.#tell = tell;
    this.id = path.basename(folder);
    this.trash = new Trash(folder);
  }

  get path(): string {
    return this.#folder;
  }

  /** What the home is of; null where it does not say. */
  async metadata(): Promise<HomeMetadata | null> {
    if (!(await isFolder(path.join(this.#folder, LAUNCHER_FOLDER)))) return null;
    try {
      return (await metadataStore(this.#folder, this.#tell).load()).value;
    } catch (error) {
      const params = { folder: this.#folder, within: LAUNCHER_FOLDER, fault: systemFault(error) };
      this.#tell?.({ code: 'home-unidentified', params });
      return null;
    }
  }

  /** All that the window shows of the home. What cannot be read is a problem, never an error. */
  async describe(now: Date): Promise<Home> {
    const metadata = await this.metadata();
    const [iwad, ...pwads] = metadata?.wads ?? [];
    const problems: HomeProblem[] = [];
    const trying = async <T>(
      part: HomeProblem['params']['part'],
      action: () => Promise<T[]>,
    ): Promise<T[]> => {
      try {
        return await action();
      } catch (error) {
        problems.push({ code: 'home-part-unreadable', params: { part, fault: systemFault(error) } });
        return [];
      }
    };
    const saves = await trying('saves', async () => [
      ...(await this.#saves(metadata?.maps)),
      ...(await this.#recovered(metadata?.maps)),
    ]);
    const screenshots = await trying('screenshots', async () => [
      ...(await this.#files('screenshot', SCREENSHOTS_FOLDER)),
      ...(await this.#files('screenshot', '')),
    ]);
    const configs = await trying('configurations', () => this.#files('config', ''));
    const trash = await trying('trash', () => this.trash.list(now));
    return {
      id: this.id,
      title: iwad?.title ?? this.id,
      port: metadata?.port ?? DEFAULT_PORT,
      ...(metadata?.module !== undefined && { module: metadata.module.name }),
      addOns: pwads.map(({ title }) => title),
      ...(iwad === undefined ? {} : { iwad: iwad.id }),
      pwads: pwads.map(({ id }) => id),
      merge: metadata?.merge ?? [],
      ...(metadata === null ? {} : { lastPlayed: metadata.lastPlayed }),
      playedSeconds: metadata?.playedSeconds ?? 0,
      saves: saves.sort((a, b) => place(a) - place(b) || a.file.localeCompare(b.file)),
      screenshots: newestFirst(screenshots.map(toHomeFile)),
      configs: configs.map(toHomeFile).sort((a, b) => a.file.localeCompare(b.file)),
      trash,
      problems,
    };
  }

  /** What a name stands for. Throws a Refusal where there is no such file of this kind. */
  async find(file: string, ...kinds: FileKind[]): Promise<FoundFile> {
    const kind = kindOf(file);
    const there = kind !== undefined && (kinds.length === 0 || kinds.includes(kind));
    // Its folder must be no link to elsewhere either.
    const inHome = there && (await isFolder(path.join(this.#folder, path.dirname(file))));
    const found = inHome ? await foundFile(this.#folder, file) : undefined;
    if (found === undefined) throw new Refusal({ code: 'file-gone', params: {} });
    return found;
  }

  async read(file: string, ...kinds: FileKind[]): Promise<Uint8Array<ArrayBuffer>> {
    const { path: place } = await this.find(file, ...kinds);
    return readPlainFile(place).catch((error: unknown) => {
      const name = path.basename(file);
      throw refusalOr(error, (fault) => ({ code: 'file-unreadable', params: { file: name, fault } }));
    });
  }

  /** A PNG of a screenshot, or of what was on the screen when a save was made; null where there is none to show. */
  async picture(file: string): Promise<Uint8Array<ArrayBuffer> | null> {
    const found = await this.find(file, 'save', 'screenshot');
    if (kindOf(file) === 'save') {
      const picture = await this.#pictureOf(found);
      return picture === undefined ? null : readPlainFile(picture).catch(() => null);
    }
    const bytes = await this.read(file);
    if (!/\.pcx$/i.test(file)) return isPng(bytes) ? bytes : null;
    const decoded = decodePcx(bytes);
    return decoded === undefined ? null : encodePng(decoded);
  }

  /** Throws a Refusal unless the game can load what is in this slot. */
  async checkSlot(slot: number): Promise<void> {
    const saves = (await this.#saves((await this.metadata())?.maps)).filter((one) => one.slot === slot);
    const [first] = saves;
    if (first === undefined) throw new Refusal({ code: 'slot-empty', params: { slot } });
    // Of several, whose names differ by the word before the number, only the game knows which one it reads.
    if (first.problem !== undefined && saves.every(({ problem }) => problem !== undefined))
      throw new Refusal({ code: 'slot-unloadable', params: { slot, problem: first.problem } });
  }

  /** Puts a saved game that comes from elsewhere into a free slot, the one of its name if it can be. Returns the slot. */
  async import(name: string, bytes: Uint8Array): Promise<number> {
    if (bytes.length > FILE_MAX) throw new Refusal({ code: 'save-too-large', params: { file: name } });
    const maps = (await this.metadata())?.maps;
    const parsed = parseSave(bytes.subarray(0, HEADER_BYTES), bytes.subarray(-TAIL_BYTES), maps);
    if ('problem' in parsed)
      throw new Refusal({ code: 'save-not-imported', params: { file: name, problem: parsed.problem } });
    const used = new Set((await this.#saves(maps)).map(({ slot }) => slot));
    const wanted = slotOf(name);
    const slots = [wanted, ...Array.from({ length: SLOTS }, (_, slot) => slot)];
    await checkFolder(path.join(this.#folder, SAVES_FOLDER));
    for (const slot of slots) {
      if (slot >= SLOTS || used.has(slot)) continue;
      // The game may have saved there just now.
      if (await writeNew(path.join(this.#folder, saveFile(slot)), bytes)) return slot;
    }
    throw new Refusal({ code: 'slots-full', params: { file: name, slots: SLOTS } });
  }

  /**
   * Puts what games have saved for recovery into free slots; returns what the player is to know of that. What fits into
   * none stays where it is, and is listed. Not while a game runs here.
   */
  async adoptRecovered(): Promise<Message[]> {
    const told: Message[] = [];
    for (const { file, path: place } of await this.#files('save', RECOVERED_FOLDER)) {
      try {
        const slot = await this.import(path.basename(file), await readPlainFile(place));
        await rm(place);
        told.push({ code: 'recovered-in-slot', params: { slot } });
      } catch {
        // It says there why it is in no slot.
      }
    }
    return told;
  }

  /** Moves a file into the trash; the answer brings it back. */
  async delete(file: string, now: Date): Promise<string> {
    const found = await this.find(file, 'save', 'screenshot', 'demo');
    return this.trash.put(file, await this.#label(found), now);
  }

  async addScreenshot(name: string, png: Uint8Array): Promise<string> {
    await checkFolder(path.join(this.#folder, SCREENSHOTS_FOLDER));
    for (let count = 1; ; count++) {
      const file = `${SCREENSHOTS_FOLDER}/${name}${count === 1 ? '' : `-${count}`}.png`;
      if (await writeNew(path.join(this.#folder, file), png)) return file;
    }
  }

  /**
   * Removes the images of saves that are neither here nor in the trash any more: each time a game is saved there is one more. Not while
   * a game runs here. Throws an Error, with no image gone, where a save cannot be read.
   */
  async prunePictures(): Promise<void> {
    const folder = await this.#pictures();
    if (folder === undefined) return;
    const isSave = (name: string) => kindOf(`${SAVES_FOLDER}/${name}`) === 'save';
    const saves = await namesIn(path.join(this.#folder, SAVES_FOLDER), isSave);
    const wanted = new Set<string>();
    const trashed = (await this.trash.contents()).map((place) => path.relative(this.#folder, place));
    for (const file of [...saves.map((name) => `${SAVES_FOLDER}/${name}`), ...trashed]) {
      const found = await foundFile(this.#folder, file);
      if (found === undefined) throw new Refusal({ code: 'file-gone', params: {} });
      // A larger one never had an image.
      if (found.bytes <= FILE_MAX) wanted.add(`${await hashOf(found)}.png`);
    }
    const others = await namesIn(folder, (name) => PICTURE.test(name) && !wanted.has(name));
    for (const name of others) await rm(path.join(folder, name), { force: true });
  }

  async #saves(maps: MapNumbering | undefined): Promise<SavedGame[]> {
    const found = await this.#files('save', SAVES_FOLDER);
    const saves: SavedGame[] = [];
    // One after the other: each is read whole.
    for (const one of found) saves.push(await this.#save(one, maps));
    return saves;
  }

  async #recovered(maps: MapNumbering | undefined): Promise<SavedGame[]> {
    const saves: SavedGame[] = [];
    for (const found of await this.#files('save', RECOVERED_FOLDER)) {
      const { file, bytes, changed } = found;
      const parsed = await readSave(found, maps);
      saves.push({
        file,
        savedAt: changed.toISOString(),
        bytes,
        picture: false,
        problem: IN_NO_SLOT,
        ...parsed,
      });
    }
    return saves;
  }

  async #save(found: FoundFile, maps: MapNumbering | undefined): Promise<SavedGame> {
    const { file, bytes, changed } = found;
    const parsed = await readSave(found, maps);
    const misnamed = await this.#misnamed(file);
    const picture = await this.#pictureOf(found);
    return {
      file,
      slot: slotOf(file),
      savedAt: changed.toISOString(),
      bytes,
      picture: picture !== undefined,
      ...parsed,
      ...(misnamed !== undefined && !('problem' in parsed) && { problem: misnamed }),
    };
  }

  /** Why the game does not find a save: it looks for small letters, and DOS wrote capital ones. Undefined where it does. */
  async #misnamed(file: string): Promise<SaveProblem | undefined> {
    const wanted = saveFile(slotOf(file));
    if (file === wanted || file.toLowerCase() !== wanted) return undefined;
    // To some file systems it is the same name.
    if ((await foundFile(this.#folder, wanted)) !== undefined) return undefined;
    return { code: 'save-misnamed', params: { wanted: path.basename(wanted) } };
  }

  /** The image of exactly this save: it is named by the save's content. */
  async #pictureOf(found: FoundFile): Promise<string | undefined> {
    const folder = found.bytes > FILE_MAX ? undefined : await this.#pictures();
    const hash = folder && (await hashOf(found).catch(() => undefined));
    return hash && (await foundFile(folder, `${hash}.png`))?.path;
  }

  /** The folder of images; undefined where there is none. */
  async #pictures(): Promise<string | undefined> {
    const launcher = path.join(this.#folder, LAUNCHER_FOLDER);
    const folder = path.join(launcher, PICTURES_FOLDER);
    return (await isFolder(launcher)) && (await isFolder(folder)) ? folder : undefined;
  }

  /** Plain files of a kind in one folder of the home; not more than are listed, the last by name of more. */
  async #files(kind: FileKind, folder: string): Promise<FoundFile[]> {
    const name = (entry: string) => (folder === '' ? entry : `${folder}/${entry}`);
    const names = await namesIn(path.join(this.#folder, folder), (entry) => kindOf(name(entry)) === kind);
    const listed = names.sort().slice(-LISTED_MAX);
    const found = await Promise.all(listed.map((entry) => foundFile(this.#folder, name(entry))));
    return found.filter((one) => one !== undefined);
  }

  async #label(found: FoundFile): Promise<string> {
    if (kindOf(found.file) !== 'save') return path.basename(found.file);
    const { description } = await readSave(found, undefined);
    if (description !== '') return `“${description}”`;
    return isRecovered(found.file) ? path.basename(found.file) : `Slot ${slotOf(found.file) + 1}`;
  }
}

/** Where a save stands in the list. */
function place({ slot = SLOTS }: SavedGame): number {
  return slot;
}

async function readSave(found: FoundFile, maps: MapNumbering | undefined): Promise<ParsedSave> {
  try {
    return await withFile(found.path, async (handle, bytes) => {
      const header = await readBytes(handle, 0, HEADER_BYTES);
      const length = Math.min(bytes, TAIL_BYTES);
      const tail = await readBytes(handle, bytes - length, length);
      return parseSave(header, tail, maps);
    });
  } catch (error) {
    return { description: '', problem: { code: 'save-unreadable', params: { fault: systemFault(error) } } };
  }
}

function toHomeFile({ file, bytes, changed }: FoundFile): HomeFile {
  return { file, bytes, changedAt: changed.toISOString() };
}

function newestFirst(files: HomeFile[]): HomeFile[] {
  return files.sort((a, b) => b.changedAt.localeCompare(a.changedAt));
}

function isPng(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 8)).equals(
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  );
}
