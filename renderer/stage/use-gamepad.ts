import { useEffect, useState } from 'preact/hooks';
import type { PadMapping } from '../../main/protocol/pads.ts';
import { MappedPads } from '../input/pad-mapping.ts';
import type { Player } from '../player/player.ts';

/** Gives the player's pads to the game, by their mappings, while the component is shown; `playing` is false while the game waits. */
export function useGamepads(player: Player, playing: boolean, mappings: readonly PadMapping[]): void {
  const [mapped] = useState(() => new MappedPads());
  useEffect(() => {
    if (!playing || typeof navigator.getGamepads !== 'function') return undefined;
    let request = 0;
    const poll = () => {
      // A window without the keyboard is not played in; what was held was released.
      if (document.hasFocus()) player.pads(mapped.read(navigator.getGamepads(), mappings));
      request = requestAnimationFrame(poll);
    };
    poll();
    return () => cancelAnimationFrame(request);
  }, [player, playing, mapped, mappings]);
}
