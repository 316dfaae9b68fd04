import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import path from 'node:path';
import {
  ENTRY_BYTES,
  HEADER_BYTES,
  type Lump,
  lumpRange,
  parseDirectory,
  parseHeader,
  WadFormatError,
  type WadHeader,
} from '../../../engine/games/common/wad.ts';
import { systemFault } from '../../../engine/messages/faults.ts';
import type { GameFileProblem, OtherFormat } from '../../protocol/messages/library.ts';
import { Refusal } from '../../protocol/refusal.ts';

/** What is known of a WAD without its lumps' content. */
export interface Wad {
  readonly magic: WadHeader['magic'];
  readonly bytes: number;
  readonly lumps: readonly Lump[];
}

/** The file is no WAD or patch that can be played, or cannot be read. */
export class WadError extends Refusal {
  readonly problem: GameFileProblem;

  constructor(problem: GameFileProblem) {
    super(problem);
    this.problem = problem;
  }
}

/** What other files begin with that players take for WADs. */
const OTHER_FORMATS: readonly (readonly [magic: string, format: OtherFormat])[] = [
  ['PK\x03\x04', 'zip'],
  ['7z\xbc\xaf', '7z'],
  ['Rar!', 'rar'],
  ['WAD2', 'quake-textures'],
  ['WAD3', 'half-life-textures'],
  ['MZ', 'program'],
  ['\0asm', 'wasm'],
];

/**
 * Reads a WAD's header and directory, and nothing else of it. Throws `WadError` where the file is no WAD, or its directory cannot be.
 */
export async function readWad(file: string): Promise<Wad> {
  const name = path.basename(file);
  const { handle, size } = await openForReading(file, name);
  try {
    const header = await readAt(handle, 0, Math.min(HEADER_BYTES, size), name);
    const { magic, lumps } = await explaining(name, header, async () => {
      const { magic, count, directory } = parseHeader(header, size);
      if (count === 0) return { magic, lumps: [] };
      return { magic, lumps: parseDirectory(await readAt(handle, directory, count * ENTRY_BYTES, name)) };
    });
    return { magic, bytes: size, lumps };
  } finally {
    await handle.close();
  }
}

/**
 * The content of lumps of a WAD, in the order asked for, each cut at `limit` bytes and at the file's end. Throws `WadError` where the
 * file cannot be read.
 */
export async function readLumps(
  file: string,
  lumps: readonly Lump[],
  limit = Number.POSITIVE_INFINITY,
): Promise<Buffer[]> {
  if (lumps.length === 0) return [];
  const name = path.basename(file);
  const { handle, size } = await openForReading(file, name);
  try {
    const contents: Buffer[] = [];
    for (const lump of lumps) {
      const { offset, length } = lumpRange(lump, size);
      contents.push(await readAt(handle, offset, Math.min(length, limit), name));
    }
    return contents;
  } finally {
    await handle.close();
  }
}

/** So much is hashed at a time, under a millisecond: main has more to do. */
const HASHED_BYTES = 128 * 1024;

/** SHA-256 and MD5 of a whole file, hexadecimal, read as a stream. MD5 is only for recognising known releases. */
export async function hashFile(file: string): Promise<{ sha256: string; md5: string }> {
  const sha256 = createHash('sha256');
  const md5 = createHash('md5');
  for await (const chunk of createReadStream(file, { highWaterMark: HASHED_BYTES })) {
    sha256.update(chunk);
    md5.update(chunk);
  }
  return { sha256: sha256.digest('hex'), md5: md5.digest('hex') };
}

/** Turns what is wrong with the format into a WadError that names the file. */
async function explaining<T>(name: string, start: Buffer, read: () => Promise<T>): Promise<T> {
  if (start.length === 0) throw new WadError({ code: 'wad-empty', params: { file: name } });
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof WadFormatError)) throw error;
    if (error.problem.code !== 'wad-without-magic')
      throw new WadError({ code: 'wad-damaged', params: { file: name, problem: error.problem } });
    const other = OTHER_FORMATS.find(([magic]) => start.toString('latin1').startsWith(magic));
    throw new WadError({ code: 'not-a-wad', params: { file: name, format: other?.[1] ?? 'unknown' } });
  }
}

async function openForReading(file: string, name: string): Promise<{ handle: FileHandle; size: number }> {
  try {
    // Checked before it is opened: opening a pipe would wait for its other end.
    const found = await stat(file);
    if (!found.isFile())
      throw new WadError({ code: 'game-file-not-plain', params: { file: name, wanted: '.wad' } });
    return { handle: await open(file, 'r'), size: found.size };
  } catch (error) {
    if (error instanceof WadError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT')
      throw new WadError({ code: 'game-file-missing', params: { file: name, path: file } });
    if (code === 'EACCES' || code === 'EPERM')
      throw new WadError({ code: 'game-file-forbidden', params: { file: name } });
    throw new WadError({ code: 'game-file-unopened', params: { file: name, fault: systemFault(error) } });
  }
}

async function readAt(handle: FileHandle, position: number, length: number, name: string): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await readOrExplain(handle, buffer, filled, position + filled, name);
    if (bytesRead === 0) throw new WadError({ code: 'game-file-shortened', params: { file: name } });
    filled += bytesRead;
  }
  return buffer;
}

async function readOrExplain(handle: FileHandle, buffer: Buffer, at: number, position: number, name: string) {
  try {
    return await handle.read(buffer, at, buffer.length - at, position);
  } catch (error) {
    throw new WadError({ code: 'game-file-unreadable', params: { file: name, fault: systemFault(error) } });
  }
}
