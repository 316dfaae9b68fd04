// @ts-check
/** A game's own data as the archive that it reads: a ZIP whose name ends in .pk3. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Packs files in their order. The same files give the same bytes. Their dates are left out, and package-lock.json names the compressor:
 * that of Node.js differs from version to version.
 * @param {string} folder
 * @param {readonly string[]} files relative to the folder, with `/`
 */
export async function packPk3(folder, files) {
  const { zipSync } = await import('fflate');
  // fflate writes local time, as ZIP has it.
  const mtime = new Date(1980, 0, 1);
  return zipSync(
    Object.fromEntries(
      files.map((file) => [
        file,
        [new Uint8Array(readFileSync(path.join(folder, file))), { mtime, level: 9 }],
      ]),
    ),
  );
}
