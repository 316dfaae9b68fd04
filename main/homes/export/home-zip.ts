import type { Dir } from 'node:fs';
import { lstat, opendir, rm } from 'node:fs/promises';
import path from 'node:path';
import { systemFault } from '../../../engine/messages/faults.ts';
import { LAUNCHER_FOLDER } from '../../../engine/session/game/home.ts';
import { Refusal } from '../../protocol/refusal.ts';
import { ZipWriter } from '../../storage/zip-writer.ts';
import type { TaskOptions } from '../../task.ts';
import { withFile } from '../contents/files.ts';

/** The most files of one zip. Doom writes a few hundred. */
export const ZIP_FILES_MAX = 100_000;
/** How often progress is reported, in milliseconds. */
const TOLD_EVERY = 100;

export interface ZipHomeRequest {
  /** The home's folder. */
  readonly home: string;
  /** The zip to make: nothing has this name yet. */
  readonly file: string;
}

export interface ZipHomeResult {
  readonly files: number;
  /** Size of the zip. */
  readonly bytes: number;
}

interface Listed {
  /** From the home's folder on, with slashes. */
  readonly name: string;
  readonly bytes: number;
}

/**
 * Packs all files of a home, without the launcher's own and without what links lead to, while a game may run in it: a file that it
 * removes meanwhile is left out, one that grows is cut where it ended at first. Leaves no file where it throws: a Refusal, or
 * the signal's reason.
 */
export async function zipHome(
  { home, file }: ZipHomeRequest,
  { progress, signal }: TaskOptions,
): Promise<ZipHomeResult> {
  const listed = await list(home, signal);
  const bytesTotal = listed.reduce((sum, { bytes }) => sum + bytes, 0);
  let bytes = 0;
  let files = 0;
  let told = 0;
  const tell = () => {
    if (performance.now() - told < TOLD_EVERY) return;
    told = performance.now();
    progress?.({ bytes: Math.min(bytes, bytesTotal), bytesTotal, files, filesTotal: listed.length });
  };
  const zip = await ZipWriter.create(file);
  try {
    for (const { name } of listed) {
      await addFile(zip, home, name, (took) => {
        signal?.throwIfAborted();
        bytes += took;
        tell();
      });
      files++;
      signal?.throwIfAborted();
      tell();
    }
    await zip.finish();
    return { files, bytes: zip.bytes };
  } catch (error) {
    await rm(file, { force: true });
    signal?.throwIfAborted();
    throw error;
  } finally {
    await zip.close();
  }
}

async function addFile(
  zip: ZipWriter,
  home: string,
  name: string,
  took: (bytes: number) => void,
): Promise<void> {
  const place = path.join(home, name);
  try {
    const { mtime } = await lstat(place);
    await withFile(place, (handle, bytes) => zip.add(name, { handle, bytes, changed: mtime }, took));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (typeof code !== 'string') throw error;
    // The game has removed it since it was listed.
    if (code === 'ENOENT' && !name.includes('\ufffd')) return;
    throw new Refusal({ code: 'export-file-unreadable', params: { file: place, fault: systemFault(error) } });
  }
}

/** All plain files, folder by folder; links are passed over. */
async function list(home: string, signal: AbortSignal | undefined): Promise<Listed[]> {
  const found: Listed[] = [];
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for await (const entry of await openFolder(path.join(home, folder))) {
      signal?.throwIfAborted();
      const name = path.posix.join(folder, entry.name);
      if (name === LAUNCHER_FOLDER) continue;
      if (entry.isDirectory()) folders.push(name);
      if (!entry.isFile()) continue;
      if (found.length >= ZIP_FILES_MAX)
        throw new Refusal({ code: 'export-too-many-files', params: { folder: home, limit: ZIP_FILES_MAX } });
      const stat = await lstat(path.join(home, name)).catch(() => undefined);
      found.push({ name, bytes: stat?.size ?? 0 });
    }
  }
  return found;
}

async function openFolder(folder: string): Promise<Dir> {
  try {
    return await opendir(folder);
  } catch (error) {
    throw new Refusal({ code: 'export-folder-unreadable', params: { folder, fault: systemFault(error) } });
  }
}
