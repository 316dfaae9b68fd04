import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder, PRIVATE_FILE } from './folders.ts';

export interface WriteOptions {
  /** Whether other accounts may read the file, as far as the system's umask lets them: one that the player takes elsewhere. */
  readonly shared?: boolean;
  /** Runs when the new content is safe on the disk and the old one still in place. */
  readonly beforeRename?: () => Promise<void>;
}

/**
 * Replaces a file's content whole. Whatever happens meanwhile, `file` holds either all of its old content or all of `content`. A
 * temporary file beside it is written, flushed to the disk, and renamed over it. Missing folders are created. File and folders are
 * private to the player.
 */
export async function writeFileAtomically(
  file: string,
  content: string | Uint8Array,
  { shared = false, beforeRename }: WriteOptions = {},
): Promise<void> {
  const temporary = await writeTemporary(file, content, shared);
  try {
    await beforeRename?.();
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(path.dirname(file));
}

/**
 * Has `write` make a new file beside `file`, whose path it receives, and renames that over `file`. Removes it where anything fails, and
 * throws what failed. `write` flushes what it has written.
 */
export async function makeFileAtomically(
  file: string,
  write: (temporary: string) => Promise<void>,
): Promise<void> {
  const temporary = temporaryName(file);
  try {
    await write(temporary);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(path.dirname(file));
}

/** Ends a temporary file's name. Only Trapdoom gives such names: what a killed launcher has left goes by them. */
export const TEMPORARY = /\.[0-9a-f]{12}\.tmp$/;

/** A name beside `file` that nothing has. */
export function temporaryName(file: string): string {
  return `${file}.${randomBytes(6).toString('hex')}.tmp`;
}

/**
 * Writes a new file beside `file`, flushes it to the disk, and returns its path. Renamed, it takes the place of `file`. Creates missing
 * folders; leaves nothing where it fails.
 */
export async function writeTemporary(
  file: string,
  content: string | Uint8Array,
  shared = false,
): Promise<string> {
  await makeFolder(path.dirname(file));
  const temporary = temporaryName(file);
  try {
    const handle = await open(temporary, 'wx', shared ? 0o666 : PRIVATE_FILE);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  return temporary;
}

/** Makes renames in `folder` survive a power cut, where the system can flush a folder at all (Windows cannot). */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    // The content itself is flushed; only the moment of the rename is left to the system.
  }
}
