import { mkdirSync, statSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';

/*
 * Node's own recursive mkdir does not return for a path in /proc, /sys and their like (Node 20 and 22): they say ENOENT of a folder whose
 * parent exists, and Node makes the parent again, forever. So folders are made here, one by one.
 */

/** Modes of what is the player's alone: saved games, settings, logs (chmod(2)). */
export const PRIVATE_FOLDER = 0o700;
export const PRIVATE_FILE = 0o600;

/** Makes a folder and the missing ones above it, private to the player. Throws the system's error. */
export async function makeFolder(folder: string): Promise<void> {
  const missing: string[] = [];
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const failure = await makeOne(at);
    if (failure === undefined) break;
    if (failure.code !== 'ENOENT' || at === path.dirname(at)) throw failure;
    missing.push(at);
  }
  for (const one of missing.reverse()) {
    const failure = await makeOne(one);
    if (failure !== undefined) throw failure;
  }
}

/** The same for who cannot wait: Electron must know its folder before it is ready. */
export function makeFolderSync(folder: string): void {
  const missing: string[] = [];
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const failure = makeOneSync(at);
    if (failure === undefined) break;
    if (failure.code !== 'ENOENT' || at === path.dirname(at)) throw failure;
    missing.push(at);
  }
  for (const one of missing.reverse()) {
    const failure = makeOneSync(one);
    if (failure !== undefined) throw failure;
  }
}

/** Makes a folder unless it exists. Returns why not. */
async function makeOne(folder: string): Promise<NodeJS.ErrnoException | undefined> {
  try {
    await mkdir(folder, { mode: PRIVATE_FOLDER });
    return undefined;
  } catch (error) {
    // Besides EEXIST, Windows says EPERM of a drive, macOS EISDIR of the root.
    const there = await stat(folder).catch(() => undefined);
    return there?.isDirectory() ? undefined : (error as NodeJS.ErrnoException);
  }
}

function makeOneSync(folder: string): NodeJS.ErrnoException | undefined {
  try {
    mkdirSync(folder, { mode: PRIVATE_FOLDER });
    return undefined;
  } catch (error) {
    const there = statSync(folder, { throwIfNoEntry: false });
    return there?.isDirectory() ? undefined : (error as NodeJS.ErrnoException);
  }
}
