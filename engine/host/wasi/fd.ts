import type { FunctionTable } from '../functions.ts';
import type { GuestMemory } from '../guest-memory.ts';
import { ERRNO, FDFLAG, IOV_MAX, type Preview, RIGHT, SIZE, WasiError } from './abi.ts';
import {
  type DescriptorTable,
  descriptorType,
  type FileDescriptor,
  requireRight,
  type StreamDescriptor,
} from './descriptors.ts';
import { existing, newTimes, putStat } from './filestat.ts';
import type { Listings } from './trees/listings.ts';
import { type OpenFile, resolve } from './trees/tree.ts';

/** The largest offset and size: what a JavaScript number holds exactly. */
const OFFSET_MAX = BigInt(Number.MAX_SAFE_INTEGER);

/** The most bytes of several iovecs that are joined, so that they reach a stream in one piece: what a pipe takes on Linux. */
const JOINED_MAX = 65536;

/**
 * The functions `fd_*` of a preview. Each returns nothing, for `success`, or throws. Arguments are in the order of the witx file; a
 * pointer and its length follow each other.
 */
export function descriptorFunctions(
  table: DescriptorTable,
  memory: GuestMemory,
  now: () => bigint,
  listings: Listings,
  preview: Preview,
): FunctionTable {
  return {
    fd_advise: [
      '(i32,i64,i64,i32)->i32',
      (fd: number, offset: bigint, length: bigint) => {
        offsetOf(offset);
        offsetOf(length);
        table.file(fd, 0n);
      },
    ],
    fd_allocate: [
      '(i32,i64,i64)->i32',
      (fd: number, offset: bigint, length: bigint) => {
        const { file } = writable(table.file(fd, RIGHT.FD_ALLOCATE));
        const end = offsetOf(offsetOf(offset) + offsetOf(length));
        if (Number(file.stat().size) < end) file.truncate(end);
      },
    ],
    fd_close: [
      '(i32)->i32',
      (fd: number) => {
        listings.forget(table.get(fd));
        table.close(fd);
      },
    ],
    fd_datasync: [
      '(i32)->i32',
      (fd: number) => {
        synchronise(table, fd);
      },
    ],
    fd_sync: [
      '(i32)->i32',
      (fd: number) => {
        synchronise(table, fd);
      },
    ],
    fd_fdstat_get: [
      '(i32,i32)->i32',
      (fd: number, pointer: number) => {
        const descriptor = table.get(fd);
        const view = memory.view(pointer, SIZE.fdstat);
        memory.bytes(pointer, SIZE.fdstat).fill(0);
        view.setUint8(0, descriptorType(descriptor));
        view.setUint16(2, descriptor.flags, true);
        view.setBigUint64(8, descriptor.rights, true);
        view.setBigUint64(16, descriptor.kind === 'directory' ? descriptor.inheriting : 0n, true);
      },
    ],
    fd_fdstat_set_flags: [
      '(i32,i32)->i32',
      (fd: number, flags: number) => {
        const descriptor = table.get(fd);
        if ((flags & ~FDFLAG.ALL) !== 0) throw new WasiError(ERRNO.INVAL);
        requireRight(descriptor, RIGHT.FD_FDSTAT_SET_FLAGS);
        descriptor.flags = flags;
      },
    ],
    /** Rights can be given up, never gained. */
    fd_fdstat_set_rights: [
      '(i32,i64,i64)->i32',
      (fd: number, rights: bigint, inheriting: bigint) => {
        const descriptor = table.get(fd);
        const inherited = descriptor.kind === 'directory' ? descriptor.inheriting : 0n;
        const base = BigInt.asUintN(64, rights);
        const passed = BigInt.asUintN(64, inheriting);
        if ((base & ~descriptor.rights) !== 0n || (passed & ~inherited) !== 0n)
          throw new WasiError(ERRNO.NOTCAPABLE);
        descriptor.rights = base;
        if (descriptor.kind === 'directory') descriptor.inheriting = passed;
      },
    ],
    fd_filestat_get: [
      '(i32,i32)->i32',
      (fd: number, pointer: number) => {
        const descriptor = table.get(fd);
        requireRight(descriptor, RIGHT.FD_FILESTAT_GET);
        if (descriptor.kind === 'file') putStat(memory, preview, pointer, descriptor.file.stat());
        else if (descriptor.kind === 'stream')
          putStat(memory, preview, pointer, { ...NO_STAT, type: descriptorType(descriptor) });
        else {
          const resolved = resolve(descriptor.tree, descriptor.parts, '.', true);
          putStat(memory, preview, pointer, existing(resolved));
        }
      },
    ],
    fd_filestat_set_size: [
      '(i32,i64)->i32',
      (fd: number, size: bigint) => {
        writable(table.file(fd, RIGHT.FD_FILESTAT_SET_SIZE)).file.truncate(offsetOf(size));
      },
    ],
    fd_filestat_set_times: [
      '(i32,i64,i64,i32)->i32',
      (fd: number, accessed: bigint, modified: bigint, flags: number) => {
        const descriptor = table.get(fd);
        requireRight(descriptor, RIGHT.FD_FILESTAT_SET_TIMES);
        if (descriptor.kind === 'stream') throw new WasiError(ERRNO.INVAL);
        if (descriptor.kind === 'file') {
          const times = newTimes(writable(descriptor).file.stat(), accessed, modified, flags, now());
          descriptor.file.setTimes(times.accessed, times.modified);
        } else {
          const resolved = resolve(descriptor.tree, descriptor.parts, '.', true);
          const times = newTimes(existing(resolved), accessed, modified, flags, now());
          descriptor.tree.setTimes(resolved.parts, times.accessed, times.modified);
        }
      },
    ],
    fd_pread: [
      '(i32,i32,i32,i64,i32)->i32',
      (fd: number, iovs: number, count: number, offset: bigint, result: number) => {
        const { file } = table.file(fd, RIGHT.FD_READ | RIGHT.FD_SEEK);
        memory.set32(result, transfer(vectors(memory, iovs, count), offsetOf(offset), reader(file)));
      },
    ],
    fd_pwrite: [
      '(i32,i32,i32,i64,i32)->i32',
      (fd: number, iovs: number, count: number, offset: bigint, result: number) => {
        const { file } = writable(table.file(fd, RIGHT.FD_WRITE | RIGHT.FD_SEEK));
        memory.set32(result, transfer(vectors(memory, iovs, count), offsetOf(offset), writer(file)));
      },
    ],
    fd_read: [
      '(i32,i32,i32,i32)->i32',
      (fd: number, iovs: number, count: number, result: number) => {
        const descriptor = table.get(fd);
        if (descriptor.kind === 'directory') throw new WasiError(ERRNO.ISDIR);
        requireRight(descriptor, RIGHT.FD_READ);
        const parts = vectors(memory, iovs, count);
        memory.bytes(result, 4);
        const read =
          descriptor.kind === 'stream'
            ? readStream(descriptor, parts)
            : transfer(parts, descriptor.position, reader(descriptor.file));
        memory.set32(result, read);
        if (descriptor.kind === 'file') descriptor.position += read;
      },
    ],
    fd_write: [
      '(i32,i32,i32,i32)->i32',
      (fd: number, iovs: number, count: number, result: number) => {
        const descriptor = table.get(fd);
        if (descriptor.kind === 'directory') throw new WasiError(ERRNO.ISDIR);
        requireRight(descriptor, RIGHT.FD_WRITE);
        const parts = vectors(memory, iovs, count);
        memory.bytes(result, 4);
        if (descriptor.kind === 'stream') {
          memory.set32(result, writeStream(descriptor, parts));
          return;
        }
        const { file } = writable(descriptor);
        if ((descriptor.flags & FDFLAG.APPEND) !== 0) descriptor.position = Number(file.stat().size);
        const written = transfer(parts, descriptor.position, writer(file));
        descriptor.position += written;
        memory.set32(result, written);
      },
    ],
    fd_prestat_get: [
      '(i32,i32)->i32',
      (fd: number, pointer: number) => {
        const descriptor = table.get(fd);
        // wasi-libc walks the numbers until it meets `badf`, when ordinary files may be open already.
        if (descriptor.kind !== 'directory' || descriptor.preopen === undefined)
          throw new WasiError(ERRNO.BADF);
        const view = memory.view(pointer, 8);
        view.setUint32(0, 0, true);
        view.setUint32(4, Buffer.byteLength(descriptor.preopen), true);
      },
    ],
    fd_prestat_dir_name: [
      '(i32,i32,i32)->i32',
      (fd: number, pointer: number, length: number) => {
        const descriptor = table.get(fd);
        if (descriptor.kind !== 'directory' || descriptor.preopen === undefined)
          throw new WasiError(ERRNO.BADF);
        const name = Buffer.from(descriptor.preopen);
        if (name.length > length >>> 0) throw new WasiError(ERRNO.NAMETOOLONG);
        memory.bytes(pointer, name.length).set(name);
      },
    ],
    /**
     * Cookies are positions in the directory's listing, `.` and `..` first. The listing is made for cookie 0 and kept: what is removed
     * or added meanwhile moves no entry, as POSIX wants it of `readdir`.
     */
    fd_readdir: [
      '(i32,i32,i32,i64,i32)->i32',
      (fd: number, pointer: number, length: number, cookie: bigint, result: number) => {
        const directory = table.directory(fd);
        requireRight(directory, RIGHT.FD_READDIR);
        const buffer = memory.bytes(pointer, length >>> 0);
        memory.bytes(result, 4);
        const { parts, node } = resolve(directory.tree, directory.parts, '.', true);
        const self = { type: descriptorType(directory), ino: node?.ino ?? 0n };
        const first = BigInt.asUintN(64, cookie);
        const listing = listings.of(directory, first === 0n, () => [
          { name: '.', ...self },
          { name: '..', ...self },
          ...directory.tree.list(parts),
        ]);
        let used = 0;
        for (
          let i = first > BigInt(listing.length) ? listing.length : Number(first);
          i < listing.length;
          i++
        ) {
          if (used === buffer.length) break;
          const name = Buffer.from(listing[i].name);
          const entry = new Uint8Array(SIZE.dirent + name.length);
          const view = new DataView(entry.buffer);
          view.setBigUint64(0, BigInt(i + 1), true);
          view.setBigUint64(8, BigInt.asUintN(64, listing[i].ino), true);
          view.setUint32(16, name.length, true);
          view.setUint8(20, listing[i].type);
          entry.set(name, SIZE.dirent);
          // An entry that does not fit is cut: a full buffer tells the guest to ask again from the last whole entry.
          const fitting = entry.subarray(0, buffer.length - used);
          buffer.set(fitting, used);
          used += fitting.length;
        }
        memory.set32(result, used);
      },
    ],
    fd_renumber: [
      '(i32,i32)->i32',
      (from: number, to: number) => {
        table.renumber(from, to);
      },
    ],
    fd_seek: [
      '(i32,i64,i32,i32)->i32',
      (fd: number, delta: bigint, whence: number, result: number) => {
        const descriptor = table.file(fd, RIGHT.FD_SEEK);
        let origin: bigint;
        if (whence === preview.whence.SET) origin = 0n;
        else if (whence === preview.whence.CUR) origin = BigInt(descriptor.position);
        else if (whence === preview.whence.END) origin = descriptor.file.stat().size;
        else throw new WasiError(ERRNO.INVAL);
        const position = origin + delta;
        if (position < 0n || position > OFFSET_MAX) throw new WasiError(ERRNO.INVAL);
        memory.setU64(result, position);
        descriptor.position = Number(position);
      },
    ],
    fd_tell: [
      '(i32,i32)->i32',
      (fd: number, result: number) => {
        memory.setU64(result, BigInt(table.file(fd, RIGHT.FD_TELL).position));
      },
    ],
  };
}

const NO_STAT = {
  dev: 0n,
  ino: 0n,
  links: 1n,
  size: 0n,
  accessed: 0n,
  modified: 0n,
  changed: 0n,
};

/** One read, into the first iovec that has room: filling another would wait for more than there is. */
function readStream(descriptor: StreamDescriptor, parts: readonly Uint8Array[]): number {
  const part = parts.find(({ length }) => length > 0);
  return part === undefined ? 0 : descriptor.read(part);
}

/** Writes all, small writes in one piece; returns how many bytes that was. */
function writeStream(descriptor: StreamDescriptor, parts: readonly Uint8Array[]): number {
  const filled = parts.filter(({ length }) => length > 0);
  const bytes = filled.reduce((sum, { length }) => sum + length, 0);
  const whole = filled.length > 1 && bytes <= JOINED_MAX ? [Buffer.concat(filled)] : filled;
  for (const part of whole) descriptor.write(part);
  return bytes;
}

function writable(descriptor: FileDescriptor): FileDescriptor {
  if (!descriptor.writable) throw new WasiError(ERRNO.BADF);
  return descriptor;
}

function synchronise(table: DescriptorTable, fd: number): void {
  const descriptor = table.get(fd);
  if (descriptor.kind === 'stream') throw new WasiError(ERRNO.INVAL);
  if (descriptor.kind === 'file' && descriptor.writable) descriptor.file.sync();
}

function offsetOf(value: bigint | number): number {
  const offset = Number(value);
  if (offset < 0) throw new WasiError(ERRNO.INVAL);
  if (!Number.isSafeInteger(offset)) throw new WasiError(ERRNO.FBIG);
  return offset;
}

function vectors(memory: GuestMemory, pointer: number, count: number): Uint8Array[] {
  if (count >>> 0 > IOV_MAX) throw new WasiError(ERRNO.INVAL);
  const view = memory.view(pointer, count * SIZE.iovec);
  return Array.from({ length: count }, (_, i) =>
    memory.bytes(view.getUint32(i * SIZE.iovec, true), view.getUint32(i * SIZE.iovec + 4, true)),
  );
}

/** Moves bytes vector by vector until one is not filled; returns how many moved. */
function transfer(
  vectors: Uint8Array[],
  position: number,
  move: (bytes: Uint8Array, position: number) => number,
): number {
  let total = 0;
  for (const vector of vectors) {
    if (vector.length === 0) continue;
    const moved = move(vector, position + total);
    total += moved;
    if (moved < vector.length) break;
  }
  return total;
}

function reader(file: OpenFile) {
  return (bytes: Uint8Array, position: number) => file.read(bytes, position);
}

function writer(file: OpenFile) {
  return (bytes: Uint8Array, position: number) => file.write(bytes, position);
}
