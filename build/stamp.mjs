// @ts-check
/**
 * Freshness: a step is fresh while the hash of its inputs equals the one written when it last ended well, and its outputs
 * exist. The stamp is written last, so an interrupted step runs again.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

/** How much of a file is in memory while it is hashed, in bytes. */
const CHUNK = 1 << 20;

/**
 * The hash of a file of any size, in hex: SHA-256 unless told otherwise.
 * @param {string} file
 * @param {string} [algorithm]
 */
export function hashFile(file, algorithm = 'sha256') {
  const hash = createHash(algorithm);
  const chunk = Buffer.alloc(CHUNK);
  const descriptor = openSync(file, 'r');
  try {
    for (let read = 0; (read = readSync(descriptor, chunk)) > 0; ) hash.update(chunk.subarray(0, read));
  } finally {
    closeSync(descriptor);
  }
  return hash.digest('hex');
}

/**
 * A file's path relative to a folder, with `/` on every system, so that hashes and lists are the same everywhere.
 * @param {string} folder
 * @param {string} file
 * @param {Pick<typeof path, 'relative' | 'sep'>} [paths] the system's path functions
 */
export function posixRelative(folder, file, paths = path) {
  return paths.relative(folder, file).split(paths.sep).join('/');
}

/**
 * One hash over files (by path and content) and plain strings (versions, flags). It is the same on every system.
 * @param {string} root what paths are relative to, so that a moved checkout stays fresh
 * @param {readonly string[]} files absolute paths
 * @param {readonly string[]} [facts]
 */
export function hashInputs(root, files, facts = []) {
  const hash = createHash('sha256');
  const named = files.map((file) => ({ file, name: posixRelative(root, file) }));
  for (const { file, name } of named.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    hash.update(`${name}\0`).update(readFileSync(file)).update('\0');
  }
  for (const fact of facts) hash.update(`${fact}\0`);
  return hash.digest('hex');
}

/**
 * All files below a folder that pass, sorted.
 * @param {string} folder
 * @param {(file: string) => boolean} [keep]
 * @returns {string[]}
 */
export function filesBelow(folder, keep = () => true) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter(keep)
    .sort();
}

/**
 * Whether the step need not run: its stamp equals `inputs` and every output is there and not empty.
 * @param {string} stampFile
 * @param {string} inputs
 * @param {readonly string[]} outputs
 */
export function isFresh(stampFile, inputs, outputs) {
  if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== inputs) return false;
  return outputs.every((file) => (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0);
}

/**
 * Records that the step ended well with these inputs.
 * @param {string} stampFile
 * @param {string} inputs
 */
export function writeStamp(stampFile, inputs) {
  writeWhole(stampFile, inputs);
}

/**
 * Writes a file so that it is either there completely or not at all, and makes its folder.
 * @param {string} file
 * @param {string | Uint8Array} content
 */
export function writeWhole(file, content) {
  mkdirSync(path.dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, content);
  renameSync(temporary, file);
}
