import type { Settings } from '../../main/protocol/launcher.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Rect extends Size {
  readonly x: number;
  readonly y: number;
}

/** How the player wants to see pictures. */
export type View = Pick<Settings, 'aspect' | 'scaling'>;

/**
 * How tall a pixel of `picture` is shown, in pixel widths. Doom drew 320x200 for screens that were 4:3, so its pixels were 1.2 times as
 * tall as wide; pictures of other shapes are made for square pixels.
 */
export function pixelHeight(picture: Size, aspect: View['aspect']): number {
  return aspect === '4:3' && picture.width * 5 === picture.height * 8 ? 1.2 : 1;
}

/**
 * Where in `area` (device pixels) a picture is shown: centred, as large as fits. With integer scaling each axis has a whole factor, the
 * vertical one the nearest to the wanted shape; a picture that does not even fit once is shrunk instead.
 */
export function placeOn(picture: Size, area: Size, view: View): Rect {
  const tall = pixelHeight(picture, view.aspect);
  const factor = Math.min(area.width / picture.width, area.height / (picture.height * tall));
  const whole = view.scaling === 'integer' ? wholeFactors(picture, area, tall) : undefined;
  const width = picture.width * (whole?.x ?? factor);
  const height = picture.height * (whole?.y ?? factor * tall);
  return centred({ width: Math.max(1, Math.round(width)), height: Math.max(1, Math.round(height)) }, area);
}

function wholeFactors(picture: Size, area: Size, tall: number): { x: number; y: number } | undefined {
  for (let x = Math.floor(area.width / picture.width); x >= 1; x--) {
    const y = Math.round(x * tall);
    if (y * picture.height <= area.height) return { x, y };
  }
  return undefined;
}

function centred(size: Size, area: Size): Rect {
  return {
    x: Math.floor((area.width - size.width) / 2),
    y: Math.floor((area.height - size.height) / 2),
    ...size,
  };
}
