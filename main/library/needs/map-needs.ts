import type { MapPart, Need } from '../../protocol/messages/needs.ts';
import { contentOf, type GameLumps, type PlayedMap } from '../check/game-lumps.ts';
import type { MapLump } from '../files/maps.ts';
import { readGeometry } from './map-geometry.ts';
import { countLines, countSectors, countThings, unreachedLists } from './map-records.ts';
import { countView, MAX_PLANES, MAX_WALLS, type ViewCounts } from './view-counts.ts';

/** As much of a lump is read: the largest maps known have 3 MB of sides. */
const MAX_BYTES = 4 * 1024 * 1024;
/** As much of all maps together. */
const MAX_MAPS_BYTES = 64 * 1024 * 1024;

/** Chocolate Doom numbers all of these by signed words, except subsectors, which have 15 bits of a node's child (`p_setup.c`). */
const LIMIT = 32_768;
const PARTS: readonly (readonly [part: MapPart, lump: MapLump, bytes: number])[] = [
  ['vertexes', 'VERTEXES', 4],
  ['lines', 'LINEDEFS', 14],
  ['sides', 'SIDEDEFS', 30],
  ['sectors', 'SECTORS', 26],
  ['segs', 'SEGS', 12],
  ['subsectors', 'SSECTORS', 4],
];
/** `MAXLINEANIMS`: the game ends at more. */
const MAX_SCROLLING = 64;

/** Views of a map: from so many of its things, in so many directions. All maps together have so many places. */
const PLACES = 24;
const DIRECTIONS = 8;
const MAX_PLACES = 512;

/** A need of one map. */
export interface MapNeed {
  readonly map: string;
  /** Of the WAD that has it. */
  readonly id: string;
  readonly need: Need;
}

/**
 * What each map needs. Views are counted for the maps of add-ons only: the game's own were made for it. `defined`: types of things that
 * patches define.
 */
export async function mapNeeds(game: GameLumps, defined: ReadonlySet<number>): Promise<MapNeed[]> {
  const found: MapNeed[] = [];
  const budget = { bytes: MAX_MAPS_BYTES, places: MAX_PLACES };
  for (const played of game.maps.values()) {
    if (budget.bytes <= 0) break;
    if (played.map.format === 'udmf' || played.map.format === 'hexen') continue;
    const needs = [
      ...(await recordNeeds(played, defined, budget)),
      ...(played.entry === game.iwad ? [] : await viewNeeds(played, budget)),
    ];
    for (const need of needs) found.push({ map: played.map.name, id: played.entry.id, need });
  }
  return found;
}

interface Budget {
  bytes: number;
  places: number;
}

async function lumpOf(played: PlayedMap, name: MapLump, budget: Budget): Promise<Buffer> {
  const lump = played.map.lumps[name];
  if (lump === undefined || budget.bytes <= 0) return Buffer.alloc(0);
  const content = await contentOf(played, lump, MAX_BYTES);
  budget.bytes -= content.length;
  return content;
}

async function recordNeeds(played: PlayedMap, defined: ReadonlySet<number>, budget: Budget): Promise<Need[]> {
  const maps = [played.map.name];
  const needs: Need[] = [];
  const lines = countLines(await lumpOf(played, 'LINEDEFS', budget));
  if (lines.generalized > 0)
    needs.push({ code: 'boom-generalized-lines', params: { maps, lines: lines.generalized } });
  if (lines.boom > 0)
    needs.push({ code: 'boom-lines', params: { maps, lines: lines.boom, type: lines.boomType } });
  if (lines.passUse > 0) needs.push({ code: 'boom-line-flags', params: { maps, lines: lines.passUse } });
  if (lines.mbf > 0) needs.push({ code: 'mbf-lines', params: { maps, lines: lines.mbf } });
  if (lines.mbf21 > 0) needs.push({ code: 'mbf21-lines', params: { maps, lines: lines.mbf21 } });
  if (lines.mbf21Flags > 0)
    needs.push({ code: 'mbf21-line-flags', params: { maps, lines: lines.mbf21Flags } });
  if (lines.scrolling > MAX_SCROLLING)
    needs.push({
      code: 'scrolling-walls',
      params: { maps, lines: lines.scrolling, limit: MAX_SCROLLING },
    });
  const sectors = countSectors(await lumpOf(played, 'SECTORS', budget));
  if (sectors.boom > 0) needs.push({ code: 'boom-sectors', params: { maps, sectors: sectors.boom } });
  if (sectors.mbf21 > 0) needs.push({ code: 'mbf21-sectors', params: { maps, sectors: sectors.mbf21 } });
  const things = countThings(await lumpOf(played, 'THINGS', budget), defined);
  if (things.friends > 0) needs.push({ code: 'mbf-friends', params: { maps, things: things.friends } });
  if (things.unknown > 0)
    needs.push({
      code: 'things-unknown',
      params: { maps, things: things.unknown, types: [...things.types] },
    });
  return [...needs, ...(await sizeNeeds(played, budget))];
}

async function sizeNeeds(played: PlayedMap, budget: Budget): Promise<Need[]> {
  const maps = [played.map.name];
  const needs: Need[] = [];
  for (const [part, name, bytes] of PARTS) {
    const count = Math.floor((played.map.lumps[name]?.size ?? 0) / bytes);
    if (count > LIMIT) needs.push({ code: 'map-too-large', params: { maps, part, count, limit: LIMIT } });
  }
  const lists = unreachedLists(await lumpOf(played, 'BLOCKMAP', budget));
  if (lists > 0) needs.push({ code: 'blockmap-too-large', params: { maps, lists } });
  return needs;
}

/**
 * Whether a view of a map has more than the game has room for. Only a map with so many different floors and ceilings, or so many segs, can.
 * A map has more views than are counted here, so this finds some of them, not all.
 */
async function viewNeeds(played: PlayedMap, budget: Budget): Promise<Need[]> {
  if (budget.places <= 0 || played.map.format !== 'doom') return [];
  const names = [
    'THINGS',
    'LINEDEFS',
    'SIDEDEFS',
    'VERTEXES',
    'SEGS',
    'SSECTORS',
    'NODES',
    'SECTORS',
  ] as const;
  const { SECTORS, SEGS } = played.map.lumps;
  if (SECTORS === undefined || (SEGS?.size ?? 0) <= MAX_WALLS * 12) return [];
  const read: Partial<Record<(typeof names)[number], Buffer>> = {};
  for (const name of names) read[name] = await lumpOf(played, name, budget);
  const geometry = readGeometry(read as Required<typeof read>);
  if (geometry === undefined) return [];
  let most: ViewCounts = { planes: 0, walls: 0 };
  const step = Math.max(1, Math.ceil(geometry.things.length / PLACES));
  for (let i = 0; i < geometry.things.length && budget.places > 0; i += step) {
    const { x, y } = geometry.things[i]!;
    budget.places--;
    for (let turn = 0; turn < DIRECTIONS; turn++) {
      const { planes, walls } = countView(geometry, x, y, (turn * 2 * Math.PI) / DIRECTIONS);
      most = { planes: Math.max(most.planes, planes), walls: Math.max(most.walls, walls) };
    }
    // Main has more to do than this.
    await new Promise((resolve) => setImmediate(resolve));
  }
  const maps = [played.map.name];
  const needs: Need[] = [];
  if (most.planes > MAX_PLANES)
    needs.push({ code: 'view-planes', params: { maps, count: most.planes, limit: MAX_PLANES } });
  if (most.walls > MAX_WALLS)
    needs.push({ code: 'view-walls', params: { maps, count: most.walls, limit: MAX_WALLS } });
  return needs;
}
