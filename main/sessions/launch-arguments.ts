import { HOME_DIRECTORY } from '../../engine/games/common/directories.ts';
import type { SourcePort } from '../../engine/games/source-ports.ts';
import { warpArguments } from '../demos/warp.ts';
import { SCREENSHOTS_FOLDER } from '../homes/contents/kinds.ts';
import { SAVES_FOLDER } from '../homes/contents/slots.ts';
import { packArguments } from '../library/files/identify.ts';
import { hasOption, type LaunchOptions } from '../protocol/launch-options.ts';
import type { LibraryEntry, SessionStart } from '../protocol/launcher.ts';

/** Switches of a yes or no. A port ends at a switch that it does not know, or ignores it. */
const SWITCHES = [
  ['noMonsters', '-nomonsters'],
  ['fastMonsters', '-fast'],
  ['respawnMonsters', '-respawn'],
  ['pistolStart', '-pistolstart'],
  ['coopSpawns', '-coop_spawns'],
] as const satisfies readonly (readonly [keyof LaunchOptions, string])[];

/** Where a source port keeps files of its own, and what it must learn of the IWAD. Woof! knows an IWAD by its content. */
export function placeArguments(port: SourcePort, iwad: LibraryEntry): string[] {
  const saves = `${HOME_DIRECTORY}/${SAVES_FOLDER}`;
  if (port === 'chocolate') return [...packArguments(iwad), '-savedir', saves];
  // By itself it names a folder of saves after the WAD's file, and keeps screenshots there.
  return ['-save', saves, '-shotdir', `${HOME_DIRECTORY}/${SCREENSHOTS_FOLDER}`];
}

/**
 * The launch options as arguments, as far as the source port has them and the start leaves a choice. A saved game has its own map and
 * skill, a recording begins where the player says, and a demo has rules of its own.
 */
export function optionArguments(
  port: SourcePort,
  { complevel, skill, map, ...options }: LaunchOptions,
  { kind }: Pick<SessionStart, 'kind'>,
): string[] {
  if (kind === 'demo') return [];
  const switches = SWITCHES.filter(([name]) => options[name] === true && hasOption(port, name));
  return [
    ...(complevel !== undefined && hasOption(port, 'complevel') ? ['-complevel', complevel] : []),
    ...switches.map(([, argument]) => argument),
    ...(kind === 'title' && skill !== undefined ? ['-skill', String(skill)] : []),
    ...(kind === 'title' && map !== undefined ? warpArguments(map) : []),
  ];
}
