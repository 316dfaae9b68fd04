import { ERRNO, FILETYPE, type FileType, NAME_MAX, PATH_MAX, WasiError } from '../abi.ts';
import type { FileState, TreeState } from './state.ts';

/** What `fd_filestat_get` tells of a node; times in nanoseconds since 1970. */
export interface NodeStat {
  readonly type: FileType;
  readonly dev: bigint;
  readonly ino: bigint;
  readonly links: bigint;
  readonly size: bigint;
  readonly accessed: bigint;
  readonly modified: bigint;
  readonly changed: bigint;
}

export interface OpenOptions {
  readonly read: boolean;
  readonly write: boolean;
  readonly create: boolean;
  readonly exclusive: boolean;
  readonly truncate: boolean;
}

/** An open regular file. Positions are the caller's affair. */
export interface OpenFile {
  /** Returns the number of bytes read, 0 at the end. */
  read(into: Uint8Array, position: number): number;
  write(from: Uint8Array, position: number): number;
  stat(): NodeStat;
  truncate(size: number): void;
  setTimes(accessed: bigint, modified: bigint): void;
  sync(): void;
  close(): void;
  /** What it takes to open the file again. Throws HostStateError that names a file that cannot be captured. */
  capture(): FileState;
  /** Gives resources back without what `close` does to the tree: another state takes the place of this one. */
  abandon(): void;
}

export interface DirectoryEntry {
  readonly name: string;
  readonly type: FileType;
  readonly ino: bigint;
}

/** Names from a tree's root down to a node, every one a real directory's own entry: no `.`, `..` or link among them. */
export type Parts = readonly string[];

/**
 * One granted directory with all below it. `Parts` come from `resolve`. Every operation fails with a WasiError or with an error of
 * Node's file system. A tree that is not writable refuses all that changes it with `rofs`.
 */
export interface Tree {
  readonly writable: boolean;
  /** The node itself (a link is not followed), or undefined where there is none. */
  lookup(parts: Parts): NodeStat | undefined;
  readLink(parts: Parts): string;
  open(parts: Parts, options: OpenOptions): OpenFile;
  list(parts: Parts): DirectoryEntry[];
  makeDirectory(parts: Parts): void;
  removeDirectory(parts: Parts): void;
  removeFile(parts: Parts): void;
  /** Replaces what is at `to`, atomically. */
  rename(from: Parts, to: Parts): void;
  link(from: Parts, to: Parts): void;
  symlink(target: string, at: Parts): void;
  setTimes(parts: Parts, accessed: bigint, modified: bigint): void;
  /** Whether this tree has opened a file. */
  owns(file: FileState): boolean;
  /** What the tree holds itself. Throws HostStateError that names what cannot be captured. */
  capture(): TreeState;
  /** Throws HostStateError, which names the file if it is one, unless `restore` will succeed. Changes nothing. */
  check(state: TreeState, files: readonly FileState[]): void;
  /** Takes a checked state and opens its files again. Returns them in their order. */
  restore(state: TreeState, files: readonly FileState[]): OpenFile[];
}

export interface Resolved {
  readonly parts: Parts;
  /** Absent where nothing is there yet. */
  readonly node: NodeStat | undefined;
  /** The path ended in a slash: only a directory will do. */
  readonly directory: boolean;
}

/** No folder lies deeper: a descriptor keeps all names down to its folder, and they are walked for each path. */
const DEPTH_MAX = 512;
/** As many links as Linux follows in one path. */
const LINKS_MAX = 40;

/**
 * Resolves a guest's path against the directory `base` of a tree, one component at a time as the kernel would, links included. Only
 * the last component may be missing. Nothing above `base` can be reached: `..`, an absolute path or a link that would leave it is
 * `notcapable`.
 */
export function resolve(tree: Tree, base: Parts, path: string, followLast: boolean): Resolved {
  checkPath(path);
  // Components still to walk, the next one last.
  const pending = path.split('/').reverse();
  const parts = [...base];
  requireDirectory(tree, base);
  let links = 0;
  let node = tree.lookup(parts);
  let directory = /(^|\/)\.{0,2}$/.test(path);
  while (pending.length > 0) {
    const name = pending.pop();
    if (name === undefined || name === '' || name === '.') continue;
    if (node === undefined) throw new WasiError(ERRNO.NOENT);
    if (node.type !== FILETYPE.DIRECTORY) throw new WasiError(ERRNO.NOTDIR);
    if (name === '..') {
      if (parts.length === base.length) throw new WasiError(ERRNO.NOTCAPABLE);
      parts.pop();
      node = tree.lookup(parts);
      continue;
    }
    checkName(name);
    if (parts.length >= DEPTH_MAX) throw new WasiError(ERRNO.NAMETOOLONG);
    parts.push(name);
    node = tree.lookup(parts);
    const last = pending.every((rest) => rest === '' || rest === '.');
    if (node?.type !== FILETYPE.SYMBOLIC_LINK || (last && !followLast && !directory)) continue;
    if (++links > LINKS_MAX) throw new WasiError(ERRNO.LOOP);
    const target = tree.readLink(parts);
    checkPath(target);
    if (last && target.endsWith('/')) directory = true;
    parts.pop();
    node = tree.lookup(parts);
    pending.push(...target.split('/').reverse());
  }
  if (directory && node !== undefined && node.type !== FILETYPE.DIRECTORY) throw new WasiError(ERRNO.NOTDIR);
  return { parts, node, directory };
}

/** A directory descriptor names a place, not an inode. The directory may be gone, or replaced by a link. */
function requireDirectory(tree: Tree, base: Parts): void {
  for (let depth = 0; depth <= base.length; depth++) {
    const node = tree.lookup(base.slice(0, depth));
    if (node === undefined) throw new WasiError(ERRNO.NOENT);
    if (node.type === FILETYPE.SYMBOLIC_LINK) throw new WasiError(ERRNO.NOTCAPABLE);
    if (node.type !== FILETYPE.DIRECTORY) throw new WasiError(ERRNO.NOTDIR);
  }
}

function checkPath(path: string): void {
  if (path === '') throw new WasiError(ERRNO.NOENT);
  if (path.includes('\0')) throw new WasiError(ERRNO.INVAL);
  if (Buffer.byteLength(path) >= PATH_MAX) throw new WasiError(ERRNO.NAMETOOLONG);
  if (path.startsWith('/')) throw new WasiError(ERRNO.NOTCAPABLE);
}

function checkName(name: string): void {
  if (Buffer.byteLength(name) > NAME_MAX) throw new WasiError(ERRNO.NAMETOOLONG);
  // Where these separate paths or name streams, a component that holds one is more than a component.
  if (process.platform === 'win32' && /[\\:]/.test(name)) throw new WasiError(ERRNO.INVAL);
}
