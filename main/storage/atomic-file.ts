import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/**
 * Writes a file so that, whatever happens meanwhile, `file` holds either all of its old content or all of `content`: a temporary file
 * beside it is written, flushed to the disk, and renamed over it. Creates missing folders.
 *
 * `beforeRename` runs when the new content is safe on the disk and the old one still in place.
 */
export async function writeFileAtomically(
  file: string,
  content: string | Uint8Array,
  beforeRename?: () => Promise<void>,
): Promise<void> {
  const temporary = await writeTemporary(file, content);
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

/** A name beside `file` that nothing has. */
function temporaryName(file: string): string {
  return `${file}.${randomBytes(6).toString('hex')}.tmp`;
}

/**
 * Writes a new file beside `file`, flushed to the disk, and answers its path: what takes the place of `file` when it is renamed. Creates
 * missing folders; leaves nothing where it fails.
 */
export async function writeTemporary(file: string, content: string | Uint8Array): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true });
  const temporary = temporaryName(file);
  try {
    const handle = await open(temporary, 'wx');
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
