import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isRunning } from '../../../storage/process-identity.ts';

const PREFIX = 'trapdoom-window-';
const FLATPAK = /[\\/]\.var[\\/]app[\\/]/;
/** A profile without a browser's lock is left alone for so long, in milliseconds: its browser may be about to start. */
const STARTING_MS = 60 * 60_000;

/** Makes a browser's profile in `folder`: a folder of this user alone (mode 0700). Removes those whose browser is gone. Throws the system's error. */
export function makeProfile(folder: string): string {
  mkdirSync(folder, { recursive: true });
  removeAbandoned(folder);
  return mkdtempSync(path.join(folder, PREFIX));
}

/** Removes the profiles of windows whose launcher was killed. What cannot be removed stays. */
function removeAbandoned(folder: string): void {
  // Chromium has no such lock on Windows, and in a Flatpak it counts processes apart: who is running would be unknown.
  if (process.platform === 'win32' || FLATPAK.test(folder)) return;
  try {
    for (const name of readdirSync(folder)) {
      const place = path.join(folder, name);
      if (name.startsWith(PREFIX) && isAbandoned(place)) rmSync(place, { recursive: true, force: true });
    }
  } catch {
    // They take room, no more.
  }
}

function isAbandoned(profile: string): boolean {
  const found = lstatSync(profile, { throwIfNoEntry: false });
  if (found === undefined || !found.isDirectory() || found.uid !== process.getuid?.()) return false;
  const lock = lockOf(profile);
  if (lock === undefined) return Date.now() - found.mtimeMs > STARTING_MS;
  return lock.host === os.hostname() && !isRunning(lock.pid);
}

/** Who uses a profile: Chromium keeps a link `SingletonLock` to HOST-PID in it (chrome/browser/process_singleton_posix.cc). */
function lockOf(profile: string): { host: string; pid: number } | undefined {
  try {
    const [, host = '', pid = ''] =
      /^(.*)-(\d+)$/.exec(readlinkSync(path.join(profile, 'SingletonLock'))) ?? [];
    // What does not name a process may be a later Chromium's lock.
    return { host, pid: Number(pid) };
  } catch {
    return undefined;
  }
}
