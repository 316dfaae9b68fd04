// @ts-check
/** The list of the assets' SHA-256, as sha256sum writes it, and whether the assets are as it says. */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { SetupError } from './run.mjs';
import { hashFile } from './stamp.mjs';

export const SUMS = 'SHA256SUMS';
/** A file one folder deep: nothing that leads out of the assets' folder on any system, and nothing that a terminal would obey. */
const ASSET_PATH = /^(games|wads)\/[A-Za-z0-9][\w.+-]*$/;
/** The longest list that is read, in bytes: it has one short line for each file. */
const LONGEST_SUMS = 65_536;

/**
 * @typedef {object} Asset
 * @property {string} path relative to the assets' folder, with `/`
 * @property {string} sha256 in lower-case hex
 * @property {number} bytes
 */

/**
 * Reads the format of sha256sum: 64 hexadecimal digits, a space, a space or `*`, and a path.
 * @param {string} text
 * @param {string} file what the text is called in errors
 * @returns {Map<string, string>} hashes by path
 * @throws {SetupError} at the first line that is not of this format, or whose path is not one of an asset
 */
export function parseSums(text, file) {
  const sums = new Map();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line === '') continue;
    const [, hash = '', name = ''] = /^([0-9a-f]{64}) [ *](.+)$/i.exec(line) ?? [];
    const shown = JSON.stringify(line.slice(hash ? 66 : 0).slice(0, 100));
    if (!hash)
      throw new SetupError(`${file}, line ${index + 1}: ${shown} is not a SHA-256 and the path of a file.`);
    if (!ASSET_PATH.test(name))
      throw new SetupError(
        `${file}, line ${index + 1}: ${shown} is refused: assets have paths like games/NAME or wads/NAME.`,
      );
    if (sums.has(name)) throw new SetupError(`${file}, line ${index + 1}: ${name} is listed twice.`);
    sums.set(name, hash.toLowerCase());
  }
  return sums;
}

/**
 * Compares the assets with their list.
 * @param {string} folder the assets' folder
 * @param {object} options
 * @param {readonly string[]} [options.needed] what the list must name
 * @param {string} options.remedy what to do if something is missing or damaged, as a sentence
 * @returns {Asset[]} all files that the list names, in its order, each of them there and whole
 * @throws {SetupError} one line that names the file which is missing, damaged, or not listed
 */
export function checkSums(folder, { needed = [], remedy }) {
  const file = path.join(folder, SUMS);
  const size = fileSize(file);
  if (size === undefined) throw new SetupError(`${file} is missing. ${remedy}`);
  if (size > LONGEST_SUMS)
    throw new SetupError(`${file} is too long for a list of Trapdoom's assets: ${size} bytes. ${remedy}`);
  const sums = parseSums(reading(file, readFileSync).toString(), file);
  const unlisted = needed.find((name) => !sums.has(name));
  if (unlisted) throw new SetupError(`${file} does not list ${unlisted}, which Trapdoom needs. ${remedy}`);
  return Array.from(sums, ([name, sha256]) => {
    const asset = path.join(folder, name);
    const bytes = fileSize(asset);
    if (bytes === undefined) throw new SetupError(`${asset} is missing, but ${file} lists it. ${remedy}`);
    if (reading(asset, hashFile) !== sha256)
      throw new SetupError(`${asset} is damaged: its SHA-256 is not the one in ${file}. ${remedy}`);
    return { path: name, sha256, bytes };
  });
}

/** @param {string} file @returns {number | undefined} in bytes; undefined where there is no such file, or something else has its name */
function fileSize(file) {
  const stats = reading(file, () => statSync(file, { throwIfNoEntry: false }));
  return stats?.isFile() ? stats.size : undefined;
}

/**
 * Reads a file, or says in one line that it cannot be read.
 * @template T
 * @param {string} file
 * @param {(file: string) => T} read
 */
export function reading(file, read) {
  try {
    return read(file);
  } catch (error) {
    throw new SetupError(`${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}
