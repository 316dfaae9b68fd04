import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { SOURCE_PORTS, type SourcePort } from '../../engine/games/source-ports.ts';

/** How a shell is to start. */
export interface ShellArguments {
  /** `--user-data=FOLDER`. */
  readonly userData: string | undefined;
  /** `--games=FOLDER`: game modules to play with, instead of those that came with Trapdoom. */
  readonly games: string | undefined;
  /** `--game=PORT`: the source port that plays where the player has chosen none. */
  readonly port: SourcePort | undefined;
  /** False for `--headless` and `--no-open`: the browser shell serves, and opens no window itself. */
  readonly openWindow: boolean;
  /** True for `--need-window`: without a browser's window the shell ends with an error, instead of serving an address. */
  readonly needWindow: boolean;
  /** WADs to add, and a game module to play on, absolute. */
  readonly wads: readonly string[];
}

export const SHELL_USAGE =
  'Options: [--user-data=FOLDER] [--games=FOLDER] [--game=chocolate|woof] [--no-open | --need-window] [FILE.wad …] [FILE.wasm]';

/**
 * Reads a shell's command line. Throws an Error whose message is for the player, for what it does not know as well.
 *
 * @param folder what relative paths are relative to
 */
export function parseShellArguments(args: readonly string[], folder = process.cwd()): ShellArguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      'user-data': { type: 'string' },
      games: { type: 'string' },
      game: { type: 'string' },
      'no-open': { type: 'boolean', default: false },
      'need-window': { type: 'boolean', default: false },
      headless: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  return {
    userData: folderOption('user-data', values['user-data']),
    games: folderOption('games', values.games),
    port: portOption(values.game),
    openWindow: !values['no-open'] && !values.headless,
    needWindow: values['need-window'],
    wads: positionals.map((file) => argumentPath(file, folder)),
  };
}

/**
 * The path of a file on the command line. Desktops that follow the Desktop Entry specification's `%U` pass `file:` URLs. One that names
 * no file of this machine is kept as it is, for the launcher to report.
 */
export function argumentPath(file: string, folder: string): string {
  if (/^file:\//i.test(file)) {
    try {
      return fileURLToPath(file);
    } catch {
      return file;
    }
  }
  return path.resolve(folder, file);
}

/** The value of `--game`. Throws where it names no source port. */
export function portOption(value: string | boolean | undefined): SourcePort | undefined {
  if (value === undefined) return undefined;
  const known = SOURCE_PORTS.find(({ id }) => id === value);
  if (known !== undefined) return known.id;
  throw new Error(
    `--game needs a source port: ${SOURCE_PORTS.map(({ id }) => `--game=${id}`).join(' or ')}.`,
  );
}

/** The value of an option that takes a folder; an empty one would mean the current folder. Throws if there is none. */
export function folderOption(name: string, value: string | boolean | undefined): string | undefined {
  if (value === undefined || (typeof value === 'string' && value !== '')) return value;
  throw new Error(`--${name} needs a folder: --${name}=FOLDER.`);
}
