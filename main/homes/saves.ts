import path from 'node:path';
import type { SourcePort } from '../../engine/games/source-ports.ts';
import { encodePng } from '../../engine/host/png.ts';
import { systemFault } from '../../engine/messages/faults.ts';
import { LAUNCHER_FOLDER, PICTURES_FOLDER } from '../../engine/session/game/home.ts';
import { RECOVERED_FOLDER } from '../../engine/session/game/recovered.ts';
import type { SavedGame } from '../protocol/homes.ts';
import type { SaveProblem } from '../protocol/messages/homes.ts';
import { Refusal } from '../protocol/refusal.ts';
import { slotText } from '../protocol/texts/homes.ts';
import { hashOf } from './contents/content-hash.ts';
import {
  checkFolder,
  FILE_MAX,
  type FoundFile,
  foundFile,
  isFolder,
  readBytes,
  readPlainFile,
  withFile,
  writeNew,
} from './contents/files.ts';
import { filesOf, isRecovered } from './contents/kinds.ts';
import type { MapNumbering, ParsedSave } from './contents/save-facts.ts';
import { parseSave, saveReach } from './contents/savegame.ts';
import { isFound, menuSlots, SAVES_FOLDER, saveFile, slotOf } from './contents/slots.ts';
import { snapshotOf } from './contents/woof-save.ts';

/** Returns the 256 colours of a game, three bytes each; undefined where they are not known. */
export type ReadPalette = () => Promise<Uint8Array | undefined>;

const IN_NO_SLOT: SaveProblem = { code: 'save-in-no-slot', params: {} };

/** The saved games of one home, as its source port reads them; a game may write them meanwhile. */
export class HomeSaves {
  readonly #home: string;
  readonly #port: SourcePort;
  readonly #maps: MapNumbering | undefined;

  /** `maps` is undefined where the home does not say. */
  constructor(home: string, port: SourcePort, maps: MapNumbering | undefined) {
    this.#home = home;
    this.#port = port;
    this.#maps = maps;
  }

  /** By slot; then those that are in none. Throws where the folder may not be read. */
  async list(): Promise<SavedGame[]> {
    const saves = [...(await this.#inSlots()), ...(await this.#recovered())];
    const place = ({ slot = Number.POSITIVE_INFINITY }: SavedGame) => slot;
    return saves.sort((a, b) => place(a) - place(b) || a.file.localeCompare(b.file));
  }

  /** Throws a Refusal unless the game can load what is in this slot. */
  async checkSlot(slot: number): Promise<void> {
    const saves = (await this.#inSlots()).filter((one) => one.slot === slot);
    const [first] = saves;
    if (first === undefined) throw new Refusal({ code: 'slot-empty', params: { slot } });
    // Of several, whose names differ by the word before the number, only the game knows which one it reads.
    if (first.problem !== undefined && saves.every(({ problem }) => problem !== undefined))
      throw new Refusal({ code: 'slot-unloadable', params: { slot, problem: first.problem } });
  }

  /** Puts a saved game that comes from elsewhere into a free slot, the one of its name if it can be. Returns the slot. */
  async import(name: string, bytes: Uint8Array): Promise<number> {
    if (bytes.length > FILE_MAX) throw new Refusal({ code: 'save-too-large', params: { file: name } });
    const { headerBytes, tailBytes } = saveReach(this.#port);
    const [header, tail] = [bytes.subarray(0, headerBytes), bytes.subarray(-tailBytes)];
    const parsed = parseSave(this.#port, header, tail, this.#maps);
    if ('problem' in parsed)
      throw new Refusal({ code: 'save-not-imported', params: { file: name, problem: parsed.problem } });
    const used = new Set((await this.#inSlots()).map(({ slot }) => slot));
    const slots = menuSlots(this.#port);
    const wanted = slots.filter((slot) => slot === slotOf(this.#port, name));
    await checkFolder(path.join(this.#home, SAVES_FOLDER));
    for (const slot of [...wanted, ...slots]) {
      if (used.has(slot)) continue;
      // The game may have saved there just now.
      if (await writeNew(path.join(this.#home, saveFile(this.#port, slot)), bytes)) return slot;
    }
    throw new Refusal({ code: 'slots-full', params: { file: name, slots: slots.length } });
  }

  /** A PNG of what was on the screen when a save was made; null where there is none to show. */
  async picture(found: FoundFile, palette: ReadPalette): Promise<Uint8Array<ArrayBuffer> | null> {
    const own = await this.#ownPicture(found, palette).catch(() => undefined);
    if (own !== undefined) return own;
    const picture = await this.#pictureOf(found);
    return picture === undefined ? null : readPlainFile(picture).catch(() => null);
  }

  /** What a save is, for the player. */
  async label(found: FoundFile): Promise<string> {
    const { description } = await this.#read(found);
    if (description !== '') return `“${description}”`;
    const slot = slotOf(this.#port, found.file);
    if (isRecovered(found.file) || slot === undefined) return path.basename(found.file);
    const text = slotText(slot);
    return text.charAt(0).toUpperCase() + text.slice(1);
  }

  async #inSlots(): Promise<(SavedGame & { slot: number })[]> {
    const saves = [];
    // One after the other: each is read whole.
    for (const found of await filesOf(this.#home, 'save', SAVES_FOLDER)) {
      const slot = slotOf(this.#port, found.file);
      if (slot !== undefined) saves.push({ ...(await this.#describe(found)), slot });
    }
    return saves;
  }

  async #recovered(): Promise<SavedGame[]> {
    const saves: SavedGame[] = [];
    for (const found of await filesOf(this.#home, 'save', RECOVERED_FOLDER))
      saves.push({ problem: IN_NO_SLOT, ...(await this.#describe(found)) });
    return saves;
  }

  async #describe(found: FoundFile): Promise<SavedGame> {
    const { file, bytes, changed } = found;
    const { snapshot = false, ...parsed } = { snapshot: undefined, ...(await this.#read(found)) };
    const misnamed = isRecovered(file) ? undefined : await this.#misnamed(file);
    const picture = snapshot || (await this.#pictureOf(found)) !== undefined;
    const problem = 'problem' in parsed ? parsed.problem : misnamed;
    return {
      file,
      savedAt: changed.toISOString(),
      bytes,
      picture,
      ...parsed,
      ...(problem !== undefined && { problem }),
    };
  }

  async #read(found: FoundFile): Promise<ParsedSave> {
    const { headerBytes, tailBytes } = saveReach(this.#port);
    try {
      return await withFile(found.path, async (handle, bytes) => {
        const header = await readBytes(handle, 0, headerBytes);
        const length = Math.min(bytes, tailBytes);
        const tail = await readBytes(handle, bytes - length, length);
        return parseSave(this.#port, header, tail, this.#maps);
      });
    } catch (error) {
      return { description: '', problem: { code: 'save-unreadable', params: { fault: systemFault(error) } } };
    }
  }

  /** Why the game does not find a save: DOS wrote capital letters. Undefined where it does. */
  async #misnamed(file: string): Promise<SaveProblem | undefined> {
    const slot = slotOf(this.#port, file);
    const wanted = slot === undefined ? undefined : saveFile(this.#port, slot);
    if (wanted === undefined || isFound(this.#port, path.basename(file))) return undefined;
    if (file.toLowerCase() !== wanted) return undefined;
    // To some file systems it is the same name.
    if ((await foundFile(this.#home, wanted)) !== undefined) return undefined;
    return { code: 'save-misnamed', params: { wanted: path.basename(wanted) } };
  }

  /** The image that the save has itself. */
  async #ownPicture(found: FoundFile, palette: ReadPalette): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const parsed = await this.#read(found);
    if (!('snapshot' in parsed)) return undefined;
    const { tailBytes } = saveReach(this.#port);
    const tail = await withFile(found.path, (handle, bytes) =>
      readBytes(handle, Math.max(0, bytes - tailBytes), tailBytes),
    );
    const frame = snapshotOf(tail, (await palette()) ?? new Uint8Array());
    return frame && encodePng(frame);
  }

  /** The image of exactly this save: it is named by the save's content. */
  async #pictureOf(found: FoundFile): Promise<string | undefined> {
    const folder = found.bytes > FILE_MAX ? undefined : await picturesFolder(this.#home);
    const hash = folder && (await hashOf(found).catch(() => undefined));
    return hash && (await foundFile(folder, `${hash}.png`))?.path;
  }
}

/** The folder of images of saves; undefined where there is none. */
export async function picturesFolder(home: string): Promise<string | undefined> {
  const launcher = path.join(home, LAUNCHER_FOLDER);
  const folder = path.join(launcher, PICTURES_FOLDER);
  return (await isFolder(launcher)) && (await isFolder(folder)) ? folder : undefined;
}
