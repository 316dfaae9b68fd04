import type { AddOnWarning, LibraryEntry } from '../protocol/launcher.ts';
import { texturesOf, texturesUsed } from './texture-names.ts';
import { readWad } from './wad.ts';

/** Chocolate Doom's `W_AddFile` ends the game at a PWAD with more. */
const MAX_PWAD_LUMPS = 4046;

/**
 * Looks whether add-ons fit a game and each other, and says of those that do not why. What cannot be read is passed over: its problem
 * is told where it is played.
 */
export async function checkAddOns(
  iwad: LibraryEntry,
  addOns: readonly LibraryEntry[],
  merge: readonly string[],
): Promise<AddOnWarning[]> {
  const wads = addOns.filter(({ kind }) => kind !== 'patch');
  const textures = await allTextures([iwad, ...wads]);
  const warnings: AddOnWarning[] = [];
  for (const wad of wads) {
    const texts = [
      ...limits(iwad, wad),
      mapNames(iwad, wad),
      textures && (await missingTextures(iwad, wad, textures)),
      unmerged(wad, merge.includes(wad.id)),
      patchLump(wad),
    ];
    for (const text of texts) if (text !== undefined) warnings.push({ id: wad.id, text });
  }
  return warnings;
}

function limits(iwad: LibraryEntry, wad: LibraryEntry): (string | undefined)[] {
  const shareware = !iwad.contents.maps.some((map) => /^(E2|MAP)/.test(map));
  return [
    wad.lumps > MAX_PWAD_LUMPS
      ? `It has ${wad.lumps.toLocaleString('en')} lumps, and the game ends at more than ${MAX_PWAD_LUMPS.toLocaleString('en')}. It was made for a newer engine.`
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

async function allTextures(wads: readonly LibraryEntry[]): Promise<Set<string> | undefined> {
  try {
    const names = await Promise.all(wads.map(async ({ path }) => texturesOf(path, await readWad(path))));
    return new Set(names.flat());
  } catch {
    return undefined;
  }
}

/** Heretic's, Hexen's and Doom II's maps have names that Doom has too; their walls tell them. */
async function missingTextures(
  iwad: LibraryEntry,
  wad: LibraryEntry,
  textures: ReadonlySet<string>,
): Promise<string | undefined> {
  const used = await readWad(wad.path)
    .then((content) => texturesUsed(wad.path, content))
    .catch(() => new Map<string, string>());
  const missing = [...used].filter(([name]) => !textures.has(name));
  const [first] = missing;
  if (first === undefined) return undefined;
  const more = missing.length > 1 ? `and ${missing.length - 1} more walls` : 'a wall';
  return `${first[1]} is built with ${first[0]}, ${more} that ${iwad.title} does not have, and the game ends where it is entered. It was made for another game, or needs another add-on with it.`;
}

function unmerged({ contents }: LibraryEntry, merged: boolean): string | undefined {
  if (!contents.sections || merged) return undefined;
  return 'It holds sprites or floors. If they are not seen in the game, merge it.';
}

function patchLump({ contents }: LibraryEntry): string | undefined {
  if (contents.dehacked !== 'invalid') return undefined;
  return 'Its DEHACKED lump is not one that the game reads, so DEHACKED lumps are left out. Levels and pictures are not affected.';
}
