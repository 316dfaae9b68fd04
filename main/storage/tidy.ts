import type { Stats } from 'node:fs';
import { chmod, lstat, opendir, rm } from 'node:fs/promises';
import path from 'node:path';
import { LAUNCHER_FOLDER, PICTURES_FOLDER } from '../../engine/session/game/home.ts';
import { TEMPORARY } from './atomic-file.ts';

/** Documents of the launcher's, with backups, copies that were kept, and what was put aside. */
const DOCUMENT =
  /^(settings|library|controls|last-session|window|updates)\.json(\.bak)?(\.(unreadable|kept|version)-[\w.-]+)?$|^last-frame\.png$/;
const LOCK = /^running(\.abandoned)?$/;
const FOLDERS = ['homes', 'wads', 'exports', 'electron'];
const HOME = /^[a-z0-9-]*-[0-9a-f]{12}$/;
/** What a killed engine process leaves of a save's screenshot. */
const PICTURE = /^[0-9a-f]{64}\.tmp$/;
/** Group's and others' bits of a mode. */
const OTHERS = 0o077;
/** The most names that are examined. */
const NAMES_MAX = 200_000;

export interface TidyOptions {
  /** When this process began, in milliseconds since 1970: what is older and temporary is nobody's any more. */
  readonly before: number;
  /** Whether this is the only launcher of the folder. */
  readonly alone: boolean;
}

/**
 * Tidies the player's folder. It takes the other accounts' rights from what Trapdoom has made there, and removes temporary files of
 * launchers that were killed. A file whose name Trapdoom does not give is the player's, and stays as it is. So does the folder itself
 * where it holds such files: it may be a home, or a desktop. Links are not followed. What cannot be changed is skipped.
 */
export async function tidyUserData(userData: string, options: TidyOptions): Promise<void> {
  const tidy = new Tidy(options);
  let foreign = false;
  for (const name of await tidy.names(userData)) {
    const place = path.join(userData, name);
    const plain = name.replace(TEMPORARY, '');
    if (DOCUMENT.test(plain) || LOCK.test(plain)) await tidy.file(place, plain !== name);
    else if (!FOLDERS.includes(name)) foreign = true;
  }
  const homes = path.join(userData, 'homes');
  for (const name of await tidy.names(homes))
    if (HOME.test(name)) await tidy.tree(path.join(homes, name));
    else foreign = true;
  if (foreign) return;
  for (const name of FOLDERS) await tidy.folder(path.join(userData, name));
  await tidy.folder(userData);
}

class Tidy {
  readonly #options: TidyOptions;
  #room = NAMES_MAX;

  constructor(options: TidyOptions) {
    this.#options = options;
  }

  /** Names in a folder; none where it cannot be read, or is a link. */
  async names(folder: string): Promise<string[]> {
    const names: string[] = [];
    try {
      if (!(await lstat(folder)).isDirectory()) return [];
      for await (const { name } of await opendir(folder)) {
        if (--this.#room < 0) break;
        names.push(name);
      }
    } catch {
      // It is no worse than before.
    }
    return names;
  }

  async file(place: string, temporary: boolean): Promise<void> {
    const found = await lstat(place).catch(() => undefined);
    if (found === undefined || !found.isFile()) return;
    const { alone, before } = this.#options;
    if (temporary && alone && found.mtimeMs < before) await rm(place, { force: true }).catch(() => undefined);
    else await close(place, found);
  }

  async folder(place: string): Promise<void> {
    const found = await lstat(place).catch(() => undefined);
    if (found?.isDirectory()) await close(place, found);
  }

  /** A home, with all in it. */
  async tree(root: string): Promise<void> {
    const folders = [root];
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      await this.folder(folder);
      const pictures = folder === path.join(root, LAUNCHER_FOLDER, PICTURES_FOLDER);
      for (const name of await this.names(folder)) {
        const place = path.join(folder, name);
        const found = await lstat(place).catch(() => undefined);
        if (found?.isDirectory()) folders.push(place);
        else await this.file(place, TEMPORARY.test(name) || (pictures && PICTURE.test(name)));
      }
    }
  }
}

/** Takes the other accounts' rights. Windows has none of these, and some file systems neither. */
async function close(place: string, { mode }: Stats): Promise<void> {
  if (process.platform === 'win32' || (mode & OTHERS) === 0) return;
  await chmod(place, mode & 0o7777 & ~OTHERS).catch(() => undefined);
}
