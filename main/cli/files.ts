import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import {
  DEFAULT_PORT,
  SOURCE_PORTS,
  type SourcePort,
  sourcePortFacts,
} from '../../engine/games/source-port-facts.ts';
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

/** The module of a source port. Throws where it, or its own data, was not built. */
export function portModule({ games }: AppPaths, port: SourcePort = DEFAULT_PORT): string {
  const { title, module, resources } = sourcePortFacts(port);
  const missing = [module, ...resources]
    .map((name) => path.join(games, name))
    .find((file) => !existsSync(file));
  if (missing !== undefined)
    throw new Error(`${title} cannot be played: ${missing} is missing. Run “npm run build”.`);
  return path.join(games, module);
}

/** The data of source ports that is next to a module. A module of another kind does not read it. */
export function resourcesBeside(module: string): string[] {
  const folder = path.dirname(path.resolve(module));
  return SOURCE_PORTS.flatMap(({ resources }) => resources.map((name) => path.join(folder, name))).filter(
    (file) => existsSync(file),
  );
}
