import type { SdlFrame } from '../../../engine/host/platform.ts';
import { fieldText, type MapNumbering, type ParsedSave, type SaveShape } from './save-facts.ts';

/**
 * Woof!'s saved games (15.2.0, `g_game.c`, `DoSaveGame`). They begin with 24 bytes of description and 16 of version. The level of
 * compatibility, a flag, skill, episode, map and 8 bytes of checksum follow, then the names of the WADs as one C string. Then come 32 bytes
 * that say which players play, one of music, the game's options, and the level's time in tics, as 32 bits, little-endian. The world ends
 * with a byte 0xe6. Behind that are 4 bytes of total time, 8 of music and 4 of kills. An image of what the player saw is last: 320 x 200
 * pixels behind a signature. The version is that of the Woof! which first wrote the format. MBF's saves begin alike.
 */

/** As much as holds the names of 256 WADs of 255 bytes each. */
const HEADER_BYTES = 80 * 1024;
const VERSIONS = ['MBF 203', 'Woof 6.0.0', 'Woof 13.0.0', 'Woof 15.0.0'];
/** Those that end as described. */
const WHOLE_VERSIONS = ['Woof 13.0.0', 'Woof 15.0.0'];
const MBF = 'MBF 203';
/** `demo_version` of MBF21, whose options are shorter. */
const MBF21 = 221;
const [OPTION_BYTES, MBF21_OPTION_BYTES] = [64, 21 + 25];
const PLAYERS = 32;
const END_MARK = 0xe6;
/** What is behind the end mark at most, up to the image. */
const BEHIND_BYTES = 4 + 8 + 4;
const [WIDTH, HEIGHT] = [320, 200];
const SIGNATURE = Buffer.from('WOOF_SNAPSHOT\0', 'latin1');
/** The image and its signature, at the end of the file. */
const SNAPSHOT_BYTES = SIGNATURE.length + WIDTH * HEIGHT;
const PALETTE_BYTES = 768;
const TICS_PER_SECOND = 35;

export const WOOF_SAVE: SaveShape = {
  headerBytes: HEADER_BYTES,
  tailBytes: SNAPSHOT_BYTES + BEHIND_BYTES + 1,
  wrote: /^(?:Woof|MBF) /,
  parse: (header, tail, maps) => parse(Buffer.from(header), tail, maps),
};

function parse(header: Buffer, tail: Uint8Array, maps: MapNumbering | undefined): ParsedSave {
  const description = fieldText(header.subarray(0, 24));
  const version = fieldText(header.subarray(24, 40));
  if (!VERSIONS.some((one) => version.startsWith(one)))
    return { description, problem: { code: 'save-of-other-woof', params: { version } } };
  const damaged: ParsedSave = { description, problem: { code: 'save-damaged', params: {} } };
  const cut: ParsedSave = { description, problem: { code: 'save-cut-off', params: {} } };
  const oldest = version.startsWith(MBF);
  const skillAt = oldest ? 41 : 42;
  const namesAt = skillAt + 3 + 8;
  const playersAt = header.indexOf(0, namesAt) + 1;
  if (playersAt === 0) return header.length < HEADER_BYTES ? cut : damaged;
  const options = !oldest && header[40] === MBF21 ? MBF21_OPTION_BYTES : OPTION_BYTES;
  const timeAt = playersAt + PLAYERS + 1 + options;
  if (header.length < timeAt + 4 || !isWhole(tail, version)) return cut;
  const [skill, episode, map] = header.subarray(skillAt) as unknown as readonly number[];
  const players = header.subarray(playersAt, playersAt + PLAYERS);
  const tics = header.readInt32LE(timeAt);
  // `-skill 0` is 255: no monsters.
  const possible = (skill! <= 4 || skill === 255) && players.includes(1) && players.every((one) => one <= 1);
  if (!possible || tics < 0) return damaged;
  const name = mapName(episode!, map!, maps);
  if (name === undefined)
    return {
      description,
      problem: { code: 'save-of-other-game', params: { episode: episode!, map: map! } },
    };
  return {
    description,
    map: name,
    ...(skill! <= 4 && { skill: skill! }),
    levelSeconds: tics / TICS_PER_SECOND,
    ...(snapshotAt(tail) !== undefined && { snapshot: true }),
  };
}

function isWhole(tail: Uint8Array, version: string): boolean {
  const end = snapshotAt(tail);
  if (!WHOLE_VERSIONS.some((one) => version.startsWith(one)))
    return tail.subarray(Math.max(0, (end ?? tail.length) - BEHIND_BYTES - 1), end).includes(END_MARK);
  return end !== undefined && tail[end - BEHIND_BYTES - 1] === END_MARK;
}

/** Woof! plays what UMAPINFO names, too: more than 32 maps, and any episode that has one digit. */
function mapName(episode: number, map: number, maps: MapNumbering | undefined): string | undefined {
  if (maps === 'numbered' || (maps === undefined && map > 9))
    return episode === 1 && map >= 1 && map <= 99 ? `MAP${String(map).padStart(2, '0')}` : undefined;
  return episode >= 1 && episode <= 9 && map >= 1 && map <= 9 ? `E${episode}M${map}` : undefined;
}

/** Where the signature of the image is in the end of a save; undefined where there is none. The game ignores its capital letters. */
function snapshotAt(tail: Uint8Array): number | undefined {
  const at = tail.length - SNAPSHOT_BYTES;
  if (at < 0) return undefined;
  const found = Buffer.from(tail.subarray(at, at + SIGNATURE.length)).toString('latin1');
  return found.toUpperCase() === SIGNATURE.toString('latin1') ? at : undefined;
}

/** What the player saw as a game was saved, from the end of the save. Undefined where it has no image, or the palette is none. */
export function snapshotOf(tail: Uint8Array, palette: Uint8Array): SdlFrame | undefined {
  const at = snapshotAt(tail);
  if (at === undefined || palette.length < PALETTE_BYTES) return undefined;
  const pixels = tail.slice(at + SIGNATURE.length);
  const shown = palette.slice(0, PALETTE_BYTES);
  return { format: 'indexed', width: WIDTH, height: HEIGHT, pixels, palette: shown };
}
