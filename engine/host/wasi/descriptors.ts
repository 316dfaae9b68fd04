import { ALL_RIGHTS, ERRNO, FILETYPE, type FileType, RIGHT, WasiError } from './abi.ts';
import type { OutputName, WasiStreams } from './environment.ts';
import type { OpenFile, Parts, Tree } from './trees/tree.ts';

/** What a file descriptor stands for. */
export type Descriptor = StreamDescriptor | FileDescriptor | DirectoryDescriptor;

interface Common {
  /** Which calls are allowed; one that is not returns `notcapable`. */
  rights: bigint;
  flags: number;
}

/** Standard input, output or error. It has no position; its rights say which way it goes. */
export interface StreamDescriptor extends Common {
  readonly kind: 'stream';
  readonly name: 'stdin' | OutputName;
  /** Whether the guest takes it for a terminal. */
  readonly terminal: boolean;
  readonly read: (into: Uint8Array) => number;
  readonly write: (bytes: Uint8Array) => void;
}

export interface FileDescriptor extends Common {
  readonly kind: 'file';
  /** The granted tree that the file was opened in. */
  readonly tree: Tree;
  readonly file: OpenFile;
  readonly writable: boolean;
  position: number;
}

export interface DirectoryDescriptor extends Common {
  readonly kind: 'directory';
  readonly tree: Tree;
  readonly parts: Parts;
  /** The guest's name of a directory that was granted at the start. */
  readonly preopen?: string;
  inheriting: bigint;
}

/** As many as a process commonly may have open. */
export const DESCRIPTORS_MAX = 1024;

/** The guest's table of file descriptors: the lowest free number is given out next, as C programs expect. */
export class DescriptorTable {
  readonly #slots: (Descriptor | undefined)[] = [];

  add(descriptor: Descriptor): number {
    let fd = this.#slots.indexOf(undefined);
    if (fd < 0) fd = this.#slots.length;
    if (fd >= DESCRIPTORS_MAX) throw new WasiError(ERRNO.MFILE);
    this.#slots[fd] = descriptor;
    return fd;
  }

  /** Whether `add` would find room: asked before a file is opened or made. */
  requireRoom(): void {
    if (this.#slots.length >= DESCRIPTORS_MAX && !this.#slots.includes(undefined))
      throw new WasiError(ERRNO.MFILE);
  }

  get(fd: number): Descriptor {
    const descriptor = this.#slots[fd >>> 0];
    if (descriptor === undefined) throw new WasiError(ERRNO.BADF);
    return descriptor;
  }

  file(fd: number, right: bigint): FileDescriptor {
    const descriptor = this.get(fd);
    if (descriptor.kind === 'directory') throw new WasiError(ERRNO.ISDIR);
    if (descriptor.kind === 'stream') throw new WasiError(ERRNO.SPIPE);
    requireRight(descriptor, right);
    return descriptor;
  }

  directory(fd: number): DirectoryDescriptor {
    const descriptor = this.get(fd);
    if (descriptor.kind !== 'directory') throw new WasiError(ERRNO.NOTDIR);
    return descriptor;
  }

  close(fd: number): void {
    const descriptor = this.get(fd);
    this.#slots[fd >>> 0] = undefined;
    if (descriptor.kind === 'file') descriptor.file.close();
  }

  renumber(from: number, to: number): void {
    const descriptor = this.get(from);
    this.get(to);
    if (from === to) return;
    this.close(to);
    this.#slots[to >>> 0] = descriptor;
    this.#slots[from >>> 0] = undefined;
  }

  /** By number. */
  get all(): readonly (Descriptor | undefined)[] {
    return this.#slots;
  }

  /** Puts other descriptors in the place of all that there are, without closing those. */
  restore(descriptors: readonly (Descriptor | undefined)[]): void {
    this.#slots.splice(0, this.#slots.length, ...descriptors);
  }

  /** Closes everything, whatever some of it returns. */
  closeAll(): void {
    for (let fd = 0; fd < this.#slots.length; fd++) {
      try {
        if (this.#slots[fd] !== undefined) this.close(fd);
      } catch {
        // The game has ended: nobody is left to receive the error of a file that could not be flushed.
      }
    }
  }
}

export function requireRight(descriptor: Descriptor, right: bigint): void {
  if ((descriptor.rights & right) !== right) throw new WasiError(ERRNO.NOTCAPABLE);
}

export function inputStream(streams: WasiStreams): StreamDescriptor {
  return {
    kind: 'stream',
    name: 'stdin',
    flags: 0,
    rights: RIGHT.FD_READ | STREAM_RIGHTS,
    terminal: streams.terminals.stdin,
    read: (into) => streams.read(into),
    write: noRight,
  };
}

export function outputStream(streams: WasiStreams, name: OutputName): StreamDescriptor {
  return {
    kind: 'stream',
    name,
    flags: 0,
    rights: RIGHT.FD_WRITE | STREAM_RIGHTS,
    terminal: streams.terminals[name],
    read: noRight,
    write: (bytes) => streams.write(name, bytes),
  };
}

function noRight(): never {
  throw new WasiError(ERRNO.NOTCAPABLE);
}

/** Without seek and tell: with them wasi-libc takes the stream for a file and buffers it fully. */
const STREAM_RIGHTS = RIGHT.FD_FDSTAT_SET_FLAGS | RIGHT.FD_FILESTAT_GET | RIGHT.POLL_FD_READWRITE;

export function directoryDescriptor(tree: Tree, parts: Parts, preopen?: string): DirectoryDescriptor {
  const common = {
    kind: 'directory',
    tree,
    parts,
    rights: ALL_RIGHTS,
    inheriting: ALL_RIGHTS,
    flags: 0,
  } as const;
  return preopen === undefined ? { ...common } : { ...common, preopen };
}

export function descriptorType(descriptor: Descriptor): FileType {
  if (descriptor.kind === 'stream') return descriptor.terminal ? FILETYPE.CHARACTER_DEVICE : FILETYPE.UNKNOWN;
  return descriptor.kind === 'file' ? FILETYPE.REGULAR_FILE : FILETYPE.DIRECTORY;
}
