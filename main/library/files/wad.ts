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

/** What is known of a WAD without its lumps' content. */
export interface Wad {
  readonly magic: WadHeader['magic'];
  readonly bytes: number;
  readonly lumps: readonly Lump[];
}

/** The file is no WAD that can be played. The message names the file, says what is wrong with it and what to do. */
export class WadError extends Error {
  override readonly name = 'WadError';
}

/** What other files begin with that players take for WADs. */
const OTHER_FORMATS: readonly { readonly magic: string; readonly advice: string }[] = [
  { magic: 'PK\x03\x04', advice: 'It is a ZIP or PK3 archive: unpack it and add the .wad file within.' },
  { magic: '7z\xbc\xaf', advice: 'It is a 7-Zip archive: unpack it and add the .wad file within.' },
  { magic: 'Rar!', advice: 'It is a RAR archive: unpack it and add the .wad file within.' },
  { magic: 'WAD2', advice: 'It is a Quake texture WAD, which Doom cannot read.' },
  { magic: 'WAD3', advice: 'It is a Half-Life texture WAD, which Doom cannot read.' },
  { magic: 'MZ', advice: 'It is a program: choose the game’s .wad file instead.' },
  { magic: '\0asm', advice: 'It is a WebAssembly module: choose a .wad file instead.' },
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

/** Turns what is wrong with the format into words with the file's name and what to do. */
async function explaining<T>(name: string, start: Buffer, read: () => Promise<T>): Promise<T> {
  if (start.length === 0) throw new WadError(`${name} is empty. Copy or download it again.`);
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof WadFormatError)) throw error;
    if (error.kind === 'damaged')
      throw new WadError(`${name} is damaged or incomplete: ${error.message}. Copy or download it again.`);
    const other = OTHER_FORMATS.find(({ magic }) => start.toString('latin1').startsWith(magic));
    const advice = other?.advice ?? 'A WAD begins with IWAD or PWAD; this file does not. Choose a .wad file.';
    throw new WadError(`${name} is no WAD. ${advice}`);
  }
}

async function openForReading(file: string, name: string): Promise<{ handle: FileHandle; size: number }> {
  try {
    // Looked at before it is opened: opening a pipe would wait for its other end.
    const found = await stat(file);
    if (!found.isFile()) throw new WadError(`${name} is not a file. Choose a .wad file.`);
    return { handle: await open(file, 'r'), size: found.size };
  } catch (error) {
    if (error instanceof WadError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT')
      throw new WadError(`${name} is not there (any more). It was looked for at ${file}.`);
    if (code === 'EACCES' || code === 'EPERM') {
      throw new WadError(`${name} may not be read. Change its permissions, or copy it to your own folder.`);
    }
    throw new WadError(`${name} could not be opened: ${message}.`);
  }
}

async function readAt(handle: FileHandle, position: number, length: number, name: string): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await readOrExplain(handle, buffer, filled, position + filled, name);
    if (bytesRead === 0) throw new WadError(`${name} became shorter while it was read. Try again.`);
    filled += bytesRead;
  }
  return buffer;
}

async function readOrExplain(handle: FileHandle, buffer: Buffer, at: number, position: number, name: string) {
  try {
    return await handle.read(buffer, at, buffer.length - at, position);
  } catch (error) {
    const { message } = error as Error;
    throw new WadError(`${name} could not be read: ${message}.`);
  }
}
