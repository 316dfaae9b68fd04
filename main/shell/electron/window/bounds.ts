import type { Rectangle } from './stored-window.ts';

export const MINIMUM_SIZE = { width: 640, height: 480 };
const DEFAULT_SIZE = { width: 1180, height: 820 };

/**
 * Bounds for a new window: as stored if enough of it is on a display that is there now. Else they have no place, and Electron centres
 * the window. Never bigger than the display, never smaller than usable.
 *
 * @param workAreas of the displays, the primary one first
 */
export function usableBounds(stored: Rectangle | null, workAreas: readonly Rectangle[]): Partial<Rectangle> {
  const wanted = stored ?? DEFAULT_SIZE;
  const area = stored === null ? undefined : workAreas.find((candidate) => showsTitle(stored, candidate));
  const within = area ?? workAreas[0];
  const size = {
    width: clamp(wanted.width, MINIMUM_SIZE.width, within?.width),
    height: clamp(wanted.height, MINIMUM_SIZE.height, within?.height),
  };
  return stored !== null && area !== undefined ? { x: stored.x, y: stored.y, ...size } : size;
}

/** Whether enough of the window's title bar lies within the area to drag it by. */
function showsTitle(window: Rectangle, area: Rectangle): boolean {
  const visible = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  return visible >= 100 && window.y >= area.y && window.y <= area.y + area.height - 40;
}

function clamp(value: number, minimum: number, maximum = Number.POSITIVE_INFINITY): number {
  return Math.min(Math.max(value, minimum), Math.max(minimum, maximum));
}
