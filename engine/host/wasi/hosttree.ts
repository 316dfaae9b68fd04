import fs from 'node:fs';
import path from 'node:path';
import { ERRNO, FILETYPE, type FileType, WasiError } from './abi.ts';
import type { DirectoryEntry, NodeStat, OpenFile, OpenOptions, Parts, Tree } from './tree.ts';

/** Absent on Windows, where the check after opening stands alone. */
const NO_FOLLOW = fs.constants.O_NOFOLLOW ?? 0;
/** A pipe or device put in place of a file must not block the open. */
const NON_BLOCK = fs.constants.O_NONBLOCK ?? 0;

/**
 * A real directory. Node cannot open relative to a directory descriptor, so a path is walked by `resolve`, link by link, and what was
 * opened is compared with what lies at the true place afterwards: a link swapped in between is found out before a byte is read.
 */
export class HostTree implements Tree {
  readonly writable: boolean;
  readonly #root: string;
  readonly #whole: boolean;
  /** Files that are being written anew. */
  readonly #drafts = new Set<string>();

  /**
   * `root` must exist; links in the path to it are the granter's own and are followed once, now. With `whole`, a file that the guest
   * empties to write it anew keeps its old content, for everyone who opens it, until the new one is closed: whenever the process is
   * killed, the one or the other is there whole.
   */
  constructor(root: string, writable: boolean, { whole = false }: { readonly whole?: boolean } = {}) {
    this.#root = fs.realpathSync(root);
    this.writable = writable;
    this.#whole = whole;
  }

  lookup(parts: Parts): NodeStat | undefined {
    const stat = fs.lstatSync(this.#path(parts), { bigint: true, throwIfNoEntry: false });
    return stat === undefined ? undefined : nodeStat(stat);
  }

  readLink(parts: Parts): string {
    return fs.readlinkSync(this.#path(parts));
  }

  open(parts: Parts, options: OpenOptions): OpenFile {
    if (options.write || options.create || options.truncate) this.#requireWritable();
    const { O_RDONLY, O_RDWR, O_CREAT, O_EXCL } = fs.constants;
    const place = this.#verifiedPath(parts);
    // Writable files are opened for reading too: rights are enforced a floor above, and truncation waits for the check.
    const access = options.write || options.truncate ? O_RDWR : O_RDONLY;
    const create = options.create ? O_CREAT : 0;
    const exclusive = options.exclusive ? O_EXCL : 0;
    const fd = fs.openSync(place, access | create | exclusive | NO_FOLLOW | NON_BLOCK, 0o666);
    try {
      const opened = fs.fstatSync(fd, { bigint: true });
      const there = fs.lstatSync(this.#verifiedPath(parts), { bigint: true });
      if (opened.ino !== there.ino || opened.dev !== there.dev) throw new WasiError(ERRNO.NOTCAPABLE);
      if (!opened.isFile()) throw new WasiError(opened.isDirectory() ? ERRNO.ISDIR : ERRNO.ACCES);
      if (!options.truncate) return new HostFile(fd);
      const draft = `${place}.new`;
      if (this.#whole && opened.size > 0n && !this.#drafts.has(draft)) {
        const file = this.#draft(draft, Number(opened.mode), parts);
        fs.closeSync(fd);
        return file;
      }
      fs.ftruncateSync(fd, 0);
      return new HostFile(fd);
    } catch (error) {
      fs.closeSync(fd);
      throw error;
    }
  }

  list(parts: Parts): DirectoryEntry[] {
    const place = this.#verifiedPath([...parts, '.']);
    return fs.readdirSync(place, { withFileTypes: true }).map((entry) => ({
      name: entry.name,
      type: fileType(entry),
      ino: this.lookup([...parts, entry.name])?.ino ?? 0n,
    }));
  }

  makeDirectory(parts: Parts): void {
    fs.mkdirSync(this.#changing(parts));
  }

  removeDirectory(parts: Parts): void {
    fs.rmdirSync(this.#changing(parts));
  }

  removeFile(parts: Parts): void {
    fs.unlinkSync(this.#changing(parts));
  }

  rename(from: Parts, to: Parts): void {
    fs.renameSync(this.#changing(from), this.#changing(to));
  }

  link(from: Parts, to: Parts): void {
    fs.linkSync(this.#changing(from), this.#changing(to));
  }

  symlink(target: string, at: Parts): void {
    fs.symlinkSync(target, this.#changing(at));
  }

  setTimes(parts: Parts, accessed: bigint, modified: bigint): void {
    fs.lutimesSync(this.#changing(parts), seconds(accessed), seconds(modified));
  }

  /** A file that takes the place of another once it is closed. What a killed process left of one is overwritten. */
  #draft(draft: string, mode: number, parts: Parts): OpenFile {
    const { O_RDWR, O_CREAT, O_TRUNC } = fs.constants;
    const fd = fs.openSync(draft, O_RDWR | O_CREAT | O_TRUNC | NO_FOLLOW, mode);
    this.#drafts.add(draft);
    return new HostFile(fd, (complete) => {
      this.#drafts.delete(draft);
      if (complete) fs.renameSync(draft, this.#verifiedPath(parts));
      else fs.rmSync(draft, { force: true });
    });
  }

  #path(parts: Parts): string {
    return path.join(this.#root, ...parts);
  }

  /** The path of a node whose directory is, at this moment, truly the one that `parts` name. */
  #verifiedPath(parts: Parts): string {
    if (parts.length === 0) return this.#root;
    const directory = this.#path(parts.slice(0, -1));
    if (fs.realpathSync(directory) !== directory) throw new WasiError(ERRNO.NOTCAPABLE);
    return path.join(directory, parts[parts.length - 1]);
  }

  #changing(parts: Parts): string {
    this.#requireWritable();
    return this.#verifiedPath(parts);
  }

  #requireWritable(): void {
    if (!this.writable) throw new WasiError(ERRNO.ROFS);
  }
}

/** A file of the real file system that was opened already. Other trees use it too. */
export class HostFile implements OpenFile {
  readonly #fd: number;
  readonly #closed: (complete: boolean) => void;
  #dirty = false;
  #complete = true;

  /** `closed` is told whether all that was written has reached the disk. */
  constructor(fd: number, closed: (complete: boolean) => void = () => {}) {
    this.#fd = fd;
    this.#closed = closed;
  }

  read(into: Uint8Array, position: number): number {
    return fs.readSync(this.#fd, into, 0, into.length, position);
  }

  write(from: Uint8Array, position: number): number {
    this.#dirty = true;
    return this.#noting(() => fs.writeSync(this.#fd, from, 0, from.length, position));
  }

  stat(): NodeStat {
    return nodeStat(fs.fstatSync(this.#fd, { bigint: true }));
  }

  truncate(size: number): void {
    this.#dirty = true;
    fs.ftruncateSync(this.#fd, size);
  }

  setTimes(accessed: bigint, modified: bigint): void {
    fs.futimesSync(this.#fd, seconds(accessed), seconds(modified));
  }

  sync(): void {
    this.#noting(() => fs.fsyncSync(this.#fd));
    this.#dirty = false;
  }

  /** Games close a save file and rename it over the old one: its bytes must be on disk before that, whatever happens next. */
  close(): void {
    try {
      if (this.#dirty) this.sync();
    } finally {
      fs.closeSync(this.#fd);
      this.#closed(this.#complete);
    }
  }

  #noting<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      this.#complete = false;
      throw error;
    }
  }
}

function seconds(nanoseconds: bigint): number {
  return Number(nanoseconds / 1000n) / 1e6;
}

function fileType(entry: { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }): FileType {
  if (entry.isFile()) return FILETYPE.REGULAR_FILE;
  if (entry.isDirectory()) return FILETYPE.DIRECTORY;
  return entry.isSymbolicLink() ? FILETYPE.SYMBOLIC_LINK : FILETYPE.UNKNOWN;
}

function nodeStat(stat: fs.BigIntStats): NodeStat {
  return {
    type: fileType(stat),
    dev: stat.dev,
    ino: stat.ino,
    links: stat.nlink,
    size: stat.size,
    accessed: stat.atimeNs,
    modified: stat.mtimeNs,
    changed: stat.ctimeNs,
  };
}
