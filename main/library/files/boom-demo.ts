/**
 * Demos of Boom and its descendants, as Woof! 15.2.0 reads them (`G_DoPlayDemo`). The version is followed by 6 bytes of signature, and by a
 * flag up to MBF. Then come skill, episode, map, deathmatch, the player whose view is shown, and the game's options. 32 bytes say which
 * players play. Four bytes a player a tic follow, five in MBF21.
 */

/** Versions of demos, with the name of what first wrote them. */
const FAMILIES: ReadonlyMap<number, string> = new Map([
  [200, 'Boom'],
  [201, 'Boom'],
  [202, 'Boom'],
  [203, 'MBF'],
  [221, 'MBF21'],
]);
const BOOM_2_0 = 200;
const MBF21 = 221;
const SIGNATURE_BYTES = 6;
const OPTION_BYTES = 64;
const BOOM_2_0_OPTION_BYTES = 256;
/** MBF21's options: 20 bytes, the number of compatibility options, and a byte for each of these. */
const MBF21_FIXED_BYTES = 20;
const MBF21_COMPATIBILITY_MAX = 25;
const PLAYERS = 32;
/** Those of them that the game has. */
const PLAYERS_MAX = 4;

/** PrBoom+ puts this in front of a demo that was recorded with UMAPINFO: version, signature, the extension's name, the map. */
const UMAPINFO = Buffer.from('\xffPR+UM\0\x01\x01\0\x08UMAPINFO', 'latin1');
const UMAPINFO_BYTES = UMAPINFO.length + 8;

/** What of a demo's header is needed to read on. */
export interface DemoHeader {
  readonly version: number;
  readonly skill: number;
  readonly episode: number;
  readonly map: number;
  /** The player whose view is shown, from 0. */
  readonly viewed: number;
  /** A byte for each player of four, 0 where there is none. */
  readonly present: Uint8Array;
  /** Bytes of the whole header. */
  readonly bytes: number;
  /** Bytes of a player's movement in a tic. */
  readonly movement: number;
}

/** The versions of Boom's family. */
export const BOOM_VERSIONS: readonly number[] = [...FAMILIES.keys()];

/** The name of what first wrote demos of a version; undefined of a version that is none of Boom's family. */
export function demoFamily(version: number): string | undefined {
  return FAMILIES.get(version);
}

/** Returns `cut` where the demo ends within its header, and `unknown` for one of another family. */
export function boomHeader(demo: Uint8Array): DemoHeader | 'cut' | 'unknown' {
  const wrapped = Buffer.from(demo.subarray(0, UMAPINFO.length)).equals(UMAPINFO);
  const start = wrapped ? UMAPINFO_BYTES : 0;
  const version = demo[start];
  if (version === undefined) return 'cut';
  if (!FAMILIES.has(version)) return 'unknown';
  const skillAt = start + 1 + SIGNATURE_BYTES + (version === MBF21 ? 0 : 1);
  const optionsAt = skillAt + 5;
  const options = optionBytes(demo, version, optionsAt);
  if (options === undefined) return 'unknown';
  const playersAt = optionsAt + options;
  const bytes = playersAt + PLAYERS;
  if (demo.length < bytes) return 'cut';
  const [skill = 0, episode = 0, map = 0, , viewed = 0] = demo.subarray(skillAt);
  const present = demo.subarray(playersAt, playersAt + PLAYERS_MAX);
  return { version, skill, episode, map, viewed, present, bytes, movement: version === MBF21 ? 5 : 4 };
}

/** Undefined where the game would end: it does not know so many options. */
function optionBytes(demo: Uint8Array, version: number, at: number): number | undefined {
  if (version !== MBF21) return version === BOOM_2_0 ? BOOM_2_0_OPTION_BYTES : OPTION_BYTES;
  const count = demo[at + MBF21_FIXED_BYTES] ?? 0;
  return count > MBF21_COMPATIBILITY_MAX ? undefined : MBF21_FIXED_BYTES + 1 + count;
}
