import type { FileGrant, FileIdentity, LaunchRequest } from '../game-adapter.ts';
import { WADS_DIRECTORY } from './directories.ts';

/** What the game reserves for all that it reads from WADs unless told otherwise, in MiB: its DEFAULT_RAM. */
const ZONE_MB = 16;
/** The most that is reserved for it, in MiB: what is not in use makes room for what is. */
const ZONE_MB_MAX = 256;

type LineRequest = Omit<LaunchRequest, 'companion'> & {
  /** The size of all files beside the IWAD. */
  readonly addedBytes?: number;
};

/**
 * A Doom's arguments: its name, its files, then the player's own. The order of the switches means nothing to the game. Files are in the
 * order in which it reads them: the IWAD, patches, merged WADs, other WADs, and DEHACKED lumps last. A path begins with a slash, so no
 * name can be taken for a switch.
 */
export function commandLine(title: string, grants: readonly FileGrant[], request: LineRequest): string[] {
  const { wads, merge = [], patches = [], music, dehackedLumps = false, addedBytes = 0, args } = request;
  const files = grants.map(([name]) => `${WADS_DIRECTORY}/${name}`);
  const [mergedAt, patchesAt] = [wads.length, wads.length + merge.length];
  const switches = {
    '-iwad': files.slice(0, Math.min(1, wads.length)),
    '-deh': files.slice(patchesAt, patchesAt + patches.length),
    '-merge': files.slice(mergedAt, patchesAt),
    '-file': files.slice(1, mergedAt),
  };
  const line = [programName(title)];
  for (const [name, values] of Object.entries(switches)) if (values.length > 0) line.push(name, ...values);
  if (dehackedLumps) line.push('-dehlump');
  if (music === 'off') line.push('-nomusic');
  // A large add-on's lumps may each need more than all of the game's own. The first -mb counts.
  const zone = Math.min(ZONE_MB_MAX, ZONE_MB + Math.ceil(addedBytes / 2 ** 20));
  if (zone > ZONE_MB && !args.includes('-mb')) line.push('-mb', String(zone));
  return [...line, ...args];
}

/** What a program is called by its own first argument. */
export function programName(title: string): string {
  return title.toLowerCase().replaceAll(' ', '-');
}

/** The size of all files of a request but the IWAD, which is the first. */
export function bytesBesideIwad(files: readonly FileIdentity[]): number {
  return files.slice(1).reduce((sum, { bytes }) => sum + bytes, 0);
}
