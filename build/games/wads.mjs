// @ts-check
/** Freedoom's two WADs and their licence, from Debian's package `freedoom`. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { unpackPackage } from '../debian.mjs';
import { cache, root, stamps, wadAssets } from '../paths.mjs';
import { say, startTask } from '../progress.mjs';
import { SetupError } from '../run.mjs';
import { hashInputs, isFresh, writeStamp, writeWhole } from '../stamp.mjs';

const WADS = ['freedoom1.wad', 'freedoom2.wad'];
const licence = path.join(wadAssets, 'COPYING-freedoom.txt');
const stamp = path.join(stamps, 'wads');

const inputs = () => hashInputs(root, [import.meta.filename]);

/** Whether both WADs and their licence are there. */
export function wadsAreFresh() {
  return isFresh(stamp, inputs(), [...WADS.map((name) => path.join(wadAssets, name)), licence]);
}

/** Copies the WADs out of the installed package, or out of a download of it, which needs no root. */
export async function fetchWads() {
  const download = path.join(cache, 'freedoom');
  let tree = '/';
  if (!hasWads(tree)) {
    const task = startTask("Fetching Freedoom's WADs (Debian's package freedoom, 22 MB)");
    rmSync(download, { recursive: true, force: true });
    try {
      await unpackPackage('freedoom', download);
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
  writeWhole(licence, licenceText(readFileSync(path.join(tree, 'usr/share/doc/freedoom/copyright'), 'utf8')));
  rmSync(download, { recursive: true, force: true });
  writeStamp(stamp, inputs());
  say(`Freedoom: ${WADS.map((name) => path.relative(root, path.join(wadAssets, name))).join(', ')}`);
}

/** @param {string} tree */
function hasWads(tree) {
  const files = [...WADS.map((name) => `usr/share/games/doom/${name}`), 'usr/share/doc/freedoom/copyright'];
  return files.every((file) => existsSync(path.join(tree, file)));
}

/** @param {string} copyright Debian's copyright file */
function licenceText(copyright) {
  return `freedoom1.wad and freedoom2.wad are the game data of the Freedoom project, under the 3-clause BSD licence, taken
unchanged from Debian's package freedoom. What follows is that package's own copyright file.

${copyright}`;
}
