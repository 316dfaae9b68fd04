import { spawn } from 'node:child_process';
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { BrowserWindow } from './chromium.ts';
import { profileFolder } from './confinement.ts';
import { handOver } from './handover.ts';

/** What opens an address in a tab of the player's own browser. */
export interface TabOpener {
  readonly program: string;
  readonly args: readonly string[];
}

/** Browsers without an app mode, by preference. */
const BROWSERS = ['firefox', 'firefox-esr'];
/** What opens the default browser of a desktop, or else Debian's. */
const OPENERS = ['xdg-open', 'x-www-browser'];

/** Whether a program is a browser that knows no app mode: it gets a tab instead of a window. */
export function opensTabs(program: string): boolean {
  return /firefox|librewolf|waterfox|mullvad|epiphany|safari/i.test(path.basename(program));
}

/** What opens a tab on this system; undefined where there is nothing. */
export function findTabOpener(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): TabOpener | undefined {
  const chosen = env['TRAPDOOM_BROWSER'];
  if (chosen) return { program: chosen, args: [] };
  // macOS' own command, and the function of Windows that its Run dialog calls for addresses.
  if (platform === 'darwin') return { program: '/usr/bin/open', args: [] };
  if (platform === 'win32') return { program: 'rundll32.exe', args: ['url.dll,FileProtocolHandler'] };
  const folders = (env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const program = [...BROWSERS, ...OPENERS]
    .flatMap((name) => folders.map((folder) => path.join(folder, name)))
    .find(isExecutable);
  return program === undefined ? undefined : { program, args: [] };
}

/**
 * Opens a tab at `address`, which no other user can read on the way. `gone` resolves only if that fails. The browser is the player's own,
 * with other tabs: its process says nothing about this one, and outlives Trapdoom. Throws where the address cannot be passed.
 */
export function openTab({ program, args }: TabOpener, address: string): BrowserWindow {
  const parent = profileFolder(program);
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(path.join(parent, 'trapdoom-tab-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  let entered = false;
  let child: ReturnType<typeof spawn>;
  try {
    const { url } = handOver(address, folder);
    // In a group of its own: Ctrl+C in the terminal is for Trapdoom.
    child = spawn(program, [...args, url], { stdio: 'ignore', detached: true, windowsHide: true });
  } catch (error) {
    remove();
    throw error;
  }
  child.unref();
  const gone = new Promise<string>((resolve) => {
    child.on('error', (error) => child.pid === undefined && resolve(error.message));
    child.once('exit', (code, signal) => {
      if (!entered && code !== 0) resolve(signal === null ? `exit code ${code}` : `signal ${signal}`);
    });
  });
  return {
    ownsBrowser: false,
    gone,
    entered: () => {
      entered = true;
      try {
        remove();
      } catch {
        // Windows keeps files that are open; `close` tries again.
      }
    },
    close: async () => remove(),
  };
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
