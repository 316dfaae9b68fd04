import type { Rect } from './rect.ts';

/** Where a renderer's coordinates fall on its target: an offset and a size in pixels, and a scale. */
export interface Viewport {
  readonly viewport: Rect;
  readonly scale: { readonly x: number; readonly y: number };
}

export function wholeView(width: number, height: number): Viewport {
  return { viewport: { x: 0, y: 0, w: width, h: height }, scale: { x: 1, y: 1 } };
}

/**
 * SDL_RenderSetLogicalSize: the largest rectangle of the logical size's shape within the output, centred; with `integer` only whole
 * multiples of the logical size.
 */
export function logicalView(
  output: { readonly width: number; readonly height: number },
  logical: { readonly width: number; readonly height: number },
  integer: boolean,
): Viewport {
  const wanted = logical.width / logical.height;
  const real = output.width / output.height;
  const byWidth = wanted > real;
  let scale = byWidth ? output.width / logical.width : output.height / logical.height;
  if (integer) scale = Math.max(1, Math.floor(scale));
  else if (Math.abs(wanted - real) < 0.0001) {
    return { ...wholeView(output.width, output.height), scale: { x: scale, y: scale } };
  }
  const w = !integer && byWidth ? output.width : Math.floor(logical.width * scale);
  const h = !integer && !byWidth ? output.height : Math.floor(logical.height * scale);
  const x = Math.trunc((output.width - w) / 2);
  const y = Math.trunc((output.height - h) / 2);
  return { viewport: { x, y, w, h }, scale: { x: scale, y: scale } };
}

/** A rectangle in the renderer's coordinates as pixels of its target; NULL (undefined) is the whole viewport. */
export function toTarget(view: Viewport, rect: Rect | undefined): Rect {
  const { viewport, scale } = view;
  if (rect === undefined) return viewport;
  const left = Math.round(rect.x * scale.x);
  const top = Math.round(rect.y * scale.y);
  return {
    x: viewport.x + left,
    y: viewport.y + top,
    w: Math.round((rect.x + rect.w) * scale.x) - left,
    h: Math.round((rect.y + rect.h) * scale.y) - top,
  };
}
