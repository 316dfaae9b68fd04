import type { LibraryEntry } from '../../main/protocol/launcher.ts';

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
