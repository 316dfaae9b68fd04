import { useEffect } from 'preact/hooks';
import { Gamepads } from './gamepad.ts';
import type { Player } from './player.ts';

/** Gives the player's pads to the game while the component is shown; `playing` is false while the game waits. */
export function useGamepads(player: Player, session: number, playing: boolean): void {
  useEffect(() => {
    if (!playing || typeof navigator.getGamepads !== 'function') return undefined;
    const gamepads = new Gamepads();
    let request = 0;
    const poll = () => {
      // A window without the keyboard is not played in; what was held is let go.
      if (!document.hasFocus()) gamepads.forget();
      else for (const message of gamepads.changes(navigator.getGamepads())) player.input(message);
      request = requestAnimationFrame(poll);
    };
    poll();
    return () => cancelAnimationFrame(request);
  }, [player, session, playing]);
}
