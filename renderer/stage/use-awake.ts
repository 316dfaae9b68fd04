import { useEffect } from 'preact/hooks';

/** Keeps the screen from sleeping while `active`. A request ends when the window is hidden, so it is made again when it is back. */
export function useAwakeScreen(active: boolean): void {
  useEffect(() => {
    if (!active || !('wakeLock' in navigator)) return undefined;
    let ended = false;
    let lock: WakeLockSentinel | undefined;
    const request = async () => {
      if (document.hidden) return;
      // Refused on a low battery: then the system decides.
      const granted = await navigator.wakeLock.request('screen').catch(() => undefined);
      if (ended) await granted?.release();
      else lock = granted;
    };
    void request();
    document.addEventListener('visibilitychange', request);
    return () => {
      ended = true;
      document.removeEventListener('visibilitychange', request);
      void lock?.release();
    };
  }, [active]);
}
