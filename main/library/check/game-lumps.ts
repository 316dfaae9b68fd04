import type { Lump } from '../../../engine/games/common/wad.ts';
import type { LibraryEntry } from '../../protocol/launcher.ts';
import { isNumbered } from '../files/contents.ts';
import { mapsOf, type WadMap } from '../files/maps.ts';
import { readLumps, readWad, type Wad } from '../files/wad.ts';
import type { LoadOrder } from '../load-order.ts';

/** A lump, and the WAD that it comes from. */
export interface FoundLump {
  readonly entry: LibraryEntry;
  readonly wad: Wad;
  readonly lump: Lump;
}

/** A map that the game can open, and the WAD that it comes from. */
export interface PlayedMap {
  readonly entry: LibraryEntry;
  readonly wad: Wad;
  readonly map: WadMap;
}

/** The lumps of a game and its add-ons as the game finds them: of several of a name the last (`W_CheckNumForName`). */
export class GameLumps {
  readonly iwad: LibraryEntry;
  /** In the order in which they are loaded, without those that cannot be read. */
  readonly wads: readonly { readonly entry: LibraryEntry; readonly wad: Wad }[];
  /** Whether every WAD could be read: otherwise what seems missing may be in one that could not. */
  readonly complete: boolean;
  /** Whether the game calls its maps MAP01 and so on. */
  readonly numbered: boolean;
  /** By name, those that the game can open. */
  readonly maps: ReadonlyMap<string, PlayedMap>;
  readonly #last = new Map<string, FoundLump>();

  private constructor(iwad: LibraryEntry, wads: GameLumps['wads'], complete: boolean) {
    this.iwad = iwad;
    this.wads = wads;
    this.complete = complete;
    this.numbered = isNumbered(iwad.contents);
    const maps = new Map<string, PlayedMap>();
    for (const { entry, wad } of wads) {
      for (const lump of wad.lumps) this.#last.set(lump.name, { entry, wad, lump });
      for (const map of mapsOf(wad.lumps))
        if (map.name.startsWith('MAP') === this.numbered) maps.set(map.name, { entry, wad, map });
    }
    this.maps = maps;
  }

  /** Reads the directories of a game and its add-ons. */
  static async read(iwad: LibraryEntry, { merged, added }: LoadOrder): Promise<GameLumps> {
    const entries = [iwad, ...merged, ...added];
    const read = await Promise.all(
      entries.map(async (entry) => ({ entry, wad: await readWad(entry.path).catch(() => undefined) })),
    );
    const wads = read.flatMap(({ entry, wad }) => (wad === undefined ? [] : [{ entry, wad }]));
    return new GameLumps(iwad, wads, wads.length === entries.length);
  }

  last(name: string): FoundLump | undefined {
    return this.#last.get(name);
  }
}

/** Lumps up to this size are kept while a game is examined, so that no check reads them again. */
const KEPT_LUMP_BYTES = 1024 * 1024;
/** As much of one WAD is kept. */
const KEPT_BYTES = 32 * 1024 * 1024;
interface Kept {
  readonly contents: Map<Lump, Buffer>;
  bytes: number;
}
const kept = new WeakMap<Wad, Kept>();

/** The content of a lump, cut at `limit` bytes; empty where it cannot be read. */
export async function contentOf(
  { entry, wad }: Pick<FoundLump, 'entry' | 'wad'>,
  lump: Lump,
  limit: number,
): Promise<Buffer> {
  const known = kept.get(wad)?.contents.get(lump);
  if (known !== undefined) return known.subarray(0, limit);
  const [content = Buffer.alloc(0)] = await readLumps(entry.path, [lump], limit).catch(() => []);
  if (content.length === lump.size && content.length <= KEPT_LUMP_BYTES) keep(wad, lump, content);
  return content;
}

function keep(wad: Wad, lump: Lump, content: Buffer): void {
  const all = kept.get(wad) ?? { contents: new Map(), bytes: 0 };
  kept.set(wad, all);
  if (all.bytes + content.length > KEPT_BYTES) return;
  all.contents.set(lump, content);
  all.bytes += content.length;
}
