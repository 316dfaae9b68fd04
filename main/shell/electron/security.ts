import type { WebContents } from 'electron';
import { type ElectronApi, isOwnUrl } from './api.ts';

/**
 * What the window may ask the system for. Electron grants everything unless told otherwise. Without `keyboardLock`, Escape, which opens
 * Doom's menu, would end full screen.
 */
const PERMISSIONS: ReadonlySet<string> = new Set([
  'fullscreen',
  'keyboardLock',
  'pointerLock',
  'screen-wake-lock',
]);

/** After `ready`: refuses every permission and device that the window has no use for, to its frames all of them. */
export function restrictPermissions({ session }: Pick<ElectronApi, 'session'>): void {
  const { defaultSession } = session;
  const allowed = (contents: WebContents | null, permission: string, isMainFrame: boolean) =>
    PERMISSIONS.has(permission) && isMainFrame && contents !== null && isOwnUrl(contents.getURL());
  defaultSession.setPermissionRequestHandler((contents, permission, callback, { isMainFrame }) =>
    callback(allowed(contents, permission, isMainFrame)),
  );
  defaultSession.setPermissionCheckHandler((contents, permission, _origin, { isMainFrame }) =>
    allowed(contents, permission, isMainFrame),
  );
  defaultSession.setDevicePermissionHandler(() => false);
  // No stream at all is how Electron's handler refuses.
  defaultSession.setDisplayMediaRequestHandler((_request, callback) => callback(null));
}

/** Keeps every page, now and later, on the window's own content: no navigation, no new windows, no webviews. */
export function restrictNavigation({ app }: Pick<ElectronApi, 'app'>): void {
  app.on('web-contents-created', (_created, contents) => {
    contents.on('will-frame-navigate', (details) => {
      if (!isOwnUrl(details.url)) details.preventDefault();
    });
    contents.on('will-redirect', (details) => {
      if (!isOwnUrl(details.url)) details.preventDefault();
    });
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.on('will-attach-webview', (event) => event.preventDefault());
  });
}
