import type { FunctionTable } from '../../functions.ts';
import type { GuestMemory } from '../../guest-memory.ts';
import {
  ERRNO,
  FDFLAG,
  LOOKUP_SYMLINK_FOLLOW,
  OFLAG,
  PATH_MAX,
  type Preview,
  RIGHT,
  WasiError,
  WRITE_RIGHTS,
} from '../abi.ts';
import { type DescriptorTable, type DirectoryDescriptor, directoryDescriptor } from '../descriptors.ts';
import { existing, isDirectory, isLink, newTimes, putStat } from '../filestat.ts';
import { requireInside } from './links.ts';
import { type Resolved, resolve } from './tree.ts';

/** The functions `path_*` of a preview. */
export function pathFunctions(
  table: DescriptorTable,
  memory: GuestMemory,
  now: () => bigint,
  preview: Preview,
): FunctionTable {
  function at(directory: DirectoryDescriptor, pointer: number, length: number, follow: boolean): Resolved {
    return resolve(directory.tree, directory.parts, pathAt(memory, pointer, length), follow);
  }

  return {
    path_create_directory: [
      '(i32,i32,i32)->i32',
      (fd: number, path: number, length: number) => {
        const directory = table.directory(fd);
        const { parts, node } = at(directory, path, length, false);
        if (node !== undefined) throw new WasiError(ERRNO.EXIST);
        directory.tree.makeDirectory(parts);
      },
    ],
    path_filestat_get: [
      '(i32,i32,i32,i32,i32)->i32',
      (fd: number, flags: number, path: number, length: number, pointer: number) => {
        const directory = table.directory(fd);
        const resolved = at(directory, path, length, (flags & LOOKUP_SYMLINK_FOLLOW) !== 0);
        putStat(memory, preview, pointer, existing(resolved));
      },
    ],
    path_filestat_set_times: [
      '(i32,i32,i32,i32,i64,i64,i32)->i32',
      (
        fd: number,
        flags: number,
        path: number,
        length: number,
        accessed: bigint,
        modified: bigint,
        which: number,
      ) => {
        const directory = table.directory(fd);
        const resolved = at(directory, path, length, (flags & LOOKUP_SYMLINK_FOLLOW) !== 0);
        const times = newTimes(existing(resolved), accessed, modified, which, now());
        directory.tree.setTimes(resolved.parts, times.accessed, times.modified);
      },
    ],
    path_link: [
      '(i32,i32,i32,i32,i32,i32,i32)->i32',
      (
        fromFd: number,
        flags: number,
        from: number,
        fromLength: number,
        toFd: number,
        to: number,
        toLength: number,
      ) => {
        const [source, target] = sameTree(table.directory(fromFd), table.directory(toFd));
        const old = at(source, from, fromLength, (flags & LOOKUP_SYMLINK_FOLLOW) !== 0);
        existing(old);
        const { parts, node, directory } = at(target, to, toLength, false);
        if (node !== undefined) throw new WasiError(ERRNO.EXIST);
        if (directory) throw new WasiError(ERRNO.NOENT);
        source.tree.link(old.parts, parts);
      },
    ],
    path_open: [
      '(i32,i32,i32,i32,i32,i64,i64,i32,i32)->i32',
      (
        fd: number,
        lookup: number,
        path: number,
        length: number,
        oflags: number,
        rights: bigint,
        inheriting: bigint,
        flags: number,
        result: number,
      ) => {
        const from = table.directory(fd);
        memory.bytes(result, 4);
        table.requireRoom();
        const base = BigInt.asUintN(64, rights) & from.inheriting;
        const { parts, node, directory } = at(from, path, length, (lookup & LOOKUP_SYMLINK_FOLLOW) !== 0);
        const wants = (flag: number) => (oflags & flag) !== 0;
        if (node !== undefined && wants(OFLAG.CREAT) && wants(OFLAG.EXCL)) throw new WasiError(ERRNO.EXIST);
        if (node === undefined && !wants(OFLAG.CREAT)) throw new WasiError(ERRNO.NOENT);
        if (node !== undefined && isDirectory(node)) {
          // Some programs ask for all rights when it is a directory that they want.
          const writes = (base & RIGHT.FD_WRITE) !== 0n && !wants(OFLAG.DIRECTORY);
          if (writes || wants(OFLAG.TRUNC)) throw new WasiError(ERRNO.ISDIR);
          const opened = directoryDescriptor(from.tree, parts);
          opened.rights = base;
          opened.inheriting = BigInt.asUintN(64, inheriting) & from.inheriting;
          memory.set32(result, table.add(opened));
          return;
        }
        if (wants(OFLAG.DIRECTORY)) throw new WasiError(node === undefined ? ERRNO.NOENT : ERRNO.NOTDIR);
        if (directory) throw new WasiError(ERRNO.ISDIR);
        // The last component is a link that was not to be followed.
        if (node !== undefined && isLink(node)) throw new WasiError(ERRNO.LOOP);
        const write = (base & WRITE_RIGHTS) !== 0n;
        const file = from.tree.open(parts, {
          read: (base & RIGHT.FD_READ) !== 0n,
          write,
          create: wants(OFLAG.CREAT),
          exclusive: wants(OFLAG.EXCL) && wants(OFLAG.CREAT),
          truncate: wants(OFLAG.TRUNC),
        });
        memory.set32(
          result,
          table.add({
            kind: 'file',
            tree: from.tree,
            file,
            writable: write,
            position: 0,
            rights: base,
            flags: flags & FDFLAG.ALL,
          }),
        );
      },
    ],
    path_readlink: [
      '(i32,i32,i32,i32,i32,i32)->i32',
      (fd: number, path: number, length: number, buffer: number, size: number, result: number) => {
        const directory = table.directory(fd);
        const resolved = at(directory, path, length, false);
        if (!isLink(existing(resolved))) throw new WasiError(ERRNO.INVAL);
        const target = Buffer.from(directory.tree.readLink(resolved.parts)).subarray(0, size >>> 0);
        memory.bytes(buffer, target.length).set(target);
        memory.set32(result, target.length);
      },
    ],
    path_remove_directory: [
      '(i32,i32,i32)->i32',
      (fd: number, path: number, length: number) => {
        const directory = table.directory(fd);
        const resolved = at(directory, path, length, false);
        if (!isDirectory(existing(resolved))) throw new WasiError(ERRNO.NOTDIR);
        // A directory that a descriptor stands on is in use, like a mount point.
        if (resolved.parts.length === directory.parts.length) throw new WasiError(ERRNO.INVAL);
        directory.tree.removeDirectory(resolved.parts);
      },
    ],
    path_rename: [
      '(i32,i32,i32,i32,i32,i32)->i32',
      (fromFd: number, from: number, fromLength: number, toFd: number, to: number, toLength: number) => {
        const [source, target] = sameTree(table.directory(fromFd), table.directory(toFd));
        const old = at(source, from, fromLength, false);
        const renamed = existing(old);
        const next = at(target, to, toLength, false);
        if (next.directory && !isDirectory(renamed)) throw new WasiError(ERRNO.NOTDIR);
        if (old.parts.length === source.parts.length || next.parts.length === target.parts.length)
          throw new WasiError(ERRNO.INVAL);
        source.tree.rename(old.parts, next.parts);
      },
    ],
    /** Only links that stay inside are made: other programs follow them too. */
    path_symlink: [
      '(i32,i32,i32,i32,i32)->i32',
      (target: number, targetLength: number, fd: number, path: number, length: number) => {
        const directory = table.directory(fd);
        const text = pathAt(memory, target, targetLength);
        const { parts, node } = at(directory, path, length, false);
        if (node !== undefined) throw new WasiError(ERRNO.EXIST);
        if (text === '') throw new WasiError(ERRNO.NOENT);
        if (text.includes('\0')) throw new WasiError(ERRNO.INVAL);
        requireInside(text, parts.length - 1 - directory.parts.length);
        directory.tree.symlink(text, parts);
      },
    ],
    path_unlink_file: [
      '(i32,i32,i32)->i32',
      (fd: number, path: number, length: number) => {
        const directory = table.directory(fd);
        const resolved = at(directory, path, length, false);
        if (isDirectory(existing(resolved))) throw new WasiError(ERRNO.ISDIR);
        directory.tree.removeFile(resolved.parts);
      },
    ],
  };
}

/** The path at a pointer: `nametoolong` if it is too long for one, `ilseq` if it is no UTF-8. */
function pathAt(memory: GuestMemory, pointer: number, length: number): string {
  const bytes = memory.bytes(pointer, length >>> 0);
  if (bytes.length >= PATH_MAX) throw new WasiError(ERRNO.NAMETOOLONG);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new WasiError(ERRNO.ILSEQ);
  }
}

function sameTree(
  from: DirectoryDescriptor,
  to: DirectoryDescriptor,
): [DirectoryDescriptor, DirectoryDescriptor] {
  if (from.tree !== to.tree) throw new WasiError(ERRNO.XDEV);
  return [from, to];
}
