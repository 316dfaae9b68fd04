import fs from 'node:fs';
import path from 'node:path';
import type { HostTree } from '../../host/wasi/wasi.ts';

/** The folder of a home in which the launcher finds what games have saved for recovery. */
export const RECOVERED_FOLDER = 'recovered';

/** The most files that a session keeps, and the largest, in bytes; a game that cannot save ends after its first. */
const FILES_MAX = 8;
const BYTES_MAX = 16 * 1024 * 1024;

/** Keeps in the home what a game has saved for recovery: its temporary folder is memory, and goes with the session. */
export class RecoveredFiles {
  readonly #home: string;
  readonly #pattern: RegExp | undefined;
  readonly #treeOf: () => HostTree;
  /** Names in the home, by those that the game uses. */
  readonly #names = new Map<string, string>();

  /** `pattern`: the names of files for recovery, in two groups, if there are any; `treeOf` opens the home, whose folder is there by then. */
  constructor(home: string, pattern: RegExp | undefined, treeOf: () => HostTree) {
    this.#home = home;
    this.#pattern = pattern;
    this.#treeOf = treeOf;
  }

  /**
   * Keeps a file that the game has written and closed in its temporary folder. Returns whether it is one for recovery, and is on the disk.
   * Throws what the file system throws.
   */
  keep(parts: readonly string[], content: Uint8Array): boolean {
    const [, base, extension] = (parts.length === 1 && this.#pattern?.exec(parts[0]!)) || [];
    if (base === undefined || extension === undefined) return false;
    if (content.length === 0 || content.length > BYTES_MAX) return false;
    const known = this.#names.get(`${base}${extension}`);
    if (known === undefined && this.#names.size >= FILES_MAX) return false;
    fs.mkdirSync(this.#home, { recursive: true });
    const tree = this.#treeOf();
    if (tree.lookup([RECOVERED_FOLDER]) === undefined) tree.makeDirectory([RECOVERED_FOLDER]);
    const name = known ?? this.#freeName(base, extension);
    const options = { read: false, write: true, create: true, exclusive: false, truncate: true };
    const file = tree.open([RECOVERED_FOLDER, name], options);
    try {
      for (let at = 0; at < content.length; at += file.write(content.subarray(at), at));
    } finally {
      file.close();
    }
    this.#names.set(`${base}${extension}`, name);
    return true;
  }

  #freeName(base: string, extension: string): string {
    for (let count = 1; ; count++) {
      const name = `${base}${count === 1 ? '' : `-${count}`}${extension}`;
      if (!fs.existsSync(path.join(this.#home, RECOVERED_FOLDER, name))) return name;
    }
  }
}
