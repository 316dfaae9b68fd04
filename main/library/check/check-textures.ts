import type { AddOnWarning, LibraryEntry } from '../../protocol/launcher.ts';
import type { AddOnWarningMessage } from '../../protocol/messages/add-ons.ts';
import { contentOf, type FoundLump, type GameLumps, type PlayedMap } from './game-lumps.ts';
import { flatNames, listedTextures, patchNames, type TextureList, wallNames } from './texture-names.ts';

/** As much of a list or a map's lump is read: a map of 65,535 sides has 2 MB, the largest lists of textures have 200 KB. */
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
      const list = listedTextures(await contentOf({ entry, wad }, lump, MAX_BYTES));
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
  // The game's own lists are valid; the game reports what is damaged beyond reading.
  if (found === undefined || [...lists, found].every(({ entry }) => entry === game.iwad)) return [];
  const names = patchNames(await contentOf(found, found.lump, MAX_BYTES));
  if (names === undefined) return [{ id: found.entry.id, warning: damaged('PNAMES') }];
  for (const { entry, lump, textures } of lists) {
    for (const texture of textures) {
      const wrong = texture.patches.find((number) => game.last(names[number] ?? '') === undefined);
      if (wrong === undefined) continue;
      const { id, title } = found.entry === game.iwad ? entry : found.entry;
      const params = {
        texture: texture.name,
        list: lump.name,
        addOn: entry.title,
        patch: names[wrong] ?? wrong,
        ...(entry.id !== found.entry.id && { namesOf: found.entry.title }),
        move: title,
      };
      return [{ id, warning: { code: 'texture-patch-missing', params } }];
    }
  }
  return [];
}

/** Lists whose entries lie outside of them: the game does not start (`R_InitTextures`, "bad texture directory"). */
function damagedLists(game: GameLumps, { lists }: Textures): AddOnWarning[] {
  return lists
    .filter(({ entry, whole }) => !whole && entry !== game.iwad)
    .map(({ entry, lump }) => ({ id: entry.id, warning: damaged(lump.name) }));
}

function damaged(list: string): AddOnWarningMessage {
  return { code: 'texture-list-damaged', params: { list } };
}

/** Textures that the game itself needs, and an add-on's list has not. */
function missingAtStart(game: GameLumps, { names, lists, own }: Textures): AddOnWarning[] {
  const switches = game.numbered ? `${SWITCHES} ${SWITCHES_2}` : SWITCHES;
  const needed = ['SKY1', ...switches.split(' ').flatMap((name) => [`SW1${name}`, `SW2${name}`])];
  const missing = needed.filter((name) => own.has(name) && !names.has(name));
  const list = lists.find(({ entry }) => entry !== game.iwad);
  if (missing.length === 0 || list === undefined) return [];
  const params = { list: list.lump.name, game: game.iwad.title, textures: missing };
  return [{ id: list.entry.id, warning: { code: 'texture-list-lacks', params } }];
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
  return [...warnings.values()].map((missing) => missingWarning(game, textures, missing));
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

function missingWarning(game: GameLumps, { lists, replaced }: Textures, missing: Missing): AddOnWarning {
  const { entry, map } = missing.played;
  const { iwad } = game;
  const all = [...missing.walls, ...missing.floors];
  const first = all[0]!;
  const kind = missing.walls.size > 0 ? 'wall' : 'floor';
  const used = { map: map.name, first, more: all.length - 1, kind } as const;
  const definer = missing.walls.has(first) ? replaced.get(first) : undefined;
  const list = lists.find((one) => one.entry !== iwad && one.entry !== definer);
  if (definer === undefined || list === undefined)
    return { id: entry.id, warning: { code: 'texture-missing', params: { ...used, game: iwad.title } } };
  const { id, title } = entry === iwad ? list.entry : entry;
  const params = {
    ...used,
    ...(entry === iwad && { game: iwad.title }),
    list: list.lump.name,
    definer: definer.title,
    replacedBy: list.entry.title,
    move: definer === iwad || title === definer.title ? list.entry.title : definer.title,
  };
  return { id, warning: { code: 'texture-list-replaced', params } };
}
