/**
 * Constants and layouts of WASI preview 1 (`wasi_snapshot_preview1`) and preview 0 (`wasi_unstable`), as their witx files define them.
 * All integers in memory are little-endian.
 */

const ERRNO_NAMES =
  'success 2big acces addrinuse addrnotavail afnosupport again already badf badmsg busy canceled child connaborted connrefused ' +
  'connreset deadlk destaddrreq dom dquot exist fault fbig hostunreach idrm ilseq inprogress intr inval io isconn isdir loop mfile ' +
  'mlink msgsize multihop nametoolong netdown netreset netunreach nfile nobufs nodev noent noexec nolck nolink nomem nomsg ' +
  'noprotoopt nospc nosys notconn notdir notempty notrecoverable notsock notsup notty nxio overflow ownerdead perm pipe proto ' +
  'protonosupport prototype range rofs spipe srch stale timedout txtbsy xdev notcapable';

const ERRNO_BY_NAME: ReadonlyMap<string, number> = new Map(
  ERRNO_NAMES.split(' ').map((name, number) => [name, number]),
);

/** The numbers of the errors that this host raises itself. */
export const ERRNO = {
  SUCCESS: 0,
  ACCES: 2,
  BADF: 8,
  EXIST: 20,
  FAULT: 21,
  FBIG: 22,
  ILSEQ: 25,
  INVAL: 28,
  IO: 29,
  ISDIR: 31,
  LOOP: 32,
  MFILE: 33,
  NAMETOOLONG: 37,
  NOENT: 44,
  NOSPC: 51,
  NOTDIR: 54,
  NOTEMPTY: 55,
  NOTSOCK: 57,
  NOTSUP: 58,
  PERM: 63,
  ROFS: 69,
  SPIPE: 70,
  XDEV: 75,
  NOTCAPABLE: 76,
} as const;

/** How a WASI function fails inside; the guest sees `errno`. */
export class WasiError extends Error {
  override readonly name = 'WasiError';
  readonly errno: number;

  constructor(errno: number, message = '') {
    super(message);
    this.errno = errno;
  }
}

/** The errno for an error of Node's file system (`ENOENT` and so on); undefined for any other error. */
export function errnoOf(error: unknown): number | undefined {
  if (error instanceof WasiError) return error.errno;
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  if (error.code === 'ERR_INVALID_ARG_VALUE') return ERRNO.INVAL;
  if (!error.code.startsWith('E') || !('syscall' in error)) return undefined;
  return ERRNO_BY_NAME.get(error.code.slice(1).toLowerCase()) ?? ERRNO.IO;
}

export const FILETYPE = {
  UNKNOWN: 0,
  CHARACTER_DEVICE: 2,
  DIRECTORY: 3,
  REGULAR_FILE: 4,
  SYMBOLIC_LINK: 7,
} as const;
export type FileType = (typeof FILETYPE)[keyof typeof FILETYPE];

export const RIGHT = {
  FD_DATASYNC: 1n << 0n,
  FD_READ: 1n << 1n,
  FD_SEEK: 1n << 2n,
  FD_FDSTAT_SET_FLAGS: 1n << 3n,
  FD_SYNC: 1n << 4n,
  FD_TELL: 1n << 5n,
  FD_WRITE: 1n << 6n,
  FD_ALLOCATE: 1n << 8n,
  FD_READDIR: 1n << 14n,
  FD_FILESTAT_GET: 1n << 21n,
  FD_FILESTAT_SET_SIZE: 1n << 22n,
  FD_FILESTAT_SET_TIMES: 1n << 23n,
  POLL_FD_READWRITE: 1n << 27n,
} as const;

/** Every right that is about files (sockets have bits 28 and 29). */
export const ALL_RIGHTS = (1n << 28n) - 1n;
/** Asking for one of these is opening for writing. */
export const WRITE_RIGHTS = RIGHT.FD_WRITE | RIGHT.FD_ALLOCATE | RIGHT.FD_FILESTAT_SET_SIZE;

export const FDFLAG = { APPEND: 1, ALL: 31 } as const;
export const OFLAG = { CREAT: 1, DIRECTORY: 2, EXCL: 4, TRUNC: 8 } as const;
export const LOOKUP_SYMLINK_FOLLOW = 1;
export const FSTFLAG = { ATIM: 1, ATIM_NOW: 2, MTIM: 4, MTIM_NOW: 8 } as const;
export const CLOCK = { REALTIME: 0, MONOTONIC: 1, PROCESS_CPUTIME: 2, THREAD_CPUTIME: 3 } as const;
export const EVENT = { CLOCK: 0, FD_READ: 1, FD_WRITE: 2 } as const;

/** Sizes in bytes of the structures that cross. */
export const SIZE = { fdstat: 24, dirent: 24, event: 32, iovec: 8 } as const;

/** What differs between the two previews, and nothing else does. */
export interface Preview {
  /** The module that programs import. */
  readonly module: string;
  readonly whence: { readonly SET: number; readonly CUR: number; readonly END: number };
  /** `filestat`: its size, the size of its count of links (4 or 8), and where the count and what follows it lie. */
  readonly filestat: {
    readonly size: number;
    readonly linkBytes: 4 | 8;
    readonly links: number;
    readonly bytes: number;
    readonly times: number;
  };
  /** `subscription`: its size, and where the clock's id, timeout and flags lie. */
  readonly subscription: {
    readonly size: number;
    readonly clock: number;
    readonly timeout: number;
    readonly flags: number;
  };
}

export const PREVIEW_1: Preview = {
  module: 'wasi_snapshot_preview1',
  whence: { SET: 0, CUR: 1, END: 2 },
  filestat: { size: 64, linkBytes: 8, links: 24, bytes: 32, times: 40 },
  subscription: { size: 48, clock: 16, timeout: 24, flags: 40 },
};

/** In preview 0 a count of links has 32 bits, and a clock's subscription begins with user data of its own. */
export const PREVIEW_0: Preview = {
  module: 'wasi_unstable',
  whence: { CUR: 0, END: 1, SET: 2 },
  filestat: { size: 56, linkBytes: 4, links: 20, bytes: 24, times: 32 },
  subscription: { size: 56, clock: 24, timeout: 32, flags: 48 },
};

/** Whether a module of imports is WASI, of either preview. */
export function isWasi(module: string): boolean {
  return module === PREVIEW_1.module || module === PREVIEW_0.module;
}

/** The most iovecs one call may carry, and the longest path and name in bytes: Linux' own limits. */
export const IOV_MAX = 1024;
export const PATH_MAX = 4096;
export const NAME_MAX = 255;
