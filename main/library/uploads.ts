import { readdir, realpath, rm, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { TEMPORARY } from '../storage/atomic-file.ts';

/** Upload folders are named by the moment they are made, twice, in base 36. */
const UPLOAD = /^[0-9a-z]{8,9}-[0-9a-z]{6,13}$/;

/** An upload folder that no entry of the library refers to. */
export interface Orphan {
  readonly folder: string;
  /** The file that was uploaded; undefined where it never came to be. */
  readonly file: string | undefined;
}

/** The folder of a new upload: one for each, so that equal names do not collide. It does not exist yet. */
export function newUploadFolder(userData: string): string {
  const name = `${Date.now().toString(36)}-${process.hrtime.bigint().toString(36)}`;
  return path.join(userData, 'wads', name);
}

/** Whether a file is in an upload folder, and so is Trapdoom's own copy. */
export async function isUploaded(userData: string, file: string): Promise<boolean> {
  const uploads = await realpath(path.join(userData, 'wads')).catch(() => undefined);
  const folder = path.dirname(file);
  return path.dirname(folder) === uploads && UPLOAD.test(path.basename(folder));
}

/** Removes an uploaded file, what was left of writing it, and its folder, unless the player has put something else there. */
export async function removeUpload({ folder, file }: Orphan): Promise<void> {
  if (file !== undefined) await rm(file, { force: true });
  for (const name of await readdir(folder).catch(() => []))
    if (TEMPORARY.test(name)) await rm(path.join(folder, name), { force: true });
  await rmdir(folder).catch(() => undefined);
}

/**
 * Uploads that a launcher which was killed has left: folders made before `before` (milliseconds since 1970) in which no file of `known`
 * lies. A folder that holds more than one upload is not Trapdoom's any more, and left out.
 */
export async function findOrphans(
  userData: string,
  known: ReadonlySet<string>,
  before: number,
): Promise<Orphan[]> {
  const uploads = await realpath(path.join(userData, 'wads')).catch(() => undefined);
  if (uploads === undefined) return [];
  const orphans: Orphan[] = [];
  for (const entry of await readdir(uploads, { withFileTypes: true })) {
    if (!entry.isDirectory() || !UPLOAD.test(entry.name)) continue;
    const folder = path.join(uploads, entry.name);
    const found = await stat(folder).catch(() => undefined);
    if (found === undefined || found.mtimeMs >= before) continue;
    const content = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
    const files = content?.filter(({ name }) => !TEMPORARY.test(name));
    if (files === undefined || files.length > 1 || files.some((file) => !file.isFile())) continue;
    const file = files[0] && path.join(folder, files[0].name);
    if (file === undefined || !known.has(file)) orphans.push({ folder, file });
  }
  return orphans;
}
