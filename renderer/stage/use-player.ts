import { useEffect, useState } from 'preact/hooks';
import type { PlayerStatus } from '../player/player.ts';
import { useApp } from '../state/app-context.ts';

/** The present status of the window's player; the component is drawn anew when it changes. */
export function usePlayerStatus(): PlayerStatus {
  const { player } = useApp();
  const [status, setStatus] = useState(player.status);
  useEffect(() => {
    setStatus(player.status);
    return player.onChange(setStatus);
  }, [player]);
  return status;
}
