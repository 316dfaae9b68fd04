import type { Hall } from './hall.ts';
import { hash } from './materials.ts';

/** Steps a channel: few, as on the screens that this image remembers. */
const LEVELS = 18;
/** Ordered dithering hides the steps: the classic 4x4 Bayer matrix, from 0 to 15. */
const BAYER = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5];
const EMBERS = 46;

/** Writes the hall at `seconds` into `rgba`, four bytes a pixel. */
export function composeHall(hall: Hall, seconds: number, rgba: Uint8ClampedArray): void {
  const { width, height, still, pit, gate } = hall;
  const pitNow = flicker(seconds, 1);
  const gateNow = 0.85 + 0.15 * Math.sin(seconds * 0.9);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const pixel = y * width + x;
      const threshold = (BAYER[(y % 4) * 4 + (x % 4)]! + 0.5) / 16;
      for (let channel = 0; channel < 3; channel++) {
        const at = pixel * 3 + channel;
        const light = still[at]! + pit[at]! * pitNow + gate[at]! * gateNow;
        // Bright light saturates slowly, as on film.
        const shown = (light / (light + 0.42)) ** 0.72 * 1.1;
        rgba[pixel * 4 + channel] = (Math.floor(shown * LEVELS + threshold) * 255) / LEVELS;
      }
      rgba[pixel * 4 + 3] = 255;
    }
  }
  for (let ember = 0; ember < EMBERS; ember++) drawEmber(hall, ember, seconds, rgba);
}

/** Sparks that rise from the pit, each on its own way, again and again. */
function drawEmber(hall: Hall, ember: number, seconds: number, rgba: Uint8ClampedArray): void {
  const life = 3 + 3 * hash(ember, 1);
  const age = (seconds / life + hash(ember, 2)) % 1;
  const sway = Math.sin(seconds * (0.7 + hash(ember, 3)) + ember) * 0.3 * age;
  const spot = hall.project([
    (hash(ember, 4) - 0.5) * 2 + sway,
    age * (1.6 + 1.6 * hash(ember, 5)),
    5.3 + 1.7 * hash(ember, 6) - age * 0.8,
  ]);
  if (spot === undefined) return;
  const [x, y] = [Math.round(spot.x), Math.round(spot.y)];
  if (x < 0 || y < 0 || x >= hall.width || y >= hall.height) return;
  const heat = (1 - age) ** 0.7;
  rgba.set([255, 90 + 150 * heat, 30 + 70 * heat * heat], (y * hall.width + x) * 4);
}

/** A fire's brightness: several slow waves that never meet. */
function flicker(seconds: number, base: number): number {
  return (
    base +
    0.06 * Math.sin(seconds * 5.1) +
    0.05 * Math.sin(seconds * 7.7 + 1) +
    0.04 * Math.sin(seconds * 13.3)
  );
}
