import path from 'node:path';
import { readBytes, withFile } from '../homes/contents/files.ts';
import { ERROR_LOG } from '../last-resort.ts';

/** As much of the launcher's own errors is told, in bytes: the newest. */
const ERRORS_MAX = 256 * 1024;

/** The newest of what `last-resort.ts` has logged, whole lines; undefined where there is nothing, or no plain file. */
export async function newestErrors(userData: string): Promise<string | undefined> {
  const file = path.join(userData, ERROR_LOG);
  const newest = await tail(file, ERRORS_MAX);
  const older = await tail(`${file}.old`, ERRORS_MAX - newest.length);
  const text = Buffer.concat([older, newest]).toString();
  return text === '' ? undefined : text;
}

/** The last lines of a file, of at most `count` bytes. */
async function tail(file: string, count: number): Promise<Buffer> {
  if (count <= 0) return Buffer.alloc(0);
  try {
    return await withFile(file, async (handle, size) => {
      const from = Math.max(0, size - count);
      const bytes = Buffer.from(await readBytes(handle, from, Math.min(size, count)));
      return from === 0 ? bytes : bytes.subarray(bytes.indexOf(0x0a) + 1);
    });
  } catch {
    return Buffer.alloc(0);
  }
}
