/** Chromium's keyboard lock: in fullscreen, games get Escape and the system's own shortcuts too. */
interface KeyboardLock {
  lock(): Promise<void>;
  unlock(): void;
}

const keyboardLock = () => (navigator as Navigator & { readonly keyboard?: KeyboardLock }).keyboard;

/** Shows `element` alone on the whole screen, or ends that. */
export async function toggleFullscreen(element: Element): Promise<void> {
  if (document.fullscreenElement !== null) {
    await document.exitFullscreen();
    return;
  }
  await element.requestFullscreen({ navigationUI: 'hide' });
  // Refused by some browsers: then Escape ends fullscreen, as the browser says at its start.
  await keyboardLock()
    ?.lock()
    .catch(() => {});
}

export async function leaveFullscreen(): Promise<void> {
  keyboardLock()?.unlock();
  if (document.fullscreenElement !== null) await document.exitFullscreen();
}
