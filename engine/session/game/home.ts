import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type FileRules, type HomeFiles, SessionRefused } from '../../games/game-adapter.ts';
import type { SdlFrame } from '../../host/platform.ts';
import { encodePng } from '../../host/png.ts';
import { HostTree, QuotaReached, type TreeObserver } from '../../host/wasi/wasi.ts';
import { type Fault, systemFault } from '../../messages/faults.ts';
import type { SessionNotice } from '../messages.ts';
import { RecoveredFiles } from './recovered.ts';

/** The launcher's own folder in a home: the game does not see it. */
export const LAUNCHER_FOLDER = '.trapdoom';
/** In it: images of saved games, each named by the SHA-256 of the save that it shows. */
export const PICTURES_FOLDER = 'pictures';

/** The largest save that gets an image, in bytes; games' have some hundred thousand. */
const SAVE_MAX = 16 * 1024 * 1024;
/** Images of more pixels are not kept. */
const PICTURE_PIXELS_MAX = 1 << 22;
/** So many images of saves that have been replaced are kept while the game runs: the saves may be in the launcher's trash. */
const REPLACED_MAX = 100;
/** The same notice is sent again only after this time, in milliseconds, and no more than so many notices in as long for each. */
const NOTICE_PAUSE = 2000;
const NOTICES_MAX = 4;

const READING = { read: true, write: false, create: false, exclusive: false, truncate: false };
export interface HomeNews {
  /** A file of the home is on the disk, new or changed. */
  stored(): void;
  /** What the player must know. */
  notice(kind: 'error' | 'info', message: SessionNotice): void;
}

/** The folder in which a game keeps its saves and settings, while the game runs. */
export class GameHome implements TreeObserver, HomeFiles {
  readonly tree: HostTree;
  readonly #folder: string;
  readonly #rules: FileRules;
  readonly #news: HomeNews;
  /** The save that has no image yet, by its hash. */
  #saved: { readonly name: string; readonly hash: string } | undefined;
  /** The hashes of the saves of which images were made, by the saves' names; and those of saves before them, oldest first. */
  readonly #pictured = new Map<string, string>();
  readonly #replaced: string[] = [];
  /** The newest notices. */
  #told: { readonly message: SessionNotice; readonly at: number }[] = [];
  readonly #recovered: RecoveredFiles;
  /** The file that failed last. */
  #failed: { readonly file: string; readonly error: Error } | undefined;

  /** Makes the folder if it is not there; it may hold `quota` bytes. Throws SessionRefused where the game could not save. */
  constructor(folder: string, quota: number, rules: FileRules, news: HomeNews) {
    this.#folder = folder;
    this.#rules = rules;
    this.#news = news;
    try {
      fs.mkdirSync(folder, { recursive: true });
      fs.accessSync(folder, fs.constants.W_OK);
      const options = { whole: true, hidden: LAUNCHER_FOLDER };
      this.tree = new HostTree(folder, true, { ...options, quota, observer: this });
      // What was to be recovered is kept however full the home is.
      this.#recovered = new RecoveredFiles(folder, rules.recovery, () => new HostTree(folder, true, options));
    } catch (error) {
      throw new SessionRefused({ code: 'home-unwritable', params: { folder, fault: systemFault(error) } });
    }
  }

  stored(parts: readonly string[]): void {
    const name = parts.join('/');
    if (this.#rules.save.test(parts.at(-1) ?? '')) {
      const hash = hashOf(path.join(this.#folder, name));
      this.#saved = hash === undefined ? undefined : { name, hash };
    }
    this.#news.stored();
  }

  failed(parts: readonly string[], error: Error): void {
    const name = parts.at(-1) ?? '';
    this.#failed = { file: parts.join('/'), error };
    const fault = faultOf(error);
    this.tell(
      'error',
      this.#rules.draft.test(name)
        ? { code: 'game-not-saved', params: { fault } }
        : { code: 'file-not-stored', params: { file: name, fault } },
    );
  }

  full(error: QuotaReached): void {
    this.tell('error', { code: 'file-not-made', params: { fault: faultOf(error) } });
  }

  remade(parts: readonly string[]): void {
    const folder = path.join(this.#folder, ...parts);
    this.tell('error', { code: 'home-folder-remade', params: { folder } });
  }

  lastByte(file: string): number | undefined {
    const parts = file.split('/');
    const byte = new Uint8Array(1);
    try {
      const size = Number(this.tree.lookup(parts)?.size ?? 0);
      if (size === 0) return undefined;
      const open = this.tree.open(parts, READING);
      try {
        return open.read(byte, size - 1) === 1 ? byte[0] : undefined;
      } finally {
        open.close();
      }
    } catch {
      return undefined;
    }
  }

  removeEmpty(file: string): void {
    const parts = file.split('/');
    try {
      if (this.tree.lookup(parts)?.size === 0n) this.tree.removeFile(parts);
    } catch {
      // It stays, and holds nothing.
    }
  }

  failure(file: string): Fault | undefined {
    return this.#failed?.file === file ? faultOf(this.#failed.error) : undefined;
  }

  /** The game has written and closed a file in its temporary folder. */
  temporary(parts: readonly string[], content: Uint8Array): void {
    try {
      if (!this.#recovered.keep(parts, content)) return;
      this.tell('info', { code: 'saved-for-recovery', params: {} });
    } catch (error) {
      this.tell('error', { code: 'recovery-not-kept', params: { fault: faultOf(error) } });
    }
    this.#news.stored();
  }

  /** Notifies the player, unless the same notice, or many others, were sent just now. */
  tell(kind: 'error' | 'info', message: SessionNotice): void {
    const now = performance.now();
    const recent = (one: { readonly at: number }, pauses: number) => now - one.at < pauses * NOTICE_PAUSE;
    this.#told = this.#told.filter((one) => recent(one, NOTICES_MAX));
    if (this.#told.length >= NOTICES_MAX) return;
    if (this.#told.some((one) => isDeepStrictEqual(one.message, message) && recent(one, 1))) return;
    this.#told.push({ message, at: now });
    this.#news.notice(kind, message);
  }

  /**
   * Receives what the game shows. Games save with their menu still on the screen: the image of a save is the first frame that the game
   * shows afterwards.
   */
  shown(frame: SdlFrame): void {
    const save = this.#saved;
    if (save === undefined) return;
    this.#saved = undefined;
    if (frame.width * frame.height > PICTURE_PIXELS_MAX) return;
    const folder = path.join(this.#folder, LAUNCHER_FOLDER, PICTURES_FOLDER);
    const temporary = path.join(folder, `${save.hash}.tmp`);
    try {
      fs.mkdirSync(folder, { recursive: true });
      fs.writeFileSync(temporary, encodePng(frame));
      fs.renameSync(temporary, path.join(folder, `${save.hash}.png`));
      this.#removeOldest(folder, save);
    } catch {
      // The save itself is safe; it is shown without an image.
    }
    this.#news.stored();
  }

  /** A game may save all the time. Images of saves that have been replaced are the launcher's to remove, but only once it has ended. */
  #removeOldest(folder: string, { name, hash }: { readonly name: string; readonly hash: string }): void {
    const before = this.#pictured.get(name);
    this.#pictured.set(name, hash);
    if (before !== undefined && before !== hash) this.#replaced.push(before);
    if (this.#replaced.length <= REPLACED_MAX) return;
    const oldest = this.#replaced.shift()!;
    if (![...this.#pictured.values(), ...this.#replaced].includes(oldest))
      fs.rmSync(path.join(folder, `${oldest}.png`), { force: true });
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

function faultOf(error: unknown): Fault {
  return error instanceof QuotaReached
    ? { code: 'home-limit-reached', params: { limitBytes: error.limit } }
    : systemFault(error);
}
