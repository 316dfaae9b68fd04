import { createHash } from 'node:crypto';
import path from 'node:path';
import { DEFAULT_PORT, type SourcePort } from '../../engine/games/source-ports.ts';

/** What identifies a home: the content hash (SHA-256, hexadecimal) of each WAD, and what the game is called. */
interface HomeWad {
  readonly id: string;
  readonly title: string;
}

/** A module other than a source port: what it writes is its own, whatever name it gives a file. */
export interface HomeModule {
  /** SHA-256 of the content, hexadecimal. */
  readonly sha256: string;
  readonly name: string;
}

/** What plays in a home. */
export interface HomePlayer {
  readonly port?: SourcePort | undefined;
  /** In place of a source port. */
  readonly module?: HomeModule | undefined;
}

/** Characters of a title that the folder of a module, or of another source port than the first, has. */
const TITLE_MAX = 120;

/**
 * The folder of a game's saves and configuration: one for each module or source port, game and load order of add-ons. It goes by content,
 * so that saves never meet maps they were not made on, and stay when files are renamed. Without a player, it is that of the first source
 * port.
 */
export function homePath(
  userData: string,
  iwad: HomeWad,
  pwads: readonly HomeWad[],
  player: HomePlayer = {},
): string {
  return path.join(userData, 'homes', homeName(iwad, pwads, player));
}

function homeName(iwad: HomeWad, pwads: readonly HomeWad[], player: HomePlayer): string {
  const ids = [iwad, ...pwads].map(({ id }) => id);
  const { key, word } = partOf(player) ?? {};
  const parts = key === undefined ? ids : [key, ...ids];
  const hash = createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 12);
  const title = iwad.title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return word === undefined ? `${title}-${hash}` : `${title.slice(0, TITLE_MAX)}-on-${word}-${hash}`;
}

/** What a player adds to a home's hash, and to its folder's name. Homes of the first source port are from when it was the only one. */
function partOf({ port = DEFAULT_PORT, module }: HomePlayer): { key: string; word: string } | undefined {
  // The module's file may be renamed: its name is among the home's metadata, not in the folder's name.
  if (module !== undefined) return { key: `module ${module.sha256}`, word: 'module' };
  return port === DEFAULT_PORT ? undefined : { key: `port ${port}`, word: port };
}
