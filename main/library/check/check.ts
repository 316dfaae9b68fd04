import type { AddOnWarning, LibraryEntry } from '../../protocol/launcher.ts';
import type { AddOnWarningMessage } from '../../protocol/messages/add-ons.ts';
import { readPatch } from '../files/patch.ts';
import { readLumps, type Wad } from '../files/wad.ts';
import { inOrder, loadOrder } from '../load-order.ts';
import { checkTitleDemos, musicWarning, type SilentMusic, silentMusic } from './check-lumps.ts';
import { checkMaps, checkReach } from './check-maps.ts';
import { checkTextures } from './check-textures.ts';
import { GameLumps } from './game-lumps.ts';
import { sectionsWarning } from './patch-sections.ts';

/** Chocolate Doom's `W_AddFile` ends the game at a file whose header says PWAD, with more. */
const MAX_PWAD_LUMPS = 4046;
/** As much of a patch in a lump is read. */
const MAX_PATCH_BYTES = 2 * 1024 * 1024;

/** What the checks have found, and read. */
export interface Checks {
  readonly game: GameLumps;
  readonly warnings: readonly AddOnWarning[];
  readonly music: readonly SilentMusic[];
}

/**
 * Checks whether a game and its add-ons fit each other, and says of those that do not why, as Chocolate Doom plays them. What cannot be read
 * is passed over: its problem is reported where it is played.
 */
export async function runChecks(
  iwad: LibraryEntry,
  addOns: readonly LibraryEntry[],
  merge: readonly string[],
): Promise<Checks> {
  const order = loadOrder(addOns, merge);
  const game = await GameLumps.read(iwad, order);
  const music = await silentMusic(game);
  const found = [
    ...(order.patches.length === 0 ? [] : await Promise.all(order.patches.map(patchFile))),
    ...game.wads.slice(1).flatMap(({ entry, wad }) => ofWad(iwad, entry, wad, merge.includes(entry.id))),
    ...(await checkTextures(game)),
    ...(await checkMaps(game)),
    ...checkReach(game),
    ...(await checkTitleDemos(game)),
    ...music.map(musicWarning),
    ...(await patchLumps(game)),
  ].filter((warning) => warning !== undefined);
  // What belongs to one add-on stands together, in the order in which they are loaded.
  const warnings = [iwad, ...inOrder(order)].flatMap(({ id }) =>
    found.filter((warning) => warning.id === id),
  );
  return { game, warnings, music };
}

function ofWad(iwad: LibraryEntry, entry: LibraryEntry, wad: Wad, merged: boolean): AddOnWarning[] {
  const found = [...limits(iwad, wad), mapNames(iwad, entry), unmerged(entry, merged), patchLump(entry)];
  return found.flatMap((warning) => (warning === undefined ? [] : [{ id: entry.id, warning }]));
}

function limits(iwad: LibraryEntry, { magic, lumps }: Wad): (AddOnWarningMessage | undefined)[] {
  const shareware = !iwad.contents.maps.some((map) => /^(E2|MAP)/.test(map));
  return [
    magic === 'PWAD' && lumps.length > MAX_PWAD_LUMPS
      ? { code: 'too-many-lumps', params: { count: lumps.length, limit: MAX_PWAD_LUMPS } }
      : undefined,
    shareware ? { code: 'shareware-only', params: { game: iwad.title } } : undefined,
  ];
}

/** A game of episodes never opens MAP01, one of numbered maps never E1M1. */
function mapNames(iwad: LibraryEntry, wad: LibraryEntry): AddOnWarningMessage | undefined {
  const { maps } = wad.contents;
  const episodes = iwad.contents.maps.some((map) => map.startsWith('E'));
  const fitting = maps.filter((map) => map.startsWith('E') === episodes);
  if (maps.length === 0 || fitting.length > 0) return undefined;
  const gameMaps = episodes ? 'episodes' : 'numbered';
  return { code: 'maps-unseen', params: { maps, game: iwad.title, gameMaps } };
}

function unmerged({ contents }: LibraryEntry, merged: boolean): AddOnWarningMessage | undefined {
  return !contents.sections || merged ? undefined : { code: 'not-merged', params: {} };
}

function patchLump({ contents }: LibraryEntry): AddOnWarningMessage | undefined {
  return contents.dehacked === 'invalid' ? { code: 'patch-lump-invalid', params: {} } : undefined;
}

/** What the game leaves out of a patch that is a file. */
async function patchFile({ id, path }: LibraryEntry): Promise<AddOnWarning | undefined> {
  const content = await readPatch(path).catch(() => undefined);
  const warning = content && sectionsWarning(content, false);
  return warning === undefined ? undefined : { id, warning };
}

/** What the game leaves out of patches in WADs. */
async function patchLumps(game: GameLumps): Promise<AddOnWarning[]> {
  const warnings: AddOnWarning[] = [];
  for (const { entry, wad } of game.wads) {
    if (entry === game.iwad || entry.contents.dehacked !== 'valid') continue;
    const lumps = wad.lumps.filter(({ name }) => name === 'DEHACKED').slice(0, 16);
    const contents = await readLumps(entry.path, lumps, MAX_PATCH_BYTES).catch(() => []);
    const warning = contents.map((patch) => sectionsWarning(patch, true)).find((one) => one !== undefined);
    if (warning !== undefined) warnings.push({ id: entry.id, warning });
  }
  return warnings;
}
