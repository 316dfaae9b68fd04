import type { BrowserWindow, WebFrameMain } from 'electron';
import type { RequestOutcome } from '../../protocol/bridge.ts';
import { messageOfError } from '../../protocol/refusal.ts';
import type { LauncherPort } from '../shell.ts';
import { CHANNELS, type ElectronApi, isOwnUrl } from './api.ts';

/**
 * Connects the window to the launcher. Every message's sender is checked: only the main frame of this very window, while it shows the
 * window's own page, is heard.
 */
export function connectWindow(
  { ipcMain }: Pick<ElectronApi, 'ipcMain'>,
  window: BrowserWindow,
  launcher: LauncherPort,
): void {
  const { webContents } = window;
  const isOwn = (event: { readonly senderFrame: WebFrameMain | null }) => {
    try {
      const { senderFrame } = event;
      return senderFrame !== null && senderFrame === webContents.mainFrame && isOwnUrl(senderFrame.url);
    } catch {
      // The frame, or all of the window, is gone: then reading it throws.
      return false;
    }
  };

  ipcMain.handle(
    CHANNELS.request,
    async (event, name: unknown, argument: unknown): Promise<RequestOutcome> => {
      if (!isOwn(event) || typeof name !== 'string')
        return { ok: false, message: { code: 'not-from-the-window', params: {} } };
      try {
        return { ok: true, value: await launcher.request(name, argument) };
      } catch (error) {
        return { ok: false, message: messageOfError(error) };
      }
    },
  );

  let pages = 0;
  ipcMain.on(CHANNELS.ready, (event) => {
    // A page that comes anew has lost the player port, which cannot be had again: its game ends rather than run unseen.
    if (isOwn(event) && ++pages > 1) launcher.request('stop', undefined).catch(() => {});
  });

  const unsubscribe = launcher.onEvent((name, payload) => {
    if (!webContents.isDestroyed()) webContents.send(CHANNELS.event, name, payload);
  });
  // The page learns from its browser of full screen that it asked for itself, not of what the system or `window.fullscreen` did.
  const onFullscreen = (on: boolean) => () => {
    if (!webContents.isDestroyed()) webContents.send(CHANNELS.event, 'fullscreen', on);
  };
  window.on('enter-full-screen', onFullscreen(true));
  window.on('leave-full-screen', onFullscreen(false));
  window.once('closed', () => {
    unsubscribe();
    ipcMain.removeHandler(CHANNELS.request);
    ipcMain.removeAllListeners(CHANNELS.ready);
  });
}
