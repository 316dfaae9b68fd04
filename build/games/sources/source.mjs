// @ts-check
/** Sources of the games: Debian's source packages, one pinned version of each, checked, unpacked. Nothing of them enters the repository. */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { downloadSources } from '../../debian.mjs';
import { cache } from '../../paths.mjs';
import { startTask } from '../../progress.mjs';
import { capture, SetupError, tail } from '../../run.mjs';
import { hashFile } from '../../stamp.mjs';

/**
 * A pinned source package.
 * @typedef {object} Source
 * @property {string} name
 * @property {string} version
 * @property {string} suite the release of Debian that has it
 * @property {string} tarball the upstream source's file
 * @property {string} sha256 the tarball's. It alone decides: what Debian adds to the tarball is not used
 */

/** What unpacks the tarballs, beside tar and gzip, which every Debian machine has. */
export const UNPACKING_PACKAGES = ['bzip2', 'xz-utils'];

const folder = path.join(cache, 'source');

/**
 * Where a source is once it was fetched and unpacked.
 * @param {Pick<Source, 'name' | 'sha256'>} source
 */
export const treeOf = ({ name, sha256 }) => path.join(folder, `${name}-${sha256.slice(0, 12)}`);

/**
 * Refuses a tarball that is not, byte for byte, the one pinned.
 * @param {string} file
 * @param {string} sha256
 * @throws {SetupError} naming the file and both hashes
 */
export function verifyTarball(file, sha256) {
  const found = hashFile(file);
  if (found === sha256) return;
  throw new SetupError(
    `${file} is not the source that Trapdoom was made with and is refused.\n  expected SHA-256 ${sha256}\n  found    SHA-256 ${found}\nRemove the file to fetch it again; if that does not help, the archive was changed.`,
  );
}

/**
 * Fetches and unpacks the sources that are not there.
 * @param {readonly Source[]} sources
 * @throws {SetupError} if one cannot be fetched, or is not the one pinned
 */
export async function obtainSources(sources) {
  const wanted = sources.filter((source) => !existsSync(treeOf(source)));
  if (wanted.length === 0) return;
  mkdirSync(folder, { recursive: true });
  await fetchTarballs(wanted.filter(({ tarball }) => !existsSync(path.join(folder, tarball))));
  for (const { tarball, sha256 } of wanted) verifyTarball(path.join(folder, tarball), sha256);
  // One after another: each is unpacked in a moment, and each program that runs takes a listener of this process.
  for (const source of wanted) await unpack(source);
}

/** @param {readonly Source[]} sources */
async function fetchTarballs(sources) {
  if (sources.length === 0) return;
  const names = sources.map(({ name, version }) => `${name} ${version}`).join(', ');
  const task = startTask(`Fetching Debian's sources of ${names}`);
  // apt writes to the final name as it progresses: an interrupted download must not be taken for a tampered one.
  const download = path.join(folder, 'download');
  rmSync(download, { recursive: true, force: true });
  try {
    await downloadSources(sources, download);
    for (const { tarball } of sources) renameSync(path.join(download, tarball), path.join(folder, tarball));
  } catch (error) {
    task.fail();
    if (!(error instanceof SetupError)) throw error;
    const tarballs = sources.map(({ tarball }) => tarball).join(', ');
    throw new SetupError(
      `${error.message}\nCheck the network and start again, or put ${tarballs} (from any Debian machine) into ${folder}, or unpack a release's assets (README.md).`,
    );
  }
  rmSync(download, { recursive: true, force: true });
  task.done();
}

/** @param {Source} source */
async function unpack(source) {
  const tarball = path.join(folder, source.tarball);
  const tree = treeOf(source);
  const partial = `${tree}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial);
  const { status, output } = await capture('tar', ['-xf', tarball, '-C', partial, '--strip-components=1']);
  if (status !== 0) throw new SetupError(`${tarball} could not be unpacked:\n${tail(output)}`);
  renameSync(partial, tree);
}
