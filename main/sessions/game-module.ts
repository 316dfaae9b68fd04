import { stat } from 'node:fs/promises';
import path from 'node:path';
import { hashFile } from '../library/wad.ts';
import type { FileFacts } from './record.ts';

/** What games are played on: Chocolate Doom, or a module that the player has named. */
export class GameModule {
  #file: string;

  /** `games` is the folder of the modules that come with Trapdoom. */
  constructor(games: string) {
    this.#file = path.join(games, 'chocolate-doom.wasm');
  }

  /**
   * Takes a module of the player's own from now on: whether it is one that can be played, the session says. Answers what to tell the
   * player, also where there is no such file.
   */
  async use(file: string): Promise<string> {
    try {
      if (!(await stat(file)).isFile()) throw new Error('it is not a file');
      this.#file = file;
      return `Games are played on ${file} instead of Chocolate Doom until Trapdoom is closed. Choose one in the library: the module gets its WAD.`;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const reason = code === 'ENOENT' ? 'it is not there' : message;
      return `The module ${file} cannot be played: ${reason}. Games are played on Chocolate Doom.`;
    }
  }

  /** Identifies the module as it is now. Throws an Error for the player where it cannot be read. */
  async facts(): Promise<FileFacts> {
    try {
      const [{ sha256 }, { size }] = await Promise.all([hashFile(this.#file), stat(this.#file)]);
      return { path: this.#file, sha256, bytes: size };
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const what = code === 'ENOENT' ? `is missing: ${this.#file}` : `cannot be read: ${message}`;
      throw new Error(`The game module ${what}. Run “npm run build”, or install Trapdoom again.`);
    }
  }
}
