import path from 'node:path';
import { type SourcePort, sourcePortFacts } from '../../engine/games/source-ports.ts';
import type { BackendName, SessionEnd } from '../../engine/session/protocol.ts';
import { HomeDemos } from '../demos/demos.ts';
import { isFolder } from '../homes/contents/files.ts';
import { HomeFolder } from '../homes/folder.ts';
import { isNumbered } from '../library/files/contents.ts';
import type { LaunchOptions } from '../protocol/launch-options.ts';
import type { LibraryEntry, SessionStart } from '../protocol/launcher.ts';
import { Refusal } from '../protocol/refusal.ts';
import { LevelJournal, statdumpArguments } from '../statistics/journal.ts';
import type { Tell } from '../storage/json-store.ts';
import { optionArguments, placeArguments } from './launch-arguments.ts';

/** What is played, where, and how it begins. */
export interface StartedGame {
  /** The home's folder. */
  readonly home: string;
  readonly iwad: LibraryEntry;
  readonly addOns: readonly LibraryEntry[];
  readonly start: SessionStart;
  /** The source port whose arguments the module gets. */
  readonly port: SourcePort;
  readonly options: LaunchOptions;
}

/** Throws a Refusal where there is nothing to begin with, or the game would not begin. Changes nothing. */
export async function checkStart({ home, iwad, addOns, start, port, options }: StartedGame): Promise<void> {
  // Doom reads a configuration until its end, which a folder does not have.
  for (const name of sourcePortFacts(port).configuration) {
    const file = path.join(home, name);
    if (await isFolder(file)) throw new Refusal({ code: 'config-is-folder', params: { file } });
  }
  const { map } = options;
  if (start.kind === 'title' && map !== undefined && !hasMap([iwad, ...addOns], map))
    throw new Refusal({ code: 'start-map-missing', params: { map, title: iwad.title } });
  if (start.kind === 'save') await new HomeFolder(home).checkSlot(start.slot);
  const demos = new HomeDemos(home, port);
  if (start.kind === 'record') await demos.checkRecording();
  if (start.kind === 'demo') await demos.playable(start.place, [iwad, ...addOns], isNumbered(iwad.contents));
}

function hasMap(wads: readonly LibraryEntry[], map: string): boolean {
  const numbered = isNumbered(wads[0]!.contents);
  return map.startsWith('M') === numbered && wads.some(({ contents }) => contents.maps.includes(map));
}

/** What the command line says of how to begin. Throws a Refusal where there is nothing to begin with. */
export async function startArguments(started: StartedGame): Promise<string[]> {
  const { port, iwad, options, start } = started;
  return [
    ...placeArguments(port, iwad),
    ...optionArguments(port, options, start),
    ...(await beginArguments(started)),
  ];
}

async function beginArguments({ home, iwad, addOns, start, port }: StartedGame): Promise<string[]> {
  const demos = new HomeDemos(home, port);
  switch (start.kind) {
    case 'title':
      return statdumpArguments(new Date());
    case 'save':
      return ['-loadgame', String(start.slot), ...statdumpArguments(new Date())];
    case 'record':
      return [...(await demos.record(start)), ...statdumpArguments(new Date(), start.skill)];
    case 'demo':
      // What others have played is no statistics of this player's.
      return demos.play(start, [iwad, ...addOns], isNumbered(iwad.contents));
  }
}

/** Keeps what a session has left: saves for recovery, levels that were finished, what timing a demo came to. */
export async function keepResults(
  { home, iwad, start, port }: StartedGame,
  end: SessionEnd,
  backend: BackendName,
  tell: Tell,
): Promise<void> {
  if (start.kind === 'demo') await new HomeDemos(home, port, tell).played(start, end, backend);
  for (const notice of await new HomeFolder(home).adoptRecovered()) tell(notice);
  // What cannot be tidied up takes room, no more.
  await new HomeFolder(home).prunePictures().catch(() => undefined);
  await new LevelJournal(home).collect(isNumbered(iwad.contents));
}
