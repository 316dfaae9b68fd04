import path from 'node:path';
import { parseArgs } from 'node:util';

/** How a shell was asked to start. */
export interface ShellArguments {
  /** `--user-data=FOLDER`. */
  readonly userData: string | undefined;
  /** `--games=FOLDER`: game modules to play with, instead of those that came with Trapdoom. */
  readonly games: string | undefined;
  /** False for `--headless` and `--no-open`: the browser shell serves, and opens no window itself. */
  readonly openWindow: boolean;
  /** WADs to add, and a game module to play on, absolute. */
  readonly wads: readonly string[];
}

export const SHELL_USAGE =
  'Options: [--user-data=FOLDER] [--games=FOLDER] [--no-open] [FILE.wad …] [FILE.wasm]';

/**
 * Reads a shell's command line. Throws for what it does not know.
 *
 * @param folder what relative paths are relative to
 */
export function parseShellArguments(args: readonly string[], folder = process.cwd()): ShellArguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      'user-data': { type: 'string' },
      games: { type: 'string' },
      'no-open': { type: 'boolean', default: false },
      headless: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  return {
    userData: values['user-data'],
    games: values.games,
    openWindow: !values['no-open'] && !values.headless,
    wads: positionals.map((file) => path.resolve(folder, file)),
  };
}
