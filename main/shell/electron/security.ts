import { type ElectronApi, isOwnUrl } from './api.ts';

/** What the window may ask the system for. Electron grants everything unless told otherwise. */
const PERMISSIONS: ReadonlySet<string> = new Set(['fullscreen', 'pointerLock', 'screen-wake-lock']);

/** After `ready`: refuses every permission and device that the window has no use for. */
export function restrictPermissions({ session }: Pick<ElectronApi, 'session'>): void {
  const { defaultSession } = session;
  const allowed = (permission: string, url: string) => PERMISSIONS.has(permission) && isOwnUrl(url);
  defaultSession.setPermissionRequestHandler((contents, permission, callback) =>
    callback(allowed(permission, contents.getURL())),
  );
  defaultSession.setPermissionCheckHandler((contents, permission) =>
    allowed(permission, contents?.getURL() ?? ''),
  );
  defaultSession.setDevicePermissionHandler(() => false);
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
