import { type FileHandle, open } from 'node:fs/promises';
import { constants, crc32, deflateRawSync } from 'node:zlib';
import { systemFault } from '../../engine/messages/faults.ts';
import { Refusal } from '../protocol/refusal.ts';

/*
 * The ZIP format (APPNOTE.TXT 6.3.10): 4.3.7 local file header, 4.3.12 central directory header, 4.3.14 to 4.3.16 the ends of the central
 * directory, 4.5.3 the zip64 extra field.
 */
const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END = 0x06054b50;
const ZIP64_END = 0x06064b50;
const ZIP64_LOCATOR = 0x07064b50;
const ZIP64_EXTRA = 0x0001;
const STORED = 0;
const DEFLATED = 8;
const UTF8_NAMES = 1 << 11;
const VERSION = 20;
const ZIP64_VERSION = 45;
/** Made on Unix; the upper half of the external attributes is the mode: a plain file, rw-r--r--. */
const MADE_BY = (3 << 8) | ZIP64_VERSION;
const ATTRIBUTES = (0o100644 << 16) >>> 0;
const MAX_32 = 0xffffffff;
const MAX_16 = 0xffff;
/** From this size on a file gets 64-bit fields: deflate may add to what it cannot compress. */
const LARGE = 0xf0000000;
/** What is read at once, and examined to see whether a file can be compressed. */
const CHUNK = 256 * 1024;
/**
 * Each chunk is compressed by itself, on this thread, which may have a low priority; zlib's streams would do it on one of the process'.
 * Flushed chunks without a last block can follow one another, and an empty block of fixed codes ends them (RFC 1951, 3.2.3).
 */
const TO_BE_CONTINUED = { finishFlush: constants.Z_SYNC_FLUSH };
const LAST_BLOCK = Buffer.from([3, 0]);
/** A file whose beginning shrinks by less than this share is stored: images, archives, recordings that are packed already. */
const WORTHWHILE = 0.9;
/** The format's names have a length of 16 bits. */
const NAME_BYTES_MAX = 1024;

/** Where an entry's content comes from. */
export interface ZipSource {
  /** Read from the beginning, `bytes` of it or less. */
  readonly handle: FileHandle;
  readonly bytes: number;
  readonly changed: Date;
}

interface Entry {
  readonly name: Buffer;
  readonly method: number;
  readonly time: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

/**
 * Writes a ZIP file entry by entry, a chunk at a time: memory does not grow with what is packed. Sizes stand in front of each entry, so
 * that every reader takes it, also one that cannot go back.
 */
export class ZipWriter {
  readonly #file: FileHandle;
  readonly #entries: Entry[] = [];
  readonly #names = new Set<string>();
  #at = 0;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Makes a new file. Throws an Error for the player where it cannot be made. */
  static async create(file: string): Promise<ZipWriter> {
    try {
      return new ZipWriter(await open(file, 'wx'));
    } catch (error) {
      throw notWritten(error);
    }
  }

  /**
   * Adds a file under a name, with slashes between folders. What other systems take for more than a name becomes `_`, and a name that is
   * taken gets a number. Calls `took` with the bytes read since the last call; what it throws ends the writing. Throws the system's error
   * where the source cannot be read, and an Error for the player where the zip cannot be written.
   */
  async add(
    name: string,
    { handle, bytes, changed }: ZipSource,
    took: (bytes: number) => void,
  ): Promise<void> {
    const entry = { name: Buffer.from(this.#freeName(name)), time: dosTime(changed), offset: this.#at };
    const first = await readChunk(handle, 0, bytes);
    const method = isCompressible(first) ? DEFLATED : STORED;
    if (bytes <= CHUNK) {
      const content = method === STORED ? first : deflateRawSync(first);
      took(first.length);
      const whole = { ...entry, method, crc: crc32(first), size: first.length, packed: content.length };
      await this.#append(Buffer.concat([localHeader(whole, false), content]));
      this.#entries.push(whole);
      return;
    }
    const large = bytes >= LARGE;
    this.#at += localHeaderBytes(entry, large);
    const start = this.#at;
    let crc = 0;
    let size = 0;
    for (let chunk = first; chunk.length > 0; chunk = await readChunk(handle, size, bytes)) {
      crc = crc32(chunk, crc);
      size += chunk.length;
      await this.#append(method === STORED ? chunk : deflateRawSync(chunk, TO_BE_CONTINUED));
      took(chunk.length);
    }
    if (method === DEFLATED) await this.#append(LAST_BLOCK);
    const whole: Entry = { ...entry, method, crc, size, packed: this.#at - start };
    await writeAt(this.#file, localHeader(whole, large), entry.offset);
    this.#entries.push(whole);
  }

  /** Writes the directory, and flushes all to the disk. Throws as `add`. */
  async finish(): Promise<void> {
    const offset = this.#at;
    for (let at = 0; at < this.#entries.length; at += 1000)
      await this.#append(Buffer.concat(this.#entries.slice(at, at + 1000).map(centralHeader)));
    await this.#append(ends(this.#entries.length, this.#at - offset, offset));
    await this.#file.sync();
  }

  /** Closes the file, whole or not. */
  close(): Promise<void> {
    return this.#file.close();
  }

  /** Bytes written. */
  get bytes(): number {
    return this.#at;
  }

  async #append(bytes: Uint8Array): Promise<void> {
    await writeAt(this.#file, bytes, this.#at);
    this.#at += bytes.length;
  }

  #freeName(name: string): string {
    const wanted = safeName(name);
    let free = wanted;
    // Also in another case: on Windows and macOS these are one name.
    for (let count = 2; this.#names.has(free.toLowerCase()); count++)
      free = wanted.replace(/(\.[^./]*)?$/, (extension) => `-${count}${extension}`);
    this.#names.add(free.toLowerCase());
    return free;
  }
}

/** A name that is no more than one wherever it is unpacked: no way up, no drive, no stream, no control characters. */
function safeName(name: string): string {
  const parts = name
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .map((part) => part.replaceAll(/[\\:*?"<>|\p{Cc}\ufffd]/gu, '_').replace(/^\.\.$|[. ]+$/, '_'));
  const safe = parts.join('/');
  return safe === '' || Buffer.byteLength(safe) > NAME_BYTES_MAX ? `long-name/${shortened(safe)}` : safe;
}

function shortened(name: string): string {
  return [...(name.split('/').at(-1) ?? '')].slice(-60).join('') || '_';
}

/** Whether it pays to compress what begins with these bytes. */
function isCompressible(start: Uint8Array): boolean {
  if (start.length < 64) return false;
  const packed = deflateRawSync(start, { level: constants.Z_BEST_SPEED });
  return packed.length < start.length * WORTHWHILE;
}

async function readChunk(handle: FileHandle, position: number, end: number): Promise<Uint8Array> {
  const length = Math.min(CHUNK, end - position);
  if (length <= 0) return new Uint8Array(0);
  const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

async function writeAt(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  try {
    for (let done = 0; done < bytes.length; )
      done += (await handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  } catch (error) {
    throw notWritten(error);
  }
}

function notWritten(error: unknown): Error {
  return new Refusal({ code: 'zip-not-written', params: { fault: systemFault(error) } });
}

function localHeaderBytes({ name }: Pick<Entry, 'name'>, large: boolean): number {
  return 30 + name.length + (large ? 20 : 0);
}

function localHeader({ name, method, time, crc, packed, size }: Entry, large: boolean): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(LOCAL_HEADER, 0);
  header.writeUInt16LE(large ? ZIP64_VERSION : VERSION, 4);
  header.writeUInt16LE(UTF8_NAMES, 6);
  header.writeUInt16LE(method, 8);
  header.writeUInt32LE(time, 10);
  header.writeUInt32LE(crc, 14);
  header.writeUInt32LE(large ? MAX_32 : packed, 18);
  header.writeUInt32LE(large ? MAX_32 : size, 22);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(large ? 20 : 0, 28);
  return Buffer.concat([header, name, large ? zip64Extra(size, packed) : Buffer.alloc(0)]);
}

function centralHeader({ name, method, time, crc, packed, size, offset }: Entry): Buffer {
  const large = packed >= LARGE || size >= LARGE || offset >= MAX_32;
  const extra = large ? zip64Extra(size, packed, offset) : Buffer.alloc(0);
  const header = Buffer.alloc(46);
  header.writeUInt32LE(CENTRAL_HEADER, 0);
  header.writeUInt16LE(MADE_BY, 4);
  header.writeUInt16LE(large ? ZIP64_VERSION : VERSION, 6);
  header.writeUInt16LE(UTF8_NAMES, 8);
  header.writeUInt16LE(method, 10);
  header.writeUInt32LE(time, 12);
  header.writeUInt32LE(crc, 16);
  header.writeUInt32LE(large ? MAX_32 : packed, 20);
  header.writeUInt32LE(large ? MAX_32 : size, 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE(ATTRIBUTES, 38);
  header.writeUInt32LE(large ? MAX_32 : offset, 42);
  return Buffer.concat([header, name, extra]);
}

/** The 64-bit fields of those whose 32 bits are all set. */
function zip64Extra(...fields: number[]): Buffer {
  const extra = Buffer.alloc(4 + fields.length * 8);
  extra.writeUInt16LE(ZIP64_EXTRA, 0);
  extra.writeUInt16LE(fields.length * 8, 2);
  for (const [i, field] of fields.entries()) extra.writeBigUInt64LE(BigInt(field), 4 + i * 8);
  return extra;
}

function ends(count: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  const large = count >= MAX_16 || size >= MAX_32 || offset >= MAX_32;
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(large ? MAX_16 : count, 8);
  end.writeUInt16LE(large ? MAX_16 : count, 10);
  end.writeUInt32LE(large ? MAX_32 : size, 12);
  end.writeUInt32LE(large ? MAX_32 : offset, 16);
  if (!large) return end;
  const end64 = Buffer.alloc(56);
  end64.writeUInt32LE(ZIP64_END, 0);
  end64.writeBigUInt64LE(44n, 4);
  end64.writeUInt16LE(MADE_BY, 12);
  end64.writeUInt16LE(ZIP64_VERSION, 14);
  end64.writeBigUInt64LE(BigInt(count), 24);
  end64.writeBigUInt64LE(BigInt(count), 32);
  end64.writeBigUInt64LE(BigInt(size), 40);
  end64.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(ZIP64_LOCATOR, 0);
  locator.writeBigUInt64LE(BigInt(offset + size), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([end64, locator, end]);
}

/** MS-DOS time in the low, date in the high 16 bits (4.4.6): local time, two seconds fine, from 1980 to 2107. */
function dosTime(date: Date): number {
  const year = Math.min(Math.max(date.getFullYear(), 1980), 2107);
  const day = (year - 1980) * 512 + (date.getMonth() + 1) * 32 + date.getDate();
  const time = date.getHours() * 2048 + date.getMinutes() * 32 + Math.floor(date.getSeconds() / 2);
  return day * 65536 + time;
}
