import type { AddOnWarning, LibraryEntry } from '../../protocol/launcher.ts';
import { contentOf, type FoundLump, type GameLumps, type PlayedMap } from './game-lumps.ts';
import { flatNames, listedTextures, patchNames, type TextureList, wallNames } from './texture-names.ts';

/** As much of a list or a map's lump is looked at: a map of 65,535 sides has 2 MB, the largest lists of textures have 200 KB. */
const MAX_BYTES = 4 * 1024 * 1024;
/** As much of all maps together: the largest add-ons have some 30 MB of sides. */
const MAX_MAPS_BYTES = 64 * 1024 * 1024;
const LISTS = ['TEXTURE1', 'TEXTURE2'] as const;

/**
 * What the game looks up as it starts, and ends without (`P_InitSwitchList`, with 1 and 2 behind SW; the sky of the first level). Those of
 * Doom II are looked up there only.
 */
const SWITCHES =
  'BRCOM BRN1 BRN2 BRNGN BROWN COMM COMP DIRT EXIT GRAY GRAY1 METAL PIPE SLAD STARG STON1 STON2 STONE STRTN BLUE CMT GARG GSTON HOT LION SATYR SKIN VINE WOOD';
const SWITCHES_2 = 'PANEL ROCK MET2 WDMET BRIK MOD1 ZIM STON6 TEK MARB SKULL';

/** The textures of a game as it is played, and who defines those that are not there. */
interface Textures {
  readonly names: ReadonlySet<string>;
  /** The last of each list: the only one that the game reads (`R_InitTextures`). */
  readonly lists: readonly (FoundLump & TextureList)[];
  /** The names of lists that others replace, with their WADs. */
  readonly replaced: ReadonlyMap<string, LibraryEntry>;
  /** The game's own, without add-ons. */
  readonly own: ReadonlySet<string>;
}

/** Walls and floors that the game would look for and not find: it ends where it does. */
export async function checkTextures(game: GameLumps): Promise<AddOnWarning[]> {
  if (!game.complete) return [];
  const textures = await readTextures(game);
  return [
    ...(await missingPatches(game, textures)),
    ...damagedLists(game, textures),
    ...missingAtStart(game, textures),
    ...(await missingInMaps(game, textures)),
  ];
}

async function readTextures(game: GameLumps): Promise<Textures> {
  const lists: (FoundLump & TextureList)[] = [];
  const replaced = new Map<string, LibraryEntry>();
  const own = new Set<string>();
  for (const { entry, wad } of game.wads) {
    for (const name of LISTS) {
      const lump = wad.lumps.findLast((one) => one.name === name);
      if (lump === undefined) continue;
      const list = listedTextures(await contentOf({ entry }, lump, MAX_BYTES));
      const { textures } = list;
      if (game.last(name)?.entry === entry) lists.push({ entry, wad, lump, ...list });
      else for (const texture of textures) replaced.set(texture.name, entry);
      if (entry === game.iwad) for (const texture of textures) own.add(texture.name);
    }
  }
  return {
    names: new Set(lists.flatMap(({ textures }) => textures.map(({ name }) => name))),
    lists,
    replaced,
    own,
  };
}

/** A texture made of a patch that PNAMES does not name, or that no WAD has: the game does not start. */
async function missingPatches(game: GameLumps, { lists }: Textures): Promise<AddOnWarning[]> {
  const found = game.last('PNAMES');
  // The game's own lists are in order; what is damaged beyond reading is told by the game.
  if (found === undefined || [...lists, found].every(({ entry }) => entry === game.iwad)) return [];
  const names = patchNames(await contentOf(found, found.lump, MAX_BYTES));
  if (names === undefined) return [{ id: found.entry.id, text: damagedText('PNAMES') }];
  for (const { entry, lump, textures } of lists) {
    for (const texture of textures) {
      const wrong = texture.patches.find((number) => game.last(names[number] ?? '') === undefined);
      if (wrong === undefined) continue;
      const { id, title } = found.entry === game.iwad ? entry : found.entry;
      const which = names[wrong] ?? `number ${wrong}`;
      const source = entry.id === found.entry.id ? 'its own PNAMES' : `the PNAMES of ${found.entry.title}`;
      const text = `The game will not start: the texture ${texture.name} in the ${lump.name} of ${entry.title} is made of patch ${which} in ${source}, which is not there. Only the last PNAMES, TEXTURE1 and TEXTURE2 count: load ${title} in another place, or without the add-on that it does not fit.`;
      return [{ id, text }];
    }
  }
  return [];
}

/** Lists whose entries lie outside of them: the game does not start (`R_InitTextures`, "bad texture directory"). */
function damagedLists(game: GameLumps, { lists }: Textures): AddOnWarning[] {
  return lists
    .filter(({ entry, whole }) => !whole && entry !== game.iwad)
    .map(({ entry, lump }) => ({ id: entry.id, text: damagedText(lump.name) }));
}

function damagedText(list: string): string {
  return `The game will not start: ${list} is damaged, it lists more than it holds. Copy or download the file again, or leave it out.`;
}

/** Textures that the game itself needs, and an add-on's list has not. */
function missingAtStart(game: GameLumps, { names, lists, own }: Textures): AddOnWarning[] {
  const switches = game.numbered ? `${SWITCHES} ${SWITCHES_2}` : SWITCHES;
  const needed = ['SKY1', ...switches.split(' ').flatMap((name) => [`SW1${name}`, `SW2${name}`])];
  const missing = needed.filter((name) => own.has(name) && !names.has(name));
  const list = lists.find(({ entry }) => entry !== game.iwad);
  if (missing.length === 0 || list === undefined) return [];
  const more = missing.length > 1 ? ` and ${missing.length - 1} more` : '';
  const text = `The game will not start: the ${list.lump.name} of this add-on replaces the one of ${game.iwad.title}, and lacks ${missing[0]}${more}, which every game looks up. It was made for another game.`;
  return [{ id: list.entry.id, text }];
}

/** Heretic's, Hexen's and Doom II's maps have names that Doom has too; their walls tell them. */
async function missingInMaps(game: GameLumps, textures: Textures): Promise<AddOnWarning[]> {
  const replaced = textures.lists.some(({ entry }) => entry !== game.iwad);
  const flats = game.last('F_START') !== undefined;
  const warnings = new Map<string, Missing>();
  let left = MAX_MAPS_BYTES;
  for (const played of game.maps.values()) {
    // The game's own maps have all that they need, unless an add-on takes it away.
    if ((played.entry === game.iwad && !replaced) || left <= 0) continue;
    const { SIDEDEFS, SECTORS } = played.map.lumps;
    const sides = SIDEDEFS ? await contentOf(played, SIDEDEFS, MAX_BYTES) : Buffer.alloc(0);
    const sectors = flats && SECTORS ? await contentOf(played, SECTORS, MAX_BYTES) : Buffer.alloc(0);
    left -= sides.length + sectors.length;
    const walls = wallNames(sides).filter((name) => !textures.names.has(name));
    const floors = flatNames(sectors).filter((name) => game.last(name) === undefined);
    add(warnings, played, walls, floors);
  }
  return [...warnings.values()].map((missing) => missingText(game, textures, missing));
}

interface Missing {
  readonly played: PlayedMap;
  readonly walls: Set<string>;
  readonly floors: Set<string>;
}

/** The maps of a WAD have one warning together. */
function add(warnings: Map<string, Missing>, played: PlayedMap, walls: string[], floors: string[]): void {
  if (walls.length + floors.length === 0) return;
  const { id } = played.entry;
  const known = warnings.get(id) ?? { played, walls: new Set(), floors: new Set() };
  warnings.set(id, known);
  for (const name of walls) known.walls.add(name);
  for (const name of floors) known.floors.add(name);
}

function missingText(game: GameLumps, { lists, replaced }: Textures, missing: Missing): AddOnWarning {
  const { entry, map } = missing.played;
  const all = [...missing.walls, ...missing.floors];
  const first = all[0]!;
  const what = missing.walls.size > 0 ? 'wall' : 'floor';
  const more = all.length > 1 ? `and ${all.length - 1} more ${what}s` : `a ${what}`;
  const definer = missing.walls.has(first) ? replaced.get(first) : undefined;
  const list = lists.find((one) => one.entry !== game.iwad && one.entry !== definer);
  if (definer !== undefined && list !== undefined) {
    const { id, title } = entry === game.iwad ? list.entry : entry;
    const whose = entry === game.iwad ? `${map.name} of ${game.iwad.title}` : map.name;
    const text = `${whose} is built with ${first}, ${more} that only the ${list.lump.name} of ${definer.title} has. That of ${list.entry.title} replaces it, since the last one counts, and the game ends where ${map.name} is entered. Load ${definer === game.iwad || title === definer.title ? list.entry.title : definer.title} in another place, or leave it out.`;
    return { id, text };
  }
  const text = `${map.name} is built with ${first === '' ? `a ${what} without a name` : first}, ${more} that ${game.iwad.title} does not have, and the game ends where it is entered. It was made for another game, or needs another add-on with it.`;
  return { id: entry.id, text };
}
