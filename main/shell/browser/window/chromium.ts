import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, rmSync, statfsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { profileFolder } from './confinement.ts';
import { handOver } from './handover.ts';
import { makeProfile } from './profile.ts';
import { opensTabs } from './tab.ts';

/** Programs that know Chromium's app mode, by preference. */
const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
  'brave-browser',
  'brave',
];
/** The same where programs do not lie on the PATH. */
const PLACES: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    '/Applications/Brave Browser.app/Contents/MacOS/Brave Browser',
  ].flatMap((program) => [program, path.join(os.homedir(), program)]),
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((folder) =>
    [
      'Google\\Chrome\\Application\\chrome.exe',
      'Chromium\\Application\\chrome.exe',
      'Microsoft\\Edge\\Application\\msedge.exe',
      'BraveSoftware\\Brave-Browser\\Application\\brave.exe',
    ].map((program) => path.win32.join(process.env[folder] ?? 'C:\\', program)),
  ),
};

/**
 * The browser to open a window with: `TRAPDOOM_BROWSER`, or the first that this machine has. Undefined where there is none, or where the
 * player chose one that opens tabs only.
 */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const chosen = env['TRAPDOOM_BROWSER'];
  if (chosen) return opensTabs(chosen) ? undefined : chosen;
  const folders = (env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const onPath = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [...onPath, ...(PLACES[process.platform] ?? [])].find((file) => existsSync(file));
}

/** What of the machine decides the arguments. */
export interface Machine {
  /** Whether Trapdoom runs as uid 0, to whom Chromium refuses its sandbox. */
  readonly root: boolean;
  /** Whether /dev/shm is too small for Chromium, as in most containers. */
  readonly smallSharedMemory: boolean;
  /** More arguments: those of a self-check. */
  readonly extra?: readonly string[];
}

export function thisMachine(): Machine {
  return { root: process.getuid?.() === 0, smallSharedMemory: sharedMemoryBytes() < 256 * 1024 * 1024 };
}

/** Chromium's arguments for one window without tabs, with a profile of its own. */
export function chromiumArguments(url: string, profile: string, machine: Machine): string[] {
  return [
    `--app=${url}`,
    `--user-data-dir=${profile}`,
    '--class=Trapdoom',
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-features=Translate',
    '--disable-background-networking',
    '--disable-sync',
    '--window-size=1180,820',
    ...(machine.root ? ['--no-sandbox'] : []),
    ...(machine.smallSharedMemory ? ['--disable-dev-shm-usage'] : []),
    ...(machine.extra ?? []),
  ];
}

/** A browser that shows Trapdoom. */
export interface BrowserWindow {
  /** Whether the browser was started for Trapdoom alone, and ends with it. */
  readonly ownsBrowser: boolean;
  /** Resolves when the browser is gone, with how: "exit code 0". */
  readonly gone: Promise<string>;
  /** The browser has opened the address: the file that handed it over is removed. */
  entered(): void;
  /** Ends the browser if it is Trapdoom's, and deletes what was made for it. */
  close(): Promise<void>;
}

/**
 * Opens a window of `program` at `address`, which no other user can read on the way. The profile lives as long as the window: nothing of
 * the player's is in it. Throws where no profile can be made.
 */
export function openChromium(program: string, address: string, machine = thisMachine()): BrowserWindow {
  const profile = makeProfile(profileFolder(program));
  const handover = handOver(address, profile);
  const child = spawn(program, chromiumArguments(handover.url, profile, machine), { stdio: 'ignore' });
  const gone = new Promise<string>((resolve) => {
    // A signal that cannot be sent is an `error`, too: only a browser that never started is gone by it.
    child.on('error', (error) => child.pid === undefined && resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
  });
  return {
    ownsBrowser: true,
    gone,
    entered: () => handover.remove(),
    close: async () => {
      await end(child, gone);
      // Chromium's helpers may still write to it for a moment.
      rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

/** Asks the browser to close, and kills it after two seconds. */
async function end(child: ChildProcess, gone: Promise<string>): Promise<void> {
  child.kill('SIGTERM');
  const deadline = setTimeout(() => child.kill('SIGKILL'), 2000);
  await gone;
  clearTimeout(deadline);
}

function sharedMemoryBytes(): number {
  if (process.platform !== 'linux') return Number.POSITIVE_INFINITY;
  try {
    const { blocks, bsize } = statfsSync('/dev/shm');
    return blocks * bsize;
  } catch {
    return 0;
  }
}
