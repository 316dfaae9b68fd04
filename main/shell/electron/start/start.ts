import path from 'node:path';
import type { BrowserWindow } from 'electron';
import { z } from 'zod';
import type { TaskRunner } from '../../../background/tasks.ts';
import { type ErrorSource, installLastResort, type LastResortOptions } from '../../../last-resort.ts';
import { Launcher, type LauncherOptions } from '../../../launcher.ts';
import { type AppPaths, findPaths, programVersion } from '../../../paths.ts';
import { messageText } from '../../../protocol/texts/index.ts';
import { makeFolderSync } from '../../../storage/folders.ts';
import { unusable } from '../../../storage/user-data.ts';
import type { ElectronApi } from '../api.ts';
import { connectWindow } from '../ipc.ts';
import { ElectronLifetime } from '../lifetime.ts';
import { ElectronShell } from '../shell.ts';
import { registerScheme, serveContent } from '../window/content.ts';
import { cutNetwork, restrictNavigation, restrictPermissions, restrictRequests } from '../window/security.ts';
import { openWindow } from '../window/window.ts';
import { parseElectronArguments } from './arguments.ts';
import { IncomingFiles } from './incoming-files.ts';
import { anotherRuns } from './second-start.ts';

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
  /** How long a start that gets no lock looks for the Trapdoom that has it, in milliseconds. */
  readonly patience?: number;
  /** Where errors come from that nobody has handled: `process`. Without it they are Electron's to show. */
  readonly errors?: ErrorSource;
  /** A self-check in place of a launcher for a player. */
  readonly selfCheck?: SelfCheckStart;
}

export interface SelfCheckStart extends Pick<LauncherOptions, 'check' | 'limits'> {
  readonly userData: string;
  /** Receives why the program has to end, or ended; it shows no dialog, which nobody would close, and does not exit by itself. */
  readonly onFatal: (reason: string) => void;
}

/** A Trapdoom that has opened its window. */
export interface StartedLauncher {
  readonly launcher: Launcher;
  readonly paths: AppPaths;
  /** Cleans everything up; the process continues. */
  readonly putAway: () => Promise<unknown>;
}

/** What a second start hands to the first. */
const handover = z.strictObject({ wads: z.array(z.string()) });

/**
 * Runs the launcher in Electron, from before `ready` to the end. Resolves once the window is open; with undefined in a second start, and
 * where it was ended meanwhile. Rejects with an Error whose message is for the player.
 */
export async function start(
  electron: ElectronApi,
  options: StartOptions,
): Promise<StartedLauncher | undefined> {
  const { app } = electron;
  const args = parseElectronArguments(options.argv, options.folder, app.getAppPath());
  const paths = findPaths({
    from: options.from,
    resources: app.isPackaged ? options.resources : undefined,
    userData: options.selfCheck?.userData ?? args.userData,
    games: args.games,
  });
  // Chromium's own files go along with the player's: so a portable folder is complete, and the lock below is per folder.
  const chromiumData = path.join(paths.userData, 'electron');
  // Electron refuses a folder that is not there.
  try {
    makeFolderSync(chromiumData);
  } catch (error) {
    throw unusable(paths.userData, error);
  }
  app.setPath('userData', chromiumData);
  const wads = options.selfCheck === undefined ? args.wads : [];
  if (!app.requestSingleInstanceLock({ wads })) {
    if (!(await anotherRuns(paths.userData, options.patience))) {
      throw new Error(
        `${chromiumData} cannot hold the file that keeps a second Trapdoom out. Choose a folder on another disk with --user-data=FOLDER.`,
      );
    }
    app.quit();
    return undefined;
  }
  const sandboxed = !app.commandLine.hasSwitch('no-sandbox');
  // It would take `--no-sandbox` back: as root, or where the system forbids sandboxes, each new process would then end at its start.
  if (sandboxed) app.enableSandbox();
  registerScheme(electron);
  restrictNavigation(electron);
  cutNetwork(electron);

  const { onFatal } = options.selfCheck ?? {};
  const lifetime = new ElectronLifetime(
    electron,
    args.options,
    onFatal && (() => onFatal('Trapdoom’s window was closed.')),
  );
  const fatal = onFatal ?? ((reason: string) => void showAndExit(electron, reason));
  const version = programVersion(paths.root);
  if (options.errors !== undefined)
    endOnError(lifetime, { userData: paths.userData, version }, fatal, options.errors);
  const files = new IncomingFiles(wads);
  let window: BrowserWindow | undefined;
  const open = (more: readonly string[]) => {
    if (lifetime.ending || window?.isDestroyed()) lifetime.startAgain(more);
    else files.add(more);
  };
  app.on('open-file', (event, file) => {
    event.preventDefault();
    open([file]);
  });
  app.on('second-instance', (_event, _argv, _folder, data) => {
    const parsed = handover.safeParse(data);
    open(parsed.success ? parsed.data.wads : []);
    if (window !== undefined && !window.isDestroyed()) comeForward(window);
  });

  await app.whenReady();
  if (lifetime.ending) return undefined;
  restrictPermissions(electron);
  restrictRequests(electron);
  serveContent(electron, paths.renderer);
  setMenu(electron);
  const icon = path.join(paths.root, 'dist', 'icon.png');
  const shell = new ElectronShell(electron, paths.engineProcess, icon);
  const { check, limits } = options.selfCheck ?? {};
  const opening = Launcher.open({
    paths,
    shell,
    version,
    port: args.port,
    background: options.background,
    ...(check !== undefined && { check }),
    ...(limits !== undefined && { limits }),
  });
  lifetime.onEnd(async () => (await opening.catch(() => undefined))?.close());
  const launcher = await opening;
  if (lifetime.ending) return undefined;
  if (!sandboxed) {
    launcher.notify({
      code: 'no-sandbox',
      params: { reason: process.getuid?.() === 0 ? 'root' : 'system' },
    });
  }
  await files.takeWith((file) => launcher.openWad(file));
  if (lifetime.ending) return undefined;

  try {
    await openWindow(electron, {
      preload: path.join(paths.root, 'dist', 'preload', 'preload.cjs'),
      icon,
      userData: paths.userData,
      tell: (notice) => launcher.notify(notice),
      onCreated: (created, stored) => {
        window = created;
        shell.attach(created);
        lifetime.onEnd(stored);
        connectWindow(electron, created, launcher);
        // Windows gives no other notice of a shutdown, and does not wait for its end.
        created.on('session-end', () => lifetime.end());
      },
      onGivenUp: () => {
        if (lifetime.ending) return;
        const reason =
          'Its window has crashed again and again. The game was stopped, and what it saved is kept. Start Trapdoom again.';
        void lifetime.putAway().then(() => fatal(reason));
      },
    });
  } catch (error) {
    await lifetime.putAway();
    throw error;
  }
  return { launcher, paths, putAway: () => lifetime.putAway() };
}

/** Ends on errors that nobody has handled. */
function endOnError(
  lifetime: ElectronLifetime,
  log: Pick<LastResortOptions, 'userData' | 'version'>,
  fatal: (reason: string) => void,
  errors: ErrorSource,
): void {
  let reason = '';
  installLastResort(
    {
      ...log,
      tell: (message) => (reason = messageText(message)),
      putAway: async () => void (await lifetime.putAway()),
      exit: () => fatal(reason),
    },
    errors,
  );
}

/** A dialog waits for the player, and main waits with it: only what has put everything away may call this. */
async function showAndExit({ app, dialog }: ElectronApi, reason: string): Promise<void> {
  await app.whenReady();
  dialog.showErrorBox('Trapdoom has to end', reason);
  app.exit(1);
}

function comeForward(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.focus();
}

/** No menu: its shortcuts (reload, close) would be keys of the game's. macOS needs one to quit and to edit text. */
function setMenu({ Menu }: ElectronApi): void {
  Menu.setApplicationMenu(
    process.platform === 'darwin'
      ? Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }])
      : null,
  );
}
