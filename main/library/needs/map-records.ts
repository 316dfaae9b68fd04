/**
 * What the records of a map ask of a game. Doom's own formats are those of the Unofficial Doom Specs, chapter 4. The types and flags of
 * Boom, MBF and MBF21 are those of Woof 15.2.0 (`p_spec.c`, `p_spec.h`, `doomdata.h`).
 */

const LINEDEF_BYTES = 14;
const SECTOR_BYTES = 26;
const THING_BYTES = 10;

/** Flags beyond Doom's nine. With `RESERVED`, an editor left rubbish in them, and Boom's descendants clear them. */
const PASS_USE = 0x200;
const RESERVED = 0x800;
const MBF21_LINE_FLAGS = 0x3000;

/** Bits of a sector's type: damage, secret, friction, push and two more are Boom's; death and killed monsters MBF21's. */
const BOOM_SECTOR = 0x0fe0;
const MBF21_SECTOR = 0x3000;

/** Doom 1.9's line types end here. Two below are Boom's: they stood empty. */
const LAST_DOOM_TYPE = 141;
const BOOM_BELOW = [78, 85];
const LAST_BOOM_TYPE = 269;
const MBF_TYPES = [271, 272];
const MBF21_TYPES = [1024, 1025, 1026];
const GENERALIZED = [0x2f80, 0x7fff] as const;
/** Scrolls a wall to the left (`P_SpawnSpecials`). */
const SCROLL = 48;

export interface LineCounts {
  readonly generalized: number;
  readonly boom: number;
  /** The first of Boom's types that was found; 0 if none was. */
  readonly boomType: number;
  readonly passUse: number;
  readonly mbf: number;
  readonly mbf21: number;
  readonly mbf21Flags: number;
  readonly scrolling: number;
}

/** Counts the lines of a LINEDEFS lump by what they need. */
export function countLines(lump: Buffer): LineCounts {
  const counts = {
    generalized: 0,
    boom: 0,
    boomType: 0,
    passUse: 0,
    mbf: 0,
    mbf21: 0,
    mbf21Flags: 0,
    scrolling: 0,
  };
  for (let at = 0; at + LINEDEF_BYTES <= lump.length; at += LINEDEF_BYTES) {
    const flags = lump.readUInt16LE(at + 4);
    const type = lump.readUInt16LE(at + 6);
    if ((flags & RESERVED) === 0) {
      if ((flags & PASS_USE) !== 0) counts.passUse++;
      if ((flags & MBF21_LINE_FLAGS) !== 0) counts.mbf21Flags++;
    }
    if (type === SCROLL) counts.scrolling++;
    else if (isBoomType(type)) {
      if (counts.boom === 0) counts.boomType = type;
      counts.boom++;
    } else if (type >= GENERALIZED[0] && type <= GENERALIZED[1]) counts.generalized++;
    else if (MBF_TYPES.includes(type)) counts.mbf++;
    else if (MBF21_TYPES.includes(type)) counts.mbf21++;
  }
  return counts;
}

function isBoomType(type: number): boolean {
  return (type > LAST_DOOM_TYPE && type <= LAST_BOOM_TYPE) || BOOM_BELOW.includes(type);
}

export interface SectorCounts {
  readonly boom: number;
  readonly mbf21: number;
}

/** Counts the sectors of a SECTORS lump by what they need. */
export function countSectors(lump: Buffer): SectorCounts {
  let boom = 0;
  let mbf21 = 0;
  for (let at = 0; at + SECTOR_BYTES <= lump.length; at += SECTOR_BYTES) {
    const type = lump.readUInt16LE(at + 22);
    if ((type & BOOM_SECTOR) !== 0) boom++;
    if ((type & MBF21_SECTOR) !== 0) mbf21++;
  }
  return { boom, mbf21 };
}

/** Flags of a thing: in some skill, in multiplayer only; a friend is MBF's, unless an editor set all that it did not know. */
const SKILLS = 0x07;
const MULTIPLAYER = 0x10;
const FRIEND = 0x80;
const RESERVED_THING = 0x100;

/** Types that Doom's things have (`mobjinfo`, `doomednum`), the starts of players and of deathmatch included. */
const DOOM_TYPES: readonly (readonly [from: number, to: number])[] = [
  [1, 89],
  [2001, 2008],
  [2010, 2015],
  [2018, 2019],
  [2022, 2026],
  [2028, 2028],
  [2035, 2035],
  [2045, 2049],
  [3001, 3006],
];

/** By type, whether Doom has things of it. */
const IS_DOOMS = new Uint8Array(0x8000);
for (const [from, to] of DOOM_TYPES) IS_DOOMS.fill(1, from, to + 1);

export interface ThingCounts {
  readonly friends: number;
  /** Things of types that the game does not know, and those types, of which only a few are named. */
  readonly unknown: number;
  readonly types: readonly number[];
}

const TYPES_NAMED = 16;

/**
 * Counts the things of a THINGS lump by what they need. `defined`: types that patches define (`ID #`). Chocolate Doom ends at a thing of an
 * unknown type that is to appear (`P_SpawnMapThing`).
 */
export function countThings(lump: Buffer, defined: ReadonlySet<number>): ThingCounts {
  let friends = 0;
  let unknown = 0;
  const types = new Set<number>();
  for (let at = 0; at + THING_BYTES <= lump.length; at += THING_BYTES) {
    const type = lump.readInt16LE(at + 6);
    const flags = lump.readUInt16LE(at + 8);
    if ((flags & SKILLS) === 0 || (flags & MULTIPLAYER) !== 0) continue;
    if ((flags & (FRIEND | RESERVED_THING)) === FRIEND) friends++;
    if (type <= 0 || IS_DOOMS[type] === 1 || defined.has(type)) continue;
    unknown++;
    if (types.size < TYPES_NAMED) types.add(type);
  }
  return { friends, unknown, types: [...types].sort((a, b) => a - b) };
}

/** Width, height and origin of a BLOCKMAP, in 16-bit words. */
const BLOCKMAP_HEADER = 4;
/** Chocolate Doom reads a list's place as a signed word (`P_BlockLinesIterator`). */
const BLOCKMAP_REACH = 0x7fff;

/** How many lists of a BLOCKMAP begin where Doom cannot reach them. */
export function unreachedLists(lump: Buffer): number {
  if (lump.length <= 2 * BLOCKMAP_REACH) return 0;
  const blocks = lump.readUInt16LE(4) * lump.readUInt16LE(6);
  const words = Math.min(blocks + BLOCKMAP_HEADER, lump.length >> 1);
  let beyond = 0;
  for (let at = BLOCKMAP_HEADER; at < words; at++) if (lump.readUInt16LE(at * 2) > BLOCKMAP_REACH) beyond++;
  return beyond;
}
