import type { Lump } from '../../../engine/games/common/wad.ts';

/** What a map's marker is called in Doom, Doom II and the games of their kind. */
const MARKER = /^(E[1-9]M[1-9]|MAP\d\d)$/;
/** The lumps of a map, in the order in which Doom finds them: by their places behind the marker (`P_SetupLevel`). */
export const MAP_LUMPS = [
  'THINGS',
  'LINEDEFS',
  'SIDEDEFS',
  'VERTEXES',
  'SEGS',
  'SSECTORS',
  'NODES',
  'SECTORS',
  'REJECT',
  'BLOCKMAP',
] as const;
export type MapLump = (typeof MAP_LUMPS)[number];
const KNOWN: readonly string[] = MAP_LUMPS;

/**
 * `doom`: all lumps are in their places; `hexen`: there is a BEHAVIOR lump among them, and their sizes may be Hexen's; `udmf`: the map is text, in TEXTMAP; `partial`: a
 * lump is missing, or in another's place; `marker`: nothing of a map follows.
 */
export type MapFormat = 'doom' | 'hexen' | 'udmf' | 'partial' | 'marker';

/** One map of a WAD. */
export interface WadMap {
  readonly name: string;
  readonly format: MapFormat;
  /** Of a map in Doom's format, its lumps; of a partial one, those before the missing one. */
  readonly lumps: Readonly<Partial<Record<MapLump, Lump>>>;
  /** Of a partial map, the first lump that is not in its place. */
  readonly missing?: MapLump;
}

/** Whether a lump's name is a map's. */
export function isMapName(name: string): boolean {
  return MARKER.test(name);
}

/** The maps of a WAD's directory, each judged by itself; of several of a name the last, which the game plays. */
export function mapsOf(lumps: readonly Lump[]): WadMap[] {
  const maps = new Map<string, WadMap>();
  for (const [i, { name }] of lumps.entries()) if (isMapName(name)) maps.set(name, mapAt(lumps, i));
  return [...maps.values()];
}

function mapAt(lumps: readonly Lump[], marker: number): WadMap {
  const { name } = lumps[marker]!;
  const own = lumps.slice(marker + 1, marker + 2 + MAP_LUMPS.length);
  const first = own[0]?.name ?? '';
  if (first === 'TEXTMAP') return { name, format: 'udmf', lumps: {} };
  if (!KNOWN.includes(first)) return { name, format: 'marker', lumps: {} };
  const end = own.findIndex((lump) => !KNOWN.includes(lump.name));
  const behind = end < 0 ? undefined : own[end]?.name;
  // A name that is no map's may hide the right lump: the game does not read it.
  const missing = MAP_LUMPS.find((lump, place) => {
    const there = own[place]?.name;
    return there === undefined || (there !== lump && (KNOWN.includes(there) || isMapName(there)));
  });
  if (behind === 'BEHAVIOR' && !hasDoomsSizes(own)) return { name, format: 'hexen', lumps: {} };
  const before = missing === undefined ? MAP_LUMPS : MAP_LUMPS.slice(0, MAP_LUMPS.indexOf(missing));
  const found = Object.fromEntries(before.map((lump, place) => [lump, own[place]!]));
  return missing === undefined
    ? { name, format: 'doom', lumps: found }
    : { name, format: 'partial', lumps: found, missing };
}

/** Bytes of a record of THINGS and LINEDEFS in Doom's format and in Hexen's (the Unofficial Hexen Specs, "Map format"). */
const RECORD_BYTES = [
  ['THINGS', 10, 20],
  ['LINEDEFS', 14, 16],
] as const;

/** Whether lumps can be records of Doom's format and not of Hexen's: a BEHAVIOR behind these means nothing to the game. */
function hasDoomsSizes(own: readonly Lump[]): boolean {
  const sizes = RECORD_BYTES.map(([name, dooms, hexens]) => {
    const size = own.find((lump) => lump.name === name)?.size ?? 0;
    return { dooms: size % dooms === 0, hexens: size % hexens === 0 };
  });
  return sizes.every(({ dooms }) => dooms) && !sizes.every(({ hexens }) => hexens);
}
