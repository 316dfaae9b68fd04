import { closeSync, openSync, readSync, realpathSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Wrapper scripts are short; what one starts stands near its beginning. */
const SCRIPT_BYTES = 8192;

/**
 * The folder in which a browser's profile is made: one that the browser can read. Browsers from Snap and Flatpak have a /tmp of their
 * own and see no hidden folders of the player's. Each has a folder of its own in the player's home: `~/snap/NAME/common` (Snap's
 * environment variable SNAP_USER_COMMON) or `~/.var/app/ID` (flatpak-run, XDG_DATA_HOME).
 */
export function profileFolder(program: string, home = os.homedir()): string {
  const snap = snapName(program);
  if (snap !== undefined) return path.join(home, 'snap', snap, 'common');
  const flatpak = flatpakId(program);
  if (flatpak !== undefined) return path.join(home, '.var', 'app', flatpak, 'data');
  return os.tmpdir();
}

function snapName(program: string): string | undefined {
  // /snap/bin/chromium is a symbolic link to /usr/bin/snap.
  const command = path.basename(realPath(program)) === 'snap' ? path.basename(program) : undefined;
  const started = command ?? /\/snap\/bin\/([\w.-]+)/.exec(scriptOf(program))?.[1];
  // The snap `chromium` has commands `chromium` and `chromium.chromedriver`.
  return started?.split('.')[0];
}

function flatpakId(program: string): string | undefined {
  if (/[\\/]flatpak[\\/]exports[\\/]bin[\\/]/.test(program)) return path.basename(program);
  return /\bflatpak\s+run\b[^\n]*?\s((?:[\w-]+\.){2,}[\w-]+)/.exec(scriptOf(program))?.[1];
}

function realPath(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

/** The beginning of a script; empty for another program. */
function scriptOf(file: string): string {
  try {
    const descriptor = openSync(file, 'r');
    try {
      const bytes = Buffer.alloc(SCRIPT_BYTES);
      const text = bytes.toString('latin1', 0, readSync(descriptor, bytes));
      return text.startsWith('#!') ? text : '';
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return '';
  }
}
