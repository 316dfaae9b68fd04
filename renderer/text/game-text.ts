import type { LibraryEntry } from '../../main/protocol/launcher.ts';
import { fileName } from './figures.ts';

/** A game in a sentence or two, for someone who has never heard of it. */
export function describeGame({ title, game }: Pick<LibraryEntry, 'title' | 'game'>): string {
  if (title.startsWith('Freedoom: Phase 1')) {
    return 'A free first-person shooter of the old school. Four episodes of monsters, keys and secret doors: the place to begin.';
  }
  if (title.startsWith('Freedoom: Phase 2')) {
    return 'A free first-person shooter of the old school. One long fight through 32 levels, with more monsters and a bigger gun.';
  }
  if (title.startsWith('FreeDM')) return 'Arenas for playing against others. There is no one to fight alone.';
  if (game === 'doom') return 'Played from your library, with its own levels, monsters and saved games.';
  return `A game of its own kind: ${title}.`;
}

/** A title without its release: "Freedoom: Phase 1" of "Freedoom: Phase 1 (0.12.1)". */
export function shortTitle(title: string): string {
  return title.replace(/ \(\d[\d.]*\)$/, '');
}

type Named = Pick<LibraryEntry, 'id' | 'title' | 'path'>;

/**
 * The names of a library's entries, by id: their titles. Where several entries have the same title, their releases, file names, folders or
 * content hashes distinguish them. `short`: without the release where that is not needed.
 */
export function distinctTitles(entries: readonly Named[], short = false): ReadonlyMap<string, string> {
  const ways: readonly ((entry: Named) => string)[] = [
    ({ title }) => (short ? shortTitle(title) : title),
    ({ title }) => title,
    ({ title, path }) => `${title} – ${fileName(path)}`,
    ({ title, path }) => `${title} – ${path}`,
    ({ title, path, id }) => `${title} – ${path}, ${id.slice(0, 8)}`,
  ];
  const labels = new Map<string, string>();
  let left = entries;
  for (const way of ways) {
    const counts = new Map<string, number>();
    for (const entry of left) counts.set(way(entry), (counts.get(way(entry)) ?? 0) + 1);
    for (const entry of left) if (counts.get(way(entry)) === 1) labels.set(entry.id, way(entry));
    left = left.filter(({ id }) => !labels.has(id));
  }
  for (const { id, title } of left) labels.set(id, title);
  return labels;
}

/** The few characters that stand for a game on its tile: a phase's number, or initials. */
export function gameMark(title: string): string {
  const phase = /Phase (\d)/.exec(title)?.[1];
  if (phase !== undefined) return phase === '1' ? 'I' : 'II';
  const words = title.split(/[^\p{L}\p{N}]+/u).filter((word) => /^[\p{Lu}\p{N}]/u.test(word));
  return words
    .slice(0, 2)
    .map((word) => word[0])
    .join('');
}
