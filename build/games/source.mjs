// @ts-check
/** Chocolate Doom's source: Debian's package, one pinned version, checked, unpacked. Nothing of it enters the repository. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { downloadSource } from '../debian.mjs';
import { cache } from '../paths.mjs';
import { startTask } from '../progress.mjs';
import { capture, SetupError, tail } from '../run.mjs';

export const SOURCE = {
  name: 'chocolate-doom',
  version: '3.0.1+really3.0.0+git1471-1',
  tarball: 'chocolate-doom_3.0.1+really3.0.0+git1471.orig.tar.gz',
  sha256: 'dcc267e6321c6a61e8619df7a99a039f41db36bf700957bb33cb28721adf2f7f',
};

const folder = path.join(cache, 'source');
/** Where the source lies once it was fetched and unpacked. */
export const sourceTree = path.join(folder, `${SOURCE.name}-${SOURCE.sha256.slice(0, 12)}`);

/**
 * Refuses a tarball that is not, byte for byte, the one pinned.
 * @param {string} file
 * @param {string} sha256
 * @throws {SetupError} naming the file and both hashes
 */
export function verifyTarball(file, sha256) {
  const found = createHash('sha256').update(readFileSync(file)).digest('hex');
  if (found === sha256) return;
  throw new SetupError(
    `${file} is not the source that Trapdoom was made with and is refused.\n  expected SHA-256 ${sha256}\n  found    SHA-256 ${found}\nRemove the file to fetch it again; if that does not help, the archive was changed.`,
  );
}

/**
 * The unpacked source tree, fetched if need be.
 * @returns {Promise<string>} its folder
 */
export async function obtainSource() {
  if (existsSync(sourceTree)) return sourceTree;
  mkdirSync(folder, { recursive: true });
  const tarball = path.join(folder, SOURCE.tarball);
  if (!existsSync(tarball)) {
    const task = startTask(`Fetching Debian's source package ${SOURCE.name} ${SOURCE.version}`);
    // apt writes to the final name as it goes: an interrupted download must not be taken for a tampered one.
    const download = path.join(folder, 'download');
    rmSync(download, { recursive: true, force: true });
    try {
      await downloadSource(SOURCE.name, SOURCE.version, download);
      renameSync(path.join(download, SOURCE.tarball), tarball);
    } catch (error) {
      task.fail();
      if (!(error instanceof SetupError)) throw error;
      throw new SetupError(
        `${error.message}\nCheck the network and start again, or put ${SOURCE.tarball} (from any Debian machine) into ${folder}, or unpack a release's assets (README.md).`,
      );
    }
    rmSync(download, { recursive: true, force: true });
    task.done();
  }
  verifyTarball(tarball, SOURCE.sha256);
  const partial = `${sourceTree}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial);
  const unpacked = await capture('tar', ['-xzf', tarball, '-C', partial, '--strip-components=1']);
  if (unpacked.status !== 0)
    throw new SetupError(`${tarball} could not be unpacked:\n${tail(unpacked.output)}`);
  renameSync(partial, sourceTree);
  return sourceTree;
}
