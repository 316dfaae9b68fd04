import path from 'node:path';
import { inBackground } from '../../background/task-worker.ts';
import { installLastResort } from '../../last-resort.ts';
import { Launcher } from '../../launcher.ts';
import { findPaths, programVersion } from '../../paths.ts';
import { messageText } from '../../protocol/texts/index.ts';
import { selfCheckArguments, wantsSelfCheck } from '../../self-check/arguments.ts';
import { standardStreams } from '../../self-check/output.ts';
import { parseShellArguments, SHELL_USAGE } from '../arguments.ts';
import { Lifetime } from './lifetime.ts';
import { Pages } from './page/page.ts';
import { selfCheckInBrowserShell } from './self-check.ts';
import { Downloads } from './server/downloads.ts';
import { PageServer } from './server/server.ts';
import { BrowserShell } from './shell.ts';
import { type BrowserWindow, findChromium, openChromium, thisMachine } from './window/chromium.ts';
import { findTabOpener, openTab } from './window/tab.ts';

/** So long the window may take to open the address, in milliseconds, before the player learns of another way. */
const OPENING_MS = 30_000;
const NO_BROWSER = 'There is no browser on this machine: install Chromium, Chrome, Edge, Brave or Firefox';

/** The browser shell's program: `dist/main/browser.js`. */
async function main(): Promise<void> {
  const args = parseShellArguments(process.argv.slice(2));
  const browser = args.openWindow ? findBrowser() : undefined;
  if (args.needWindow && browser === undefined)
    throw new Error(`${NO_BROWSER}, or use --shell=headless, which prints an address.`);
  const paths = findPaths({ from: import.meta.dirname, userData: args.userData, games: args.games });
  const downloads = new Downloads(path.join(paths.userData, 'exports'));
  const shell = new BrowserShell(paths.engineProcess, downloads);
  const version = programVersion(paths.root);
  const launcher = await Launcher.open({ paths, shell, version, port: args.port, background: inBackground });
  await downloads.sweep();
  const lifetime = new Lifetime();
  const pages = new Pages(launcher, shell.relay);
  const close = once(() => launcher.close());
  lifetime.onEnd(close);
  let window: BrowserWindow | undefined;
  installLastResort({
    userData: paths.userData,
    version,
    tell: (message) => {
      console.error(messageText(message));
      pages.end(message);
    },
    putAway: () => {
      process.exitCode = 1;
      lifetime.outlivesPages();
      return close();
    },
    // A window of its own stays until the player has read the reason and closes it.
    exit: () => {
      if (!window?.ownsBrowser) lifetime.end();
      else void window.gone.then(() => lifetime.end());
    },
  });
  const server = await PageServer.start({
    content: paths.renderer,
    downloads,
    onPage: (socket) => {
      lifetime.pageCame();
      pages.connect(socket, (how) => (how === 'left' ? lifetime.pageWent() : lifetime.pageDropped()));
    },
    onEntered: () => window?.entered(),
  });
  lifetime.onEnd(() => server.close());
  lifetime.onEnd(() => downloads.close());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => lifetime.end());
  for (const wad of args.wads) await launcher.openWad(wad);

  if (browser !== undefined) {
    const failed = (reason: string) => {
      if (!args.needWindow) {
        invite(server, reason);
        return;
      }
      console.error(`${reason} --shell=headless prints an address instead.`);
      process.exitCode = 1;
      lifetime.end();
    };
    window = openWindow(browser, { server, launcher, lifetime, failed });
  } else invite(server, args.openWindow ? `${NO_BROWSER}.` : undefined);
  await lifetime.ended;
}

/** A browser of this machine: its name for the player, and how it opens an address. */
interface Browser {
  readonly name: string;
  /** Throws where it cannot. */
  open(address: string): BrowserWindow;
}

/** A Chromium, which opens a window without tabs; else whatever opens a tab; undefined where there is nothing. */
function findBrowser(): Browser | undefined {
  const chromium = findChromium();
  if (chromium !== undefined) return { name: chromium, open: (address) => openChromium(chromium, address) };
  const opener = findTabOpener();
  return opener && { name: opener.program, open: (address) => openTab(opener, address) };
}

interface Opening {
  readonly server: PageServer;
  readonly launcher: Launcher;
  readonly lifetime: Lifetime;
  /** The browser has opened nothing, for the reason given. */
  readonly failed: (reason: string) => void;
}

/** Opens the browser's window, or a tab in the player's own. */
function openWindow(
  browser: Browser,
  { server, launcher, lifetime, failed }: Opening,
): BrowserWindow | undefined {
  let window: BrowserWindow;
  try {
    window = browser.open(server.entry!);
  } catch (error) {
    failed(`${browser.name} could not open a window (${(error as Error).message}).`);
    return undefined;
  }
  if (window.ownsBrowser && thisMachine().root) {
    launcher.notify({ code: 'no-sandbox', params: { reason: 'root' } });
  }
  lifetime.onEnd(() => window.close());
  lifetime.endsWithPages();
  // A browser that may not read the file with the address shows an error instead, and stays.
  const slow = setTimeout(() => {
    if (server.entry !== undefined) invite(server, `${browser.name} has not opened Trapdoom yet.`);
  }, OPENING_MS).unref();
  void window.gone.then((how) => {
    clearTimeout(slow);
    if (server.entry === undefined) {
      lifetime.end();
      return;
    }
    lifetime.outlivesPages();
    failed(`${browser.name} could not open a window (${how}).`);
  });
  return window;
}

function invite(server: PageServer, reason: string | undefined): void {
  if (reason !== undefined) console.log(reason);
  console.log(`Open Trapdoom in a browser of this machine, once: ${server.entry}`);
  console.log('Whoever has this address has the launcher. Ctrl-C ends it.');
}

function once(action: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= action());
}

/** The self-check of this program, in place of the launcher. */
async function check(args: readonly string[]): Promise<void> {
  const asked = selfCheckArguments(args);
  process.exitCode = await selfCheckInBrowserShell(asked, import.meta.dirname, standardStreams);
}

const selfCheckAsked = wantsSelfCheck(process.argv);
(selfCheckAsked ? check(process.argv.slice(2)) : main()).then(
  () => process.exit(process.exitCode ?? 0),
  (error: Error) => {
    if (selfCheckAsked) {
      console.error(error.message);
      process.exit(2);
    }
    const usage = (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS') === true;
    // What parseArgs has to say beyond its first sentence is for programmers.
    const message = usage
      ? `${error.message.split('. ')[0]}. ${SHELL_USAGE}`
      : `Trapdoom could not start: ${error.message}`;
    console.error(message);
    process.exit(usage ? 2 : 1);
  },
);
