import { useEffect } from 'preact/hooks';
import type { Player } from '../player/player.ts';
import { type DisplayFacts, displaySize, RefreshMeter, USUAL_HERTZ } from '../screen/display.ts';

/** Tells the game of the display that the window is on, at once and when it changes, while `active`. */
export function useDisplay(player: Player, active: boolean): void {
  useEffect(() => {
    if (!active) return undefined;
    const meter = new RefreshMeter();
    let told: DisplayFacts | undefined;
    let hertz = USUAL_HERTZ;
    let request = 0;
    const tell = () => {
      const now = { ...displaySize(screen, devicePixelRatio), hertz };
      if (now.width === told?.width && now.height === told.height && now.hertz === told.hertz) return;
      told = now;
      player.setDisplay(now);
    };
    const measure = (now: number) => {
      hertz = meter.tick(now) ?? hertz;
      tell();
      request = requestAnimationFrame(measure);
    };
    tell();
    request = requestAnimationFrame(measure);
    return () => cancelAnimationFrame(request);
  }, [player, active]);
}
