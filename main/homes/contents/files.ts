import { constants } from 'node:fs';
import { type FileHandle, link, lstat, open, opendir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Refusal } from '../../protocol/refusal.ts';
import { writeTemporary } from '../../storage/atomic-file.ts';
import { makeFolder } from '../../storage/folders.ts';

/**
 * A home's folder is the game's to write, and the player's, and may come from anywhere: names are taken only as they are listed here,
 * links are not followed, what is no plain file is not opened, and what is large or many is not read whole.
 */

/** The most names that are read in one folder. */
const NAMES_MAX = 20_000;
/** The largest file that is read whole, in bytes: a screenshot, a save. */
export const FILE_MAX = 32 * 1024 * 1024;

/** A plain file that was found. */
export interface FoundFile {
  /** From the home's folder on, with slashes. */
  readonly file: string;
  readonly path: string;
  readonly bytes: number;
  readonly changed: Date;
  /** Another one after any change of the file. */
  readonly stamp: string;
}

/** Opens a plain file, calls `action`, and closes it. Throws the system's error, and a Refusal for a link, a folder, a pipe. */
export async function withFile<T>(
  file: string,
  action: (handle: FileHandle, bytes: number) => Promise<T>,
): Promise<T> {
  // Absent on Windows, where there is the look before.
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  if (!(await lstat(file)).isFile())
    throw new Refusal({ code: 'file-not-plain', params: { file: path.basename(file) } });
  const handle = await open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw new Refusal({ code: 'file-not-plain', params: { file: path.basename(file) } });
    return await action(handle, found.size);
  } finally {
    await handle.close();
  }
}

/** All of a plain file. Throws as `withFile`, and a Refusal where it is larger than `FILE_MAX`. */
export function readPlainFile(file: string): Promise<Uint8Array<ArrayBuffer>> {
  return withFile(file, async (handle, bytes) => {
    if (bytes > FILE_MAX)
      throw new Refusal({ code: 'file-too-large', params: { file: path.basename(file), bytes } });
    return new Uint8Array(await handle.readFile());
  });
}

/** Up to `count` bytes of an open file from `position` on. */
export async function readBytes(handle: FileHandle, position: number, count: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(count);
  const { bytesRead } = await handle.read(bytes, 0, count, position);
  return bytes.subarray(0, bytesRead);
}

/** Whether this is a folder, and no link to one. */
export async function isFolder(folder: string): Promise<boolean> {
  return (await lstat(folder).catch(() => undefined))?.isDirectory() ?? false;
}

/** Throws a Refusal unless `folder` is a folder or can become one: what lies behind a link is no part of the home. */
export async function checkFolder(folder: string): Promise<void> {
  if ((await isTaken(folder)) && !(await isFolder(folder)))
    throw new Refusal({ code: 'folder-blocked', params: { folder } });
}

/** Whether anything has this name, be it a link to nowhere. */
export async function isTaken(file: string): Promise<boolean> {
  return (await lstat(file).catch(() => undefined)) !== undefined;
}

/** Names in a folder that `wanted` accepts, in no order; none where there is no such folder. Throws where it may not be read. */
export async function namesIn(folder: string, wanted: (name: string) => boolean): Promise<string[]> {
  if (!(await isFolder(folder))) return [];
  const names: string[] = [];
  let looked = 0;
  for await (const { name } of await opendir(folder)) {
    if (++looked > NAMES_MAX) break;
    if (wanted(name)) names.push(name);
  }
  return names;
}

/** A plain file of a home, or undefined. */
export async function foundFile(home: string, file: string): Promise<FoundFile | undefined> {
  const place = path.join(home, file);
  const stat = await lstat(place).catch(() => undefined);
  if (stat?.isFile() !== true) return undefined;
  const { size, mtime, mtimeMs, ctimeMs, ino } = stat;
  return { file, path: place, bytes: size, changed: mtime, stamp: `${ino} ${size} ${mtimeMs} ${ctimeMs}` };
}

/** Gives a file another name in the same file system, unless something has that name: returns whether it got it. */
export async function moveTo(from: string, to: string): Promise<boolean> {
  await makeFolder(path.dirname(to));
  try {
    await link(from, to);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error;
    // A file system without hard links.
    if (await isTaken(to)) return false;
    await rename(from, to);
    return true;
  }
  await rm(from);
  return true;
}

/** Writes a file whole, to the disk, under a name that nothing has; returns whether the name was free. */
export async function writeNew(file: string, content: Uint8Array): Promise<boolean> {
  const temporary = await writeTemporary(file, content);
  try {
    return await moveTo(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}
