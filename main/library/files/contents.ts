import type { WadContents } from '../../protocol/launcher.ts';
import { isMapName } from './maps.ts';
import { PATCH_SIGNATURE_BYTES, patchProblem } from './patch.ts';
import { readLumps, type Wad } from './wad.ts';

export const NO_CONTENTS: WadContents = { maps: [], sections: false, dehacked: 'none' };

/** Whether a game's maps are called MAP01 and so on, not E1M1. */
export function isNumbered({ maps }: WadContents): boolean {
  return maps.some((map) => map.startsWith('MAP'));
}

const SECTION = /^(S|SS|F|FF)_START$/;
/** More maps than any game has names for. */
const MAX_MAPS = 256;
/** A WAD has one DEHACKED lump; a hostile one has thousands. */
const MAX_PATCHES = 16;

/** What a WAD holds that decides how it can be played. Throws `WadError` where its lumps cannot be read. */
export async function contentsOf(file: string, { lumps }: Pick<Wad, 'lumps'>): Promise<WadContents> {
  const names = lumps.map(({ name }) => name);
  const patches = lumps.filter(({ name }) => name === 'DEHACKED').slice(0, MAX_PATCHES);
  const starts = await readLumps(file, patches, PATCH_SIGNATURE_BYTES);
  const valid = starts.every((start) => patchProblem(start) === undefined);
  return {
    maps: [...new Set(names.filter(isMapName))].slice(0, MAX_MAPS).sort(),
    sections: names.some((name) => SECTION.test(name)),
    dehacked: patches.length === 0 ? 'none' : valid ? 'valid' : 'invalid',
  };
}
