import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LauncherState, type LibraryEntry, launcherState, stateChanges } from './protocol/launcher.ts';
import type { Message } from './protocol/messages.ts';
import { withChanges } from './protocol/state-changes.ts';
import { DEFAULT_SETTINGS } from './settings/stored-settings.ts';
import { SentState } from './state-slices.ts';

const entry = (id: string, lumps: number): LibraryEntry => ({
  id,
  title: id,
  kind: 'pwad',
  game: 'doom',
  path: `/wads/${id}.wad`,
  bytes: 12,
  lumps,
  contents: { maps: [], sections: false, dehacked: 'none' },
  bundled: false,
});

const NEWS: Message = { code: 'library-full', params: { limit: 1 } };
const STATE: LauncherState = {
  protocol: 1,
  revision: 0,
  version: '0.1.0',
  shell: { kind: 'browser', fileDialogs: false, filePaths: false },
  notices: [],
  library: [],
  settings: DEFAULT_SETTINGS,
  module: null,
  session: null,
};

const library = fc
  .uniqueArray(fc.integer({ min: 0, max: 12 }), { maxLength: 12 })
  .chain((ids) =>
    fc.tuple(...ids.map((id) => fc.integer({ min: 0, max: 1 }).map((lumps) => entry(`${id}`, lumps)))),
  );

describe('issue 11, 5: changes of the state', () => {
  it('lead from any library to any other, in order, also for a window that is ahead', () => {
    fc.assert(
      fc.property(library, library, (before, after) => {
        const sent = new SentState({ ...STATE, library: before });
        const changes = sent.changes({ library: after });
        if (changes === undefined) expect(after).toEqual(before);
        else stateChanges.parse(changes);
        const next = (from: readonly LibraryEntry[]) =>
          changes === undefined ? from : withChanges({ ...STATE, library: [...from] }, changes).library;
        expect(next(before)).toEqual(after);
        expect(next(after)).toHaveLength(after.length);
        expect(new Set(next(after))).toEqual(new Set(after));
      }),
    );
  });

  it('hold each slice that differs, and nothing else', () => {
    const sent = new SentState(STATE);
    expect(sent.changes({ ...STATE })).toBeUndefined();
    const module = { name: 'doom.wasm', keys: true };
    const changes = sent.changes({ ...STATE, notices: [NEWS], module })!;
    expect(changes).toEqual({ revision: 1, notices: [NEWS], module });
    expect(sent.changes({ module: null })).toEqual({ revision: 2, module: null });
    expect(launcherState.parse(withChanges(STATE, changes))).toMatchObject({ revision: 1, module });
  });
});
