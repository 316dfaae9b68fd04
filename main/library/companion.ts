import path from 'node:path';
import { companionOf } from '../../engine/games/chocolate/companions.ts';
import type { LibraryEntry } from '../protocol/launcher.ts';
import { Refusal } from '../protocol/refusal.ts';

/** The archives that have them: both are free, and neither is ours to bring along. */
const ARCHIVES = { 'chex.deh': 'chexdeh.zip', 'french.deh': 'french.zip' } as const;

/**
 * The patch that a game wants beside its IWAD: from there, else from the library, for those whose WADs have no folder of their own.
 * Undefined for a game that wants none. Throws a Refusal, which names the file, where it is missing.
 */
export function findCompanion(iwad: LibraryEntry, library: readonly LibraryEntry[]): string | undefined {
  const companion = companionOf(iwad.path);
  if (companion === undefined) return undefined;
  const { name } = companion;
  const added = library.find(
    (entry) =>
      entry.kind === 'patch' &&
      entry.problem === undefined &&
      path.basename(entry.path).toLowerCase() === name,
  );
  const found = companion.path ?? added?.path;
  if (found !== undefined) return found;
  const params = { title: iwad.title, name, folder: path.dirname(iwad.path), archive: ARCHIVES[name] };
  throw new Refusal({ code: 'companion-missing', params });
}
