import type { WebContents } from 'electron';
import { APP_PAGE, type ElectronApi, isOwnUrl } from '../api.ts';

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

/**
 * Before `ready`: keeps every page, now and later, on the window's own content: no navigation, no new windows, no webviews. Nor can a page
 * keep its window open.
 */
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
    // Electron shows no question for a `beforeunload`: the window would stay open without a word.
    contents.on('will-prevent-unload', (event) => event.preventDefault());
  });
}

/**
 * Before `ready`: takes the network away from Chromium. The window has no use for it. A page that was taken over could send what it
 * knows by WebRTC, or in the names of hosts to resolve. A content security policy covers neither.
 */
export function cutNetwork({ app }: Pick<ElectronApi, 'app'>): void {
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
  app.on('web-contents-created', (_created, contents) => {
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  });
}

/** After `ready`: cancels every request but those for the window's own content, and every download. Exports go through a dialog of main's. */
export function restrictRequests({ app, session }: Pick<ElectronApi, 'app' | 'session'>): void {
  const { defaultSession } = session;
  const allowed = (url: string) =>
    isOwnUrl(url) ||
    url.startsWith(`blob:${APP_PAGE}`) ||
    // The developer tools are pages of Chromium's own, and exist in checkouts only.
    (!app.isPackaged && url.startsWith('devtools://'));
  defaultSession.webRequest.onBeforeRequest(({ url }, callback) => callback({ cancel: !allowed(url) }));
  defaultSession.on('will-download', (event) => event.preventDefault());
}
