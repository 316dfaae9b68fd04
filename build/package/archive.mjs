// @ts-check
/** Archives of a folder, made the same way on every system: tar.gz (POSIX ustar) and zip. */
import {
  closeSync,
  createReadStream,
  createWriteStream,
  openSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';

const CHUNK_BYTES = 1 << 20;
/** `made by` in a zip: Unix, whose modes are kept (APPNOTE 4.4.2.2). */
const ZIP_UNIX = 3;
const REGULAR_FILE = 0o100000;
/** Compressed already. */
const DENSE = /\.(gz|png|zip)$/;

/**
 * @typedef {object} Entry
 * @property {string} file
 * @property {string} name in the archive, with `/`
 */

/**
 * Writes a tar.gz. Entries come in their order: a disk that fills up while unpacking lacks the last ones.
 * @param {string} target
 * @param {readonly Entry[]} entries
 */
export async function writeTarGz(target, entries) {
  await pipeline(Readable.from(tarOf(entries)), createGzip(), createWriteStream(target));
}

/** @param {readonly Entry[]} entries */
async function* tarOf(entries) {
  for (const { file, name } of entries) {
    const stats = statSync(file);
    yield tarHeader(name, stats);
    yield* createReadStream(file, { highWaterMark: CHUNK_BYTES });
    yield Buffer.alloc((512 - (stats.size % 512)) % 512);
  }
  yield Buffer.alloc(1024);
}

/**
 * @param {string} name
 * @param {{size: number, mode: number, mtimeMs: number}} stats
 */
function tarHeader(name, { size, mode, mtimeMs }) {
  const [prefix, rest] = splitName(name);
  const header = Buffer.alloc(512);
  const octal = (/** @type {number} */ value, /** @type {number} */ at, /** @type {number} */ length) =>
    header.write(value.toString(8).padStart(length - 1, '0'), at);
  header.write(rest, 0);
  octal(mode & 0o777, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(Math.floor(mtimeMs / 1000), 136, 12);
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\u000000', 257, 'latin1');
  header.write('root', 265);
  header.write('root', 297);
  header.write(prefix, 345);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

/**
 * A name as ustar has it: 100 bytes, and 155 of folders before.
 * @param {string} name
 */
function splitName(name) {
  if (Buffer.byteLength(name) <= 100) return ['', name];
  for (let at = name.indexOf('/'); at > 0; at = name.indexOf('/', at + 1)) {
    const [prefix, rest] = [name.slice(0, at), name.slice(at + 1)];
    if (Buffer.byteLength(prefix) <= 155 && Buffer.byteLength(rest) <= 100) return [prefix, rest];
  }
  throw new Error(`${name} is too long for a tar archive`);
}

/**
 * Writes a zip, in the order of its entries.
 * @param {string} target
 * @param {readonly Entry[]} entries
 */
export function writeZip(target, entries) {
  const out = openSync(target, 'w');
  try {
    const zip = new Zip((error, data) => {
      if (error) throw error;
      writeSync(out, data);
    });
    for (const entry of entries) addToZip(zip, entry);
    zip.end();
  } finally {
    closeSync(out);
  }
}

/** @param {Zip} zip @param {Entry} entry */
function addToZip(zip, { file, name }) {
  const stats = statSync(file);
  const part = DENSE.test(name) ? new ZipPassThrough(name) : new ZipDeflate(name, { level: 6 });
  part.os = ZIP_UNIX;
  part.attrs = ((REGULAR_FILE | (stats.mode & 0o777)) << 16) >>> 0;
  part.mtime = stats.mtimeMs;
  zip.add(part);
  const input = openSync(file, 'r');
  try {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    for (let left = stats.size; left > 0; ) {
      const read = readSync(input, chunk, 0, Math.min(left, CHUNK_BYTES), null);
      if (read === 0) throw new Error(`${file} became shorter while it was read`);
      left -= read;
      part.push(new Uint8Array(chunk.subarray(0, read)), left === 0);
    }
    if (stats.size === 0) part.push(new Uint8Array(0), true);
  } finally {
    closeSync(input);
  }
}

/**
 * The entries of a folder's files, sorted by name.
 * @param {string} folder
 * @param {readonly string[]} files absolute paths
 * @returns {Entry[]} named below the folder's own name
 */
export function entriesOf(folder, files) {
  const parent = path.dirname(folder);
  return files.map((file) => ({ file, name: path.relative(parent, file).split(path.sep).join('/') }));
}
