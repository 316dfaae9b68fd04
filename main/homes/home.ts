import { createHash } from 'node:crypto';
import path from 'node:path';

/** What identifies a home: the content hash (SHA-256, hexadecimal) of each WAD, and what the game is called. */
interface HomeWad {
  readonly id: string;
  readonly title: string;
}

/** A module other than the game itself: what it writes is its own, whatever name it gives a file. */
export interface HomeModule {
  /** SHA-256 of the content, hexadecimal. */
  readonly sha256: string;
  readonly name: string;
}

/** Characters of a title that a module's folder has. */
const TITLE_MAX = 120;

/**
 * The folder of a game's saves and configuration: one for each module, game and load order of add-ons, by content, so that saves never meet
 * maps they were not made on, and stay when files are renamed.
 */
export function homePath(
  userData: string,
  iwad: HomeWad,
  pwads: readonly HomeWad[],
  module?: HomeModule,
): string {
  return path.join(userData, 'homes', homeName(iwad, pwads, module));
}

function homeName(iwad: HomeWad, pwads: readonly HomeWad[], module: HomeModule | undefined): string {
  const ids = [iwad, ...pwads].map(({ id }) => id);
  const parts = module === undefined ? ids : [`module ${module.sha256}`, ...ids];
  const hash = createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 12);
  const title = iwad.title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  // The module's file may be renamed: its name is among the home's metadata, not in the folder's name.
  return module === undefined ? `${title}-${hash}` : `${title.slice(0, TITLE_MAX)}-on-module-${hash}`;
}
