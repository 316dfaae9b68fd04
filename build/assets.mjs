// @ts-check
/**
 * The assets: game modules, WADs and their licences, the same bytes on every system. Only making them needs Debian. Setup lists them
 * in `assets/SHA256SUMS`, by which any other system knows that it has them whole.
 *
 * `node build/assets.mjs` compares the assets with that list, and ends with status 1 if they differ. With `--pack FOLDER` it also packs
 * them into the archive of a release.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { hasDebianPackages } from './debian.mjs';
import { GAME_FILES, gamesAreFresh, gamesStamp } from './games/build.mjs';
import { WAD_FILES, wadsAreFresh, wadsStamp } from './games/wads.mjs';
import { assets, root, stamps } from './paths.mjs';
import { say } from './progress.mjs';
import { capture, SetupError, tail } from './run.mjs';
import { hashFile, isFresh, writeStamp, writeWhole } from './stamp.mjs';
import { checkSums, reading, SUMS } from './sums.mjs';

/** Every file of the assets, relative to their folder, with `/`, sorted. */
export const ASSET_FILES = [
  ...GAME_FILES.map((name) => `games/${name}`),
  ...WAD_FILES.map((name) => `wads/${name}`),
].sort();

const sumsStamp = path.join(stamps, 'sums');

/**
 * Compares the assets with their list.
 * @param {string} [folder] the assets' folder
 * @returns {import('./sums.mjs').Asset[]} all files that the list names, in its order, each of them there and whole
 * @throws {SetupError} one line that names the file which is missing, damaged, or not listed
 */
export function checkAssets(folder = assets) {
  const file = path.join(folder, SUMS);
  const remedy = existsSync(file)
    ? `Unpack a release's assets into ${folder} again, or remove ${file} to have them built here, on Debian.`
    : `Unpack a release's assets into ${folder}.`;
  return checkSums(folder, { needed: ASSET_FILES, remedy });
}

/**
 * Whether assets that were made elsewhere are to be used. Stamps of our own build decide where there are any; otherwise the list does,
 * and everywhere if TRAPDOOM_ASSETS is `prebuilt`.
 * @param {object} [options]
 * @param {string} [options.folder] the assets' folder
 * @param {boolean} [options.stamped] whether any of the assets was made here
 * @param {string | undefined} [options.wanted] what TRAPDOOM_ASSETS says
 * @returns {boolean} true: they are there and whole, and nothing of them is to be made
 * @throws {SetupError} as checkAssets does, if the list decides and does not hold
 */
export function usesPrebuiltAssets({
  folder = assets,
  stamped = existsSync(gamesStamp) || existsSync(wadsStamp),
  wanted = process.env['TRAPDOOM_ASSETS'],
} = {}) {
  if (wanted && wanted !== 'prebuilt')
    throw new SetupError(
      `TRAPDOOM_ASSETS is ${JSON.stringify(wanted)}; the one value it may have is prebuilt.`,
    );
  if (!wanted && (stamped || !existsSync(path.join(folder, SUMS)))) return false;
  checkAssets(folder);
  return true;
}

/** The name of the archive that has this version's assets. */
export function archiveName() {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  return `trapdoom-assets-${version}.tar.gz`;
}

/**
 * Packs the assets and their list for a release, to be unpacked in a checkout. The same assets give the same bytes. GNU tar is needed.
 * @param {string} folder where the archive is written
 * @returns {Promise<string>} the archive
 * @throws {SetupError} as checkAssets does, or with tar's last words
 */
export async function packAssets(folder) {
  const names = checkAssets().map((asset) => asset.path);
  const archive = path.join(folder, archiveName());
  const partial = `${archive}.partial`;
  mkdirSync(folder, { recursive: true });
  const plain = ['--format=ustar', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner', '--mode=0644'];
  const files = [SUMS, ...names].map((name) => `assets/${name}`);
  // `-n`: no time in gzip's header.
  const how = ['--dereference', ...plain, '--use-compress-program=gzip -n'];
  const { status, output } = await capture('tar', ['-cf', partial, ...how, '-C', root, ...files]);
  if (status !== 0) {
    rmSync(partial, { force: true });
    throw new SetupError(`${archive} could not be written:\n${tail(output)}`);
  }
  renameSync(partial, archive);
  return archive;
}

/**
 * Throws where assets must be made and this system cannot make them.
 * @param {object} [options]
 * @param {boolean} [options.canBuild]
 * @param {boolean} [options.made] whether all assets were made here already
 * @throws {SetupError} one line that says what to get
 */
export function requireAssetsOrDebian({
  canBuild = hasDebianPackages(),
  made = gamesAreFresh() && wadsAreFresh(),
} = {}) {
  if (canBuild || made) return;
  throw new SetupError(
    `Trapdoom's games are compiled on Debian, and this system has no apt-get: unpack ${archiveName()} of the release in ${root}, or use an installer instead.`,
  );
}

/** What the list was made of: the builds that the stamps tell of. */
const inputs = () =>
  [gamesStamp, wadsStamp].map((stamp) => (existsSync(stamp) ? readFileSync(stamp, 'utf8') : '')).join('\n');

/** Whether the list is that of the assets made last. */
export function sumsAreFresh() {
  return isFresh(sumsStamp, inputs(), [path.join(assets, SUMS)]);
}

/** Lists the assets that were made here. */
export async function writeSums() {
  writeWhole(path.join(assets, SUMS), sumsText(assets));
  writeStamp(sumsStamp, inputs());
}

/**
 * The list of a folder's assets.
 * @param {string} folder
 */
export function sumsText(folder) {
  return ASSET_FILES.map((name) => `${reading(path.join(folder, name), hashFile)}  ${name}\n`).join('');
}

/** Before assets are made: a list that stands there while they change would call them damaged. */
export function removeSums() {
  rmSync(path.join(assets, SUMS), { force: true });
}

/** @param {readonly string[]} args */
async function main(args) {
  const [option, folder, ...more] = args;
  if (args.length > 0 && (option !== '--pack' || !folder || more.length > 0))
    throw new SetupError('usage: node build/assets.mjs [--pack FOLDER]');
  const checked = checkAssets();
  const bytes = checked.reduce((sum, asset) => sum + asset.bytes, 0);
  say(`${checked.length} assets, ${bytes} bytes, are as ${path.join(assets, SUMS)} lists them.`);
  if (folder) process.stdout.write(`${await packAssets(folder)}\n`);
}

if (process.argv[1] === import.meta.filename) {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}
