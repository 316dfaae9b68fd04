import type { Lump } from '../../../engine/games/common/wad.ts';
import { isWhole } from '../../../engine/games/common/wad.ts';
import type { AddOnWarning, LibraryEntry } from '../../protocol/launcher.ts';
import type { AddOnWarningMessage } from '../../protocol/messages/add-ons.ts';
import { contentOf, type GameLumps, type PlayedMap } from './game-lumps.ts';

/** Bytes of a record of NODES, SSECTORS and SEGS (the Unofficial Doom Specs, chapter 4), as Doom reads them. */
const NODE_BYTES = 28;
const SUBSECTOR_BYTES = 4;
const SEG_BYTES = 12;
/** Width, height and origin of a BLOCKMAP. */
const BLOCKMAP_HEADER_BYTES = 8;
/** The most of SSECTORS that is read: Doom's numbers of subsectors have 15 bits. */
const MAX_SUBSECTORS_BYTES = 32_768 * SUBSECTOR_BYTES;

const THING_BYTES = 10;
/** As much of THINGS is read; the largest maps have some 200 KB. */
const MAX_THINGS_BYTES = 1024 * 1024;
/** Lumps that no map can be played without. */
const NEEDED = ['THINGS', 'LINEDEFS', 'SIDEDEFS', 'SECTORS'] as const;

/** How extended nodes begin (ZDBSP's documentation): in NODES, and GL nodes in SSECTORS. DeePBSP's have version 4. */
const EXTENDED = /^(XNOD|ZNOD|[XZ]GL[N23])/;
const DEEPBSP = 'xNd4\0\0\0\0';
const MAGIC_BYTES = 8;

/** What is wrong with a map: a warning that names maps, except for them. */
type MapFault =
  | {
      readonly code: Extract<MapWarning, { params: { lump: string } }>['code'];
      readonly lump: string;
    }
  | { readonly code: Exclude<MapWarning, { params: { lump: string } }>['code']; readonly lump?: undefined };
type MapWarning = Extract<AddOnWarningMessage, { code: `map-${string}` }>;

/** Maps that the game can open and then cannot play. */
export async function checkMaps(game: GameLumps): Promise<AddOnWarning[]> {
  const found = new Map<string, { entry: LibraryEntry; fault: MapFault; maps: string[] }>();
  for (const played of game.maps.values()) {
    const problem = await faultOf(played);
    if (problem === undefined) continue;
    const key = `${played.entry.id} ${problem.code} ${problem.lump ?? ''}`;
    const known = found.get(key) ?? { entry: played.entry, fault: problem, maps: [] };
    known.maps.push(played.map.name);
    found.set(key, known);
  }
  return [...found.values()].map(({ entry, fault, maps }) => ({
    id: entry.id,
    warning: mapWarning(fault, maps.sort()),
  }));
}

function mapWarning({ code, lump }: MapFault, maps: string[]): AddOnWarningMessage {
  return lump === undefined ? { code, params: { maps } } : { code, params: { maps, lump } };
}

async function faultOf(played: PlayedMap): Promise<MapFault | undefined> {
  const { wad, map } = played;
  // A game's own names stand for its maps, whether or not they can be read.
  if (map.format === 'marker')
    return played.entry.kind === 'iwad' ? undefined : { code: 'map-without-content' };
  if (map.format === 'hexen' || map.format === 'udmf') return { code: `map-${map.format}` };
  const outside = Object.values(map.lumps).find((lump) => !isWhole(lump, wad.bytes));
  if (outside !== undefined) return { code: 'map-lump-outside', lump: outside.name };
  const nodes = await nodesFault(played);
  if (nodes !== undefined) return nodes;
  const { missing } = map;
  const empty = NEEDED.find((name) => map.lumps[name]?.size === 0);
  if (missing === undefined && empty !== undefined) return { code: 'map-lump-empty', lump: empty };
  if (missing === undefined) return (await hasStart(played)) ? undefined : { code: 'map-without-start' };
  if (missing === 'SEGS' || missing === 'SSECTORS' || missing === 'NODES')
    return { code: 'map-without-nodes' };
  if (missing === 'BLOCKMAP') return { code: 'map-without-blockmap' };
  return { code: 'map-lump-missing', lump: missing };
}

/** Whether player 1 has a start (`P_LoadThings`): a thing of type 1, the word at 6 of 10 bytes. What has no things that can be read has one. */
async function hasStart(played: PlayedMap): Promise<boolean> {
  const { THINGS } = played.map.lumps;
  if (THINGS === undefined) return true;
  const things = await contentOf(played, THINGS, MAX_THINGS_BYTES);
  if (things.length === 0 || things.length < THINGS.size) return true;
  for (let at = 0; at + THING_BYTES <= things.length; at += THING_BYTES)
    if (things.readUInt16LE(at + 6) === 1) return true;
  return false;
}

async function nodesFault(played: PlayedMap): Promise<MapFault | undefined> {
  const { NODES, SSECTORS, SEGS, LINEDEFS, BLOCKMAP } = played.map.lumps;
  if (NODES === undefined || SSECTORS === undefined || SEGS === undefined) return undefined;
  const begins = async (lump: Lump) => (await contentOf(played, lump, MAGIC_BYTES)).toString('latin1');
  const [nodes, subsectors] = [await begins(NODES), await begins(SSECTORS)];
  const extended = EXTENDED.test(nodes) || EXTENDED.test(subsectors);
  const deep = nodes === DEEPBSP;
  // A coordinate may have these letters' value: what is valid as Doom's is Doom's.
  if ((extended || deep) && !(await areDooms(played, NODES, SSECTORS, SEGS)))
    return { code: deep ? 'map-deepbsp-nodes' : 'map-extended-nodes' };
  if ((SSECTORS.size === 0 || SEGS.size === 0) && LINEDEFS?.size !== 0) return { code: 'map-without-nodes' };
  if (BLOCKMAP !== undefined && BLOCKMAP.size < BLOCKMAP_HEADER_BYTES)
    return { code: 'map-without-blockmap' };
  return undefined;
}

/** Whether these are nodes as Doom reads them: whole records, a subsector more than nodes, and all segs of subsectors there. */
async function areDooms(played: PlayedMap, nodes: Lump, subsectors: Lump, segs: Lump): Promise<boolean> {
  const counts = [nodes.size / NODE_BYTES, subsectors.size / SUBSECTOR_BYTES, segs.size / SEG_BYTES];
  const [nodeCount = 0, subsectorCount = 0, segCount = 0] = counts;
  if (!counts.every(Number.isInteger) || segCount === 0 || subsectorCount !== nodeCount + 1) return false;
  const content = await contentOf(played, subsectors, MAX_SUBSECTORS_BYTES);
  for (let at = 0; at + SUBSECTOR_BYTES <= content.length; at += SUBSECTOR_BYTES)
    if (content.readUInt16LE(at) + content.readUInt16LE(at + 2) > segCount) return false;
  return true;
}

/** Maps of Ultimate Doom's four episodes, and of Doom II with its secret levels. */
const REACHED = /^(E[1-4]M\d|MAP(0[1-9]|[12]\d|3[0-2]))$/;
/** Doom as it was sold before has three episodes, by its menu and by its program. */
const REACHED_BEFORE = /^E[1-3]M\d$/;
/** The typed cheat goes to these only. */
const CHEATED = /^MAP(0[1-9]|[123]\d|40)$/;

/** Maps that no menu and no exit leads to. */
export function checkReach(game: GameLumps): AddOnWarning[] {
  // Its program knows one episode, and its add-ons replace that.
  if (game.iwad.title.startsWith('Chex Quest')) return [];
  const four = game.numbered || game.iwad.contents.maps.includes('E4M1');
  const reached = four ? REACHED : REACHED_BEFORE;
  const found = new Map<string, string[]>();
  for (const { entry, map } of game.maps.values())
    if (entry !== game.iwad && !reached.test(map.name))
      found.set(entry.id, [...(found.get(entry.id) ?? []), map.name]);
  return [...found].map(([id, maps]) => ({ id, warning: reachWarning(game, maps.sort(), four) }));
}

function reachWarning({ iwad }: GameLumps, maps: string[], four: boolean): AddOnWarningMessage {
  const [first = ''] = maps;
  const params = { maps, game: iwad.title };
  if (!four) return { code: 'maps-unreached', params: { ...params, reason: 'three-episodes' } };
  if (first === 'MAP00') return { code: 'maps-unreached', params: { ...params, reason: 'map00' } };
  return CHEATED.test(first)
    ? { code: 'maps-by-cheat', params: { maps, cheat: `idclev${first.slice(3)}` } }
    : { code: 'maps-unreached', params: { ...params, reason: 'no-menu' } };
}
