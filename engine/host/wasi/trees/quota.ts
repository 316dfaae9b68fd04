import fs from 'node:fs';
import path from 'node:path';
import { ERRNO, WasiError } from '../abi.ts';

/** What a file, folder or link takes besides its bytes: a block of common file systems. So quota bounds their number, too. */
const NODE_BYTES = 4096;
/**
 * So many files, folders and links may be made when a tree is full. A game whose disk is full can make its files. Writing them fails.
 */
const NODES_BEYOND = 256;
/** A tree that was found full is measured again no sooner than after this many times as long as measuring it took. */
const MEASURING_SHARE = 10;

/** A change that a tree's quota has no room for: to the guest a full disk. */
export class QuotaReached extends WasiError {
  /** Bytes that the tree may hold. */
  readonly limit: number;

  constructor(limit: number) {
    super(ERRNO.NOSPC, `the limit of ${limit} bytes is reached`);
    this.limit = limit;
  }
}

/**
 * How much a folder may hold with all below it, in bytes: sizes of files, holes included, and `NODE_BYTES` for each file, folder and link.
 * It counts what is added. When that reaches the limit, it measures what is truly there: files are also removed, cut and replaced,
 * and not by the guest alone.
 */
export class DiskQuota {
  readonly #root: string;
  readonly #limit: number;
  /** A name directly in the root that does not count. */
  readonly #excluded: string | undefined;
  /** Bytes of open files that have no name any more. */
  readonly #unnamed: () => number;
  /** What may still be added before it is measured again. */
  #left = 0;
  #fullUntil = Number.NEGATIVE_INFINITY;

  constructor(root: string, limit: number, excluded: string | undefined, unnamed: () => number) {
    this.#root = root;
    this.#limit = limit;
    this.#excluded = excluded;
    this.#unnamed = unnamed;
  }

  /** Bytes are about to be added to a file. Throws QuotaReached. */
  takeBytes(bytes: number): void {
    this.#take(bytes, 0);
  }

  /** A file, folder or link is about to be made. Throws QuotaReached. */
  takeNode(): void {
    this.#take(NODE_BYTES, NODES_BEYOND * NODE_BYTES);
  }

  #take(bytes: number, beyond: number): void {
    if (bytes <= 0) return;
    const fits = () => bytes <= this.#left + beyond;
    const now = performance.now();
    if (!fits() && now >= this.#fullUntil) {
      const most = this.#limit + NODES_BEYOND * NODE_BYTES;
      this.#left = this.#limit - this.#unnamed() - bytesBelow(this.#root, this.#excluded, most);
      const after = performance.now();
      if (!fits()) this.#fullUntil = after + MEASURING_SHARE * (after - now);
    }
    if (!fits()) throw new QuotaReached(this.#limit);
    this.#left -= bytes;
  }
}

/** Bytes of all that is in a folder except for `excluded`. Counting ends at about `most`. What cannot be read counts nothing. */
function bytesBelow(root: string, excluded: string | undefined, most: number): number {
  let bytes = 0;
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined && bytes <= most; folder = folders.pop()) {
    for (const entry of entriesOf(folder)) {
      if (folder === root && entry.name.toLowerCase() === excluded) continue;
      const place = path.join(folder, entry.name);
      bytes += NODE_BYTES;
      if (entry.isDirectory()) folders.push(place);
      else if (entry.isFile()) bytes += sizeOf(place);
      if (bytes > most) break;
    }
  }
  return bytes;
}

function entriesOf(folder: string): fs.Dirent[] {
  try {
    return fs.readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** A file with several names counts once. */
function sizeOf(file: string): number {
  const stat = fs.lstatSync(file, { throwIfNoEntry: false });
  return stat === undefined ? 0 : stat.size / Math.max(1, stat.nlink);
}
