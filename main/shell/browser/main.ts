import path from 'node:path';
import { inBackground } from '../../background/task-worker.ts';
import { Launcher } from '../../launcher.ts';
import { findPaths, programVersion } from '../../paths.ts';
import { parseShellArguments, SHELL_USAGE } from '../arguments.ts';
import { findChromium, openChromium, thisMachine } from './chromium.ts';
import { Downloads } from './downloads.ts';
import { Lifetime } from './lifetime.ts';
import { connectPage } from './page.ts';
import { PageServer } from './server.ts';
import { BrowserShell } from './shell.ts';

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
  const server = await PageServer.start({
    content: paths.renderer,
    downloads,
    onPage: (socket) => {
      connectPage(socket, launcher, shell.relay);
      lifetime.pageCame();
      socket.once('close', () => lifetime.pageWent());
    },
  });
  lifetime.onEnd(() => launcher.close());
  lifetime.onEnd(() => server.close());
  lifetime.onEnd(() => downloads.close());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => lifetime.end());
  for (const wad of args.wads) await launcher.openWad(wad);

  const program = args.openWindow ? findChromium() : undefined;
  if (program !== undefined) openWindow(program, server, launcher, lifetime);
  else invite(server, args.openWindow ? 'There is no Chromium, Chrome or Edge on this machine.' : undefined);
  await lifetime.ended;
}

/** Opens the browser's window; a window that cannot open leaves the address for another browser. */
function openWindow(program: string, server: PageServer, launcher: Launcher, lifetime: Lifetime): void {
  const machine = thisMachine();
  if (machine.root) {
    launcher.notify(
      'Trapdoom runs as root, so its window has no sandbox. Start it as an ordinary user to have one.',
    );
  }
  const window = openChromium(program, server.entry!, machine);
  lifetime.onEnd(() => window.close());
  lifetime.endsWithPages();
  void window.gone.then((how) => {
    if (server.entry === undefined) {
      lifetime.end();
      return;
    }
    lifetime.outlivesPages();
    invite(server, `${program} could not open a window (${how}).`);
  });
}

function invite(server: PageServer, reason: string | undefined): void {
  if (reason !== undefined) console.log(reason);
  console.log(`Open Trapdoom in a browser of this machine, once: ${server.entry}`);
  console.log('Ctrl-C ends it.');
}

main().then(
  () => process.exit(0),
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
