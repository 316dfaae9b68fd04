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

/** Where a WAD is granted: guest name (in /wads) and real path. */
export type WadGrant = readonly [name: string, path: string];

/**
 * Names for WADs in the guest's one directory: their own, because games know IWADs by name; a second file of a name (in any case of
 * letters) gets a number before its extension.
 */
export function wadGrants(wads: readonly string[]): WadGrant[] {
  const taken = new Set<string>();
  return wads.map((file) => {
    const { name, ext, base } = parse(file);
    let guest = base;
    for (let i = 2; taken.has(guest.toLowerCase()); i++) guest = `${name}-${i}${ext}`;
    taken.add(guest.toLowerCase());
    return [guest, file];
  });
}

export const WADS_DIRECTORY = '/wads';
export const HOME_DIRECTORY = '/home';
export const TEMPORARY_DIRECTORY = '/tmp';

/** The program's arguments: its name, its WADs (the IWAD first), then the player's own. */
export function commandLine(
  game: Game,
  wads: readonly WadGrant[],
  { args, music }: Pick<SessionConfig, 'args' | 'music'>,
): string[] {
  const [iwad, ...pwads] = wads.map(([name]) => `${WADS_DIRECTORY}/${name}`);
  const line = [game.title.toLowerCase().replaceAll(' ', '-')];
  if (game.wads && iwad !== undefined) line.push('-iwad', iwad);
  if (game.wads && pwads.length > 0) line.push('-file', ...pwads);
  if (game.wads && music === 'off') line.push('-nomusic');
  return [...line, ...args];
}
