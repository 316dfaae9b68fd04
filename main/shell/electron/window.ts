import type { BrowserWindow } from 'electron';
import { APP_PAGE, type ElectronApi } from './api.ts';
import { MINIMUM_SIZE, usableBounds, windowStore } from './bounds.ts';

const MAX_REVIVALS = 3;

export interface WindowOptions {
  readonly preload: string;
  readonly userData: string;
  /** Called before the page is loaded: nothing it sends is missed. */
  readonly onCreated: (window: BrowserWindow) => void;
}

export interface OpenedWindow {
  readonly window: BrowserWindow;
  /** Resolves when the window's place is stored; call it once the window has closed. */
  readonly stored: () => Promise<void>;
}

/** Opens the window, where it was before. */
export async function openWindow(
  electron: Pick<ElectronApi, 'app' | 'BrowserWindow' | 'screen'>,
  { preload, userData, onCreated }: WindowOptions,
): Promise<OpenedWindow> {
  const store = windowStore(userData);
  const { value: state } = await store.load();
  const primary = electron.screen.getPrimaryDisplay();
  const others = electron.screen.getAllDisplays().filter(({ id }) => id !== primary.id);
  const window = new electron.BrowserWindow({
    ...usableBounds(
      state.bounds,
      [primary, ...others].map(({ workArea }) => workArea),
    ),
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
      devTools: !electron.app.isPackaged,
    },
  });
  if (state.maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  let storing = Promise.resolve();
  window.once('close', () => {
    const maximized = window.isMaximized();
    const bounds = window.getNormalBounds();
    // Where a window was is not worth a message.
    storing = store.save({ version: 1, bounds, maximized }).catch(() => {});
  });
  reviveWindow(window);
  onCreated(window);
  await window.loadURL(APP_PAGE);
  return { window, stored: () => storing };
}

/** Loads the page again when its process has crashed, a few times: a page that crashes at once would do so for ever. */
function reviveWindow(window: BrowserWindow): void {
  let left = MAX_REVIVALS;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit' && left-- > 0) window.reload();
  });
}
