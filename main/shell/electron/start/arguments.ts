import { parseArgs } from 'node:util';
import { argumentPath, folderOption, portOption, type ShellArguments } from '../../arguments.ts';

export interface ElectronArguments extends Omit<ShellArguments, 'openWindow' | 'needWindow'> {
  /** Everything but the files: what another start of the same program needs. */
  readonly options: readonly string[];
}

/**
 * Reads Electron's command line. Options that Trapdoom does not know are Chromium's and are ignored; what is not an option is a file, as in
 * the browser shell. Throws an Error whose message is for the player.
 *
 * @param argv `process.argv`
 * @param folder what relative paths are relative to
 * @param appPath `app.getAppPath()`: when Electron runs a checkout, its folder is the first argument
 */
export function parseElectronArguments(
  argv: readonly string[],
  folder: string,
  appPath: string,
): ElectronArguments {
  const args = argv.slice(1);
  const { values, tokens } = parseArgs({
    args,
    options: { 'user-data': { type: 'string' }, games: { type: 'string' }, game: { type: 'string' } },
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const files = tokens.flatMap((token) => {
    if (token.kind !== 'positional') return [];
    const file = argumentPath(token.value, folder);
    return file === appPath ? [] : [{ file, index: token.index }];
  });
  const indexes = new Set(files.map(({ index }) => index));
  return {
    userData: folderOption('user-data', values['user-data']),
    games: folderOption('games', values['games']),
    port: portOption(values['game']),
    wads: files.map(({ file }) => file),
    options: args.filter((_, index) => !indexes.has(index)),
  };
}
