import { isDeepStrictEqual } from 'node:util';
import type {
  LauncherState,
  LibraryChanges,
  LibraryEntry,
  Settings,
  StateChanges,
} from './protocol/launcher.ts';

/** The parts of the launcher's state that change while it runs. */
export type StateSlices = Pick<LauncherState, 'notices' | 'settings' | 'module' | 'session' | 'library'>;

/** Remembers what the windows were sent last, and computes what they have to be sent now. */
export class SentState {
  #sent: StateSlices;
  #revision = 0;

  constructor(current: StateSlices) {
    this.#sent = current;
  }

  /** The number of the newest changes. */
  get revision(): number {
    return this.#revision;
  }

  /** The slices of `current` that differ from those sent before, under a new revision; undefined if none differs. */
  changes(current: Partial<StateSlices>): StateChanges | undefined {
    const before = this.#sent;
    this.#sent = { ...before, ...current };
    const { notices, settings, module, session, library } = current;
    const differing: Omit<StateChanges, 'revision'> = {
      ...(notices !== undefined && !isDeepStrictEqual(notices, before.notices) && { notices }),
      ...(settings !== undefined && settingsChanges(before.settings, settings)),
      ...(module !== undefined && !isDeepStrictEqual(module, before.module) && { module }),
      ...(session !== undefined && !isDeepStrictEqual(session, before.session) && { session }),
      ...(library !== undefined && libraryChanges(before.library, library)),
    };
    if (Object.keys(differing).length === 0) return undefined;
    return { revision: ++this.#revision, ...differing };
  }
}

function settingsChanges(before: Settings, after: Settings): Pick<StateChanges, 'settings'> {
  const known = new Map<string, unknown>(Object.entries(before));
  const differing = Object.entries(after).filter(([key, value]) => !isDeepStrictEqual(known.get(key), value));
  return differing.length === 0 ? {} : { settings: Object.fromEntries(differing) };
}

function libraryChanges(
  before: readonly LibraryEntry[],
  after: readonly LibraryEntry[],
): { library?: LibraryChanges } {
  const places = new Map(before.map((entry, place) => [entry.id, { entry, place }]));
  const removed = new Set(places.keys());
  const changed: LibraryEntry[] = [];
  let last = -1;
  for (const entry of after) {
    const known = places.get(entry.id);
    // An entry that overtakes others, or follows a new one, is removed and added at the end again.
    const inPlace = known !== undefined && known.place > last;
    if (inPlace) {
      removed.delete(entry.id);
      last = known.place;
    } else {
      last = Number.POSITIVE_INFINITY;
    }
    if (!inPlace || !isDeepStrictEqual(known.entry, entry)) changed.push(entry);
  }
  return removed.size === 0 && changed.length === 0 ? {} : { library: { removed: [...removed], changed } };
}
