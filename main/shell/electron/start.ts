import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { TaskRunner } from '../../background/tasks.ts';
import { Launcher } from '../../launcher.ts';
import { findPaths, programVersion } from '../../paths.ts';
import type { ElectronApi } from './api.ts';
import { parseElectronArguments } from './arguments.ts';
import { registerScheme, serveContent } from './content.ts';
import { connectWindow } from './ipc.ts';
import { restrictNavigation, restrictPermissions } from './security.ts';
import { ElectronShell } from './shell.ts';
import { openWindow } from './window.ts';

export interface StartOptions {
  /** `process.argv`. */
  readonly argv: readonly string[];
  /** A folder within the program. */
  readonly from: string;
  /** `process.resourcesPath`: used when packaged. */
  readonly resources: string;
  readonly folder: string;
  /** Performs what main must not stop for; on main's own thread by default. */
  readonly background?: TaskRunner;
}

/** What a second start hands to the first. */
const handover = z.strictObject({ wads: z.array(z.string()).max(256) });

/** Runs the launcher in Electron, from before `ready` to the end. Resolves once the window is open, or at once in a second start. */
export async function start(electron: ElectronApi, options: StartOptions): Promise<void> {
  const { app } = electron;
  const { userData, games, wads } = parseElectronArguments(options.argv, options.folder);
  const paths = findPaths({
    from: options.from,
    resources: app.isPackaged ? options.resources : undefined,
    userData,
    games,
  });
  // Chromium's own files go along with the player's: so a portable folder is complete, and the lock below is per folder.
  const chromiumData = path.join(paths.userData, 'electron');
  // Electron refuses a folder that is not there.
  mkdirSync(chromiumData, { recursive: true });
  app.setPath('userData', chromiumData);
  if (!app.requestSingleInstanceLock({ wads })) {
    app.quit();
    return;
  }
  app.enableSandbox();
  registerScheme(electron);
  restrictNavigation(electron);

  const waiting = [...wads];
  let openWad = (file: string): void => void waiting.push(file);
  app.on('open-file', (event, file) => {
    event.preventDefault();
    openWad(file);
  });

  await app.whenReady();
  restrictPermissions(electron);
  serveContent(electron, paths.renderer);
  setMenu(electron);
  const shell = new ElectronShell(electron, paths.engineProcess);
  const version = programVersion(paths.root);
  const launcher = await Launcher.open({ paths, shell, version, background: options.background });
  if (process.getuid?.() === 0) {
    launcher.notify(
      'Trapdoom runs as root, so its window has no sandbox. Start it as an ordinary user to have one.',
    );
  }
  openWad = (file) => void launcher.openWad(file);
  for (const file of waiting) await launcher.openWad(file);

  const { window, stored } = await openWindow(electron, {
    preload: path.join(paths.root, 'dist', 'preload', 'preload.cjs'),
    userData: paths.userData,
    onCreated: (created) => {
      shell.window = created;
      connectWindow(electron, created, launcher);
    },
  });
  app.on('second-instance', (_event, _argv, _folder, data) => {
    if (window.isMinimized()) window.restore();
    window.focus();
    const parsed = handover.safeParse(data);
    for (const file of parsed.success ? parsed.data.wads : []) openWad(file);
  });
  endWithWindow(electron, async () => {
    await launcher.close();
    await stored();
  });
}

/** When the last window has closed, or the system asks to quit, puts all away first. */
function endWithWindow({ app }: ElectronApi, putAway: () => Promise<void>): void {
  let ending = false;
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', (event) => {
    if (ending) return;
    ending = true;
    event.preventDefault();
    void putAway().finally(() => app.exit(0));
  });
}

/** No menu: its shortcuts (reload, close) would be keys of the game's. macOS needs one to quit and to edit text. */
function setMenu({ Menu }: ElectronApi): void {
  Menu.setApplicationMenu(
    process.platform === 'darwin'
      ? Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }])
      : null,
  );
}
