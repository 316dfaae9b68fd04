import path from 'node:path';
import { inBackground } from '../../background/task-worker.ts';
import { Launcher } from '../../launcher.ts';
import { findPaths, programVersion } from '../../paths.ts';
import type { SelfCheckArguments } from '../../self-check/arguments.ts';
import { CHECKED_FRAMES } from '../../self-check/backends.ts';
import type { SelfCheckOutput } from '../../self-check/output.ts';
import { CHECK_LIMITS, type OpenLauncher, selfCheck } from '../../self-check/self-check.ts';
import { Pages } from './page/page.ts';
import type { PlayerPage } from './page/player-relay.ts';
import { Downloads } from './server/downloads.ts';
import { PageServer } from './server/server.ts';
import { BrowserShell } from './shell.ts';
import { findChromium, openChromium, thisMachine } from './window/chromium.ts';

/** So long the browser may take to open the page, in milliseconds. */
const OPENING_MS = 90_000;

/** A window that is covered, or that nobody watches, must draw as any other. */
const DRAWS_ALWAYS = ['--disable-backgrounding-occluded-windows', '--disable-renderer-backgrounding'];

/**
 * Checks a Trapdoom that runs in the browser shell. `from` is a folder within the program. Returns the exit status: 0, 1 where
 * something is wrong, 2 where the command line is.
 */
export async function selfCheckInBrowserShell(
  { shell = 'browser', json, games }: SelfCheckArguments,
  from: string,
  out: SelfCheckOutput,
): Promise<number> {
  if (shell === 'electron') {
    out.error('This program has no Electron: its self-check takes --shell=headless or --shell=browser.');
    return 2;
  }
  return selfCheck({
    shell,
    json,
    out,
    open: async (userData, onEnd): Promise<OpenLauncher> => {
      const program = shell === 'browser' ? findChromium() : undefined;
      if (shell === 'browser' && program === undefined)
        throw new Error(
          'There is no Chromium, Chrome, Edge or Brave on this machine. --shell=headless checks without a browser.',
        );
      const paths = findPaths({ from, userData, games });
      const downloads = new Downloads(path.join(userData, 'exports'));
      const browser = new BrowserShell(paths.engineProcess, downloads);
      const launcher = await Launcher.open({
        paths,
        shell: browser,
        version: programVersion(paths.root),
        background: inBackground,
        limits: CHECK_LIMITS,
        check: { frames: CHECKED_FRAMES },
      });
      onEnd(() => launcher.close());
      const assets = path.dirname(paths.wads);
      if (program === undefined) {
        browser.relay.attach(unseenPage(browser));
        return { launcher, assets, lost: new Promise(() => {}) };
      }
      return {
        launcher,
        assets,
        ...(await openPage(program, paths.renderer, { launcher, browser, downloads, onEnd })),
      };
    },
  });
}

/** A page that takes every frame and sound, and shows none. */
function unseenPage({ relay }: BrowserShell): PlayerPage {
  const page: PlayerPage = {
    open: () => {},
    deliver: (session, message) => {
      if (message.type === 'frame') relay.fromPage(page, session, { type: 'frame-ack', seq: message.seq });
      if (message.type === 'sound') relay.fromPage(page, session, { type: 'sound-ack', seq: message.seq });
    },
    close: () => {},
  };
  return page;
}

interface Opening {
  readonly launcher: Launcher;
  readonly browser: BrowserShell;
  readonly downloads: Downloads;
  readonly onEnd: (close: () => Promise<void>) => void;
}

/**
 * Opens the page in the browser; without a display, one that needs none. Resolves when the page has come; `lost` rejects when the browser
 * is gone.
 */
async function openPage(
  program: string,
  content: string,
  { launcher, browser, downloads, onEnd }: Opening,
): Promise<Pick<OpenLauncher, 'lost'>> {
  const pages = new Pages(launcher, browser.relay);
  let came = () => {};
  const here = new Promise<void>((resolve) => (came = resolve));
  let entered = () => {};
  const server = await PageServer.start({
    content,
    downloads,
    onPage: (socket) => {
      pages.connect(socket);
      came();
    },
    onEntered: () => entered(),
  });
  onEnd(() => server.close());
  const extra = [...DRAWS_ALWAYS, ...(hasDisplay() ? [] : ['--headless=new'])];
  const window = openChromium(program, server.entry!, { ...thisMachine(), extra });
  entered = () => window.entered();
  onEnd(() => window.close());
  const lost = window.gone.then((how) => {
    throw new Error(`${program} is gone (${how}).`);
  });
  lost.catch(() => {});
  let late: NodeJS.Timeout | undefined;
  const slow = new Promise<never>((_resolve, reject) => {
    const words = `${program} has not opened Trapdoom’s page in ${OPENING_MS / 1000} seconds.`;
    late = setTimeout(() => reject(new Error(words)), OPENING_MS);
  });
  try {
    await Promise.race([here, lost, slow]);
  } finally {
    clearTimeout(late);
  }
  return { lost };
}

/** Windows and macOS have one; elsewhere X11 or Wayland is named in the environment. */
function hasDisplay({ env, platform } = process): boolean {
  return platform === 'win32' || platform === 'darwin' || !!(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
}
