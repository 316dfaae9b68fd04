import type { LibraryEntry } from '../../main/protocol/launcher.ts';

/** What is to be played: a game, and add-ons in the order in which they are loaded. */
export interface Selection {
  /** Undefined: the first game of the library. */
  readonly iwad: string | undefined;
  readonly pwads: readonly string[];
}

export const EMPTY_SELECTION: Selection = { iwad: undefined, pwads: [] };

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

/** Moves an add-on one place up (-1) or down (1); one at the end of the order stays. */
export function moved(selection: Selection, pwad: string, by: -1 | 1): Selection {
  const from = selection.pwads.indexOf(pwad);
  const to = from + by;
  if (from < 0 || to < 0 || to >= selection.pwads.length) return selection;
  const pwads = selection.pwads.filter((id) => id !== pwad);
  pwads.splice(to, 0, pwad);
  return { ...selection, pwads };
}

/** The selection without what is gone from the library, or cannot be played any more. */
export function pruned(selection: Selection, library: readonly LibraryEntry[]): Selection {
  const playable = (kind: LibraryEntry['kind']) => (id: string) =>
    library.some((entry) => entry.id === id && entry.kind === kind && entry.problem === undefined);
  const { iwad } = selection;
  return {
    iwad: iwad !== undefined && playable('iwad')(iwad) ? iwad : undefined,
    pwads: selection.pwads.filter(playable('pwad')),
  };
}
