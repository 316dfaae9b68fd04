// @ts-check
/** How long a download may take: as long as it progresses. */
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * @typedef {object} Pace
 * @property {number} bytes that must come
 * @property {number} ms within this time, whenever it begins
 */

/** Judges a download by what it has brought so far. */
export class DownloadLimit {
  /** @type {Pace} */
  #pace;
  #bytes = 0;
  #since;

  /**
   * @param {Pace} pace
   * @param {number} now milliseconds
   */
  constructor(pace, now) {
    this.#pace = pace;
    this.#since = now;
  }

  /**
   * Whether the download is slower than its pace.
   * @param {number} bytes all that has come until now
   * @param {number} now milliseconds
   */
  isTooSlow(bytes, now) {
    // Fewer than before: what was downloaded has been moved to its place, and unpacking begins.
    if (bytes < this.#bytes || bytes - this.#bytes >= this.#pace.bytes) {
      this.#bytes = bytes;
      this.#since = now;
    }
    return now - this.#since >= this.#pace.ms;
  }
}

/**
 * Bytes in the files of a folder and of those below; 0 where there is none. Files that come and go meanwhile do not disturb it.
 * @param {string} folder
 * @returns {number}
 */
export function bytesBelow(folder) {
  let bytes = 0;
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) bytes += bytesBelow(file);
      else if (entry.isFile()) bytes += statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    }
  } catch {
    // It is not there yet, or not there any more.
  }
  return bytes;
}
