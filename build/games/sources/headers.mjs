// @ts-check
/** Headers of libraries that the host implements: out of Debian's packages, which are unpacked and not installed. */
import { existsSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { unpackPackage } from '../../debian.mjs';
import { cache } from '../../paths.mjs';
import { startTask } from '../../progress.mjs';
import { SetupError } from '../../run.mjs';

/**
 * A package's headers.
 * @typedef {object} Headers
 * @property {string} name the package
 * @property {string} folder of the headers below /usr/include
 */

/**
 * Where the headers are: installed on this machine, or unpacked in the cache.
 * @param {Headers} headers
 */
export function headersFolder({ name, folder }) {
  const installed = path.join('/usr/include', folder);
  return existsSync(installed) ? installed : path.join(cache, 'headers', name, 'usr/include', folder);
}

/**
 * Fetches and unpacks a package where its headers are neither installed nor in the cache.
 * @param {Headers} headers
 * @throws {SetupError} if it cannot be fetched
 */
export async function obtainHeaders(headers) {
  if (existsSync(headersFolder(headers))) return;
  const target = path.join(cache, 'headers', headers.name);
  const partial = `${target}.partial`;
  rmSync(partial, { recursive: true, force: true });
  const task = startTask(`Fetching the headers of Debian's package ${headers.name}`);
  try {
    await unpackPackage(headers.name, partial);
  } catch (error) {
    task.fail();
    throw error;
  }
  task.done();
  rmSync(target, { recursive: true, force: true });
  renameSync(partial, target);
  if (!existsSync(headersFolder(headers)))
    throw new SetupError(
      `Debian's package ${headers.name} has no headers in /usr/include/${headers.folder} here.`,
    );
}
