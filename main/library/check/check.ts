import type { AddOnWarning, LibraryEntry } from '../../protocol/launcher.ts';
import { readPatch } from '../files/patch.ts';
import { readLumps, type Wad } from '../files/wad.ts';
import { inOrder, loadOrder } from '../load-order.ts';
import { checkMusic, checkTitleDemos } from './check-lumps.ts';
import { checkMaps, checkReach } from './check-maps.ts';
import { checkTextures } from './check-textures.ts';
import { GameLumps } from './game-lumps.ts';
import { sectionsWarning } from './patch-sections.ts';

/** Chocolate Doom's `W_AddFile` ends the game at a file whose header says PWAD, with more. */
const MAX_PWAD_LUMPS = 4046;
/** As much of a patch in a lump is looked at. */
const MAX_PATCH_BYTES = 2 * 1024 * 1024;

/**
 * Looks whether a game and its add-ons fit each other, and says of those that do not why. What cannot be read is passed over: its
 * problem is told where it is played.
 */
export async function checkAddOns(
  iwad: LibraryEntry,
  addOns: readonly LibraryEntry[],
  merge: readonly string[],
): Promise<AddOnWarning[]> {
  const order = loadOrder(addOns, merge);
  const game = await GameLumps.read(iwad, order);
  const found = [
    ...(order.patches.length === 0 ? [] : await Promise.all(order.patches.map(patchFile))),
    ...game.wads.slice(1).flatMap(({ entry, wad }) => ofWad(iwad, entry, wad, merge.includes(entry.id))),
    ...(await checkTextures(game)),
    ...(await checkMaps(game)),
    ...checkReach(game),
    ...(await checkTitleDemos(game)),
    ...(await checkMusic(game)),
    ...(await patchLumps(game)),
  ].filter((warning) => warning !== undefined);
  // What belongs to one add-on stands together, in the order in which they are loaded.
  return [iwad, ...inOrder(order)].flatMap(({ id }) => found.filter((warning) => warning.id === id));
}

function ofWad(iwad: LibraryEntry, entry: LibraryEntry, wad: Wad, merged: boolean): AddOnWarning[] {
  const texts = [...limits(iwad, wad), mapNames(iwad, entry), unmerged(entry, merged), patchLump(entry)];
  return texts.flatMap((text) => (text === undefined ? [] : [{ id: entry.id, text }]));
}

function limits(iwad: LibraryEntry, { magic, lumps }: Wad): (string | undefined)[] {
  const shareware = !iwad.contents.maps.some((map) => /^(E2|MAP)/.test(map));
  return [
    magic === 'PWAD' && lumps.length > MAX_PWAD_LUMPS
      ? `It has ${lumps.length.toLocaleString('en')} lumps, and the game ends at more than ${MAX_PWAD_LUMPS.toLocaleString('en')}. It was made for a newer engine.`
      : undefined,
    shareware
      ? `${iwad.title} takes no add-ons: it has the first episode only. Choose the full game.`
      : undefined,
  ];
}

/** A game of episodes never opens MAP01, one of numbered maps never E1M1. */
function mapNames(iwad: LibraryEntry, wad: LibraryEntry): string | undefined {
  const { maps } = wad.contents;
  const episodes = iwad.contents.maps.some((map) => map.startsWith('E'));
  const fitting = maps.filter((map) => map.startsWith('E') === episodes);
  const first = maps[0];
  if (first === undefined || fitting.length > 0) return undefined;
  const wanted = episodes
    ? 'names its maps E1M1 and so on. Choose Doom II or Freedoom: Phase 2'
    : 'names its maps MAP01 and so on. Choose Doom or Freedoom: Phase 1';
  return `Its maps (${first}${maps.length > 1 ? ' …' : ''}) will not be seen: ${iwad.title} ${wanted} for them.`;
}

function unmerged({ contents }: LibraryEntry, merged: boolean): string | undefined {
  if (!contents.sections || merged) return undefined;
  return 'It holds sprites or floors. If they are not seen in the game, merge it.';
}

function patchLump({ contents }: LibraryEntry): string | undefined {
  if (contents.dehacked !== 'invalid') return undefined;
  return 'Its DEHACKED lump is not one that the game reads, so DEHACKED lumps are left out. Levels and pictures are not affected.';
}

/** What the game leaves out of a patch that is a file. */
async function patchFile({ id, path }: LibraryEntry): Promise<AddOnWarning | undefined> {
  const content = await readPatch(path).catch(() => undefined);
  const text = content && sectionsWarning(content);
  return text === undefined ? undefined : { id, text };
}

/** What the game leaves out of patches in WADs. */
async function patchLumps(game: GameLumps): Promise<AddOnWarning[]> {
  const warnings: AddOnWarning[] = [];
  for (const { entry, wad } of game.wads) {
    if (entry === game.iwad || entry.contents.dehacked !== 'valid') continue;
    const lumps = wad.lumps.filter(({ name }) => name === 'DEHACKED').slice(0, 16);
    const contents = await readLumps(entry.path, lumps, MAX_PATCH_BYTES).catch(() => []);
    const text = contents.map(sectionsWarning).find((warning) => warning !== undefined);
    if (text !== undefined) warnings.push({ id: entry.id, text: `In its DEHACKED lump: ${text}` });
  }
  return warnings;
}
