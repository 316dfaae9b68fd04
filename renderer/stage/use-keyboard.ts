import { useLayoutEffect } from 'preact/hooks';
import { launcherCommand, PRINT_KEY } from '../input/keyboard.ts';
import type { Player } from '../player/player.ts';

interface KeyboardOptions {
  readonly player: Player;
  /** False while there is nothing to play yet: keys work the page. */
  readonly active: boolean;
  readonly pauseOnBlur: boolean;
  readonly onFullscreen: () => void;
  readonly onScreenshot: () => void;
  /** Fast forward; absent where there is none. */
  readonly onSpeed?: (() => void) | undefined;
}

/** Gives the keyboard to the game while the component is shown. */
export function useGameKeyboard(options: KeyboardOptions): void {
  const { player, active, pauseOnBlur, onFullscreen, onScreenshot, onSpeed } = options;
  // Not after the browser has drawn: it draws slowly just when a game starts, and a key that comes before would be lost.
  useLayoutEffect(() => {
    if (!active) return undefined;
    const onKeyDown = (event: KeyboardEvent) => {
      const command = launcherCommand(event);
      if (command === 'fullscreen' || (player.status.paused !== undefined && isAltEnter(event)))
        onFullscreen();
      else if (command === 'menu') toggleMenu(player);
      else if (command === 'screenshot') onScreenshot();
      else if (command === 'speed') onSpeed?.();
      else if (!player.keyDown(event)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    const onKeyUp = (event: KeyboardEvent) => {
      // Windows tells of this key's release only.
      if (event.code === PRINT_KEY) onScreenshot();
      player.keyUp(event);
    };
    const onBlur = () => {
      player.releaseKeys();
      if (pauseOnBlur && player.status.paused === undefined) player.pause('blur');
    };
    const onFocus = () => player.refreshLayout();
    const onVisibility = () => {
      if (document.hidden) onBlur();
    };
    window.addEventListener('keydown', onKeyDown, { capture: true });
    window.addEventListener('keyup', onKeyUp, { capture: true });
    window.addEventListener('blur', onBlur);
    player.refreshLayout();
    window.addEventListener('focus', onFocus);
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      player.releaseKeys();
      window.removeEventListener('keydown', onKeyDown, { capture: true });
      window.removeEventListener('keyup', onKeyUp, { capture: true });
      window.removeEventListener('blur', onBlur);
      window.removeEventListener('focus', onFocus);
      document.removeEventListener('visibilitychange', onVisibility);
    };
  }, [player, active, pauseOnBlur, onFullscreen, onScreenshot, onSpeed]);
}

/** What a game would take for full screen, if it ran. */
function isAltEnter({ code, altKey }: KeyboardEvent): boolean {
  return altKey && (code === 'Enter' || code === 'NumpadEnter');
}

function toggleMenu(player: Player): void {
  if (player.status.paused === undefined) player.pause('menu');
  else player.resume();
}
