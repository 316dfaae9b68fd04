import { useEffect } from 'preact/hooks';
import type { Player } from './player.ts';

/** Gives the player's pads to the game while the component is shown; `playing` is false while the game waits. */
export function useGamepads(player: Player, playing: boolean): void {
  useEffect(() => {
    if (!playing || typeof navigator.getGamepads !== 'function') return undefined;
    let request = 0;
    const poll = () => {
      // A window without the keyboard is not played in; what was held is let go.
      if (document.hasFocus()) player.pads(navigator.getGamepads());
      request = requestAnimationFrame(poll);
    };
    poll();
    return () => cancelAnimationFrame(request);
  }, [player, playing]);
}
