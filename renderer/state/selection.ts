import type { LibraryEntry } from '../../main/protocol/launcher.ts';

/** What is to be played: a game, and add-ons in the order in which they are loaded. */
export interface Selection {
  /** Undefined: the first game of the library. */
  readonly iwad: string | undefined;
  readonly pwads: readonly string[];
  /** Those that are merged into the game's own sprites and floors. */
  readonly merge: readonly string[];
}

export const EMPTY_SELECTION: Selection = { iwad: undefined, pwads: [], merge: [] };

export function withGame(selection: Selection, iwad: string): Selection {
  return { ...selection, iwad };
}

/** Adds an add-on at the end of the order, or takes it out. */
export function toggled(selection: Selection, pwad: string): Selection {
  const pwads = selection.pwads.includes(pwad)
    ? selection.pwads.filter((id) => id !== pwad)
    : [...selection.pwads, pwad];
  return { ...selection, pwads };
}

/** Merges an add-on, or puts it after the game as it is. */
export function mergeToggled(selection: Selection, pwad: string): Selection {
  const { merge } = selection;
  return {
    ...selection,
    merge: merge.includes(pwad) ? merge.filter((id) => id !== pwad) : [...merge, pwad],
  };
}

/**
 * Add-ons in the order in which the game reads them, whatever the order they were chosen in: patches, then what is merged, then the
 * rest.
 */
export function inGameOrder(
  { pwads, merge }: Selection,
  library: readonly LibraryEntry[],
): { entry: LibraryEntry; stage: 'patch' | 'merged' | 'added' }[] {
  const chosen = pwads.flatMap((id) => {
    const entry = library.find((known) => known.id === id);
    if (entry === undefined) return [];
    const stage = entry.kind === 'patch' ? 'patch' : merge.includes(id) ? 'merged' : 'added';
    return [{ entry, stage } as const];
  });
  const stages = ['patch', 'merged', 'added'];
  return chosen.sort((a, b) => stages.indexOf(a.stage) - stages.indexOf(b.stage));
}

/** Lets an add-on change places with another. */
export function swapped(selection: Selection, a: string, b: string): Selection {
  const pwads = selection.pwads.map((id) => (id === a ? b : id === b ? a : id));
  return { ...selection, pwads };
}

/** The selection without what is gone from the library, or cannot be played any more. */
export function pruned(selection: Selection, library: readonly LibraryEntry[]): Selection {
  const playable = (game: boolean) => (id: string) =>
    library.some(
      (entry) => entry.id === id && (entry.kind === 'iwad') === game && entry.problem === undefined,
    );
  const { iwad } = selection;
  const pwads = selection.pwads.filter(playable(false));
  return {
    iwad: iwad !== undefined && playable(true)(iwad) ? iwad : undefined,
    pwads,
    merge: selection.merge.filter((id) => pwads.includes(id)),
  };
}
