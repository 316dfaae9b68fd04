import { existsSync, readFileSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Where the program's own parts and the player's data lie. All absolute. */
export interface AppPaths {
  /** The folder of package.json: the checkout, or the app's archive. */
  readonly root: string;
  /** The built window. */
  readonly renderer: string;
  /** The built engine process. */
  readonly engineProcess: string;
  /** Compiled game modules. */
  readonly games: string;
  /** WADs that came with Trapdoom. */
  readonly wads: string;
  readonly userData: string;
}

export interface PathOptions {
  /** Any folder within the program; package.json is looked for from there upwards. */
  readonly from: string;
  /** A packaged app's folder for what stays outside the archive. */
  readonly resources?: string | undefined;
  /** From `--user-data=`; wins over everything. */
  readonly userData?: string | undefined;
  /** From `--games=`: game modules of a developer's own. */
  readonly games?: string | undefined;
  readonly env?: NodeJS.ProcessEnv;
  readonly platform?: NodeJS.Platform;
}

/** Finds the program's parts. Throws if `from` is not within Trapdoom, and for a user data folder without a name. */
export function findPaths(options: PathOptions): AppPaths {
  // Else it would be the folder that Trapdoom was started in.
  if (options.userData === '') throw new Error('--user-data= needs the name of a folder.');
  const root = findRoot(options.from);
  const assets = options.resources ?? path.join(root, 'assets');
  return {
    root,
    renderer: path.join(root, 'dist', 'renderer'),
    engineProcess: path.join(root, 'dist', 'engine', 'process.js'),
    games: path.resolve(options.games ?? path.join(assets, 'games')),
    wads: path.join(assets, 'wads'),
    userData: path.resolve(
      options.userData ?? userDataFolder(options.env, options.platform, portableFolder(root)),
    ),
  };
}

/** The player's folder of a portable Trapdoom: one that has a file `portable` beside its package.json. Undefined for any other. */
function portableFolder(root: string): string | undefined {
  const marker = statSync(path.join(root, 'portable'), { throwIfNoEntry: false });
  return marker?.isFile() ? path.join(root, 'data') : undefined;
}

/**
 * The player's folder: `TRAPDOOM_HOME`, else a portable Trapdoom's own, else the platform's place for data of programs (XDG base directory specification on Linux and
 * other Unix systems, Application Support on macOS, Roaming AppData on Windows).
 */
export function userDataFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  portable?: string,
): string {
  const override = env['TRAPDOOM_HOME'];
  if (override) return path.resolve(override);
  if (portable !== undefined) return portable;
  const home = os.homedir();
  switch (platform) {
    case 'win32':
      return path.join(env['APPDATA'] || path.join(home, 'AppData', 'Roaming'), 'Trapdoom');
    case 'darwin':
      return path.join(home, 'Library', 'Application Support', 'Trapdoom');
    default: {
      const data = env['XDG_DATA_HOME'];
      // The specification has relative values ignored.
      return path.join(data && path.isAbsolute(data) ? data : path.join(home, '.local', 'share'), 'trapdoom');
    }
  }
}

/** The version in package.json. */
export function programVersion(root: string): string {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}

function findRoot(from: string): string {
  for (let folder = path.resolve(from); ; folder = path.dirname(folder)) {
    const file = path.join(folder, 'package.json');
    if (
      existsSync(file) &&
      (JSON.parse(readFileSync(file, 'utf8')) as { name?: string }).name === 'trapdoom'
    ) {
      return folder;
    }
    if (folder === path.dirname(folder)) {
      throw new Error(`${from} is not within Trapdoom: no folder above it has Trapdoom's package.json.`);
    }
  }
}
