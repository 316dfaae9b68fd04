import fs from 'node:fs';

/** Bytes of a WAD's header and of one entry of its directory. */
const HEADER_SIZE = 12;
const ENTRY_SIZE = 16;
/** More lumps than any WAD has; the directory of this many is a megabyte and a half. */
const LUMPS_MAX = 100_000;

/**
 * Why a file is no WAD that a game could read, in a sentence without the file's name; undefined if it is one. Games trust the
 * directory: one that points outside the file is refused here, before it makes them read what is not there. Throws Node's own error
 * for a file that cannot be read.
 */
export function wadProblem(path: string): string | undefined {
  const fd = fs.openSync(path, 'r');
  try {
    const stat = fs.fstatSync(fd);
    if (!stat.isFile()) return 'it is not a file';
    if (stat.size < HEADER_SIZE) return `it is too short for a WAD (${stat.size} bytes)`;
    const header = readAt(fd, 0, HEADER_SIZE);
    const magic = header.toString('latin1', 0, 4);
    if (magic !== 'IWAD' && magic !== 'PWAD') return 'it does not begin with IWAD or PWAD';
    const lumps = header.readInt32LE(4);
    const directory = header.readInt32LE(8);
    if (lumps < 0 || lumps > LUMPS_MAX) return `its header claims ${lumps} lumps`;
    if (directory < 0 || directory + lumps * ENTRY_SIZE > stat.size)
      return `its directory of ${lumps} lumps at offset ${directory} lies beyond its end (${stat.size} bytes): the file is cut off or damaged`;
    return lumpProblem(readAt(fd, directory, lumps * ENTRY_SIZE), stat.size);
  } finally {
    fs.closeSync(fd);
  }
}

function lumpProblem(directory: Buffer, size: number): string | undefined {
  for (let at = 0; at < directory.length; at += ENTRY_SIZE) {
    const offset = directory.readInt32LE(at);
    const length = directory.readInt32LE(at + 4);
    // An empty lump is a marker; its offset means nothing.
    if (length === 0) continue;
    if (offset >= 0 && length > 0 && offset + length <= size) continue;
    const name = directory.toString('latin1', at + 8, at + ENTRY_SIZE).replace(/\0.*$/s, '');
    return `its lump ${JSON.stringify(name)} (${length} bytes at offset ${offset}) lies beyond its end (${size} bytes): the file is cut off or damaged`;
  }
  return undefined;
}

function readAt(fd: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  let read = 0;
  while (read < length) {
    const count = fs.readSync(fd, buffer, read, length - read, position + read);
    if (count === 0) break;
    read += count;
  }
  return buffer;
}
