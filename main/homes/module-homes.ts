import { cp, lstat } from 'node:fs/promises';
import path from 'node:path';
import { isFolder } from './contents/files.ts';

/** Where Trapdoom kept the files of other Doom modules before each module had a home of its own: in the game's, by their kind. */
const FOLDERS = ['doom.wasm', 'wasm-fizzbuzz', 'wasidoom'];

/**
 * Copies what other modules saved in the home of a game, up to Trapdoom 0.1.0, into the new home of a module, which looks for it under
 * the same name. The game's home stays as it is. Throws the system's error.
 */
export async function takeOverModules(gameHome: string, moduleHome: string): Promise<void> {
  for (const name of FOLDERS) {
    const from = path.join(gameHome, name);
    if (!(await isFolder(from))) continue;
    await cp(from, path.join(moduleHome, name), {
      recursive: true,
      force: false,
      preserveTimestamps: true,
      // Links lead elsewhere, and pipes have no end.
      filter: async (source) => {
        const found = await lstat(source);
        return found.isFile() || found.isDirectory();
      },
    });
  }
}
