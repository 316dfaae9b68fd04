import type Electron from 'electron';

/**
 * The parts of Electron that this shell uses, and no others. All code but the entry and the preload gets them as an argument. Tests
 * pass a double, and the same types compare it with Electron's own declarations.
 */
export type ElectronApi = Pick<
  typeof Electron,
  | 'app'
  | 'BrowserWindow'
  | 'dialog'
  | 'ipcMain'
  | 'Menu'
  | 'MessageChannelMain'
  | 'nativeImage'
  | 'powerSaveBlocker'
  | 'protocol'
  | 'screen'
  | 'session'
  | 'utilityProcess'
>;

/** Names of the messages between main and the preload. */
export const CHANNELS = {
  /** invoke: name and argument of a launcher request -> `RequestOutcome`, as Electron would put words of its own around a rejection's message. */
  request: 'trapdoom:request',
  /** main -> page: name and payload of a launcher event. */
  event: 'trapdoom:event',
  /** page -> main: the page listens. */
  ready: 'trapdoom:ready',
  /** main -> page, with a port: `{ session }`. */
  playerPort: 'trapdoom:player-port',
} as const;

/** Where the window's page lives: a scheme of Trapdoom's own, not file://. */
export const APP_SCHEME = 'app';
export const APP_PAGE = `${APP_SCHEME}://trapdoom/`;

/**
 * Whether a URL is one of the window's own. The prefix is compared as the URL standard writes it. So there can be no user name, no
 * password and no port in it.
 */
export function isOwnUrl(url: string): boolean {
  return URL.canParse(url) && new URL(url).href.startsWith(APP_PAGE);
}
