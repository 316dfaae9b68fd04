import type { SaveProblem } from '../../protocol/messages/homes.ts';
import { fieldText, type MapNumbering, type ParsedSave, type SaveShape } from './save-facts.ts';

/**
 * Doom's saved games, as Chocolate Doom 3.0 writes and reads them (`p_saveg.c`, `P_WriteSaveGameHeader`). They begin with 24 bytes of
 * description and 16 of version. Skill, episode, map, and four bytes that say which players play, follow. Then come the level's time in
 * tics, as 24 bits, big-endian, and the world. A byte 0x1d is the end. The game reads no further: Crispy Doom writes lines of text behind
 * it. Heretic's begin alike.
 */
const HEADER_BYTES = 24 + 16 + 3 + 4 + 3;
/** As much of its end as is read for the end mark: Crispy Doom may have a line for each of a map's sectors. */
const TAIL_BYTES = 256 * 1024;
const END_MARK = 0x1d;
/** What Chocolate Doom calls the version of each game that it plays: 1.9's. */
const VERSION = 'version 109';
const TICS_PER_SECOND = 35;

export const VANILLA_SAVE: SaveShape = {
  headerBytes: HEADER_BYTES,
  tailBytes: TAIL_BYTES,
  wrote: /^version /,
  parse,
};

function parse(header: Uint8Array, tail: Uint8Array, maps: MapNumbering | undefined): ParsedSave {
  const description = fieldText(header.subarray(0, 24));
  const broken = (problem: SaveProblem) => ({ description, problem });
  const version = fieldText(header.subarray(24, 40));
  if (header.length < HEADER_BYTES) return { description: '', problem: { code: 'not-a-save', params: {} } };
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
