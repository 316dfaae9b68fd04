import { existsSync } from 'node:fs';
import type { BrowserWindow } from 'electron';
import type { Message } from '../../../protocol/messages.ts';
import { APP_PAGE, type ElectronApi } from '../api.ts';
import { MINIMUM_SIZE, usableBounds } from './bounds.ts';
import { windowStore } from './stored-window.ts';

const MAX_REVIVALS = 3;

export interface WindowOptions {
  readonly preload: string;
  readonly userData: string;
  /** Receives that the window's place could not be read as it was. */
  readonly tell: (notice: Message) => void;
  /** A PNG. On Linux a window has no icon of its own; elsewhere it has the program's. */
  readonly icon: string;
  /**
   * Called before the page is loaded: nothing it sends is missed. `stored` resolves when the window's place is stored; call it once the
   * window has closed.
   */
  readonly onCreated: (window: BrowserWindow, stored: () => Promise<void>) => void;
  /** Called when the page has crashed once too often to be loaded again. */
  readonly onGivenUp: () => void;
}

/** Opens the window, where it was before. Rejects if its page cannot be loaded; a window that is closed meanwhile is no error. */
export async function openWindow(
  electron: Pick<ElectronApi, 'app' | 'BrowserWindow' | 'screen'>,
  { preload, userData, tell, icon, onCreated, onGivenUp }: WindowOptions,
): Promise<void> {
  const store = windowStore(userData);
  const { value: state, notices } = await store.load();
  for (const notice of notices) tell(notice);
  const primary = electron.screen.getPrimaryDisplay();
  const others = electron.screen.getAllDisplays().filter(({ id }) => id !== primary.id);
  const window = new electron.BrowserWindow({
    ...usableBounds(
      state.bounds,
      [primary, ...others].map(({ workArea }) => workArea),
    ),
    ...(process.platform === 'linux' && existsSync(icon) ? { icon } : {}),
    minWidth: MINIMUM_SIZE.width,
    minHeight: MINIMUM_SIZE.height,
    title: 'Trapdoom',
    backgroundColor: '#000000',
    autoHideMenuBar: true,
    show: false,
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      spellcheck: false,
      // The page has dialogs of its own; the browser's (alert, confirm, prompt) would hold up everything else.
      disableDialogs: true,
      devTools: !electron.app.isPackaged,
    },
  });
  window.once('ready-to-show', () => {
    // `maximize` shows the window, too: called earlier, it would show an empty one.
    if (state.maximized) window.maximize();
    window.show();
  });
  let storing = Promise.resolve();
  window.once('close', () => {
    const maximized = window.isMaximized();
    const bounds = window.getNormalBounds();
    // Where a window was is not worth a message.
    storing = store.save({ bounds, maximized }).catch(() => {});
  });
  const revived = reviveWindow(window, onGivenUp);
  onCreated(window, () => storing);
  try {
    await window.loadURL(APP_PAGE);
  } catch (error) {
    // Loading the page again after a crash, or closing the window, ends the first load with an error of its own.
    if (!window.isDestroyed() && !revived()) throw error;
  }
}

/**
 * Loads the page again when its process has crashed, a few times: a page that crashes at once would do so forever. Returns whether that
 * has happened.
 */
function reviveWindow(window: BrowserWindow, onGivenUp: () => void): () => boolean {
  let left = MAX_REVIVALS;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    if (left-- > 0) window.reload();
    else onGivenUp();
  });
  return () => left < MAX_REVIVALS;
}
