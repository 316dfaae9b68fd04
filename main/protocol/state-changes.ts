import { type LauncherState, type LibraryChanges, launcherState, type StateChanges } from './launcher.ts';

/** The state after the changes. */
export function withChanges(state: LauncherState, changes: StateChanges): LauncherState {
  const { revision, notices, module, session, library } = changes;
  return {
    ...state,
    revision,
    ...(notices !== undefined && { notices }),
    ...(changes.settings !== undefined && {
      settings: launcherState.shape.settings.parse({ ...state.settings, ...changes.settings }),
    }),
    ...(module !== undefined && { module }),
    ...(session !== undefined && { session }),
    ...(library !== undefined && { library: withLibraryChanges(state.library, library) }),
  };
}

function withLibraryChanges(
  entries: LauncherState['library'],
  { removed, changed }: LibraryChanges,
): LauncherState['library'] {
  const gone = new Set(removed);
  // A Map keeps a key that is set again in its place.
  const byId = new Map(entries.filter(({ id }) => !gone.has(id)).map((entry) => [entry.id, entry]));
  for (const entry of changed) byId.set(entry.id, entry);
  return [...byId.values()];
}
