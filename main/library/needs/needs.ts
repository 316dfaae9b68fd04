import type { AddOnWarning } from '../../protocol/launcher.ts';
import type { Need } from '../../protocol/messages/needs.ts';
import type { AddOnNeed } from '../../protocol/port-choice.ts';
import type { SilentMusic } from '../check/check-lumps.ts';
import { contentOf, type GameLumps } from '../check/game-lumps.ts';
import { readPatch } from '../files/patch.ts';
import type { LoadOrder } from '../load-order.ts';
import { lumpNeeds } from './lump-needs.ts';
import { mapNeeds } from './map-needs.ts';
import { type PatchFacts, patchFacts } from './patch-needs.ts';

/** As much of a patch in a lump is read, and so many of a WAD. */
const MAX_PATCH_BYTES = 2 * 1024 * 1024;
const MAX_PATCHES = 16;

/** What the checks for Chocolate Doom have found already. */
export interface Checked {
  readonly warnings: readonly AddOnWarning[];
  readonly music: readonly SilentMusic[];
}

/**
 * What a game and its add-ons need that Doom 1.9 has not. Maps of the game itself are read too; of its lumps and patches, nothing is: the
 * game was made with them. Work is bounded, whatever the WADs hold; what cannot be read needs nothing.
 */
export async function readNeeds(game: GameLumps, order: LoadOrder, checked: Checked): Promise<AddOnNeed[]> {
  const patches = await patchesOf(game, order);
  const defined = new Set(patches.flatMap(({ facts }) => facts.types));
  const found: AddOnNeed[] = [
    ...checked.warnings.flatMap(({ id, warning }) => {
      const maps = game.wads.find(({ entry }) => entry.id === id)?.entry.contents.maps.length ?? 0;
      const need = needOfWarning(warning, maps);
      return need === undefined ? [] : [{ id, need }];
    }),
    ...grouped(await mapNeeds(game, defined)),
  ];
  for (const { entry, wad } of game.wads) {
    if (entry === game.iwad) continue;
    for (const need of await lumpNeeds({ entry, wad })) found.push({ id: entry.id, need });
  }
  for (const { id, facts } of patches) for (const need of facts.needs) found.push({ id, need });
  for (const { id, lumps, formats } of checked.music)
    found.push({ id, need: { code: 'music-format', params: { lumps: [...lumps], formats: [...formats] } } });
  return found;
}

/** Warnings about Chocolate Doom that say what the add-on needs. `maps`: how many it has. */
function needOfWarning(warning: AddOnWarning['warning'], maps: number): Need | undefined {
  switch (warning.code) {
    case 'map-extended-nodes':
      return { code: 'nodes-extended', params: warning.params };
    case 'map-deepbsp-nodes':
      return { code: 'nodes-deepbsp', params: warning.params };
    case 'map-without-nodes':
      return { code: 'nodes-missing', params: warning.params };
    case 'map-without-blockmap':
      return { code: 'blockmap-missing', params: warning.params };
    case 'map-udmf':
    case 'map-hexen':
      return {
        code: warning.code,
        params: { ...warning.params, all: warning.params.maps.length === maps },
      };
    case 'too-many-lumps':
      return { code: 'many-lumps', params: warning.params };
    default:
      return undefined;
  }
}

interface FoundPatch {
  readonly id: string;
  readonly facts: PatchFacts;
}

async function patchesOf(game: GameLumps, { patches }: LoadOrder): Promise<FoundPatch[]> {
  const found: FoundPatch[] = [];
  for (const { id, path } of patches) {
    const content = await readPatch(path).catch(() => undefined);
    if (content !== undefined) found.push({ id, facts: patchFacts(content) });
  }
  for (const { entry, wad } of game.wads) {
    if (entry === game.iwad || entry.contents.dehacked === 'none') continue;
    const lumps = wad.lumps.filter(({ name }) => name === 'DEHACKED').slice(0, MAX_PATCHES);
    for (const lump of lumps) {
      const content = await contentOf({ entry, wad }, lump, MAX_PATCH_BYTES);
      found.push({ id: entry.id, facts: patchFacts(content) });
    }
  }
  return found;
}

type MapNeedFound = Awaited<ReturnType<typeof mapNeeds>>[number];

/** Needs of one kind, of the maps of one WAD, are one. */
function grouped(all: readonly MapNeedFound[]): AddOnNeed[] {
  const groups = new Map<string, AddOnNeed>();
  for (const { id, need } of all) {
    const part = need.code === 'map-too-large' ? need.params.part : '';
    const key = `${id} ${need.code} ${part}`;
    const known = groups.get(key);
    groups.set(key, { id, need: known === undefined ? need : joined(known.need, need) });
  }
  return [...groups.values()];
}

/** Counts that say how far a limit is exceeded are the largest; those of records are added. */
const LARGEST = new Set(['count']);
const ADDED = new Set(['lines', 'sectors', 'things', 'lists']);

function joined(one: Need, other: Need): Need {
  const params: Record<string, unknown> = { ...one.params };
  for (const [key, value] of Object.entries(other.params)) {
    const known = params[key];
    if (Array.isArray(known) && Array.isArray(value)) params[key] = [...new Set([...known, ...value])];
    else if (typeof known === 'number' && typeof value === 'number')
      params[key] = LARGEST.has(key) ? Math.max(known, value) : ADDED.has(key) ? known + value : known;
  }
  // Both have the same code, so these are its parameters.
  const { maps } = params;
  if (Array.isArray(maps)) params['maps'] = maps.toSorted();
  return { code: one.code, params } as Need;
}
