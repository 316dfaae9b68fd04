import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { SdlFrame } from '../host/sdl/platform.ts';
import { HostTree, type TreeObserver } from '../host/wasi/wasi.ts';
import { SessionRefused } from './ending.ts';
import { encodePng } from './png.ts';

/** The launcher's own folder in a home: the game does not see it. */
export const LAUNCHER_FOLDER = '.trapdoom';
/** In it: pictures of saved games, each named by the SHA-256 of the save that it shows. */
export const PICTURES_FOLDER = 'pictures';

/** What games call their saves: Doom `doomsav0.dsg` (patches may change the word), Heretic `hticsav0.hsg`. */
const SAVE = /^[a-z_-]+\d\.[dh]sg$/i;
/** What they write before it gets such a name. */
const SAVE_IN_THE_MAKING = /\.[dh]sg$/i;
/** The largest save that gets a picture, in bytes; Doom's have a hundred thousand. */
const SAVE_MAX = 16 * 1024 * 1024;
/** The same trouble is told of again only after this time, in milliseconds. */
const NOTICE_PAUSE = 2000;

export interface HomeNews {
  /** A file of the home is on the disk, new or changed. */
  stored(): void;
  /** What the player must know. */
  notice(text: string): void;
}

/** The folder in which a game keeps its saves and settings, while the game runs. */
export class GameHome implements TreeObserver {
  readonly tree: HostTree;
  readonly #folder: string;
  readonly #news: HomeNews;
  /** The save that has no picture yet, by its hash. */
  #saved: string | undefined;
  #told = { text: '', at: Number.NEGATIVE_INFINITY };

  /** Makes the folder if it is not there. Throws SessionRefused where the game could not save. */
  constructor(folder: string, news: HomeNews) {
    this.#folder = folder;
    this.#news = news;
    try {
      fs.mkdirSync(folder, { recursive: true });
      fs.accessSync(folder, fs.constants.W_OK);
      this.tree = new HostTree(folder, true, { whole: true, hidden: LAUNCHER_FOLDER, observer: this });
    } catch (error) {
      throw new SessionRefused(
        `The game has nowhere to save: its folder “${folder}” cannot be made or written to (${(error as Error).message}). Make room for it or check its permissions, then play again.`,
      );
    }
  }

  stored(parts: readonly string[]): void {
    if (SAVE.test(parts.at(-1) ?? '')) this.#saved = hashOf(path.join(this.#folder, ...parts));
    this.#news.stored();
  }

  failed(parts: readonly string[], error: Error): void {
    const name = parts.at(-1) ?? '';
    const text = SAVE_IN_THE_MAKING.test(name)
      ? `The game could not be saved: ${reasonOf(error)}. What its slot held before is still there. Make room on the disk, then save again.`
      : `“${name}” could not be stored: ${reasonOf(error)}. What it held before is still there.`;
    const now = performance.now();
    if (this.#told.text === text && now - this.#told.at < NOTICE_PAUSE) return;
    this.#told = { text, at: now };
    this.#news.notice(text);
  }

  /**
   * Takes note of what the game shows. Games save with their menu still on the screen: the picture of a save is the first one that the
   * game shows afterwards.
   */
  shown(frame: SdlFrame): void {
    const save = this.#saved;
    if (save === undefined) return;
    this.#saved = undefined;
    const folder = path.join(this.#folder, LAUNCHER_FOLDER, PICTURES_FOLDER);
    const temporary = path.join(folder, `${save}.tmp`);
    try {
      fs.mkdirSync(folder, { recursive: true });
      fs.writeFileSync(temporary, encodePng(frame));
      fs.renameSync(temporary, path.join(folder, `${save}.png`));
    } catch {
      // The save itself is safe; it is shown without a picture.
    }
    this.#news.stored();
  }

  /** The game has ended. */
  close(): void {
    this.tree.flush();
  }
}

function hashOf(file: string): string | undefined {
  try {
    if (fs.lstatSync(file).size > SAVE_MAX) return undefined;
    return createHash('sha256').update(fs.readFileSync(file)).digest('hex');
  } catch {
    return undefined;
  }
}

function reasonOf(error: Error): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC') return 'the disk is full';
  if (code === 'EDQUOT') return 'your share of the disk is used up';
  return message;
}
