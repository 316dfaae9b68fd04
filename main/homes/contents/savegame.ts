import type { SaveProblem } from '../../protocol/messages/homes.ts';

/**
 * Doom's saved games, as Chocolate Doom 3.0 writes and reads them (`p_saveg.c`, `P_WriteSaveGameHeader`): 24 bytes of description, 16 of
 * version, skill, episode, map, four bytes that say which players play, the level's time in tics as 24 bits, big-endian; then the
 * world, and a byte 0x1d. The game reads no further: Crispy Doom writes lines of text behind it. Heretic's begin alike.
 */
export const HEADER_BYTES = 24 + 16 + 3 + 4 + 3;
/** As much of its end as is read for the end mark: Crispy Doom may have a line for each of a map's sectors. */
export const TAIL_BYTES = 256 * 1024;
const END_MARK = 0x1d;
/** What every game that Trapdoom plays calls its version: 1.9's. */
const VERSION = 'version 109';
const TICS_PER_SECOND = 35;

/** How a game counts its maps: `E1M1` or `MAP01`. */
export type MapNumbering = 'episodes' | 'numbered';

export interface SaveFacts {
  readonly description: string;
  readonly map: string;
  /** 0 to 4. */
  readonly skill: number;
  readonly levelSeconds: number;
}

/** A saved game's facts, or why it is none that can be loaded. */
export type ParsedSave = SaveFacts | { readonly description: string; readonly problem: SaveProblem };

/**
 * @param header the first `HEADER_BYTES` of the file, or all of a shorter one
 * @param tail its last `TAIL_BYTES`, or all of a shorter one
 * @param maps undefined where the game is not known: then the map's name is a guess
 */
export function parseSave(header: Uint8Array, tail: Uint8Array, maps: MapNumbering | undefined): ParsedSave {
  const description = text(header.subarray(0, 24));
  const broken = (problem: SaveProblem) => ({ description, problem });
  const version = text(header.subarray(24, 40));
  if (header.length < HEADER_BYTES || !version.startsWith('version '))
    return { description: '', problem: { code: 'not-a-save', params: {} } };
  if (version !== VERSION) return broken({ code: 'save-of-other-version', params: { version } });
  const [skill, episode, map, ...players] = header.subarray(40, 47) as unknown as number[];
  if (!isWhole(tail)) return broken({ code: 'save-cut-off', params: {} });
  if (skill! > 4 || !players.includes(1) || players.some((plays) => plays > 1))
    return broken({ code: 'save-damaged', params: {} });
  const name = mapName(episode!, map!, maps);
  if (name === undefined)
    return broken({ code: 'save-of-other-game', params: { episode: episode!, map: map! } });
  const tics = (header[47]! << 16) | (header[48]! << 8) | header[49]!;
  return { description, map: name, skill: skill!, levelSeconds: tics / TICS_PER_SECOND };
}

/** Whether nothing but text, and zeros to fill a block, follows the end mark. */
function isWhole(tail: Uint8Array): boolean {
  const isText = (byte: number) => byte === 0 || byte === 0x0a || byte === 0x0d || byte >= 0x20;
  return tail[tail.findLastIndex((byte) => !isText(byte))] === END_MARK;
}

/** A map's name, or undefined where a game has none with such numbers. Games of numbered maps save episode 1. */
function mapName(episode: number, map: number, maps: MapNumbering | undefined): string | undefined {
  if (maps === 'numbered' || (maps === undefined && map > 9))
    return episode === 1 && map >= 1 && map <= 32 ? `MAP${String(map).padStart(2, '0')}` : undefined;
  return episode >= 1 && episode <= 5 && map >= 1 && map <= 9 ? `E${episode}M${map}` : undefined;
}

/** A C string in a field of fixed length; what is no printable ASCII becomes a question mark. */
function text(field: Uint8Array): string {
  const end = field.indexOf(0);
  const bytes = end < 0 ? field : field.subarray(0, end);
  return String.fromCharCode(...bytes).replaceAll(/[^ -~]/g, '?');
}
