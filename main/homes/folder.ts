import { rm } from 'node:fs/promises';
import path from 'node:path';
import { DEFAULT_PORT } from '../../engine/games/source-ports.ts';
import { encodePng } from '../../engine/host/png.ts';
import { systemFault } from '../../engine/messages/faults.ts';
import { LAUNCHER_FOLDER } from '../../engine/session/game/home.ts';
import { RECOVERED_FOLDER } from '../../engine/session/game/recovered.ts';
import type { Home, HomeFile } from '../protocol/homes.ts';
import type { HomeProblem } from '../protocol/messages/homes.ts';
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
  readPlainFile,
  writeNew,
} from './contents/files.ts';
import { type FileKind, filesOf, kindOf, SCREENSHOTS_FOLDER } from './contents/kinds.ts';
import { decodePcx } from './contents/pcx.ts';
import { SAVES_FOLDER } from './contents/slots.ts';
import { Trash } from './contents/trash.ts';
import { type HomeMetadata, metadataStore } from './metadata.ts';
import { HomeSaves, picturesFolder, type ReadPalette } from './saves.ts';

/** Images of saves, and what a process that was killed has left of one. */
const PICTURE = /^[0-9a-f]{64}\.(png|tmp)$/;

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
    const saves = await trying('saves', () => this.#savesOf(metadata).list());
    const screenshots = await trying('screenshots', async () => [
      ...(await filesOf(this.#folder, 'screenshot', SCREENSHOTS_FOLDER)),
      ...(await filesOf(this.#folder, 'screenshot', '')),
    ]);
    const configs = await trying('configurations', () => filesOf(this.#folder, 'config', ''));
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
      saves,
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

  /**
   * A PNG of a screenshot, or of what was on the screen when a save was made; null where there is none to show. `palette`: the colours of
   * the game, for saves with an image of their own.
   */
  async picture(file: string, palette: ReadPalette): Promise<Uint8Array<ArrayBuffer> | null> {
    const found = await this.find(file, 'save', 'screenshot');
    if (kindOf(file) === 'save') return this.#savesOf(await this.metadata()).picture(found, palette);
    const bytes = await this.read(file);
    if (!/\.pcx$/i.test(file)) return isPng(bytes) ? bytes : null;
    const decoded = decodePcx(bytes);
    return decoded === undefined ? null : encodePng(decoded);
  }

  /** Throws a Refusal unless the game can load what is in this slot. */
  async checkSlot(slot: number): Promise<void> {
    await this.#savesOf(await this.metadata()).checkSlot(slot);
  }

  /** Puts a saved game that comes from elsewhere into a free slot, the one of its name if it can be. Returns the slot. */
  async import(name: string, bytes: Uint8Array): Promise<number> {
    return this.#savesOf(await this.metadata()).import(name, bytes);
  }

  /**
   * Puts what games have saved for recovery into free slots; returns what the player is to know of that. What fits into
   * none stays where it is, and is listed. Not while a game runs here.
   */
  async adoptRecovered(): Promise<Message[]> {
    const told: Message[] = [];
    for (const { file, path: place } of await filesOf(this.#folder, 'save', RECOVERED_FOLDER)) {
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
    const folder = await picturesFolder(this.#folder);
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

  #savesOf(metadata: HomeMetadata | null): HomeSaves {
    return new HomeSaves(this.#folder, metadata?.port ?? DEFAULT_PORT, metadata?.maps);
  }

  async #label(found: FoundFile): Promise<string> {
    if (kindOf(found.file) !== 'save') return path.basename(found.file);
    return this.#savesOf(await this.metadata()).label(found);
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
