import { ERRNO, FILETYPE, WasiError } from '../abi.ts';
import {
  captureNodes,
  type MemoryBase,
  type MemoryDirectory,
  type MemoryFile,
  type MemoryNode,
  type MemoryTreeState,
  type NodeCounts,
  restoredNodes,
} from './memory-nodes.ts';
import type { FileState, TreeState } from './state.ts';
import type { DirectoryEntry, NodeStat, OpenFile, OpenOptions, Parts, Tree } from './tree.ts';

/** Receives the name and the content of a file that was written and closed; the content is good until it returns. */
export type MemoryTreeObserver = (parts: Parts, content: Uint8Array) => void;

/** What a tree takes of the host's memory at most, in bytes: the files' capacity, and the costs below. */
const CAPACITY = 64 * 1024 * 1024;
/** What a file or directory, and what a name in a directory besides its characters, is taken to cost the host, in bytes. */
const NODE_COST = 512;
const NAME_COST = 512;

/**
 * A writable tree that lives as long as the session: /tmp. It repeats exactly from run to run, and leaves nothing behind. What exceeds its
 * capacity is refused with `nospc`, as on a full disk.
 */
export class MemoryTree implements Tree {
  readonly writable = true;
  #root: MemoryDirectory;
  /** Open files without a name. */
  readonly #nameless = new Set<MemoryFile>();
  readonly #now: () => bigint;
  readonly #closed: MemoryTreeObserver | undefined;
  #nextIno = 1n;
  #used = 0;

  /** `now`: nanoseconds since 1970, for the files' times. */
  constructor(now: () => bigint, closed?: MemoryTreeObserver) {
    this.#now = now;
    this.#closed = closed;
    this.#root = { kind: 'directory', entries: new Map(), ...this.#newBase() };
  }

  lookup(parts: Parts): NodeStat | undefined {
    const node = this.#find(parts);
    return node === undefined ? undefined : statOf(node);
  }

  readLink(): string {
    throw new WasiError(ERRNO.INVAL);
  }

  open(parts: Parts, options: OpenOptions): OpenFile {
    let node = this.#find(parts);
    if (node !== undefined && options.exclusive) throw new WasiError(ERRNO.EXIST);
    if (node === undefined) {
      if (!options.create) throw new WasiError(ERRNO.NOENT);
      node = this.#add(parts, () => ({
        kind: 'file',
        bytes: new Uint8Array(0),
        size: 0,
        links: 1,
        opens: 0,
        written: false,
        ...this.#newBase(),
      }));
    }
    if (node.kind === 'directory') throw new WasiError(ERRNO.ISDIR);
    if (options.truncate) this.#resize(node, 0);
    node.opens++;
    return this.#opened(node, parts);
  }

  #opened(file: MemoryFile, parts: Parts): OpenFile {
    return {
      read: (into, position) => {
        const part = file.bytes.subarray(
          Math.min(position, file.size),
          Math.min(position + into.length, file.size),
        );
        into.set(part);
        return part.length;
      },
      write: (from, position) => {
        if (position + from.length > file.size) this.#resize(file, position + from.length);
        file.bytes.set(from, position);
        file.written = true;
        file.modified = this.#now();
        return from.length;
      },
      stat: () => statOf(file),
      truncate: (size) => this.#resize(file, size),
      setTimes: (accessed, modified) => Object.assign(file, { accessed, modified }),
      sync: () => {},
      capture: () => ({ kind: 'memory', ino: file.ino, parts: [...parts] }),
      abandon: () => {},
      close: () => {
        file.opens--;
        if (file.written) this.#closed?.(parts, file.bytes.subarray(0, file.size));
        file.written = false;
        this.#release(file);
      },
    };
  }

  list(parts: Parts): DirectoryEntry[] {
    const node = this.#find(parts);
    if (node?.kind !== 'directory') throw new WasiError(ERRNO.NOTDIR);
    return [...node.entries].map(([name, entry]) => ({ name, type: typeOf(entry), ino: entry.ino }));
  }

  makeDirectory(parts: Parts): void {
    if (this.#find(parts) !== undefined) throw new WasiError(ERRNO.EXIST);
    this.#add(parts, () => ({ kind: 'directory', entries: new Map(), ...this.#newBase() }));
  }

  removeDirectory(parts: Parts): void {
    const node = this.#existing(parts);
    if (node.kind !== 'directory') throw new WasiError(ERRNO.NOTDIR);
    if (node === this.#root) throw new WasiError(ERRNO.ACCES);
    if (node.entries.size > 0) throw new WasiError(ERRNO.NOTEMPTY);
    this.#remove(parts);
    this.#used -= NODE_COST;
  }

  removeFile(parts: Parts): void {
    const node = this.#existing(parts);
    if (node.kind === 'directory') throw new WasiError(ERRNO.ISDIR);
    this.#remove(parts);
    node.links--;
    if (node.links === 0) this.#nameless.add(node);
    this.#release(node);
  }

  rename(from: Parts, to: Parts): void {
    const node = this.#existing(from);
    if (to.length > from.length && from.every((name, i) => name === to[i])) throw new WasiError(ERRNO.INVAL);
    const replaced = this.#find(to);
    if (replaced === node) return;
    const target = this.#directoryOf(to);
    const longer = nameCost(nameOf(to)) - nameCost(nameOf(from));
    if (replaced === undefined && this.#used + longer > CAPACITY) throw new WasiError(ERRNO.NOSPC);
    if (replaced?.kind === 'directory') {
      if (node.kind !== 'directory') throw new WasiError(ERRNO.ISDIR);
      this.removeDirectory(to);
    } else if (replaced !== undefined) {
      if (node.kind === 'directory') throw new WasiError(ERRNO.NOTDIR);
      this.removeFile(to);
    }
    this.#remove(from);
    target.entries.set(nameOf(to), node);
    this.#used += nameCost(nameOf(to));
  }

  link(from: Parts, to: Parts): void {
    const node = this.#existing(from);
    if (node.kind === 'directory') throw new WasiError(ERRNO.PERM);
    if (this.#find(to) !== undefined) throw new WasiError(ERRNO.EXIST);
    this.#add(to, () => node);
    node.links++;
  }

  symlink(): void {
    throw new WasiError(ERRNO.NOTSUP);
  }

  setTimes(parts: Parts, accessed: bigint, modified: bigint): void {
    Object.assign(this.#existing(parts), { accessed, modified });
  }

  owns(file: FileState): boolean {
    return file.kind === 'memory';
  }

  capture(): MemoryTreeState {
    return captureNodes(this.#root, this.#nameless, this.#nextIno);
  }

  check(state: TreeState, files: readonly FileState[]): void {
    restoredNodes(state, files, CAPACITY, cost);
  }

  restore(state: TreeState, files: readonly FileState[]): OpenFile[] {
    const restored = restoredNodes(state, files, CAPACITY, cost);
    this.#root = restored.root;
    this.#nextIno = restored.nextIno;
    this.#used = restored.used;
    this.#nameless.clear();
    for (const file of restored.nameless) this.#nameless.add(file);
    return restored.opened.map(({ file, parts }) => this.#opened(file, parts));
  }

  #find(parts: Parts): MemoryNode | undefined {
    let node: MemoryNode | undefined = this.#root;
    for (const name of parts) node = node?.kind === 'directory' ? node.entries.get(name) : undefined;
    return node;
  }

  #existing(parts: Parts): MemoryNode {
    const node = this.#find(parts);
    if (node === undefined) throw new WasiError(ERRNO.NOENT);
    return node;
  }

  #directoryOf(parts: Parts): MemoryDirectory {
    const node = parts.length === 0 ? undefined : this.#find(parts.slice(0, -1));
    if (node === undefined) throw new WasiError(ERRNO.NOENT);
    if (node.kind !== 'directory') throw new WasiError(ERRNO.NOTDIR);
    return node;
  }

  /** Gives a node that `make` returns a name. If there is no room for both, nothing has changed. */
  #add<T extends MemoryNode>(parts: Parts, make: () => T): T {
    const { entries } = this.#directoryOf(parts);
    const cost = nameCost(nameOf(parts));
    this.#take(cost);
    try {
      const node = make();
      entries.set(nameOf(parts), node);
      return node;
    } catch (error) {
      this.#used -= cost;
      throw error;
    }
  }

  #remove(parts: Parts): void {
    this.#directoryOf(parts).entries.delete(nameOf(parts));
    this.#used -= nameCost(nameOf(parts));
  }

  #newBase(): MemoryBase {
    this.#take(NODE_COST);
    const now = this.#now();
    return { ino: this.#nextIno++, accessed: now, modified: now };
  }

  #take(bytes: number): void {
    if (this.#used + bytes > CAPACITY) throw new WasiError(ERRNO.NOSPC);
    this.#used += bytes;
  }

  #release(file: MemoryFile): void {
    if (file.links > 0 || file.opens > 0) return;
    this.#nameless.delete(file);
    this.#used -= file.bytes.length + NODE_COST;
    file.bytes = new Uint8Array(0);
    file.size = 0;
  }

  /**
   * Capacity doubles where there is room, so that a file written byte by byte costs what its size is; holes cost as much as bytes. A file
   * that becomes a quarter of its capacity or less gives the rest back.
   */
  #resize(file: MemoryFile, size: number): void {
    const { length } = file.bytes;
    if (size > length || size <= length / 4) {
      const room = CAPACITY - this.#used + length;
      if (size > room) throw new WasiError(ERRNO.NOSPC);
      const capacity = size > length ? Math.min(room, Math.max(size, 2 * length, 256)) : size;
      const bytes = new Uint8Array(capacity);
      bytes.set(file.bytes.subarray(0, Math.min(file.size, size)));
      file.bytes = bytes;
      this.#used += capacity - length;
    } else {
      file.bytes.fill(0, Math.min(size, file.size), file.size);
    }
    file.size = size;
    file.modified = this.#now();
  }
}

/** What a state takes of the capacity. */
function cost({ names, files, nodes }: NodeCounts): number {
  const named = names.reduce((sum, name) => sum + nameCost(name), 0);
  return files.reduce((sum, { bytes }) => sum + bytes.length, 0) + named + nodes * NODE_COST;
}

function nameCost(name: string): number {
  return NAME_COST + 2 * name.length;
}

function nameOf(parts: Parts): string {
  return parts[parts.length - 1];
}

function typeOf(node: MemoryNode) {
  return node.kind === 'directory' ? FILETYPE.DIRECTORY : FILETYPE.REGULAR_FILE;
}

function statOf(node: MemoryNode): NodeStat {
  return {
    type: typeOf(node),
    dev: 0n,
    ino: node.ino,
    links: node.kind === 'file' ? BigInt(node.links) : 1n,
    size: node.kind === 'file' ? BigInt(node.size) : 0n,
    accessed: node.accessed,
    modified: node.modified,
    changed: node.modified,
  };
}
