import type { SessionConfig } from '../../engine/session/protocol.ts';
import type { LibraryEntry } from '../protocol/launcher.ts';

/** Add-ons as the game reads them: what of the order in which they were chosen makes no difference is gone. */
export interface LoadOrder {
  readonly patches: readonly LibraryEntry[];
  readonly merged: readonly LibraryEntry[];
  readonly added: readonly LibraryEntry[];
}

/**
 * The game applies patches first, then merges WADs, then adds WADs, whatever the order of its switches; among each kind it keeps
 * theirs. `merge`: ids of the WADs to merge.
 */
export function loadOrder(addOns: readonly LibraryEntry[], merge: readonly string[]): LoadOrder {
  const wads = addOns.filter(({ kind }) => kind !== 'patch');
  return {
    patches: addOns.filter(({ kind }) => kind === 'patch'),
    merged: wads.filter(({ id }) => merge.includes(id)),
    added: wads.filter(({ id }) => !merge.includes(id)),
  };
}

/** All add-ons, as the game reads them. */
export function inOrder({ patches, merged, added }: LoadOrder): LibraryEntry[] {
  return [...patches, ...merged, ...added];
}

/** The files of a session. */
export function sessionFiles(
  iwad: LibraryEntry,
  { patches, merged, added }: LoadOrder,
): Pick<SessionConfig, 'wads' | 'merge' | 'patches' | 'dehackedLumps'> {
  const lumps = [...merged, ...added].map(({ contents }) => contents.dehacked);
  // The switch is for all of them, and the game ends at one that it does not understand.
  const dehackedLumps = lumps.includes('valid') && !lumps.includes('invalid');
  return {
    wads: [iwad, ...added].map(({ path }) => path),
    ...(merged.length > 0 && { merge: merged.map(({ path }) => path) }),
    ...(patches.length > 0 && { patches: patches.map(({ path }) => path) }),
    ...(dehackedLumps && { dehackedLumps }),
  };
}
