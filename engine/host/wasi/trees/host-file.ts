import fs from 'node:fs';
import { HostStateError } from '../../state.ts';
import { FILETYPE, type FileType } from '../abi.ts';
import type { DiskQuota } from './quota.ts';
import { contentOf, type FileState } from './state.ts';
import type { NodeStat, OpenFile, Parts } from './tree.ts';

/** What became of a file until it was closed: an error where not all that was written has reached the disk. */
export type Outcome = 'unchanged' | 'written' | Error;

/** Which file of a tree an open one is. */
export interface FileOrigin {
  readonly parts: Parts;
  /** A draft takes the file's place once it is closed. */
  readonly mode: 'read' | 'write' | 'draft';
}

/** A file of the real file system that was opened already. Other trees use it too. */
export class HostFile implements OpenFile {
  readonly #fd: number;
  readonly #origin: FileOrigin | undefined;
  readonly #closed: (outcome: Outcome) => void;
  readonly #quota: DiskQuota | undefined;
  #dirty = false;
  #outcome: Outcome = 'unchanged';

  /** `origin`: which file of a tree it is. */
  constructor(
    fd: number,
    origin?: FileOrigin,
    closed: (outcome: Outcome) => void = () => {},
    quota?: DiskQuota,
  ) {
    this.#fd = fd;
    this.#origin = origin;
    this.#closed = closed;
    this.#quota = quota;
  }

  read(into: Uint8Array, position: number): number {
    return fs.readSync(this.#fd, into, 0, into.length, position);
  }

  write(from: Uint8Array, position: number): number {
    return this.#changing(() => {
      this.#grow(position + from.length);
      return fs.writeSync(this.#fd, from, 0, from.length, position);
    });
  }

  stat(): NodeStat {
    return nodeStat(fs.fstatSync(this.#fd, { bigint: true }));
  }

  truncate(size: number): void {
    this.#changing(() => {
      this.#grow(size);
      fs.ftruncateSync(this.#fd, size);
    });
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
      this.#closed(this.#outcome);
    }
  }

  capture(): FileState {
    const origin = this.#origin;
    if (origin === undefined) throw new HostStateError('an open file that is in no tree cannot be captured');
    const { parts, mode } = origin;
    if (this.stat().links === 0n)
      throw new HostStateError(
        `the file “${parts.join('/')}” was removed while it is open, so it cannot be captured`,
      );
    return { kind: 'disk', parts: [...parts], mode, outcome: stateOf(this.#outcome), ...contentOf(this.#fd) };
  }

  /** The file as it was captured: written to, or not. */
  resume(outcome: DiskFileState['outcome']): this {
    this.#outcome =
      typeof outcome === 'string'
        ? outcome
        : Object.assign(new Error(outcome.failed), { code: outcome.code });
    this.#dirty = outcome !== 'unchanged';
    return this;
  }

  abandon(): void {
    fs.closeSync(this.#fd);
  }

  /** The file is about to have `size` bytes, if it has fewer. Others may have it open, so its size is read each time. */
  #grow(size: number): void {
    if (this.#quota !== undefined) this.#quota.takeBytes(size - fs.fstatSync(this.#fd).size);
  }

  #changing<T>(action: () => T): T {
    this.#dirty = true;
    if (this.#outcome === 'unchanged') this.#outcome = 'written';
    return this.#noting(action);
  }

  #noting<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      this.#outcome = error as Error;
      throw error;
    }
  }
}

export function seconds(nanoseconds: bigint): number {
  return Number(nanoseconds / 1000n) / 1e6;
}

export function fileType(entry: {
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}): FileType {
  if (entry.isFile()) return FILETYPE.REGULAR_FILE;
  if (entry.isDirectory()) return FILETYPE.DIRECTORY;
  return entry.isSymbolicLink() ? FILETYPE.SYMBOLIC_LINK : FILETYPE.UNKNOWN;
}

export function nodeStat(stat: fs.BigIntStats): NodeStat {
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

type DiskFileState = Extract<FileState, { kind: 'disk' }>;

function stateOf(outcome: Outcome): DiskFileState['outcome'] {
  if (typeof outcome === 'string') return outcome;
  const { message, code } = outcome as NodeJS.ErrnoException;
  return { failed: message, ...(code !== undefined && { code }) };
}
