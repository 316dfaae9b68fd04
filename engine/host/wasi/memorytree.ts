import { ERRNO, FILETYPE, WasiError } from './abi.ts';
import type { DirectoryEntry, NodeStat, OpenFile, OpenOptions, Parts, Tree } from './tree.ts';

interface Base {
  readonly ino: bigint;
  accessed: bigint;
  modified: bigint;
}

interface MemoryDirectory extends Base {
  readonly kind: 'directory';
  readonly entries: Map<string, MemoryNode>;
}

interface MemoryFile extends Base {
  readonly kind: 'file';
  /** Capacity; `size` bytes of it are the content. */
  bytes: Uint8Array;
  size: number;
  links: number;
}

type MemoryNode = MemoryDirectory | MemoryFile;

/** What a game may keep in /tmp at most, in bytes, and as how many nodes. */
const CAPACITY = 64 * 1024 * 1024;
const NODES = 4096;

/** A writable tree that lives as long as the session: /tmp. It repeats exactly from run to run, and leaves nothing behind. */
export class MemoryTree implements Tree {
  readonly writable = true;
  readonly #root: MemoryDirectory;
  readonly #now: () => bigint;
  #nextIno = 1n;
  #used = 0;
  #nodes = 0;

  /** `now`: nanoseconds since 1970, for the files' times. */
  constructor(now: () => bigint) {
    this.#now = now;
    this.#root = this.#newDirectory();
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
      node = { kind: 'file', bytes: new Uint8Array(0), size: 0, links: 1, ...this.#newBase() };
      this.#directoryOf(parts).entries.set(nameOf(parts), node);
    }
    if (node.kind === 'directory') throw new WasiError(ERRNO.ISDIR);
    const file = node;
    if (options.truncate) this.#resize(file, 0);
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
        file.modified = this.#now();
        return from.length;
      },
      stat: () => statOf(file),
      truncate: (size) => this.#resize(file, size),
      setTimes: (accessed, modified) => Object.assign(file, { accessed, modified }),
      sync: () => {},
      close: () => {},
    };
  }

  list(parts: Parts): DirectoryEntry[] {
    const node = this.#find(parts);
    if (node?.kind !== 'directory') throw new WasiError(ERRNO.NOTDIR);
    return [...node.entries].map(([name, entry]) => ({ name, type: typeOf(entry), ino: entry.ino }));
  }

  makeDirectory(parts: Parts): void {
    if (this.#find(parts) !== undefined) throw new WasiError(ERRNO.EXIST);
    this.#directoryOf(parts).entries.set(nameOf(parts), this.#newDirectory());
  }

  removeDirectory(parts: Parts): void {
    const node = this.#existing(parts);
    if (node.kind !== 'directory') throw new WasiError(ERRNO.NOTDIR);
    if (node === this.#root) throw new WasiError(ERRNO.ACCES);
    if (node.entries.size > 0) throw new WasiError(ERRNO.NOTEMPTY);
    this.#directoryOf(parts).entries.delete(nameOf(parts));
    this.#nodes--;
  }

  removeFile(parts: Parts): void {
    const node = this.#existing(parts);
    if (node.kind === 'directory') throw new WasiError(ERRNO.ISDIR);
    this.#directoryOf(parts).entries.delete(nameOf(parts));
    this.#release(node);
  }

  rename(from: Parts, to: Parts): void {
    const node = this.#existing(from);
    if (to.length > from.length && from.every((name, i) => name === to[i])) throw new WasiError(ERRNO.INVAL);
    const replaced = this.#find(to);
    if (replaced === node) return;
    if (replaced?.kind === 'directory') {
      if (node.kind !== 'directory') throw new WasiError(ERRNO.ISDIR);
      this.removeDirectory(to);
    } else if (replaced !== undefined) {
      if (node.kind === 'directory') throw new WasiError(ERRNO.NOTDIR);
      this.removeFile(to);
    }
    this.#directoryOf(to).entries.set(nameOf(to), node);
    this.#directoryOf(from).entries.delete(nameOf(from));
  }

  link(from: Parts, to: Parts): void {
    const node = this.#existing(from);
    if (node.kind === 'directory') throw new WasiError(ERRNO.PERM);
    if (this.#find(to) !== undefined) throw new WasiError(ERRNO.EXIST);
    this.#directoryOf(to).entries.set(nameOf(to), node);
    node.links++;
  }

  symlink(): void {
    throw new WasiError(ERRNO.NOTSUP);
  }

  setTimes(parts: Parts, accessed: bigint, modified: bigint): void {
    Object.assign(this.#existing(parts), { accessed, modified });
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

  #newBase(): Base {
    if (++this.#nodes > NODES) {
      this.#nodes--;
      throw new WasiError(ERRNO.NOSPC);
    }
    const now = this.#now();
    return { ino: this.#nextIno++, accessed: now, modified: now };
  }

  #newDirectory(): MemoryDirectory {
    return { kind: 'directory', entries: new Map(), ...this.#newBase() };
  }

  #release(file: MemoryFile): void {
    if (--file.links > 0) return;
    this.#used -= file.bytes.length;
    this.#nodes--;
  }

  /** Capacity doubles, so that a file written byte by byte costs what its size is. */
  #resize(file: MemoryFile, size: number): void {
    if (size > file.bytes.length) {
      const capacity = Math.max(size, Math.min(2 * file.bytes.length, CAPACITY), 256);
      const growth = capacity - file.bytes.length;
      if (this.#used + growth > CAPACITY) throw new WasiError(ERRNO.NOSPC);
      const bytes = new Uint8Array(capacity);
      bytes.set(file.bytes.subarray(0, file.size));
      file.bytes = bytes;
      this.#used += growth;
    } else {
      file.bytes.fill(0, Math.min(size, file.size), file.size);
    }
    file.size = size;
    file.modified = this.#now();
  }
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
