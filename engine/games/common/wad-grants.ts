import { parse } from 'node:path';
import { type FileGrant, type LaunchRequest, refusing } from '../game-adapter.ts';
import { hasNumberedMaps } from './wad.ts';

/** A patch that the game reads without a switch, because of its name. */
export interface GrantedCompanion {
  readonly name: string;
  readonly path: string;
  /** The name that the IWAD must have beside it, where the game knows it by nothing else. */
  readonly iwad?: string | undefined;
}

/** IWADs that Chocolate Doom takes for what they are called, whatever they hold, and whether their maps are then called MAP01 and so on. */
const NUMBERED_BY_NAME: ReadonlyMap<string, boolean> = new Map([
  ...['doom2', 'plutonia', 'tnt', 'doom2f', 'hacx', 'freedoom2', 'freedm'].map(
    (name) => [name, true] as const,
  ),
  ...['doom', 'doom1', 'chex', 'freedoom1'].map((name) => [name, false] as const),
]);

/** What `hasNumberedMaps` says of a request's IWAD; undefined where it has none. Throws SessionRefused. */
export function mapsAreNumbered({ wads: [iwad] }: Pick<LaunchRequest, 'wads'>): boolean | undefined {
  return iwad === undefined ? undefined : refusing(iwad, () => hasNumberedMaps(iwad));
}

/**
 * Names for WADs and patches in the guest's one directory, in the order of `wads`, `merge`, `patches`. A file keeps its own name, because
 * games know IWADs by name. An IWAD with the name of another game, by what `numbered` says of its maps, gets a new one. A second file of
 * a name (in any case of letters) gets a number before its extension. A WAD's name ends in .wad: the game takes any other file for a single lump. A
 * companion comes last, by the name that the game looks for, and the IWAD then has the name that goes with it.
 */
export function wadGrants(
  { wads, merge = [], patches = [] }: Pick<LaunchRequest, 'wads' | 'merge' | 'patches'>,
  numbered?: boolean,
  companion?: GrantedCompanion,
): FileGrant[] {
  const taken = new Set<string>(companion === undefined ? [] : [companion.name]);
  const grant = (file: string, extension: string): FileGrant => {
    const { name, ext } = parse(file);
    const guestExt = extension === '' || ext.toLowerCase() === extension ? ext : `${ext}${extension}`;
    let guest = `${name}${guestExt}`;
    for (let i = 2; taken.has(guest.toLowerCase()); i++) guest = `${name}-${i}${guestExt}`;
    taken.add(guest.toLowerCase());
    return [guest, file];
  };
  const known = NUMBERED_BY_NAME.get(parse(wads[0] ?? '').name.toLowerCase());
  const misnamed = known !== undefined && numbered !== undefined && known !== numbered;
  // A name that the game does not know: it looks what is in it.
  if (misnamed) taken.add(parse(wads[0]!).base.toLowerCase());
  const named = companion?.iwad === undefined ? [] : [[companion.iwad, wads[0]!] as const];
  for (const [name] of named) taken.add(name);
  return [
    ...named,
    ...[...wads.slice(named.length), ...merge].map((file) => grant(file, '.wad')),
    ...patches.map((file) => grant(file, '')),
    ...(companion === undefined ? [] : [[companion.name, companion.path] as const]),
  ];
}
