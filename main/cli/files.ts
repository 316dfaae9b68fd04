import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { DEFAULT_PORT, sourcePortFacts } from '../../engine/games/source-port-facts.ts';
import { type AppPaths, findPaths } from '../paths.ts';

/** Where the program's parts lie, for a command. */
export function programPaths(userData?: string): AppPaths {
  return findPaths({ from: import.meta.dirname, userData });
}

/**
 * The file that a WAD argument means: a path or a bare name. A name is searched in `folder` and then among the WADs that came with
 * Trapdoom. Throws where there is none.
 */
export function findWad(name: string, bundled: string, folder = process.cwd()): string {
  const here = path.resolve(folder, name);
  if (existsSync(here)) return here;
  if (path.basename(name) === name) {
    const there = path.join(bundled, name);
    if (existsSync(there)) return there;
  }
  const known = existsSync(bundled) ? readdirSync(bundled).filter((file) => /\.wad$/i.test(file)) : [];
  const hint = known.length > 0 ? ` Trapdoom brings ${known.sort().join(' and ')}.` : '';
  throw new Error(`There is no WAD ${here}.${hint}`);
}

/** The module that plays Doom. Throws where it was not built. */
export function doomModule({ games }: AppPaths): string {
  const file = path.join(games, sourcePortFacts(DEFAULT_PORT).module);
  if (!existsSync(file)) throw new Error(`The game module is missing: ${file}. Run “npm run build”.`);
  return file;
}
