import fs from 'node:fs';
import type { WadProblem } from '../messages.ts';

/** One entry of a WAD's directory, as it stands there: see `lumpRange` for what of it the file has. */
export interface Lump {
  /** Upper case, without the padding. */
  readonly name: string;
  readonly offset: number;
  readonly size: number;
}

/** The bytes of a lump that are in a file of `size` bytes: an entry may name a place outside, and a size below 0. */
export function lumpRange(lump: Lump, size: number): { readonly offset: number; readonly length: number } {
  const offset = Math.min(Math.max(lump.offset, 0), size);
  return { offset, length: lump.offset < 0 ? 0 : Math.max(0, Math.min(lump.size, size - offset)) };
}

/** Whether a lump lies within a file of `size` bytes. An empty one is a marker, and tools write any offset for it. */
export function isWhole(lump: Lump, size: number): boolean {
  return lump.size === 0 || (lump.size > 0 && lumpRange(lump, size).length === lump.size);
}

export interface WadHeader {
  /** The header's word; whether a WAD is a whole game does not follow from it alone. */
  readonly magic: 'IWAD' | 'PWAD';
  /** Entries of the directory, and where it lies. */
  readonly count: number;
  readonly directory: number;
}

/** Bytes that are no WAD, or a damaged one. */
export class WadFormatError extends Error {
  override readonly name = 'WadFormatError';
  readonly problem: WadProblem;

  constructor(problem: WadProblem) {
    super(problem.code);
    this.problem = problem;
  }
}

export const HEADER_BYTES = 12;
export const ENTRY_BYTES = 16;
/** The biggest WADs known have some 40,000 lumps; a directory beyond this is damage, and would stall its reader. */
const MAX_LUMPS = 262_144;

/**
 * A WAD's header: 'IWAD' or 'PWAD', i32 number of lumps, i32 offset of the directory, little-endian (the Unofficial Doom Specs,
 * chapter 2). `header` is the file's first bytes, `size` all of its bytes. Throws WadFormatError for what cannot be.
 */
export function parseHeader(header: Buffer, size: number): WadHeader {
  const magic = header.toString('latin1', 0, 4);
  if (magic !== 'IWAD' && magic !== 'PWAD')
    throw new WadFormatError({ code: 'wad-without-magic', params: {} });
  if (header.length < HEADER_BYTES)
    throw new WadFormatError({ code: 'wad-header-cut', params: { bytes: size } });
  const count = header.readInt32LE(4);
  const directory = header.readInt32LE(8);
  if (count < 0 || count > MAX_LUMPS)
    throw new WadFormatError({ code: 'wad-lump-count', params: { count, limit: MAX_LUMPS } });
  const end = directory + count * ENTRY_BYTES;
  if (count > 0 && (directory < HEADER_BYTES || end > size))
    throw new WadFormatError({
      code: 'wad-directory-outside',
      params: { count, from: directory, to: end, bytes: size },
    });
  return { magic, count, directory };
}

/**
 * A WAD's directory: an entry is i32 offset, i32 size, 8 bytes of name. A lump may be outside the file. The game reads lumps when it
 * needs them (Chocolate Doom's `W_ReadLump`), and many WADs have one that nothing needs.
 */
export function parseDirectory(entries: Buffer): Lump[] {
  const lumps: Lump[] = [];
  for (let at = 0; at < entries.length; at += ENTRY_BYTES) {
    lumps.push({
      name: lumpName(entries, at + 8),
      offset: entries.readInt32LE(at),
      size: entries.readInt32LE(at + 4),
    });
  }
  return lumps;
}

/** Eight bytes, cut at the first NUL; what follows it may be anything. Unprintable bytes become `?`: names are shown to people. */
function lumpName(entries: Buffer, at: number): string {
  const raw = entries.toString('latin1', at, at + 8);
  const end = raw.indexOf('\0');
  return (end < 0 ? raw : raw.slice(0, end)).replaceAll(/[^!-~]/g, '?').toUpperCase();
}

/** Why a file is no WAD that a game could read; undefined if it is one. Throws Node's own error for a file that cannot be read. */
export function wadProblem(path: string): WadProblem | undefined {
  // Checked before it is opened: opening a pipe would wait for its other end.
  const stat = fs.statSync(path);
  if (!stat.isFile()) return { code: 'wad-not-a-file', params: {} };
  const { size } = stat;
  try {
    readLumpsOf(path, size);
    return undefined;
  } catch (error) {
    if (error instanceof WadFormatError) return error.problem;
    throw error;
  }
}

/**
 * Whether a WAD's maps are called MAP01 and so on. The first lump called MAP01 or E1M1 decides, as in the game where it does not know a
 * WAD by its name. Undefined where there is neither. Throws WadFormatError, and Node's own error.
 */
export function hasNumberedMaps(path: string): boolean | undefined {
  const first = readLumpsOf(path, fs.statSync(path).size).find(({ name }) => /^(MAP01|E1M1)$/.test(name));
  return first && first.name === 'MAP01';
}

/** The names of a WAD's lumps. Throws WadFormatError, and Node's own error. */
export function lumpNamesOf(path: string): ReadonlySet<string> {
  return new Set(readLumpsOf(path, fs.statSync(path).size).map(({ name }) => name));
}

function readLumpsOf(path: string, size: number): Lump[] {
  const fd = fs.openSync(path, 'r');
  try {
    const { count, directory } = parseHeader(readAt(fd, 0, Math.min(HEADER_BYTES, size)), size);
    return count === 0 ? [] : parseDirectory(readAt(fd, directory, count * ENTRY_BYTES));
  } finally {
    fs.closeSync(fd);
  }
}

function readAt(fd: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  let read = 0;
  while (read < length) {
    const count = fs.readSync(fd, buffer, read, length - read, position + read);
    if (count === 0) throw new WadFormatError({ code: 'wad-shortened', params: {} });
    read += count;
  }
  return buffer;
}
