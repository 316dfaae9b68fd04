import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { hashFile } from '../library/files/wad.ts';

/** The list of assets beside the folders `games` and `wads`, as setup writes it: the format of sha256sum. */
export const SUMS = 'SHA256SUMS';
/** The longest list that is read, in bytes: it has one short line for each file. */
const LONGEST = 65_536;
/** A file one folder deep: nothing that leads out of the assets. */
const LINE = /^([0-9a-f]{64}) [ *]((?:games|wads)\/[A-Za-z0-9][\w.+-]*)$/i;

/**
 * Compares the assets in a folder with their list. Without a list there is nothing to compare. Throws an Error of one line that names the
 * first file which is missing or damaged.
 */
export async function checkSums(folder: string): Promise<void> {
  const list = path.join(folder, SUMS);
  const found = await stat(list).catch(() => undefined);
  if (found === undefined) return;
  if (!found.isFile() || found.size > LONGEST) throw new Error(`${list} is no list of Trapdoom’s assets.`);
  for (const [index, line] of (await readFile(list, 'utf8')).split(/\r?\n/).entries()) {
    if (line === '') continue;
    const [, sha256, name] = LINE.exec(line) ?? [];
    if (sha256 === undefined || name === undefined)
      throw new Error(`${list}, line ${index + 1}, is not a SHA-256 and the path of an asset.`);
    await checkFile(path.join(folder, name), sha256.toLowerCase(), list);
  }
}

async function checkFile(file: string, sha256: string, list: string): Promise<void> {
  let actual: string;
  try {
    ({ sha256: actual } = await hashFile(file));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const what = code === 'ENOENT' ? 'is missing' : `cannot be read (${message})`;
    throw new Error(`${file} ${what}, but ${list} lists it. Install Trapdoom again.`);
  }
  if (actual !== sha256)
    throw new Error(`${file} is damaged: its SHA-256 is not the one in ${list}. Install Trapdoom again.`);
}
