import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { HostStateError, parsedState } from '../../state.ts';
import { ERRNO, WasiError } from '../abi.ts';
import { type FileOrigin, fileType, HostFile, nodeStat, type Outcome, seconds } from './host-file.ts';
import { requireLinksStayInside } from './links.ts';
import { DiskQuota, QuotaReached } from './quota.ts';
import { type FileState, partsSchema, requireContent, type TreeState } from './state.ts';
import type { DirectoryEntry, NodeStat, OpenFile, OpenOptions, Parts, Tree } from './tree.ts';

/** Absent on Windows, where the check after opening stands alone. */
const NO_FOLLOW = fs.constants.O_NOFOLLOW ?? 0;
/** A pipe or device put in place of a file must not block the open. */
const NON_BLOCK = fs.constants.O_NONBLOCK ?? 0;

/** Told of what a guest stores. */
export interface TreeObserver {
  /** A file lies on the disk, whole, under this name: it was written and closed, or renamed. */
  stored(parts: Parts): void;
  /** What was written to this file did not all reach the disk; whatever was stored under its name before is still there. */
  failed(parts: Parts, error: Error): void;
  /** The quota had no room for one more file, folder or link. */
  full?(error: QuotaReached): void;
  /** A folder that the guest used was gone, and is there again, empty. */
  remade?(parts: Parts): void;
}

export interface HostTreeOptions {
  /**
   * The guest's files survive the death of the process, the disk's filling up, and a power cut:
   * - A file that is emptied to be written anew keeps its old content, for everyone who opens it, until the new one is closed.
   * - A file that is removed goes with the guest's next operation. Games remove a saved game and then rename the new one to its name:
   *   in between there would be neither.
   * - What was not written wholly takes no other file's place, though games ignore that writing failed.
   * - A file's bytes are on the disk before it takes a name, and the name before the guest continues.
   * - A folder that somebody else has removed is made again: games that cannot save in it end, or save nowhere. Folders that were there
   *   count, and those that the guest has made. So does the root, if the folder that it was in is there.
   */
  readonly whole?: boolean;
  /** A folder directly in the root that is the granter's own: to the guest it is not there, and cannot be made. */
  readonly hidden?: string;
  /** What the tree may hold, in bytes, besides the hidden folder. Without, the disk alone bounds it. */
  readonly quota?: number;
  readonly observer?: TreeObserver;
}

const diskTreeState = z.strictObject({
  /** Files that the disk did not take wholly. */
  incomplete: z.array(partsSchema.min(1)).max(65_536),
  /** Folders that are to be there. */
  folders: z.array(partsSchema).max(256),
});
type DiskTreeState = z.infer<typeof diskTreeState>;

function diskFile(file: FileState): Extract<FileState, { kind: 'disk' }> {
  if (file.kind !== 'disk') throw new HostStateError('a folder of the disk has no other files');
  return file;
}

function nameOf(file: FileState): string {
  return diskFile(file).parts.join('/');
}

/** The most folders that are remembered in order to make them again. */
const FOLDERS_MAX = 256;

/**
 * A real directory. Node cannot open relative to a directory descriptor, so `resolve` walks a path link by link. Afterwards, what was
 * opened is compared with what is at the true place. So a link that was swapped in between is detected before a byte is read.
 */
export class HostTree implements Tree {
  readonly writable: boolean;
  readonly #root: string;
  readonly #whole: boolean;
  readonly #hidden: string | undefined;
  readonly #observer: TreeObserver | undefined;
  /** Files that are being written anew. */
  readonly #drafts = new Set<string>();
  /** Files that the disk did not take wholly. */
  readonly #incomplete = new Set<string>();
  /** Folders that are to be there, by their parts. */
  readonly #folders = new Map<string, Parts>();
  readonly #quota: DiskQuota | undefined;
  readonly #open = new Set<HostFile>();
  /** The file that was removed last, if it is still there. */
  #removed: string | undefined;

  /** `root` must exist; links in the path to it are the granter's own and are followed once, now. */
  constructor(root: string, writable: boolean, options: HostTreeOptions = {}) {
    this.#root = fs.realpathSync(root);
    this.writable = writable;
    this.#whole = options.whole ?? false;
    this.#hidden = options.hidden?.toLowerCase();
    this.#observer = options.observer;
    if (this.#whole) this.#rememberFolders();
    if (options.quota !== undefined)
      this.#quota = new DiskQuota(this.#root, options.quota, this.#hidden, () => this.#unnamedBytes());
  }

  /** Does what waits to be done. Called when the guest has ended. */
  flush(): void {
    const place = this.#removed;
    this.#removed = undefined;
    if (place === undefined) return;
    fs.rmSync(place, { force: true });
    this.#incomplete.delete(place);
  }

  lookup(parts: Parts): NodeStat | undefined {
    const place = this.#path(parts);
    if (place === this.#removed || this.#isHidden(parts)) return undefined;
    const stat = fs.lstatSync(place, { bigint: true, throwIfNoEntry: false }) ?? this.#remake(parts, place);
    if (stat === undefined) return undefined;
    if (stat.isDirectory()) this.#remember(parts);
    return nodeStat(stat);
  }

  readLink(parts: Parts): string {
    return fs.readlinkSync(this.#path(parts));
  }

  open(parts: Parts, options: OpenOptions): OpenFile {
    if (options.write || options.create || options.truncate) this.#requireWritable();
    const { O_RDONLY, O_RDWR, O_CREAT, O_EXCL } = fs.constants;
    // Not every caller has looked for the folders on the way, which makes them again where they are gone.
    if (options.create) for (const depth of parts.keys()) this.lookup(parts.slice(0, depth));
    const place = this.#verifiedPath(parts);
    const replacing = this.#removed === place;
    if (replacing) this.#removed = undefined;
    else this.flush();
    const truncate = options.truncate || replacing;
    // Writable files are opened for reading too: rights are enforced a floor above, and truncation waits for the check.
    const access = options.write || truncate ? O_RDWR : O_RDONLY;
    const create = options.create ? O_CREAT : 0;
    const exclusive = options.exclusive && !replacing ? O_EXCL : 0;
    if (options.create && !fs.existsSync(place)) this.#takeNode();
    const fd = fs.openSync(place, access | create | exclusive | NO_FOLLOW | NON_BLOCK, 0o666);
    try {
      const opened = fs.fstatSync(fd, { bigint: true });
      const there = fs.lstatSync(this.#verifiedPath(parts), { bigint: true });
      if (opened.ino !== there.ino || opened.dev !== there.dev) throw new WasiError(ERRNO.NOTCAPABLE);
      if (!opened.isFile()) throw new WasiError(opened.isDirectory() ? ERRNO.ISDIR : ERRNO.ACCES);
      const closed = (outcome: Outcome) => this.#closed(parts, place, outcome);
      const origin = { parts, mode: access === O_RDWR ? 'write' : 'read' } as const;
      if (!truncate) return this.#file(fd, origin, closed);
      const draft = `${place}.new`;
      if (this.#whole && opened.size > 0n && !this.#drafts.has(draft)) {
        const file = this.#draft(draft, Number(opened.mode), parts, closed);
        fs.closeSync(fd);
        return file;
      }
      fs.ftruncateSync(fd, 0);
      return this.#file(fd, origin, closed);
    } catch (error) {
      fs.closeSync(fd);
      throw error;
    }
  }

  list(parts: Parts): DirectoryEntry[] {
    this.flush();
    const place = this.#verifiedPath([...parts, '.']);
    return fs
      .readdirSync(place, { withFileTypes: true })
      .filter((entry) => !this.#isHidden([...parts, entry.name]))
      .map((entry) => ({
        name: entry.name,
        type: fileType(entry),
        ino: this.lookup([...parts, entry.name])?.ino ?? 0n,
      }));
  }

  makeDirectory(parts: Parts): void {
    const place = this.#changing(parts);
    this.#takeNode();
    fs.mkdirSync(place);
    this.#remember(parts);
  }

  removeDirectory(parts: Parts): void {
    fs.rmdirSync(this.#changing(parts));
    this.#forget(parts);
  }

  removeFile(parts: Parts): void {
    const place = this.#changing(parts);
    if (!this.#whole) fs.unlinkSync(place);
    else {
      // A folder is no file, as `unlink` would say.
      if (fs.lstatSync(place).isDirectory()) throw new WasiError(ERRNO.ISDIR);
      this.#removed = place;
    }
  }

  rename(from: Parts, to: Parts): void {
    this.#requireWritable();
    const [source, target] = [this.#verifiedPath(from), this.#verifiedPath(to)];
    requireLinksStayInside(this.#root, from, to);
    if (this.#removed === target) this.#removed = undefined;
    else this.flush();
    if (this.#incomplete.has(source)) throw new WasiError(ERRNO.IO);
    fs.renameSync(source, target);
    this.#forget(from);
    this.#incomplete.delete(target);
    if (!this.#whole) return;
    syncFolder(path.dirname(target));
    this.#observer?.stored(to);
  }

  link(from: Parts, to: Parts): void {
    const [source, target] = [this.#changing(from), this.#changing(to)];
    // Linux gives a link a second name, and does not follow it (link(2)).
    requireLinksStayInside(this.#root, from, to);
    this.#takeNode();
    fs.linkSync(source, target);
  }

  symlink(target: string, at: Parts): void {
    const place = this.#changing(at);
    this.#takeNode();
    fs.symlinkSync(target, place);
  }

  setTimes(parts: Parts, accessed: bigint, modified: bigint): void {
    fs.lutimesSync(this.#changing(parts), seconds(accessed), seconds(modified));
  }

  owns(file: FileState): boolean {
    return file.kind === 'disk';
  }

  /** What waits to be removed is removed before. */
  capture(): DiskTreeState {
    this.flush();
    const partsOf = (place: string) => path.relative(this.#root, place).split(path.sep);
    return {
      incomplete: [...this.#incomplete].map(partsOf),
      folders: [...this.#folders.values()].map((parts) => [...parts]),
    };
  }

  check(state: TreeState, files: readonly FileState[]): void {
    parsedState(diskTreeState, state, 'a folder');
    for (const file of files) {
      const fd = this.#reopen(file, 'read');
      try {
        requireContent(nameOf(file), fd, diskFile(file));
      } finally {
        fs.closeSync(fd);
      }
    }
  }

  restore(given: TreeState, files: readonly FileState[]): OpenFile[] {
    const { incomplete, folders } = parsedState(diskTreeState, given, 'a folder');
    this.#removed = undefined;
    this.#open.clear();
    this.#drafts.clear();
    this.#incomplete.clear();
    for (const parts of incomplete) this.#incomplete.add(this.#path(parts));
    this.#folders.clear();
    for (const parts of folders) this.#remember(parts);
    return files.map((given) => {
      const file = diskFile(given);
      const { parts, mode, outcome } = file;
      const fd = this.#reopen(file, mode);
      const closed = (end: Outcome) => this.#closed(parts, this.#path(parts), end);
      const opened =
        mode === 'draft'
          ? this.#openDraft(fd, `${this.#path(parts)}.new`, parts, closed)
          : this.#file(fd, { parts, mode }, closed);
      return opened.resume(outcome);
    });
  }

  /** Opens a file of a state, to check it or to continue with it. */
  #reopen(given: FileState, access: 'read' | 'write' | 'draft'): number {
    const file = diskFile(given);
    const { O_RDONLY, O_RDWR } = fs.constants;
    try {
      if (file.mode !== 'read') this.#requireWritable();
      const place = `${this.#verifiedPath(file.parts)}${file.mode === 'draft' ? '.new' : ''}`;
      const fd = fs.openSync(place, (access === 'read' ? O_RDONLY : O_RDWR) | NO_FOLLOW | NON_BLOCK);
      if (fs.fstatSync(fd).isFile()) return fd;
      fs.closeSync(fd);
    } catch (error) {
      throw new HostStateError(
        `the file “${nameOf(file)}” cannot be opened again: ${(error as Error).message}`,
      );
    }
    throw new HostStateError(`“${nameOf(file)}” is no file any more`);
  }

  /** A file that takes the place of another once it is closed. What a killed process left of one is overwritten. */
  #draft(draft: string, mode: number, parts: Parts, closed: (outcome: Outcome) => void): OpenFile {
    const { O_RDWR, O_CREAT, O_TRUNC } = fs.constants;
    if (!fs.existsSync(draft)) this.#takeNode();
    const fd = fs.openSync(draft, O_RDWR | O_CREAT | O_TRUNC | NO_FOLLOW, mode);
    return this.#openDraft(fd, draft, parts, closed);
  }

  #openDraft(fd: number, draft: string, parts: Parts, closed: (outcome: Outcome) => void): HostFile {
    this.#drafts.add(draft);
    return this.#file(fd, { parts, mode: 'draft' }, (outcome) => {
      this.#drafts.delete(draft);
      if (outcome instanceof Error) fs.rmSync(draft, { force: true });
      else fs.renameSync(draft, this.#verifiedPath(parts));
      closed(outcome === 'unchanged' ? 'written' : outcome);
    });
  }

  #file(fd: number, origin: FileOrigin, closed: (outcome: Outcome) => void): HostFile {
    const file: HostFile = new HostFile(
      fd,
      origin,
      (outcome) => {
        this.#open.delete(file);
        closed(outcome);
      },
      this.#quota,
    );
    this.#open.add(file);
    return file;
  }

  /** Bytes of files that the guest has open and that no listing shows any more. */
  #unnamedBytes(): number {
    const files = [...this.#open].map((file) => file.stat()).filter(({ links }) => links === 0n);
    const sizes = new Map(files.map(({ ino, size }) => [ino, Number(size)]));
    return [...sizes.values()].reduce((sum, size) => sum + size, 0);
  }

  #takeNode(): void {
    try {
      this.#quota?.takeNode();
    } catch (error) {
      if (error instanceof QuotaReached) this.#observer?.full?.(error);
      throw error;
    }
  }

  /** The root and the folders in it. Those that the guest makes or reads later are added. */
  #rememberFolders(): void {
    this.#remember([]);
    for (const entry of fs.readdirSync(this.#root, { withFileTypes: true }))
      if (entry.isDirectory()) this.#remember([entry.name]);
  }

  #remember(parts: Parts): void {
    if (!this.#whole || this.#folders.size >= FOLDERS_MAX) return;
    this.#folders.set(parts.join('/'), parts);
  }

  /** The guest has removed a folder, or given it another name: neither it nor what was below it is to be there. */
  #forget(parts: Parts): void {
    for (const [name, folder] of this.#folders)
      if (parts.every((part, i) => part === folder[i])) this.#folders.delete(name);
  }

  /** Makes a folder again that is to be there and is gone. */
  #remake(parts: Parts, place: string): fs.BigIntStats | undefined {
    if (!this.writable || !this.#folders.has(parts.join('/'))) return undefined;
    try {
      fs.mkdirSync(place);
    } catch {
      // What it lay in is gone, too, or may not be written to: then it is not there.
      return undefined;
    }
    this.#observer?.remade?.(parts);
    return fs.lstatSync(place, { bigint: true, throwIfNoEntry: false });
  }

  #closed(parts: Parts, place: string, outcome: Outcome): void {
    if (!this.#whole || outcome === 'unchanged') return;
    if (outcome instanceof Error) {
      this.#incomplete.add(place);
      this.#observer?.failed(parts, outcome);
      return;
    }
    this.#incomplete.delete(place);
    syncFolder(path.dirname(place));
    this.#observer?.stored(parts);
  }

  #isHidden([name]: Parts): boolean {
    return this.#hidden !== undefined && name?.toLowerCase() === this.#hidden;
  }

  #path(parts: Parts): string {
    return path.join(this.#root, ...parts);
  }

  /** The path of a node whose directory is, at this moment, truly the one that `parts` name. */
  #verifiedPath(parts: Parts): string {
    if (parts.length === 0) return this.#root;
    if (this.#isHidden(parts)) throw new WasiError(ERRNO.ACCES);
    const directory = this.#path(parts.slice(0, -1));
    if (fs.realpathSync(directory) !== directory) throw new WasiError(ERRNO.NOTCAPABLE);
    return path.join(directory, parts[parts.length - 1]);
  }

  #changing(parts: Parts): string {
    this.#requireWritable();
    this.flush();
    return this.#verifiedPath(parts);
  }

  #requireWritable(): void {
    if (!this.writable) throw new WasiError(ERRNO.ROFS);
  }
}

/** Makes names in a folder survive a power cut, where the system can flush a folder at all (Windows cannot). */
function syncFolder(folder: string): void {
  try {
    const fd = fs.openSync(folder, fs.constants.O_RDONLY);
    try {
      fs.fsyncSync(fd);
    } finally {
      fs.closeSync(fd);
    }
  } catch {
    // The content itself is flushed; only the moment of the name is left to the system.
  }
}
