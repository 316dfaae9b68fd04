import { useEffect } from 'preact/hooks';
import { useApp } from './state/app-context.ts';
import { type AppState, activeSession } from './state/app-state.ts';

/** How often files that are missing are looked for while the window is seen, in milliseconds. */
const LOOK_MS = 4000;

/**
 * Checks whether the library's files are there, whenever that may have changed: as the window gets the focus, is seen again or shows
 * another view. While one is missing, it checks every few seconds. It does not check while a game is played.
 */
export function useFreshLibrary(state: AppState): void {
  const { commands } = useApp();
  const { view, launcher } = state;
  const idle = activeSession(state) === undefined;
  const missing = launcher?.library.some(({ problem }) => problem !== undefined) === true;
  useEffect(() => {
    if (!idle) return undefined;
    const look = () => {
      if (document.visibilityState === 'visible') void commands.refresh();
    };
    look();
    window.addEventListener('focus', look);
    document.addEventListener('visibilitychange', look);
    const timer = missing ? setInterval(look, LOOK_MS) : undefined;
    return () => {
      window.removeEventListener('focus', look);
      document.removeEventListener('visibilitychange', look);
      clearInterval(timer);
    };
  }, [commands, view, idle, missing]);
}
