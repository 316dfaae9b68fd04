import path from 'node:path';
import type { ShellArguments } from '../arguments.ts';

/**
 * Reads Electron's command line: leniently, as Chromium's own switches are in it. Only what ends in `.wad` counts as a WAD; the
 * folder of the app, which is also there when it runs from a checkout, does not.
 */
export function parseElectronArguments(
  argv: readonly string[],
  folder: string,
): Omit<ShellArguments, 'openWindow'> {
  const args = argv.slice(1);
  const value = (flag: string) => args.find((arg) => arg.startsWith(flag))?.slice(flag.length);
  return {
    userData: value('--user-data='),
    games: value('--games='),
    wads: args
      .filter((arg) => !arg.startsWith('-') && /\.wad$/i.test(arg))
      .map((file) => path.resolve(folder, file)),
  };
}
