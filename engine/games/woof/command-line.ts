import { WADS_DIRECTORY } from '../common/directories.ts';
import type { FileGrant, LaunchRequest } from '../game-adapter.ts';

/** What Woof! calls itself: `PROJECT_SHORTNAME`. */
export const PROGRAM = 'woof';

/** Where the program would be installed. Woof! looks for its data from there on: `D_DoomExeDir`. */
export const PROGRAM_DIRECTORY = '/usr/games';
export const RESOURCES_DIRECTORY = `${PROGRAM_DIRECTORY}/../share/${PROGRAM}`;

/**
 * Woof!'s arguments: its name, its files, then the player's own. Its files are in the order in which it reads them. It merges no WADs:
 * those of `merge` are loaded in front of the others, as Chocolate Doom does. It applies DEHACKED lumps by itself, and has no limit of
 * memory.
 */
export function woofCommandLine(grants: readonly FileGrant[], request: LaunchRequest): string[] {
  const { wads, merge = [], patches = [], music, args } = request;
  const files = grants.map(([name]) => `${WADS_DIRECTORY}/${name}`);
  const [mergedAt, patchesAt] = [wads.length, wads.length + merge.length];
  const switches = {
    '-iwad': files.slice(0, Math.min(1, wads.length)),
    '-file': [...files.slice(mergedAt, patchesAt), ...files.slice(1, mergedAt)],
    '-deh': files.slice(patchesAt, patchesAt + patches.length),
  };
  const line = [`${PROGRAM_DIRECTORY}/${PROGRAM}`];
  for (const [name, values] of Object.entries(switches)) if (values.length > 0) line.push(name, ...values);
  if (music === 'off') line.push('-nomusic');
  return [...line, ...args];
}
