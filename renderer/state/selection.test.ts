import { describe, expect, it } from 'vitest';
import type { LibraryEntry } from '../../main/protocol/launcher.ts';
import { EMPTY_SELECTION, moved, pruned, toggled, withGame } from './selection.ts';

const entry = (id: string, kind: LibraryEntry['kind'], problem?: string): LibraryEntry => ({
  id,
  title: id,
  kind,
  game: 'doom',
  path: `/${id}.wad`,
  bytes: 12,
  lumps: 0,
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

  it('moves one place, and not beyond the ends', () => {
    expect(moved(three, 'c', -1).pwads).toEqual(['a', 'c', 'b']);
    expect(moved(three, 'a', 1).pwads).toEqual(['b', 'a', 'c']);
    expect(moved(three, 'a', -1)).toBe(three);
    expect(moved(three, 'c', 1)).toBe(three);
    expect(moved(three, 'x', 1)).toBe(three);
  });

  it('drops what is gone, broken or of another kind', () => {
    const library = [entry('game', 'iwad'), entry('a', 'pwad'), entry('b', 'pwad', 'The file is gone.')];
    expect(pruned(withGame(three, 'game'), library)).toEqual({ iwad: 'game', pwads: ['a'] });
    expect(pruned(withGame(three, 'a'), library).iwad).toBeUndefined();
  });
});
