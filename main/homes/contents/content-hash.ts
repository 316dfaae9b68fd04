import { createHash } from 'node:crypto';
import { type FoundFile, readBytes, withFile } from './files.ts';

/** What is read at once, in bytes. */
const CHUNK = 1024 * 1024;
/** As many files are remembered; a home has six saves. */
const REMEMBERED_MAX = 2000;

const remembered = new Map<string, { readonly stamp: string; readonly hash: string }>();

/**
 * SHA-256 of a file, hexadecimal, read in chunks; that of a file which has not changed since is
 * remembered. Throws as `withFile`.
 */
export async function hashOf({ path: place, stamp }: Pick<FoundFile, 'path' | 'stamp'>): Promise<string> {
  const known = remembered.get(place);
  if (known?.stamp === stamp) return known.hash;
  const hash = await withFile(place, async (handle, size) => {
    const sha256 = createHash('sha256');
    for (let at = 0; at < size; ) {
      const chunk = await readBytes(handle, at, Math.min(CHUNK, size - at));
      if (chunk.length === 0) break;
      sha256.update(chunk);
      at += chunk.length;
    }
    return sha256.digest('hex');
  });
  remembered.delete(place);
  remembered.set(place, { stamp, hash });
  const [oldest] = remembered.keys();
  if (remembered.size > REMEMBERED_MAX && oldest !== undefined) remembered.delete(oldest);
  return hash;
}
