// @ts-check
/** The portable folder, as tar.gz and zip: unpacked anywhere it plays with a Node.js of its own, and keeps all data within itself. */
import path from 'node:path';
import { filesBelow } from '../stamp.mjs';
import { entriesOf, writeTarGz, writeZip } from './archive.mjs';
import { project } from './manifest.mjs';
import { COMMAND, NODE, stage, stageNode, stagePackages, startScript, write } from './stage.mjs';

const MARKER = `This file makes Trapdoom portable: settings, saved games and added WADs are kept in the folder "data" beside it.
Without this file they are kept in the player's own folder.
`;
// %~dp0 is the script's folder, with a backslash at its end.
const WINDOWS_SCRIPT = `@echo off\r
if not exist "%~dp0node\\node.exe" (echo Trapdoom is not complete: unpack it again. 1>&2 & exit /b 1)\r
"%~dp0node\\node.exe" "%~dp0bin\\trapdoom.cjs" %*\r\n`;
const START = process.platform === 'win32' ? 'trapdoom.cmd' : 'trapdoom';

/**
 * @param {string} work an empty folder
 * @param {(text: string) => void} onProgress
 * @returns {Promise<string[]>} the archives
 */
export async function makePortable(work, onProgress) {
  const name = `${project.name}-${project.version}-${process.platform}-${process.arch}`;
  const folder = path.join(work, name);
  stage(folder);
  stagePackages(folder);
  await stageNode(folder);
  write(path.join(folder, 'portable'), MARKER);
  const start = path.join(folder, START);
  write(start, process.platform === 'win32' ? WINDOWS_SCRIPT : startScript(folder), 0o755);
  // What starts it comes first, and is whole on a disk that is full before the end; Node.js comes last, and shows that.
  const first = [start, path.join(folder, COMMAND)];
  const last = path.join(folder, NODE);
  const others = filesBelow(folder, (file) => !first.includes(file) && file !== last);
  const entries = entriesOf(folder, [...first, ...others, last]);
  const tar = path.join(work, `${name}.tar.gz`);
  const zip = path.join(work, `${name}.zip`);
  onProgress(path.basename(tar));
  await writeTarGz(tar, entries);
  onProgress(path.basename(zip));
  writeZip(zip, entries);
  return [tar, zip];
}
