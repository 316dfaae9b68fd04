// @ts-check
/**
 * Freshness: a step is fresh while the hash of its inputs equals the one written when it last ended well, and its outputs
 * exist. The stamp is written last, so an interrupted step runs again.
 */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

/**
 * SHA-256 of a file, in hex.
 * @param {string} file
 */
export function hashFile(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/**
 * One hash over files (by path and content) and plain strings (versions, flags).
 * @param {string} root what paths are relative to, so that a moved checkout stays fresh
 * @param {readonly string[]} files absolute paths
 * @param {readonly string[]} [facts]
 */
export function hashInputs(root, files, facts = []) {
  const hash = createHash('sha256');
  for (const file of [...files].sort()) {
    hash
      .update(`${path.relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
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
