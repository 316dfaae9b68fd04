import { describe, expect, it } from 'vitest';
import type { LibraryEntry } from '../../main/protocol/launcher.ts';
import {
  EMPTY_SELECTION,
  inGameOrder,
  mergeToggled,
  pruned,
  swapped,
  toggled,
  withGame,
} from './selection.ts';

const entry = (id: string, kind: LibraryEntry['kind'], problem?: LibraryEntry['problem']): LibraryEntry => ({
  id,
  title: id,
  kind,
  game: 'doom',
  path: `/${id}.wad`,
  bytes: 12,
  lumps: 0,
  contents: { maps: [], sections: false, dehacked: 'none' },
  bundled: false,
  ...(problem === undefined ? {} : { problem }),
});

describe('selection', () => {
  const three = ['a', 'b', 'c'].reduce(toggled, EMPTY_SELECTION);

  it('keeps add-ons in the order they were chosen', () => {
    expect(three.pwads).toEqual(['a', 'b', 'c']);
    expect(toggled(three, 'b').pwads).toEqual(['a', 'c']);
    expect(toggled(toggled(three, 'a'), 'a').pwads).toEqual(['b', 'c', 'a']);
  });

  it('lets two change places', () => {
    expect(swapped(three, 'c', 'b').pwads).toEqual(['a', 'c', 'b']);
    expect(swapped(three, 'a', 'b').pwads).toEqual(['b', 'a', 'c']);
  });

  it('is shown as the game reads it: patches, what is merged, the rest', () => {
    const library = [entry('a', 'pwad'), entry('b', 'pwad'), entry('c', 'patch')];
    const order = (selection: typeof three) =>
      inGameOrder(selection, library).map(({ entry, stage }) => `${entry.id} ${stage}`);
    expect(order(three)).toEqual(['c patch', 'a added', 'b added']);
    const merged = mergeToggled(three, 'b');
    expect(order(merged)).toEqual(['c patch', 'b merged', 'a added']);
    expect(order(mergeToggled(merged, 'b'))).toEqual(order(three));
  });

  it('drops what is gone, broken or of another kind', () => {
    const library = [
      entry('game', 'iwad'),
      entry('a', 'pwad'),
      entry('b', 'pwad', { code: 'entry-missing', params: { path: '/b.wad' } }),
    ];
    expect(pruned(withGame(three, 'game'), library)).toEqual({
      iwad: 'game',
      pwads: ['a'],
      merge: [],
    });
    const merged = ['a', 'b'].reduce(mergeToggled, three);
    expect(pruned(merged, library).merge).toEqual(['a']);
    expect(pruned(three, [entry('c', 'patch')]).pwads).toEqual(['c']);
    expect(pruned(withGame(three, 'a'), library).iwad).toBeUndefined();
  });
});
