import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';

/** One entry of a WAD's directory. */
export interface Lump {
  /** Upper case, without the padding. */
  readonly name: string;
  readonly offset: number;
  readonly size: number;
}

/** What is known of a WAD without its lumps' content. */
export interface Wad {
  /** The header's word; not to be trusted alone (see identify.ts). */
  readonly magic: 'IWAD' | 'PWAD';
  readonly bytes: number;
  readonly lumps: readonly Lump[];
}

/** The file is no WAD that can be played. The message names the file, says what is wrong with it and what to do. */
export class WadError extends Error {
  override readonly name = 'WadError';
}

const HEADER_BYTES = 12;
const ENTRY_BYTES = 16;
/** The biggest WADs known have some 40,000 lumps; a directory beyond this is damage, and reading it would stall the launcher. */
const MAX_LUMPS = 262_144;

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
 * Reads a WAD's header and directory, and nothing else of it. Throws `WadError` where the file is no WAD, is cut short, or claims what
 * cannot be.
 *
 * The format: 'IWAD' or 'PWAD', i32 number of lumps, i32 offset of the directory; an entry is i32 offset, i32 size, 8 bytes of name;
 * all little-endian (the Unofficial Doom Specs, chapter 2).
 */
export async function readWad(file: string): Promise<Wad> {
  const name = path.basename(file);
  const handle = await openForReading(file, name);
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new WadError(`${name} is not a file. Choose a .wad file.`);
    const header = await readAt(handle, 0, Math.min(HEADER_BYTES, stat.size), name);
    const { magic, count, directory } = parseHeader(header, stat.size, name);
    const entries = await readAt(handle, directory, count * ENTRY_BYTES, name);
    return { magic, bytes: stat.size, lumps: parseDirectory(entries, count, stat.size, name) };
  } finally {
    await handle.close();
  }
}

/** SHA-256 and MD5 of a whole file, hexadecimal, read as a stream. MD5 is only for recognising known releases. */
export async function hashFile(file: string): Promise<{ sha256: string; md5: string }> {
  const sha256 = createHash('sha256');
  const md5 = createHash('md5');
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
    sha256.update(chunk);
    md5.update(chunk);
  }
  return { sha256: sha256.digest('hex'), md5: md5.digest('hex') };
}

async function openForReading(file: string, name: string): Promise<FileHandle> {
  try {
    return await open(file, 'r');
  } catch (error) {
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
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EISDIR') throw new WadError(`${name} is a folder. Choose a .wad file.`);
    throw new WadError(`${name} could not be read: ${message}.`);
  }
}

function parseHeader(header: Buffer, size: number, name: string) {
  if (size === 0) throw new WadError(`${name} is empty. Copy or download it again.`);
  const start = header.toString('latin1', 0, 4);
  if (start !== 'IWAD' && start !== 'PWAD') {
    const other = OTHER_FORMATS.find(({ magic }) => start.startsWith(magic));
    const advice = other?.advice ?? 'A WAD begins with IWAD or PWAD; this file does not. Choose a .wad file.';
    throw new WadError(`${name} is no WAD. ${advice}`);
  }
  if (size < HEADER_BYTES) throw cutShort(name, `it has ${size} bytes, less than a WAD's header`);
  const count = header.readInt32LE(4);
  const directory = header.readInt32LE(8);
  if (count < 0 || count > MAX_LUMPS) {
    throw new WadError(
      `${name} is damaged: its header claims ${count} lumps, where 0 to ${MAX_LUMPS} are possible. Download it again.`,
    );
  }
  if (count === 0) throw new WadError(`${name} is a WAD with nothing in it. Download it again.`);
  if (directory < HEADER_BYTES || directory + count * ENTRY_BYTES > size) {
    throw cutShort(
      name,
      `its directory of ${count} lumps would lie at bytes ${directory} to ${directory + count * ENTRY_BYTES}, the file has ${size}`,
    );
  }
  return { magic: start, count, directory } as const;
}

function parseDirectory(entries: Buffer, count: number, size: number, name: string): Lump[] {
  const lumps: Lump[] = [];
  for (let i = 0, at = 0; i < count; i++, at += ENTRY_BYTES) {
    const lump: Lump = {
      name: lumpName(entries, at + 8),
      offset: entries.readInt32LE(at),
      size: entries.readInt32LE(at + 4),
    };
    // An empty lump is a marker, and tools write any offset for it.
    if (lump.size !== 0 && (lump.size < 0 || lump.offset < 0 || lump.offset + lump.size > size)) {
      throw cutShort(
        name,
        `lump ${i} (${lump.name}) claims ${lump.size} bytes at ${lump.offset}, the file has ${size}`,
      );
    }
    lumps.push(lump);
  }
  return lumps;
}

/** Eight bytes, cut at the first NUL; what follows it may be anything. Unprintable bytes become `?`: names are shown to people. */
function lumpName(entries: Buffer, at: number): string {
  const raw = entries.toString('latin1', at, at + 8);
  const end = raw.indexOf('\0');
  return (end < 0 ? raw : raw.slice(0, end)).replaceAll(/[^!-~]/g, '?').toUpperCase();
}

function cutShort(name: string, detail: string): WadError {
  return new WadError(`${name} is damaged or incomplete: ${detail}. Copy or download it again.`);
}
