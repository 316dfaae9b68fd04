import { parse } from 'node:path';
import type { Companion } from '../../games/chocolate/companions.ts';
import {
  type DoomAbi,
  type ModuleFacts,
  type RecognisedDoom,
  recogniseDoom,
} from '../../host/doom/recognise.ts';
import type { SessionConfig } from '../protocol.ts';
import { SessionRefused } from './ending.ts';
import { glueProblem } from './glue.ts';

/**
 * How a module is driven: `frames`: `_start`, left after its first picture, then `D_RunFrame` for each frame; `blocking`: `_start`
 * with a loop of its own that sleeps and polls; `command`: `_start` runs from beginning to end.
 */
export type GameLoop = 'frames' | 'blocking' | 'command';

/** What a module imports and exports: Chocolate Doom's games, another Doom, another SDL program, or a WASI command. */
export type GameAbi = 'chocolate' | DoomAbi | 'sdl' | 'wasi';

export interface Game {
  readonly abi: GameAbi;
  /** What the window is called until the game names itself. */
  readonly title: string;
  readonly loop: GameLoop;
  /** Whether it takes an IWAD. */
  readonly wads: boolean;
}

/** Chocolate Doom's four games, by the name of their configuration file, which lies in the data of each. */
const CHOCOLATE = new Map([
  ['chocolate-doom.cfg', 'Doom'],
  ['chocolate-heretic.cfg', 'Heretic'],
  ['chocolate-hexen.cfg', 'Hexen'],
  ['chocolate-strife.cfg', 'Strife'],
]);

/** Whether a game cannot do without an IWAD: others have one in themselves, or take none. */
export function needsWad({ abi }: Pick<Game, 'abi'>): boolean {
  return abi === 'chocolate' || abi === 'wasidoom';
}

/** Whether Doom's own keys play a game: a program takes none, and those of another SDL game are its own. */
export function hasDoomKeys({ abi }: Pick<Game, 'abi'>): boolean {
  return abi === 'chocolate' || abi === 'wasm-fizzbuzz' || abi === 'doom.wasm';
}

/** Whether a game may read arguments, as for which saved game to begin with: two interfaces have none. */
export function mayTakeArguments({ abi }: Pick<Game, 'abi'>): boolean {
  return abi !== 'wasm-fizzbuzz' && abi !== 'doom.wasm';
}

/** Recognises a module by its imports, exports and data. Throws SessionRefused, naming `path`, if nothing can run it. */
export function recogniseGame(module: ModuleFacts, path: string): Game {
  const doom = recogniseDoom(module);
  if (doom !== undefined) return otherDoom(doom, path);
  const exports = new Map(module.exports.map(({ name, type }) => [name, type]));
  const start = exports.get('_start');
  const startable =
    start?.kind === 'func' && start.type.params.length === 0 && start.type.results.length === 0;
  const glue = glueProblem(module, path, startable);
  if (glue !== undefined) throw new SessionRefused(glue);
  if (!startable)
    throw new SessionRefused(
      `“${path}” has no start of a program (an exported function "_start" without parameters).`,
    );
  const sdl = module.imports.some(({ module: from, name }) => from === 'env' && name.startsWith('SDL_'));
  if (!sdl) return { abi: 'wasi', title: 'WebAssembly program', loop: 'command', wads: false };
  const bytes = Buffer.from(module.data.bytes.buffer, module.data.bytes.byteOffset, module.data.bytes.length);
  const title = [...CHOCOLATE].find(([file]) => bytes.includes(file))?.[1];
  const loop = exports.get('D_RunFrame')?.kind === 'func' ? 'frames' : 'blocking';
  if (title === undefined) return { abi: 'sdl', title: 'SDL program', loop, wads: false };
  return { abi: 'chocolate', title, loop, wads: true };
}

function otherDoom({ abi, missing, others }: RecognisedDoom, path: string): Game {
  if (others.length > 0)
    throw new SessionRefused(
      `“${path}” has all imports and exports of ${[abi, ...others].join(' and of ')}: which of them it is cannot be told.`,
    );
  if (missing.length > 0)
    throw new SessionRefused(
      `“${path}” looks like ${abi}, but is not whole. It lacks ${missing.join('; ')}. Fetch or build the module again.`,
    );
  // One keeps a loop of its own, and the session keeps the others in one.
  return { abi, title: 'Doom', loop: 'blocking', wads: abi !== 'wasm-fizzbuzz' };
}

/** Where a WAD or a patch is granted: guest name (in /wads) and real path. */
export type WadGrant = readonly [name: string, path: string];

type GameFiles = Pick<SessionConfig, 'wads' | 'merge' | 'patches'>;
/** A companion that was found. */
type FoundCompanion = Pick<Companion, 'name' | 'iwad'> & { readonly path: string };

/** IWADs that Chocolate Doom takes for what they are called, whatever they hold, and whether their maps are then called MAP01 and so on. */
const NUMBERED_BY_NAME: ReadonlyMap<string, boolean> = new Map([
  ...['doom2', 'plutonia', 'tnt', 'doom2f', 'hacx', 'freedoom2', 'freedm'].map(
    (name) => [name, true] as const,
  ),
  ...['doom', 'doom1', 'chex', 'freedoom1'].map((name) => [name, false] as const),
]);

/**
 * Names for WADs and patches in the guest's one directory, in the order that they have in `wads`, `merge`, `patches`: their own,
 * because games know IWADs by name, unless it is the name of another game than `numbered` says of the IWAD's maps; a second file of a name (in any case of letters) gets a number before its extension. A WAD's name
 * ends in .wad: the game takes any other file for a single lump. A companion comes last, by the name that the game looks for, and the
 * IWAD then has the name that goes with it.
 */
export function wadGrants(
  { wads, merge = [], patches = [] }: GameFiles,
  numbered?: boolean,
  companion?: FoundCompanion,
): WadGrant[] {
  const taken = new Set<string>(companion === undefined ? [] : [companion.name]);
  const grant = (file: string, extension: string): WadGrant => {
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

export const WADS_DIRECTORY = '/wads';
export const HOME_DIRECTORY = '/home';
export const TEMPORARY_DIRECTORY = '/tmp';

/** What the game reserves for all that it reads from WADs unless told otherwise, in MiB: its DEFAULT_RAM. */
const ZONE_MB = 16;
/** The most that is reserved for it, in MiB: what is not in use makes room for what is. */
const ZONE_MB_MAX = 256;

/** `addedBytes`: the size of all files beside the IWAD. */
type LineConfig = GameFiles &
  Pick<SessionConfig, 'args' | 'music' | 'dehackedLumps'> & { readonly addedBytes?: number };

/**
 * The program's arguments: its name, its files, then the player's own. Files stand in the order in which the game reads them, whatever
 * the order of its switches: the IWAD, patches, merged WADs, other WADs, and DEHACKED lumps last. A path begins with a slash, so no
 * name can be taken for a switch.
 */
export function commandLine(
  game: Pick<Game, 'title' | 'wads'>,
  grants: readonly WadGrant[],
  config: LineConfig,
): string[] {
  const line = [game.title.toLowerCase().replaceAll(' ', '-')];
  // A program that nobody knows gets them by the switches that all Dooms have.
  if (game.wads || config.wads.length > 0) {
    const { wads, merge = [], music, dehackedLumps = false, addedBytes = 0, args } = config;
    const files = grants.map(([name]) => `${WADS_DIRECTORY}/${name}`);
    const [iwads, pwads] = [files.slice(0, 1), files.slice(1, wads.length)];
    const merged = files.slice(wads.length, wads.length + merge.length);
    const patched = wads.length + merge.length;
    const patches = files.slice(patched, patched + (config.patches?.length ?? 0));
    const switches = { '-iwad': iwads, '-deh': patches, '-merge': merged, '-file': pwads };
    for (const [name, values] of Object.entries(switches)) if (values.length > 0) line.push(name, ...values);
    if (dehackedLumps) line.push('-dehlump');
    if (music === 'off') line.push('-nomusic');
    // A large add-on's lumps may each need more than all of the game's own. The first -mb counts.
    const zone = Math.min(ZONE_MB_MAX, ZONE_MB + Math.ceil(addedBytes / 2 ** 20));
    if (zone > ZONE_MB && !args.includes('-mb')) line.push('-mb', String(zone));
  }
  return [...line, ...config.args];
}
