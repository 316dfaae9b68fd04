import path from 'node:path';
import { inBackground } from '../../background/task-worker.ts';
import { installLastResort } from '../../last-resort.ts';
import { Launcher } from '../../launcher.ts';
import { findPaths, programVersion } from '../../paths.ts';
import { parseShellArguments, SHELL_USAGE } from '../arguments.ts';
import { type ChromiumWindow, findChromium, openChromium, thisMachine } from './chromium.ts';
import { Downloads } from './downloads.ts';
import { Lifetime } from './lifetime.ts';
import { Pages } from './page.ts';
import { PageServer } from './server.ts';
import { BrowserShell } from './shell.ts';

/** So long the window may take to open the address, in milliseconds, before the player is told another way. */
const OPENING_MS = 30_000;

/** The browser shell's program: `dist/main/browser.js`. */
async function main(): Promise<void> {
  const args = parseShellArguments(process.argv.slice(2));
  const paths = findPaths({ from: import.meta.dirname, userData: args.userData, games: args.games });
  const downloads = new Downloads(path.join(paths.userData, 'exports'));
  const shell = new BrowserShell(paths.engineProcess, downloads);
  const version = programVersion(paths.root);
  const launcher = await Launcher.open({ paths, shell, version, background: inBackground });
  await downloads.sweep();
  const lifetime = new Lifetime();
  const pages = new Pages(launcher, shell.relay);
  const close = once(() => launcher.close());
  lifetime.onEnd(close);
  let window: ChromiumWindow | undefined;
  installLastResort({
    userData: paths.userData,
    version,
    tell: (message) => {
      console.error(message);
      pages.end(message);
    },
    putAway: () => {
      process.exitCode = 1;
      lifetime.outlivesPages();
      return close();
    },
    // A window of its own stays until the player has read the reason and closes it.
    exit: () => {
      if (window === undefined) lifetime.end();
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

  const program = args.openWindow ? findChromium() : undefined;
  if (program !== undefined) window = openWindow(program, server, launcher, lifetime);
  else invite(server, args.openWindow ? 'There is no Chromium, Chrome or Edge on this machine.' : undefined);
  await lifetime.ended;
}

/** Opens the browser's window; a window that cannot open leaves the address for another browser. */
function openWindow(
  program: string,
  server: PageServer,
  launcher: Launcher,
  lifetime: Lifetime,
): ChromiumWindow | undefined {
  const machine = thisMachine();
  if (machine.root) {
    launcher.notify(
      'Trapdoom runs as root, so its window has no sandbox. Start it as an ordinary user to have one.',
    );
  }
  let window: ChromiumWindow;
  try {
    window = openChromium(program, server.entry!, machine);
  } catch (error) {
    invite(server, `${program} could not open a window (${(error as Error).message}).`);
    return undefined;
  }
  lifetime.onEnd(() => window.close());
  lifetime.endsWithPages();
  // A browser that may not read the file with the address shows an error instead, and stays.
  const slow = setTimeout(() => {
    if (server.entry !== undefined) invite(server, `${program} has not opened Trapdoom yet.`);
  }, OPENING_MS).unref();
  void window.gone.then((how) => {
    clearTimeout(slow);
    if (server.entry === undefined) {
      lifetime.end();
      return;
    }
    lifetime.outlivesPages();
    invite(server, `${program} could not open a window (${how}).`);
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

main().then(
  () => process.exit(process.exitCode ?? 0),
  (error: Error) => {
    const usage = (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS') === true;
    // What parseArgs has to say beyond its first sentence is for programmers.
    const message = usage
      ? `${error.message.split('. ')[0]}. ${SHELL_USAGE}`
      : `Trapdoom could not start: ${error.message}`;
    console.error(message);
    process.exit(usage ? 2 : 1);
  },
);
