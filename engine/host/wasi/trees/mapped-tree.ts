import fs from 'node:fs';
import { HostStateError, parsedState } from '../../state.ts';
import { ERRNO, FILETYPE, WasiError } from '../abi.ts';
import { HostFile } from './host-file.ts';
import {
  contentOf,
  type FileContent,
  type FileState,
  nothingHeld,
  requireContent,
  type TreeState,
} from './state.ts';
import type { DirectoryEntry, NodeStat, OpenFile, OpenOptions, Parts, Tree } from './tree.ts';

const DIRECTORY: NodeStat = {
  type: FILETYPE.DIRECTORY,
  dev: 0n,
  ino: 1n,
  links: 1n,
  size: 0n,
  accessed: 0n,
  modified: 0n,
  changed: 0n,
};

/**
 * A flat read-only directory whose names stand for files that lie anywhere: how WADs reach a game without their folders. Each
 * file is opened now and read through that descriptor ever after, so what was granted is a file and not a path.
 */
export class MappedTree implements Tree {
  readonly writable = false;
  readonly #files = new Map<string, number>();
  /** What captured files hold, by name, and the times and size of then. */
  readonly #contents = new Map<string, { readonly version: string; readonly content: FileContent }>();

  /** Throws Node's own error for a file that cannot be opened. */
  constructor(files: Iterable<readonly [name: string, path: string]>) {
    try {
      for (const [name, path] of files) this.#files.set(name, fs.openSync(path, 'r'));
    } catch (error) {
      this.close();
      throw error;
    }
  }

  lookup(parts: Parts): NodeStat | undefined {
    if (parts.length === 0) return DIRECTORY;
    const fd = parts.length === 1 ? this.#files.get(parts[0]) : undefined;
    if (fd === undefined) return undefined;
    return this.#reader(parts[0]!, fd).stat();
  }

  readLink(): string {
    throw new WasiError(ERRNO.INVAL);
  }

  open(parts: Parts, options: OpenOptions): OpenFile {
    const fd = parts.length === 1 ? this.#files.get(parts[0]) : undefined;
    if (options.write || options.truncate) throw new WasiError(ERRNO.ROFS);
    if (fd === undefined) throw new WasiError(options.create ? ERRNO.ROFS : ERRNO.NOENT);
    if (options.exclusive) throw new WasiError(ERRNO.EXIST);
    return this.#reader(parts[0]!, fd);
  }

  list(): DirectoryEntry[] {
    return [...this.#files].map(([name, fd]) => ({
      name,
      type: FILETYPE.REGULAR_FILE,
      ino: this.#reader(name, fd).stat().ino,
    }));
  }

  makeDirectory(): never {
    return refuse();
  }
  removeDirectory(): never {
    return refuse();
  }
  removeFile(): never {
    return refuse();
  }
  rename(): never {
    return refuse();
  }
  link(): never {
    return refuse();
  }
  symlink(): never {
    return refuse();
  }
  setTimes(): never {
    return refuse();
  }

  owns(file: FileState): boolean {
    return file.kind === 'mapped';
  }

  capture(): TreeState {
    return null;
  }

  check(state: TreeState, files: readonly FileState[]): void {
    parsedState(nothingHeld, state, 'a tree of given files');
    for (const file of files) {
      if (file.kind !== 'mapped') throw new HostStateError('a tree of given files has no other files');
      const fd = this.#files.get(file.name);
      if (fd === undefined) throw new HostStateError(`the file “${file.name}” is not among the given ones`);
      requireContent(file.name, fd, file);
    }
  }

  restore(_state: TreeState, files: readonly FileState[]): OpenFile[] {
    return files.flatMap((file) =>
      file.kind === 'mapped' ? [this.#reader(file.name, this.#files.get(file.name)!)] : [],
    );
  }

  #reader(name: string, fd: number): SharedFile {
    return new SharedFile(fd, () => ({ kind: 'mapped', name, ...this.#contentOf(name, fd) }));
  }

  /** Games keep WADs open, which are large: what was hashed is hashed again only once the file is another. */
  #contentOf(name: string, fd: number): FileContent {
    const { size, mtimeNs, ctimeNs } = fs.fstatSync(fd, { bigint: true });
    const version = `${size} ${mtimeNs} ${ctimeNs}`;
    const known = this.#contents.get(name);
    if (known?.version === version) return known.content;
    const content = contentOf(fd);
    this.#contents.set(name, { version, content });
    return content;
  }

  /** Gives the files back; the tree is empty from then on. */
  close(): void {
    for (const fd of this.#files.values()) fs.closeSync(fd);
    this.#files.clear();
  }
}

/** One more reader of a descriptor that the tree keeps. */
class SharedFile extends HostFile {
  readonly #captured: () => FileState;

  /** `captured`: what `capture` returns. */
  constructor(fd: number, captured: () => FileState) {
    super(fd);
    this.#captured = captured;
  }

  override close(): void {}
  override abandon(): void {}

  override capture(): FileState {
    return this.#captured();
  }
}

function refuse(): never {
  throw new WasiError(ERRNO.ROFS);
}
