import { useEffect } from 'preact/hooks';
import type { PictureSettings } from '../../main/protocol/picture.ts';
import type { Player } from '../player/player.ts';
import { displaySize, RefreshMeter, USUAL_HERTZ } from '../screen/display.ts';

/**
 * Tells the game of the display that the window is on, at once and when it changes, while `active`. `limit`: frames a second that the
 * player wants at most, which are all that the game then learns of.
 */
export function useDisplay(
  player: Player,
  active: boolean,
  limit: PictureSettings['frameRate'] = 'display',
): void {
  useEffect(() => {
    if (!active) return undefined;
    let hertz = player.display?.hertz ?? USUAL_HERTZ;
    const meter = new RefreshMeter(hertz);
    let request = 0;
    const tell = () =>
      player.setDisplay({
        ...displaySize(screen, devicePixelRatio),
        hertz: limit === 'display' ? hertz : Math.min(hertz, limit),
      });
    const measure = (now: number) => {
      hertz = meter.tick(now) ?? hertz;
      tell();
      request = requestAnimationFrame(measure);
    };
    tell();
    request = requestAnimationFrame(measure);
    return () => cancelAnimationFrame(request);
  }, [player, active, limit]);
}
