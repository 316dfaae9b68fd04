import { sourcePortFacts } from '../../../engine/games/source-ports.ts';
import type { DemoFacts } from '../../protocol/demos.ts';
import type { DemoProblem } from '../../protocol/messages/demos.ts';
import { BOOM_VERSIONS, boomHeader, type DemoHeader, demoFamily } from './boom-demo.ts';

/** The last byte of a demo, where a player's next movement would begin. */
const END_MARKER = 0x80;
/** Versions since 1.4 say theirs first; 1.0 to 1.2 begin with the skill. */
const HEADER_BYTES = 13;
const OLD_HEADER_BYTES = 7;
const OLD_SKILL_MAX = 4;
/** Doom 1.91: turns of two bytes. */
export const LONG_TICS = 111;
const VERSIONS = [104, 105, 106, 107, 108, 109, LONG_TICS];
/** Chocolate Doom plays what the game version plays that it is: 1.9, unless an IWAD is older (see `playedVersions`). */
const PLAYED: readonly number[] = [109, LONG_TICS];

/**
 * The versions of demos that the game plays with an IWAD. It takes it for as old as the first of DEMO1 to DEMO3 says that is of a version
 * it knows (`InitGameVersion`), except for games that came with 1.9 only. `first` are these lumps' first bytes.
 */
export function playedVersions(first: readonly number[], only19: boolean): readonly number[] {
  const version = first.find((one) => one <= OLD_SKILL_MAX || (one >= 106 && one <= 109));
  if (only19 || version === undefined) return PLAYED;
  return version <= OLD_SKILL_MAX ? [0, 1, 2, 3, 4, ...PLAYED] : [version, LONG_TICS];
}
const WOOF = sourcePortFacts('woof');
/** Woof! plays demos of all that it descends from, whatever the IWAD. */
export const WOOF_PLAYED: readonly number[] = [0, 1, 2, 3, 4, ...VERSIONS, ...BOOM_VERSIONS];
/** Boom and its descendants: from 200 on, and some below. */
const NEWER_ENGINES = 200;

export type ParsedDemo =
  | { readonly facts: DemoFacts; readonly problem?: DemoProblem }
  | { readonly facts?: undefined; readonly problem: DemoProblem };

/**
 * Reads a demo's header and counts its tics up to the end marker. After the header come four bytes a player a tic (movement forward and
 * sideways, turn, buttons), five with turns of two bytes. What is no demo, or would make the game read beyond its end, has a problem.
 *
 * @param numbered whether the game's maps are called MAP01 and so on
 * @param played the versions that the game plays
 */
export function parseDemo(bytes: Uint8Array, numbered: boolean, played = PLAYED): ParsedDemo {
  const first = bytes[0];
  if (first === undefined) return { problem: { code: 'demo-empty', params: {} } };
  const header = first >= NEWER_ENGINES ? boomHeader(bytes) : vanillaHeader(bytes);
  if (header === 'unknown')
    return first >= NEWER_ENGINES
      ? { problem: { code: 'demo-of-newer-engine', params: { version: first } } }
      : { problem: { code: 'demo-without-version', params: {} } };
  if (header === 'cut') return { problem: { code: 'demo-header-cut', params: {} } };
  const { version, skill, episode, map, viewed, present } = header;
  const players = present.filter((is) => is !== 0).length;
  if (skill > 4 || (numbered ? map < 1 || map > 99 : episode < 1 || episode > 9 || map < 1 || map > 9))
    return { problem: { code: 'demo-impossible', params: {} } };
  if (players === 0) return { problem: { code: 'demo-without-players', params: {} } };
  if ((present[viewed] ?? 0) === 0)
    return { problem: { code: 'demo-of-absent-player', params: { player: viewed + 1 } } };

  let at = header.bytes;
  let movements = 0;
  while (at < bytes.length && bytes[at] !== END_MARKER) {
    at += header.movement;
    movements++;
  }
  const facts = {
    version,
    map: mapName(episode, map, numbered),
    skill,
    players,
    tics: Math.floor(movements / players),
  };
  if (at >= bytes.length) return { facts, problem: { code: 'demo-without-end', params: {} } };
  if (played.includes(version)) return { facts };
  const family = demoFamily(version);
  if (family !== undefined)
    return {
      facts,
      problem: { code: 'demo-of-other-port', params: { version, family, player: WOOF.title } },
    };
  const age = played.some((one) => one < version) ? 'newer' : 'older';
  return { facts, problem: { code: 'demo-of-other-version', params: { version, age } } };
}

/** The header of a demo of Doom itself. */
function vanillaHeader(demo: Uint8Array): DemoHeader | 'cut' | 'unknown' {
  const [version = 0] = demo;
  const old = version <= OLD_SKILL_MAX;
  if (!old && !VERSIONS.includes(version)) return 'unknown';
  const bytes = old ? OLD_HEADER_BYTES : HEADER_BYTES;
  if (demo.length < bytes) return 'cut';
  const [skill = 0, episode = 0, map = 0] = demo.subarray(old ? 0 : 1);
  const viewed = old ? 0 : demo[bytes - 5]!;
  const present = demo.subarray(bytes - 4, bytes);
  return { version, skill, episode, map, viewed, present, bytes, movement: version === LONG_TICS ? 5 : 4 };
}

/**
 * The map that a demo begins in, by its first bytes; undefined where that is none the game could name. The game puts a map below the
 * first in its place.
 */
export function demoMap(start: Uint8Array, numbered: boolean): string | undefined {
  const old = start[0]! <= OLD_SKILL_MAX;
  const [, episode = 0, map = 0] = start.subarray(old ? 0 : 1);
  if (map < 1 || map > (numbered ? 99 : 9) || (!numbered && (episode < 1 || episode > 9))) return undefined;
  return mapName(episode, map, numbered);
}

/**
 * Of a whole header, how many players a demo has, whose view it shows (from 0), and whether that one plays. Chocolate Doom hangs in a demo
 * that shows the view of a player who does not play.
 */
export function playersOf(start: Uint8Array): {
  readonly players: number;
  readonly viewed: number;
  readonly plays: boolean;
} {
  const old = start[0]! <= OLD_SKILL_MAX;
  const header = old ? OLD_HEADER_BYTES : HEADER_BYTES;
  const present = start.subarray(header - 4, header);
  const viewed = old ? 0 : start[header - 5]!;
  return { players: present.filter((is) => is !== 0).length, viewed, plays: (present[viewed] ?? 0) !== 0 };
}

function mapName(episode: number, map: number, numbered: boolean): string {
  return numbered ? `MAP${String(map).padStart(2, '0')}` : `E${episode}M${map}`;
}
