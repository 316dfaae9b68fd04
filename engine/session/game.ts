import { parse } from 'node:path';
import { WASI_MODULE } from '../host/wasi/wasi.ts';
import type { Module } from '../wasm/index.ts';
import { SessionRefused } from './ending.ts';
import type { SessionConfig } from './protocol.ts';

/**
 * How a module is driven: `frames`: `_start`, left after its first picture, then `D_RunFrame` for each frame; `blocking`: `_start`
 * with a loop of its own that sleeps and polls; `command`: `_start` runs from beginning to end.
 */
export type GameLoop = 'frames' | 'blocking' | 'command';

export interface Game {
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

/** More imports than this from modules named `env` or `a`, without WASI's `args_get`, are Emscripten's JavaScript glue. */
const GLUE_IMPORTS = 40;

/** Recognises a module by its imports, exports and data. Throws SessionRefused, naming `path`, if nothing can run it. */
export function recogniseGame(module: Module, path: string): Game {
  const exports = new Map(module.exports.map(({ name, type }) => [name, type]));
  const start = exports.get('_start');
  const imports = (from: string, pattern: RegExp) =>
    module.imports.filter(({ module: origin, name }) => origin === from && pattern.test(name)).length;
  if (start?.kind !== 'func' || start.type.params.length > 0 || start.type.results.length > 0) {
    const glue = imports('env', /./) + imports('a', /./);
    if (glue >= GLUE_IMPORTS && imports(WASI_MODULE, /^args_get$/) === 0)
      throw new SessionRefused(
        `“${path}” was made by Emscripten and runs only with the JavaScript file that was made beside it.`,
      );
    throw new SessionRefused(
      `“${path}” has no start of a program (an exported function "_start" without parameters).`,
    );
  }
  const sdl = imports('env', /^SDL_/) > 0;
  if (!sdl) return { title: 'WebAssembly program', loop: 'command', wads: false };
  const bytes = Buffer.from(module.data.bytes.buffer, module.data.bytes.byteOffset, module.data.bytes.length);
  const name = [...CHOCOLATE].find(([file]) => bytes.includes(file))?.[1];
  const frames =
    exports.get('D_RunFrame')?.kind === 'func' && exports.get('__stack_pointer')?.kind === 'global';
  return { title: name ?? 'SDL program', loop: frames ? 'frames' : 'blocking', wads: name !== undefined };
}

/** Where a WAD or a patch is granted: guest name (in /wads) and real path. */
export type WadGrant = readonly [name: string, path: string];

type GameFiles = Pick<SessionConfig, 'wads' | 'merge' | 'patches'>;

/**
 * Names for WADs and patches in the guest's one directory, in the order that they have in `wads`, `merge`, `patches`: their own,
 * because games know IWADs by name; a second file of a name (in any case of letters) gets a number before its extension. A WAD's name
 * ends in .wad: the game takes any other file for a single lump.
 */
export function wadGrants({ wads, merge = [], patches = [] }: GameFiles): WadGrant[] {
  const taken = new Set<string>();
  const grant = (file: string, extension: string): WadGrant => {
    const { name, ext } = parse(file);
    const guestExt = extension === '' || ext.toLowerCase() === extension ? ext : `${ext}${extension}`;
    let guest = `${name}${guestExt}`;
    for (let i = 2; taken.has(guest.toLowerCase()); i++) guest = `${name}-${i}${guestExt}`;
    taken.add(guest.toLowerCase());
    return [guest, file];
  };
  return [
    ...[...wads, ...merge].map((file) => grant(file, '.wad')),
    ...patches.map((file) => grant(file, '')),
  ];
}

export const WADS_DIRECTORY = '/wads';
export const HOME_DIRECTORY = '/home';
export const TEMPORARY_DIRECTORY = '/tmp';

type LineConfig = GameFiles & Pick<SessionConfig, 'args' | 'music' | 'dehackedLumps'>;

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
  if (game.wads) {
    const { wads, merge = [], music, dehackedLumps = false } = config;
    const files = grants.map(([name]) => `${WADS_DIRECTORY}/${name}`);
    const [iwads, pwads] = [files.slice(0, 1), files.slice(1, wads.length)];
    const merged = files.slice(wads.length, wads.length + merge.length);
    const patches = files.slice(wads.length + merge.length);
    const switches = { '-iwad': iwads, '-deh': patches, '-merge': merged, '-file': pwads };
    for (const [name, values] of Object.entries(switches)) if (values.length > 0) line.push(name, ...values);
    if (dehackedLumps) line.push('-dehlump');
    if (music === 'off') line.push('-nomusic');
  }
  return [...line, ...config.args];
}
