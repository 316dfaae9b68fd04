/** A frame's time at Doom's 35 tics a second, in milliseconds. */
export const TIC_MS = 1000 / 35;

export interface BarOptions {
  /** The value at the upper edge; higher bars are cut off. */
  readonly top: number;
  /** How many bars fit from left to right; the newest is rightmost. */
  readonly slots: number;
  /** Values above it are drawn in another colour, and a line marks it. */
  readonly limit?: number;
}

/** Draws a bar graph over the whole canvas, in the canvas' own CSS colours (`--bar`, `--bar-over`, `--bar-line`). */
export function drawBars(canvas: HTMLCanvasElement, values: readonly number[], options: BarOptions): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const { top, slots, limit = Number.POSITIVE_INFINITY } = options;
  const width = Math.max(1, Math.round(canvas.clientWidth * devicePixelRatio));
  const height = Math.max(1, Math.round(canvas.clientHeight * devicePixelRatio));
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const style = getComputedStyle(canvas);
  const step = width / slots;
  const shown = values.slice(-slots);
  context.clearRect(0, 0, width, height);
  shown.forEach((value, i) => {
    const left = Math.round(width - (shown.length - i) * step);
    const right = Math.round(width - (shown.length - i - 1) * step);
    const size = Math.max(1, Math.min(1, value / top) * height);
    context.fillStyle = style.getPropertyValue(value > limit ? '--bar-over' : '--bar');
    context.fillRect(left, height - size, Math.max(1, right - left - (step > 3 ? 1 : 0)), size);
  });
  if (!Number.isFinite(limit)) return;
  context.fillStyle = style.getPropertyValue('--bar-line');
  context.fillRect(0, Math.round(height - (limit / top) * height), width, devicePixelRatio);
}
