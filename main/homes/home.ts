import { createHash } from 'node:crypto';
import path from 'node:path';

/** What a home is told by: the content hash (SHA-256, hexadecimal) of each WAD, and what the game is called. */
interface HomeWad {
  readonly id: string;
  readonly title: string;
}

/**
 * The folder of a game's saves and configuration: one for each game and load order of add-ons, by content, so that saves never meet
 * maps they were not made on, and stay when files are renamed.
 */
export function homePath(userData: string, iwad: HomeWad, pwads: readonly HomeWad[]): string {
  return path.join(userData, 'homes', homeName(iwad, pwads));
}

function homeName(iwad: HomeWad, pwads: readonly HomeWad[]): string {
  const hash = createHash('sha256').update([iwad, ...pwads].map(({ id }) => id).join('\n'));
  const title = iwad.title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return `${title}-${hash.digest('hex').slice(0, 12)}`;
}
