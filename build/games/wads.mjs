// @ts-check
/** Freedoom's two WADs and their licence, from Debian's package `freedoom`. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { packageVersions, unpackPackage } from '../debian.mjs';
import { cache, root, stamps, wadAssets } from '../paths.mjs';
import { say, startTask } from '../progress.mjs';
import { SetupError } from '../run.mjs';
import { hashInputs, isFresh, writeStamp, writeWhole } from '../stamp.mjs';

const WADS = ['freedoom1.wad', 'freedoom2.wad'];
const LICENCE = 'COPYING-freedoom.txt';
/** The names of all files that this step makes in `assets/wads`. */
export const WAD_FILES = [...WADS, LICENCE];
export const wadsStamp = path.join(stamps, 'wads');

const inputs = () => hashInputs(root, [import.meta.filename]);

/** Whether both WADs and their licence are there. */
export function wadsAreFresh() {
  return isFresh(
    wadsStamp,
    inputs(),
    WAD_FILES.map((name) => path.join(wadAssets, name)),
  );
}

/** Copies the WADs out of the installed package, or out of a download of it, which needs no root. */
export async function fetchWads() {
  const download = path.join(cache, 'freedoom');
  let tree = '/';
  let [version = ''] = packageVersions(['freedoom']).map((entry) => entry.split('=')[1]);
  if (!hasWads(tree)) {
    const task = startTask("Fetching Freedoom's WADs (Debian's package freedoom, 22 MB)");
    rmSync(download, { recursive: true, force: true });
    try {
      version = await unpackPackage('freedoom', download);
    } catch (error) {
      task.fail();
      throw error;
    }
    task.done();
    tree = download;
    if (!hasWads(tree))
      throw new SetupError("Debian's package freedoom carries no freedoom1.wad and freedoom2.wad here.");
  }
  mkdirSync(wadAssets, { recursive: true });
  for (const name of WADS) {
    const target = path.join(wadAssets, name);
    copyFileSync(path.join(tree, 'usr/share/games/doom', name), `${target}.partial`);
    renameSync(`${target}.partial`, target);
  }
  const copyright = readFileSync(path.join(tree, 'usr/share/doc/freedoom/copyright'), 'utf8');
  writeWhole(path.join(wadAssets, LICENCE), licenceText(version, copyright));
  rmSync(download, { recursive: true, force: true });
  writeStamp(wadsStamp, inputs());
  say(`Freedoom: ${WADS.map((name) => path.relative(root, path.join(wadAssets, name))).join(', ')}`);
}

/** @param {string} tree */
function hasWads(tree) {
  const files = [...WADS.map((name) => `usr/share/games/doom/${name}`), 'usr/share/doc/freedoom/copyright'];
  return files.every((file) => existsSync(path.join(tree, file)));
}

/** @param {string} version of Debian's package @param {string} copyright Debian's copyright file */
function licenceText(version, copyright) {
  return `freedoom1.wad and freedoom2.wad are the game data of the Freedoom project, under the 3-clause BSD licence, taken
unchanged from Debian's package freedoom, version ${version}.
Their source is Debian's source package of the same name and version, which "apt-get source freedoom" fetches on a
Debian machine. What follows is the package's own copyright file.

${copyright}`;
}
